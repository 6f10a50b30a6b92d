"""The SMTP posting against a real server on loopback: what each failure means, and what is certain after it."""

import pytest

from bench.smtp_server import Fault
from saidyes.mail.posting import open_posting, smtp
from saidyes.mail.posting.contract import CannotCarry, Lost, NoAnswer, Refused, Trouble
from tests.mail.letters import letter_to

NOOR = "noor@example.com"


@pytest.fixture
def posting(smtp_server):
    posting = open_posting()
    yield posting
    posting.close()


def post(posting, recipient=NOOR):
    posting.offer(letter_to(recipient))
    return posting.finish()


def test_a_letter_arrives_only_with_the_dot(posting, smtp_server):
    letter = letter_to(NOOR)
    posting.offer(letter)
    assert smtp_server.letters == []
    receipt = posting.finish()
    assert (receipt.code, receipt.text) == (250, "2.0.0 Kept")
    [kept] = smtp_server.letters
    assert (kept.envelope_from, kept.rcpt, kept.raw) == ("news@tidewater.example", NOOR, letter.raw)


def test_a_dropped_letter_never_arrives_and_the_next_one_does(posting, smtp_server):
    posting.offer(letter_to(NOOR))
    posting.drop()
    post(posting, "tom@example.com")
    assert [kept.rcpt for kept in smtp_server.letters] == ["tom@example.com"]


def test_offering_another_letter_drops_the_one_before(posting, smtp_server):
    posting.offer(letter_to(NOOR))
    post(posting, "tom@example.com")
    assert [kept.rcpt for kept in smtp_server.letters] == ["tom@example.com"]


def test_many_letters_share_one_connection(posting, smtp_server):
    for number in range(5):
        post(posting, f"noor{number}@example.com")
    assert len(smtp_server.letters) == 5
    assert smtp_server.connections == 1


def test_closing_says_goodbye(posting, smtp_server):
    post(posting)
    posting.close()
    assert smtp_server.heard[-1] == "QUIT"


def test_closing_drops_what_is_on_offer(posting, smtp_server):
    posting.offer(letter_to(NOOR))
    posting.close()
    with pytest.raises(RuntimeError):
        posting.finish()
    assert smtp_server.letters == []


@pytest.mark.parametrize(("said", "permanent"), [("550 5.1.1 No such user", True), ("451 4.7.1 Come back", False)])
def test_a_refused_recipient_is_a_definite_no_and_the_connection_stays(posting, smtp_server, said, permanent):
    smtp_server.behave(Fault("recipient", say=said, only="tom"))
    with pytest.raises(Refused) as refused:
        posting.offer(letter_to("tom@example.com"))
    assert (refused.value.stage, refused.value.code, refused.value.permanent) == ("recipient", int(said[:3]), permanent)
    assert refused.value.text == said[4:]
    post(posting)
    assert [kept.rcpt for kept in smtp_server.letters] == [NOOR]
    assert smtp_server.connections == 1


@pytest.mark.parametrize("at", ["data", "dot"])
def test_a_refused_message_is_a_definite_no(posting, smtp_server, at):
    smtp_server.behave(Fault(at, say="554 5.7.1 Looks like spam"))
    with pytest.raises(Refused) as refused:
        post(posting)
    assert (refused.value.stage, refused.value.code, refused.value.permanent) == ("dot", 554, True)
    smtp_server.behave()
    post(posting)
    assert len(smtp_server.letters) == 1


@pytest.mark.parametrize("at", ["recipient", "data", "body"])
def test_a_connection_that_goes_before_the_dot_is_lost_and_the_next_try_works(posting, smtp_server, at):
    smtp_server.behave(Fault(at, hang_up=True))
    with pytest.raises(Lost):
        posting.offer(letter_to(NOOR, "x" * 10_000_000))
    smtp_server.behave()
    post(posting)
    assert len(smtp_server.letters) == 1


