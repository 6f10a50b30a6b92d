"""One of many connections: pipelined where it is offered, step by step where it is not, and never a dot too many."""

import select
from time import monotonic

import pytest

from bench.smtp_server import Fault, SmtpServer
from saidyes.mail.posting import line as line_module
from saidyes.mail.posting.connecting import connected
from saidyes.mail.posting.contract import Lost, NoAnswer, Receipt, Refused, Trouble
from saidyes.mail.posting.line import Line
from saidyes.mail.posting.server import MailServer
from tests.mail.letters import letter_to

NOOR, TOM = "noor@example.com", "tom@example.com"


@pytest.fixture(params=[("PIPELINING", "SMTPUTF8"), ("SMTPUTF8",)], ids=["pipelined", "step by step"])
def line(request, smtp_server):
    smtp_server.behave(offers=request.param)
    line = Line(connected(MailServer.at(smtp_server.url)))
    yield line
    line.hang_up()


def until(line, claim, seconds=10):
    """Read and write, without ever blocking, until the claim holds; what came to an end meanwhile."""
    outcomes, late = [], monotonic() + seconds
    while not claim():
        assert monotonic() < late, "it never came"
        readable, writable, _ = select.select([line], [line] if line.wants_to_write else [], [], 0.05)
        outcomes += line.write() if writable else []
        outcomes += line.read() if readable and line.is_open else []
        outcomes += line.too_late(monotonic()) if line.is_open else []
    return outcomes


def to_the_dot(line, recipient=NOOR, text="Hello\n"):
    return line.offer(recipient, letter_to(recipient, text)) + until(line, lambda: line.at_the_dot or not line.offered)


def rest_of(line):
    return until(line, lambda: not line.is_open or line.is_idle)


def test_nothing_arrives_before_the_dot(line, smtp_server):
    assert to_the_dot(line) == []
    assert smtp_server.letters == []
    line.dot()
    [outcome] = rest_of(line)
    assert (outcome.key, outcome.what) == (NOOR, Receipt(250, "2.0.0 Kept"))
    assert [(kept.rcpt, kept.raw) for kept in smtp_server.letters] == [(NOOR, letter_to(NOOR).raw)]


def test_a_dot_and_the_next_envelope_leave_together_and_the_next_letter_waits(line, smtp_server):
    to_the_dot(line)
    line.dot((TOM, letter_to(TOM)))
    [outcome] = until(line, lambda: line.at_the_dot)
    assert (outcome.key, line.offered, line.dotted) == (NOOR, TOM, None)
    assert [kept.rcpt for kept in smtp_server.letters] == [NOOR]
    line.dot()
    rest_of(line)
    assert [kept.rcpt for kept in smtp_server.letters] == [NOOR, TOM]
    assert smtp_server.connections == 1


def test_who_hangs_up_with_a_body_out_sent_nothing(line, smtp_server):
    to_the_dot(line)
    line.hang_up()
    assert smtp_server.letters == []


@pytest.mark.parametrize("says", ["550 5.1.1 No such user", "451 4.7.1 Come back"])
def test_a_refused_recipient_ends_that_letter_alone(line, smtp_server, says):
    smtp_server.behave(Fault("recipient", say=says, only="tom"), offers=smtp_server.behaviour.offers)
    [outcome] = to_the_dot(line, TOM)
    assert isinstance(outcome.what, Refused)
    assert (outcome.key, outcome.what.stage, f"{outcome.what.code} {outcome.what.text}") == (TOM, "recipient", says)
    rest_of(line)
    to_the_dot(line)
    line.dot()
    rest_of(line)
    assert [kept.rcpt for kept in smtp_server.letters] == [NOOR]


@pytest.mark.parametrize("at", ["data", "dot"])
def test_a_refused_message_is_a_definite_no(line, smtp_server, at):
    smtp_server.behave(Fault(at, say="554 5.7.1 Spam", times=1), offers=smtp_server.behaviour.offers)
    outcomes = to_the_dot(line) or line.dot() or rest_of(line)
    assert [(outcome.what.stage, outcome.what.code) for outcome in outcomes] == [("dot", 554)]
    rest_of(line)
    to_the_dot(line)
    line.dot()
    rest_of(line)
    assert len(smtp_server.letters) == 1


def test_a_refused_sender_is_trouble_for_everybody(line, smtp_server):
    smtp_server.behave(Fault("sender", say="550 5.7.1 Not from here"), offers=smtp_server.behaviour.offers)
    [outcome] = to_the_dot(line)
    assert isinstance(outcome.what, Trouble)
    assert not line.is_open


