"""A reply that asks to leave: honoured where our own mail server vouches for its author, else shown to staff."""

import pytest

from saidyes.consent.models import Standing
from saidyes.consent.wishing import wishes
from saidyes.delivery.receiving import Received, receive
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from tests.delivery.acts import address_of as home_of
from tests.delivery.acts import row_of
from tests.mail.arriving import reply

DANA, OFFICE = "dana.okafor@example.com", "office@tidewater.example"
VOUCHED = "mx.example.org; spf=pass smtp.mailfrom=x.example; dmarc=pass (p=none) header.from=example.com"


@pytest.fixture(autouse=True)
def own_mail_server(settings):
    settings.SAIDYES_AUTHSERV_ID = "mx.example.org"


def test_a_reply_of_a_proved_author_opts_out(dana):
    assert (
        receive(reply(DANA, OFFICE, text="Please unsubscribe me.\n> Closed", authentication=VOUCHED)) == Received.LEFT
    )
    address = home_of(dana)
    assert (address.standing, Event.objects.get(pk=address.last_event).source) == (Standing.OPTED_OUT, "reply")


@pytest.mark.parametrize(
    "authentication",
    [
        "mx.example.org; dkim=pass header.d=example.com",
        "mx.example.org 1; dmarc=pass header.from=example.com",
    ],
)
def test_either_proof_will_do(dana, authentication):
    assert receive(reply(DANA, OFFICE, text="unsubscribe", authentication=authentication)) == Received.LEFT


@pytest.mark.parametrize(
    "authentication",
    [
        "",
        "evil.example; dmarc=pass header.from=example.com",
        "mx.example.org.evil.example; dmarc=pass header.from=example.com",
        "mx.example.org; dmarc=fail header.from=example.com",
        "mx.example.org; dmarc=pass header.from=evil.example",
        "mx.example.org; spf=pass smtp.mailfrom=example.com",
        "mx.example.org; dkim=pass header.d=com",
        "mx.example.org; dkim=none (dmarc=pass header.from=example.com)",
        f"evil.example; none\nAuthentication-Results: {VOUCHED}",
    ],
)
def test_without_a_proof_staff_are_told_and_nothing_changes(dana, business, authentication):
    assert receive(reply(DANA, OFFICE, text="unsubscribe", authentication=authentication)) == Received.FOR_STAFF
    assert home_of(dana).standing == Standing.OPTED_IN
    assert wishes(business.pk) == [home_of(dana)]
    receive(reply(DANA, OFFICE, text="unsubscribe", authentication=authentication))
    assert Event.objects.filter(verb=Verb.ASKED_TO_LEAVE).count() == 1


def test_nobody_is_vouched_for_where_no_server_of_ours_is_named(settings, dana):
    settings.SAIDYES_AUTHSERV_ID = ""
    assert receive(reply(DANA, OFFICE, text="unsubscribe", authentication=VOUCHED)) == Received.FOR_STAFF


@pytest.mark.parametrize(
    "text",
    [
        "Thanks! How do I unsubscribe my sister?",
        "See you\n\n> Unsubscribe",
        "> unsubscribe",
        "On Monday Ada wrote:",
        "",
    ],
)
def test_other_words_are_no_wish_to_leave(dana, text):
    assert receive(reply(DANA, OFFICE, text=text, authentication=VOUCHED)) == Received.NOTHING
    assert home_of(dana).standing == Standing.OPTED_IN


def test_an_answer_from_another_mailbox_is_shown_to_staff_under_the_address_we_wrote_to(
    theo, dana, business, send, deliver, smtp_server
):
    blast = send(theo)
    deliver()
    row = row_of(blast, dana)
    [came] = [letter for letter in smtp_server.letters if letter.rcpt == row.email]
    answers = f"In-Reply-To: {came.parsed['Message-ID']}"
    assert receive(reply("d@elsewhere.example", "x@y.example", text="unsubscribe", more=answers)) == Received.FOR_STAFF
    assert wishes(business.pk) == [home_of(dana)]


@pytest.mark.parametrize("author", ["stranger@example.com", "Undisclosed:;", "dana.okafor@example.com, x@y.example"])
def test_whom_we_never_wrote_to_cannot_be_opted_out(business, author):
    before = Event.objects.count()
    assert receive(reply(author, OFFICE, text="unsubscribe", authentication=VOUCHED)) == Received.NOTHING
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("charset", "words"),
    [
        ("utf-8", b"me\0 \x07please"),
        ("unicode_escape", rb"me \ud800\x00please"),
        ("utf-7", b"me +2AA-please"),
        ("idna", b"me .. please"),
        ("utf-16", b"me please"),
    ],
)
def test_a_wish_is_kept_whatever_stands_beside_it(dana, business, charset, words):
    """NUL and half a character are no text: PostgreSQL keeps neither, and nobody can be asked to type a mail again."""
    head = (
        f"From: {DANA}\r\nTo: {OFFICE}\r\nSubject: unsubscribe\r\nContent-Type: text/plain; charset={charset}\r\n\r\n"
    )
    assert receive(head.encode() + words) == Received.FOR_STAFF
    assert wishes(business.pk) == [home_of(dana)]
