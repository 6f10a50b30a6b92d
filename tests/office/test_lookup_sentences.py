"""What Consent lookup says of a yes that staff wrote down, and of an address that was erased: true, and short."""

import pytest

from saidyes.common import clock, times
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.models import SuppressionKind, WordingKind
from saidyes.consent.suppressing import mark_as_spam
from saidyes.consent.unsubscribing import Leaver, unsubscribe
from saidyes.families.holding import give
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.office.consent_lookup import evidence
from saidyes.reports.consent_lookup import Asked, Lookup
from saidyes.retention.erasing import erase_family
from tests.delivery.acts import address_of, choose
from tests.office.evidence_acts import signed_yes

OWNER = Actor(ActorKind.OWNER, name="Marisol Vega")


@pytest.fixture
def look(business):
    def up(text: str) -> Lookup:
        today = clock.now().astimezone(business.zone).date()
        return Lookup.of(business, text, Asked(today, None, business.zone))

    return up


def test_staff_wrote_it_down_and_the_guardian_said_it(look, emeka):
    event = signed_yes(emeka, "emeka.signed@example.com")
    lookup = look("emeka.signed@example.com")
    zone = lookup.business.zone
    assert lookup.ground.startswith(
        f"Priya Nair (staff) wrote down Emeka Okafor’s yes on {times.moment(event.happened_at, zone)} "
        "in the Office Portal, given on paper on "
    )
    entry = lookup.entries[0]
    assert entry.who == "Priya Nair (staff) on behalf of Emeka Okafor"
    row = dict(zip(evidence.HEADER, next(evidence.cells(lookup)), strict=True))
    assert row["They agreed on"] == entry.agreed_at.astimezone(zone).isoformat(timespec="seconds")
    assert row["Photo or scan SHA-256"] == event.facts["evidence_sha256"]
    assert row["Who"] == entry.who


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda one: choose(one, said_yes=False), "A guardian said no on "),
        (
            lambda one: unsubscribe(Leaver(one, None), actor=Actor(ActorKind.MAILBOX), source=Source.UNSUBSCRIBE_PAGE),
            "Whoever reads the mailbox said no on ",
        ),
        (
            lambda one: mark_as_spam(
                one, reason="ARF", actor=Actor(ActorKind.PROVIDER_COMPLAINT), source=Source.FEEDBACK_LOOP
            ),
            "Whoever reads the mailbox said no on ",
        ),
        (
            lambda one: record_choice(
                one,
                said_yes=False,
                wording=wording_of(one.business, WordingKind.STAFF_OPT_OUT),
                actor=OWNER,
                source=Source.OFFICE,
            ),
            "Marisol Vega (staff) wrote down a no on ",
        ),
    ],
)
def test_whoever_said_no_is_called_what_they_are(look, noor, act, says):
    address = address_of(noor)
    act(address)
    assert look(address.key).ground.startswith(says)


def test_a_block_says_of_which_kind_it_is(look, luis):
    blocked = next(entry for entry in look(address_of(luis).key).entries if entry.line.event.verb == "suppressed")
    assert blocked.line.note.startswith(SuppressionKind.BOUNCE.label)


def test_an_erased_address_was_here_and_nobody_says_that_it_never_was(look, noor, tom):
    key = address_of(noor).key
    erase_family(noor.family, actor=OWNER)
    lookup = look(key.upper())
    assert lookup.answer.startswith("This address was erased. Where it stood on ")
    assert "never" not in lookup.ground
    give(tom, key, actor=SYSTEM, source=Source.OFFICE)
    assert "no choice yet" in look(key).answer
    yesterday = look(key).asked.day.replace(year=2020)
    again = Lookup.of(tom.business, key, Asked(yesterday, None, tom.business.zone))
    assert again.answer.startswith("This address was erased.")
    assert again.ground.startswith("It was added again on ")