@pytest.mark.parametrize("at", ["recipient", "data"])
def test_a_server_that_shuts_down_says_nothing_about_the_recipient(posting, smtp_server, at):
    smtp_server.behave(Fault(at, say="421 4.3.2 Shutting down"))
    with pytest.raises(Lost, match="Shutting down"):
        posting.offer(letter_to(NOOR))


def test_a_connection_that_goes_between_body_and_dot_is_lost_not_uncertain(posting, smtp_server):
    posting.offer(letter_to(NOOR))
    smtp_server.hang_up_on_everyone()
    with pytest.raises(Lost):
        posting.finish()
    assert smtp_server.letters == []


def test_an_idle_connection_that_was_closed_is_opened_again(posting, smtp_server):
    post(posting)
    smtp_server.hang_up_on_everyone()
    post(posting)
    assert (len(smtp_server.letters), smtp_server.connections) == (2, 2)


@pytest.mark.parametrize("kept", [True, False])
def test_a_connection_that_goes_after_the_dot_leaves_no_answer(posting, smtp_server, kept):
    smtp_server.behave(Fault("dot", hang_up=True, keep=kept))
    posting.offer(letter_to(NOOR))
    with pytest.raises(NoAnswer):
        posting.finish()
    assert len(smtp_server.letters) == kept


@pytest.mark.parametrize("answer", ["354 More, please", "garbage", "99 bottles", "2500 of them"])
def test_an_answer_to_the_dot_that_makes_no_sense_is_no_answer(posting, smtp_server, answer):
    smtp_server.behave(Fault("dot", say=answer, keep=True))
    posting.offer(letter_to(NOOR))
    with pytest.raises(NoAnswer):
        posting.finish()


def test_silence_after_the_dot_is_no_answer(posting, smtp_server, monkeypatch):
    monkeypatch.setattr(smtp, "DOT_SECONDS", 0.1)
    smtp_server.behave(Fault("dot", wait=5))
    posting.offer(letter_to(NOOR))
    with pytest.raises(NoAnswer, match="too long"):
        posting.finish()


def test_a_server_that_dribbles_cannot_hold_a_letter_past_its_deadline(posting, smtp_server, monkeypatch):
    post(posting)
    monkeypatch.setattr(smtp, "MESSAGE_SECONDS", 0.1)
    smtp_server.behave(Fault("recipient", say="250 " + "o" * 200), seconds_per_octet=0.005)
    with pytest.raises((Lost, Trouble), match="too long"):
        posting.offer(letter_to(NOOR))


def test_an_endless_answer_is_cut_off(posting, smtp_server):
    smtp_server.behave(Fault("recipient", say="250 " + "o" * 1_000_000))
    with pytest.raises(Lost, match="too long"):
        posting.offer(letter_to(NOOR))


def test_a_line_of_dots_and_a_smuggled_command_arrive_as_text(posting, smtp_server):
    text = ".\n..\n.hidden\n\r\n.\r\nMAIL FROM:<x@evil.example>\r\n" + "y" * 2000 + "\n"
    letter = letter_to(NOOR, text)
    posting.offer(letter)
    posting.finish()
    [kept] = smtp_server.letters
    assert kept.raw == letter.raw
    assert kept.parsed.get_body(("plain",)).get_content().splitlines() == text.splitlines()


def test_a_letter_for_an_address_outside_ascii_goes_only_where_smtputf8_is_offered(posting, smtp_server):
    letter = letter_to("zoë@example.com", needs_smtputf8=True)
    posting.offer(letter)
    posting.finish()
    assert [kept.rcpt for kept in smtp_server.letters] == ["zoë@example.com"]
    posting.close()
    smtp_server.behave(offers=("8BITMIME",))
    with pytest.raises(CannotCarry) as refused:
        posting.offer(letter)
    assert refused.value.permanent
    assert len(smtp_server.letters) == 1