@pytest.mark.parametrize("at", ["recipient", "data", "body"])
def test_a_connection_that_goes_before_the_dot_is_lost(line, smtp_server, at):
    smtp_server.behave(Fault(at, hang_up=True), offers=smtp_server.behaviour.offers)
    line.offer(NOOR, letter_to(NOOR, "x" * 10_000_000))
    [outcome] = until(line, lambda: not line.is_open)
    assert (type(outcome.what), outcome.innocent) == (Lost, False)
    assert smtp_server.letters == []


@pytest.mark.parametrize("kept", [True, False])
def test_a_connection_that_goes_after_the_dot_leaves_one_unknown_and_the_next_untouched(line, smtp_server, kept):
    smtp_server.behave(Fault("dot", hang_up=True, keep=kept), offers=smtp_server.behaviour.offers)
    to_the_dot(line)
    line.dot((TOM, letter_to(TOM)))
    first, second = until(line, lambda: not line.is_open)
    assert (first.key, type(first.what)) == (NOOR, NoAnswer)
    assert (second.key, type(second.what), second.innocent) == (TOM, Lost, True)
    assert len(smtp_server.letters) == kept


def test_a_server_that_hung_up_on_a_whole_body_gets_no_dot_and_the_next_letter_is_given_back(line, smtp_server):
    to_the_dot(line)
    smtp_server.hang_up_on_everyone()
    outcomes = line.dot((TOM, letter_to(TOM))) or rest_of(line)
    assert [(one.key, type(one.what), one.innocent) for one in outcomes] == [(NOOR, Lost, False), (TOM, Lost, True)]


def test_silence_after_the_dot_is_no_answer(line, smtp_server, monkeypatch):
    monkeypatch.setattr(line_module, "DOT_SECONDS", 0.1)
    smtp_server.behave(Fault("dot", wait=5), offers=smtp_server.behaviour.offers)
    to_the_dot(line)
    line.dot()
    [outcome] = until(line, lambda: not line.is_open)
    assert isinstance(outcome.what, NoAnswer)


def test_an_endless_answer_is_cut_off(line, smtp_server):
    smtp_server.behave(Fault("recipient", say="250 " + "o" * 1_000_000), offers=smtp_server.behaviour.offers)
    [outcome] = to_the_dot(line)
    assert (type(outcome.what), outcome.what.text) == (Lost, "The mail server’s answer is too long")


def test_an_idle_line_that_was_closed_meanwhile_is_nobodys_fault(line, smtp_server):
    to_the_dot(line)
    line.dot()
    rest_of(line)
    smtp_server.hang_up_on_everyone()
    outcomes = line.offer(TOM, letter_to(TOM)) or until(line, lambda: not line.is_open)
    assert [(outcome.key, outcome.innocent) for outcome in outcomes] == [(TOM, True)]


def test_where_pipelining_is_not_offered_nothing_is_said_before_its_turn(smtp_server):
    smtp_server.behave(offers=(), latency=0.01)
    line = Line(connected(MailServer.at(smtp_server.url)))
    to_the_dot(line)
    line.dot((TOM, letter_to(TOM)))
    until(line, lambda: line.at_the_dot)
    line.hang_up()
    assert smtp_server.said_ahead == 0


def test_where_it_is_offered_the_envelope_comes_in_one_go(smtp_server):
    line = Line(connected(MailServer.at(smtp_server.url)))
    to_the_dot(line)
    line.hang_up()
    assert smtp_server.said_ahead == 2


def test_encrypted_lines_do_the_same(certificate):
    with SmtpServer(tls=certificate) as server:
        line = Line(connected(MailServer.at(server.url.replace("smtp://", "smtp+tls://"))))
        to_the_dot(line, text="x" * 1_000_000)
        line.dot((TOM, letter_to(TOM)))
        [first] = until(line, lambda: line.at_the_dot)
        line.dot()
        [second] = rest_of(line)
        line.hang_up()
        assert [type(outcome.what) for outcome in (first, second)] == [Receipt, Receipt]
        assert [(kept.rcpt, kept.encrypted) for kept in server.letters] == [(NOOR, True), (TOM, True)]


@pytest.mark.parametrize(("at", "outcome"), [("recipient", Lost), ("data", Lost), ("body", Lost), ("dot", NoAnswer)])
def test_encryption_that_breaks_midway_is_what_a_lost_connection_is(certificate, at, outcome):
    with SmtpServer(tls=certificate) as server:
        server.behave(Fault(at, say="", hang_up=True, abruptly=True))
        line = Line(connected(MailServer.at(server.url.replace("smtp://", "smtp+tls://"))))
        lost = line.offer(NOOR, letter_to(NOOR))
        if at == "dot":
            lost += until(line, lambda: line.at_the_dot) + line.dot()
        lost += until(line, lambda: not line.is_open)
        assert [type(one.what) for one in lost] == [outcome]
        assert server.letters == []
