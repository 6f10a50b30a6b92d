"""What mail providers tell of letters: heeded as a bounce or a spam report by mail is, of the right letter alone."""

import logging
from datetime import timedelta

import pytest
import time_machine

from saidyes.common import clock
from saidyes.consent.models import Standing
from saidyes.delivery import settling
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from saidyes.mail.models import State
from saidyes.mail.return_paths import Way, mark_of, name_of
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice
from tests.delivery.acts import address_of as home_of
from tests.delivery.acts import choose, taken


@pytest.fixture
def row(provider, theo, dana, send, smtp_server):
    """Dana's letter, taken by the provider."""
    return taken(send(theo), dana)


def name(row) -> str:
    return name_of(Way.BLAST, mark_of(str(row.pk), row.bound))


def events() -> int:
    return Event.objects.count()


def test_each_letter_bears_its_name_for_the_provider(provider, row, smtp_server):
    [letter] = [letter for letter in smtp_server.letters if letter.rcpt == row.email]
    header = {"postmark": "X-PM-Metadata-letter", "mailgun": "X-Mailgun-Variables", "sendgrid": "X-SMTPAPI"}
    assert name(row) in letter.parsed[header.get(provider, "X-Metadata")]
    assert letter.envelope_from == "news@mail.tidewater.example"


def test_a_hard_bounce_stops_blasts_with_the_servers_words(row, dana, tell):
    assert tell(name(row), row.email.upper(), "bounced").status_code == 200
    row.refresh_from_db()
    assert (row.state, row.answer) == (State.FAILED, "550 5.1.1 No such user")
    assert (home_of(dana).suppressed, home_of(dana).standing) == (True, Standing.OPTED_IN)


def test_a_soft_bounce_fails_the_letter_and_not_yet_the_address(row, dana, tell):
    tell(name(row), row.email, "soft")
    row.refresh_from_db()
    assert (row.state, home_of(dana).suppressed) == (State.FAILED, False)


def test_a_block_of_us_is_not_held_against_the_address(row, dana, tell):
    tell(name(row), row.email, "bounced", "550 5.7.1 User unknown to our policy")
    row.refresh_from_db()
    assert (row.state, home_of(dana).suppressed) == (State.FAILED, False)


def test_what_is_only_late_or_an_out_of_office_changes_nothing(row, tell):
    before = events()
    assert tell(name(row), row.email, "later").status_code == 200
    row.refresh_from_db()
    assert (row.state, events()) == (State.SENT, before)


def test_a_spam_report_opts_out_and_blocks(row, dana, tell):
    tell(name(row), row.email, "complained")
    address = home_of(dana)
    assert (address.standing, address.suppressed) == (Standing.OPTED_OUT, True)
    assert Event.objects.get(pk=address.last_event).actor_kind == "provider_complaint"


@pytest.mark.parametrize("news", ["delivered", "complained"])
def test_a_letter_that_was_never_answered_is_known_to_have_arrived(row, dana, deliver, tell, news):
    row.ours().update(state=State.UNCERTAIN)
    for _ in range(2):
        tell(name(row), row.email, news)
    row.refresh_from_db()
    assert (row.state, row.answer) == (State.SENT, "It arrived: the mail provider says so")
    [event] = Event.objects.filter(subject=f"blast:{row.blast_id}", verb=Verb.UNCERTAIN_DECIDED)
    assert (event.actor_kind, event.source, event.facts["decision"]) == ("provider", "provider", "arrived")


def test_replays_change_nothing(row, dana, tell):
    """A hundred, over the four providers."""
    told = ["delivered", "bounced", "complained"]
    for news in told:
        tell(name(row), row.email, news)
    before = events()
    for number in range(25):
        assert tell(name(row), row.email, told[number % 3]).status_code == 200
    assert events() == before


@pytest.mark.parametrize("provider", ["mailgun"], indirect=True)
@pytest.mark.parametrize("order", ["bcd", "bdc", "cbd", "cdb", "dbc", "dcb"])
def test_every_order_of_three_reports_ends_alike(row, dana, tell, order):
    for letter in order:
        tell(name(row), row.email, {"b": "bounced", "c": "complained", "d": "delivered"}[letter])
    row.refresh_from_db()
    assert (row.state, home_of(dana).standing) == (State.FAILED, Standing.OPTED_OUT)
    assert set(home_of(dana).suppressions.values_list("kind", flat=True)) == {"bounce", "complaint"}


def test_a_genuine_report_about_no_letter_of_ours_changes_nothing_and_is_counted(row, tom, tell, caplog):
    before, good = events(), name(row)
    wrong = [
        "",
        "b+17",
        good.replace("b+", "n+"),
        f"b+{row.pk + 1}.{good.partition('.')[2]}",
        good[:-26] + "a" * 26,
        "x" * 900,
    ]
    with caplog.at_level(logging.WARNING, "saidyes"):
        for claimed, to in [*((one, row.email) for one in wrong), (good, home_of(tom).key), (good, ""), (good, "x@y")]:
            for news in ("bounced", "complained", "delivered"):
                assert tell(claimed, to, news).status_code == 200
    assert events() == before
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 27
    assert "were about no letter of ours" in said[0]
    assert not any("@" in line or row.email in line for line in said)


def test_a_receipt_that_comes_back_is_seen_to_come_back(provider, business, dana, deliver, smtp_server, tell):
    box, data = Mailbox(home_of(dana).spelling), {"url": "https://x.example/"}
    notice = leave_notice(Kind.UNSUBSCRIBE_LINK, business=business, mailbox=box, data=data)
    deliver()
    named = name_of(Way.NOTICE, mark_of(notice.letter_name, notice.bound))
    assert named in smtp_server.letters[-1].raw.decode().replace("\r\n ", "")
    tell(named, box.address, "bounced")
    notice.refresh_from_db()
    assert (notice.state, home_of(dana).suppressed) == (State.FAILED, True)


@pytest.mark.parametrize("provider", ["postmark", "mailgun", "sendgrid"], indirect=True)
def test_the_providers_own_unsubscribe_opts_out_once_for_ever(row, dana, tell):
    tell(name(row), row.email, "left")
    event = Event.objects.get(pk=home_of(dana).last_event)
    assert (event.verb, event.source, event.facts["letter"]) == ("opt_out", "provider", f"recipient:{row.pk}")
    choose(home_of(dana), said_yes=True)
    before = events()
    tell(name(row), row.email, "left")
    assert (home_of(dana).standing, events()) == (Standing.OPTED_IN, before)


@pytest.mark.parametrize("provider", ["postmark"], indirect=True)
def test_delivered_is_the_answer_when_none_comes(row, deliver, tell):
    """The provider's word may be quicker than the silence of its server."""
    row.ours().update(state=State.HANDING, settled_at=None, lease_until=clock.now() + timedelta(minutes=5))
    tell(name(row), row.email, "delivered")
    row.refresh_from_db()
    assert row.state == State.HANDING
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        deliver()
    row.refresh_from_db()
    assert (row.state, row.answer) == (State.SENT, "It arrived: the mail provider says so")


@pytest.mark.parametrize("provider", ["postmark"], indirect=True)
def test_delivered_is_the_answer_when_the_line_breaks(row, tell):
    row.ours().update(state=State.HANDING, settled_at=None)
    tell(name(row), row.email, "delivered")
    settling.unanswered(row, "The mail server took too long")
    row.refresh_from_db()
    assert (row.state, row.answer) == (State.SENT, "It arrived: the mail provider says so")
