"""Mail that comes back: what it may change, and all that it may not."""

import pytest

from saidyes.consent.models import Standing, SuppressionKind
from saidyes.consent.wishing import wishes
from saidyes.delivery.receiving import Received, receive
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from saidyes.mail.models import State
from saidyes.mail.reading import Envelope
from saidyes.mail.return_paths import Way, marks_in
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice
from saidyes.notices.models import Notice
from tests.delivery.acts import address_of as home_of
from tests.delivery.acts import choose, taken, way_to
from tests.mail.arriving import bounce, complaint, reply

FORGED = "b+17.aaaaaaaaaaaaaaaaaaaaaaaaaa@in.example.org"


@pytest.fixture(autouse=True)
def way_in(settings):
    settings.SAIDYES_INBOUND_DOMAIN = "in.example.org"


@pytest.fixture
def row(theo, dana, send, smtp_server):
    """Dana's letter, taken by the server; `row.came` is what she got."""
    found = taken(send(theo), dana)
    [found.came] = smtp_server.letters
    return found


def letters_to(email, smtp_server):
    return [letter for letter in smtp_server.letters if letter.rcpt == email]


def events() -> int:
    return Event.objects.count()


def test_a_bounce_of_a_wrong_address_stops_blasts_to_it_with_the_servers_words(row, dana):
    assert receive(bounce(way_to(row))) == Received.BOUNCE
    row.refresh_from_db()
    assert (row.state, row.answer) == (State.FAILED, "550 5.1.1 No such user")
    address = home_of(dana)
    assert (address.suppressed, address.standing) == (True, Standing.OPTED_IN)
    event = Event.objects.get(subject=f"address:{address.pk}", verb=Verb.SUPPRESSED)
    assert event.facts == {"kind": "bounce", "letter": f"recipient:{row.pk}", "status": "5.1.1"}
    assert event.private["reason"] == "mail.example.com: 550 5.1.1 No such user"


def test_a_replay_changes_nothing_even_after_the_address_was_set_right(row, dana):
    receive(bounce(way_to(row)))
    before = events()
    for _ in range(5):
        assert receive(bounce(way_to(row))) == Received.NOTHING
    assert events() == before


def test_a_second_report_of_the_same_letter_rewrites_nothing(row):
    receive(bounce(way_to(row)))
    assert receive(bounce(way_to(row), status="5.7.1", diagnostic="550 5.7.1 Blocked")) == Received.NOTHING
    row.refresh_from_db()
    assert row.answer == "550 5.1.1 No such user"


def test_a_letter_that_arrived_for_somebody_did_not_bounce(row):
    arrived = "\r\n\r\nFinal-Recipient: rfc822; other@example.com\r\nAction: relayed\r\nStatus: 2.0.0"
    both = bounce(way_to(row), diagnostic=f"550 5.1.1 No such user{arrived}")
    assert receive(both) == Received.NOTHING


@pytest.mark.parametrize(
    "make",
    [
        lambda row: bounce(FORGED),
        lambda row: bounce(way_to(row).replace("b+", "u+")),
        lambda row: bounce(f"b+{row.pk + 1}{way_to(row)[way_to(row).index('.') :]}"),
        lambda row: bounce(way_to(row), sender="eve@evil.example"),
        lambda row: bounce(way_to(row)).replace(b"report-type=delivery-status", b"report-type=other"),
        lambda row: bounce("dana.okafor@example.com"),
        lambda row: bounce(way_to(row), action="delayed", status="4.4.1"),
        lambda row: bounce(way_to(row), action="relayed"),
        lambda row: bounce(way_to(row), action="expanded"),
        lambda row: bounce(way_to(row), action="delivered", status="2.0.0"),
    ],
)
def test_what_is_forged_or_not_final_changes_nothing(row, make):
    before = events()
    assert receive(make(row)) == Received.NOTHING
    row.refresh_from_db()
    assert (row.state, events()) == (State.SENT, before)


def test_a_block_of_us_fails_the_letter_and_leaves_the_address(row, dana):
    receive(bounce(way_to(row), status="5.1.1", diagnostic="550 5.7.1 User unknown to our policy"))
    row.refresh_from_db()
    assert (row.state, row.answer) == (State.FAILED, "550 5.7.1 User unknown to our policy")
    assert not home_of(dana).suppressed


@pytest.mark.parametrize("kind", ["abuse", "fraud", "virus", "other"])
def test_a_spam_report_opts_out_and_blocks(row, dana, kind):
    headers = f"Message-ID: {row.came.parsed['Message-ID']}\nTo: redacted"
    assert receive(complaint(headers, type=kind)) == Received.COMPLAINT
    address = home_of(dana)
    assert (address.standing, address.suppressed) == (Standing.OPTED_OUT, True)
    assert address.suppressions.get().kind == SuppressionKind.COMPLAINT
    before = events()
    receive(complaint(headers, type=kind))
    assert events() == before


@pytest.mark.parametrize("name", ["Return-Path", "CFBL-Feedback-ID"])
def test_a_spam_report_is_traced_by_any_stamp_it_shows(row, dana, name):
    assert receive(complaint(f"{name}: <{way_to(row)}>\nTo: x@example.com")) == Received.COMPLAINT
    assert home_of(dana).standing == Standing.OPTED_OUT


def test_reports_that_blame_nobody_or_show_nothing_of_ours_change_nothing(row):
    shown, before = f"Message-ID: {row.came.parsed['Message-ID']}", events()
    made_up = shown.replace(f".{row.pk}.", f".{row.pk + 1}.")
    for headers, kind in ((shown, "not-spam"), (shown, "auth-failure"), (made_up, "abuse"), (f"X: {FORGED}", "abuse")):
        assert receive(complaint(headers, type=kind)) == Received.NOTHING
    assert events() == before


def test_a_spam_report_of_a_receipt_stops_blasts_and_not_receipts(row, business, dana, deliver, smtp_server):
    box = Mailbox(home_of(dana).spelling)
    data = {"url": "https://tidewater.example/"}
    leave_notice(Kind.UNSUBSCRIBE_LINK, business=business, mailbox=box, data=data)
    deliver()
    receipt = letters_to(row.email, smtp_server)[-1]
    assert receive(complaint(f"Return-Path: <{receipt.envelope_from}>")) == Received.COMPLAINT
    assert home_of(dana).standing == Standing.OPTED_OUT
    leave_notice(Kind.UNSUBSCRIBE_LINK, business=business, mailbox=box, data=data)
    deliver()
    receipts = letters_to(row.email, smtp_server)[-2:]
    assert [marks.way for letter in receipts for marks in marks_in(letter.envelope_from)] == ["n", "n"]


def test_a_notice_that_bounces_is_seen_to_bounce(business, dana, deliver, smtp_server):
    box = Mailbox(home_of(dana).spelling)
    notice = leave_notice(Kind.UNSUBSCRIBE_LINK, business=business, mailbox=box, data={"url": "https://x.example/"})
    deliver()
    assert receive(bounce(smtp_server.letters[-1].envelope_from)) == Received.BOUNCE
    assert Notice.objects.get(pk=notice.pk).state == State.FAILED
    assert home_of(dana).suppressed


def test_mail_to_the_way_out_opts_out_at_once(row, dana):
    raw = reply("whoever@elsewhere.example", way_to(row, Way.LEAVING), subject="unsubscribe", more="Auto-Submitted: no")
    assert receive(raw) == Received.LEFT
    address = home_of(dana)
    event = Event.objects.get(pk=address.last_event)
    assert (address.standing, event.source) == (Standing.OPTED_OUT, "mailto")
    assert event.facts["blast"] == str(row.blast_id)


@pytest.mark.parametrize(
    "come_back",
    [
        lambda row: reply("x@y.example", way_to(row, Way.LEAVING), subject="unsubscribe"),
        lambda row: reply("x@y.example", way_to(row), text="Unsubscribe"),
        lambda row: complaint(f"Return-Path: <{way_to(row)}>"),
    ],
    ids=["by mailto", "by reply", "by spam report"],
)
def test_whoever_answers_a_letter_has_got_it(row, come_back):
    row.ours().update(state=State.UNCERTAIN)
    for _ in range(2):
        receive(come_back(row))
    row.refresh_from_db()
    assert (row.state, row.answer) == (State.SENT, "It arrived: its reader answered")
    assert Event.objects.filter(subject=f"blast:{row.blast_id}", verb=Verb.UNCERTAIN_DECIDED).count() == 1


def test_an_automatic_answer_does_not_leave(row, dana):
    raw = reply("dana.okafor@example.com", way_to(row, Way.LEAVING), more="Auto-Submitted: auto-replied")
    assert receive(raw) == Received.NOTHING
    assert home_of(dana).standing == Standing.OPTED_IN


def test_what_the_mail_server_says_of_the_recipient_is_enough(row, dana):
    raw = reply("whoever@elsewhere.example", "hidden@example.com", subject="unsubscribe")
    assert receive(raw, Envelope("whoever@elsewhere.example", way_to(row, Way.LEAVING))) == Received.LEFT


@pytest.mark.parametrize("to", ["office@tidewater.example", "way"])
@pytest.mark.parametrize("header", ["Auto-Submitted: auto-replied", "Precedence: bulk", "X-Autoreply: yes"])
def test_an_out_of_office_never_changes_a_choice(row, dana, to, header):
    raw = reply(
        "dana.okafor@example.com",
        way_to(row) if to == "way" else to,
        text="unsubscribe",
        authentication="mx.example.org; dmarc=pass header.from=example.com",
        more=header,
    )
    before = events()
    assert receive(raw) == Received.NOTHING
    assert (home_of(dana).standing, events()) == (Standing.OPTED_IN, before)


def test_a_wish_is_done_with_once_the_address_has_chosen(row, business, dana):
    receive(reply("dana.okafor@example.com", "office@tidewater.example", text="Unsubscribe"))
    assert wishes(business.pk) == [home_of(dana)]
    choose(home_of(dana), said_yes=False)
    assert wishes(business.pk) == []
