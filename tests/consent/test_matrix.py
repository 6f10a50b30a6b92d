"""Who may say yes, or no, from where. The table here was written by hand; the acts are the real ones."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction

from saidyes.common import clock
from saidyes.consent import evidence as why
from saidyes.consent import matrix
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.evidence import Evidence, How, MayNotOptIn
from saidyes.consent.judging import Asker, Way
from saidyes.consent.models import Address, SuppressionKind, WordingKind
from saidyes.consent.suppressing import mark_as_spam, suppress
from saidyes.families.holding import give
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb

# 1 at once, m once the mailbox confirms it, = nothing new; refused: p nobody proved it, s spam, b blocked,
# o opted out before, w the link waits no longer, u too late to undo. In the order of Asker.
AT_SIGN_UP = {
    "no choice yet": "1mpmwu1b1p",
    "no choice yet, waiting for confirmation": "1mpm1u1b1p",
    "opted in": "==p=w==b=p",
    "opted out": "1mpmw11bop",
    "opted out, waiting for confirmation": "1mpm111bop",
    "opted out by another reader of the mailbox": "mmpmwumbop",
    "no choice yet, bounced": "mmpbwubbop",
    "opted in, bounced": "mmpbwubbop",
    "opted out, bounced": "mmpbw1bbop",
    "opted out, marked as spam": "mmpswssbsp",
    "no choice yet, blocked by staff": "1mpmwu1bop",
    "opted in, blocked by staff": "==p=w==bop",
    "opted out, blocked by staff": "1mpmw11bop",
    "opted in, blocked for legal reasons": "==pbwbbbbp",
    "opted out, blocked for legal reasons": "mmpbwbbbbp",
}
ALWAYS = {
    "no choice yet": "mmpmwumbbp",
    "no choice yet, waiting for confirmation": "mmpm1umbbp",
    "opted in": "==p=w==b=p",
    "opted out": "mmpmw1mbop",
    "opted out, waiting for confirmation": "mmpm11mbop",
    "opted out by another reader of the mailbox": "mmpmwumbop",
    "no choice yet, bounced": "mmpbwubbop",
    "opted in, bounced": "mmpbwubbop",
    "opted out, bounced": "mmpbw1bbop",
    "opted out, marked as spam": "mmpswssbsp",
    "no choice yet, blocked by staff": "mmpmwumbop",
    "opted in, blocked by staff": "==p=w==bop",
    "opted out, blocked by staff": "mmpmw1mbop",
    "opted in, blocked for legal reasons": "==pbwbbbbp",
    "opted out, blocked for legal reasons": "mmpbwbbbbp",
}
REFUSED = {
    why.NotProved: "p",
    why.MarkedAsSpam: "s",
    why.Blocked: "b",
    why.OptedOutBefore: "o",
    why.NoLongerWaits: "w",
    why.TooLateToUndo: "u",
}
LETTERS = {Way.AT_ONCE: "1", Way.BY_MAIL: "m", Way.NOTHING_NEW: "="}
KINDS = {
    Asker.STAFF: ActorKind.STAFF,
    Asker.OWN_STAFF: ActorKind.OWNER,
    Asker.IMPORTER: ActorKind.IMPORTER,
    Asker.MAILBOX: ActorKind.MAILBOX,
    Asker.CONFIRMER: ActorKind.MAILBOX,
    Asker.UNDOER: ActorKind.MAILBOX,
    Asker.MACHINE: ActorKind.PROVIDER_COMPLAINT,
}
SOURCES = {Asker.STAFF: Source.OFFICE, Asker.OWN_STAFF: Source.OFFICE, Asker.IMPORTER: Source.IMPORT_FILE}


@pytest.fixture
def bring(emeka):
    """`bring(asker)`: the real act. Emeka reads the mailbox, and everything is about his address."""
    address = emeka.held_addresses.get().address

    def act(asker: Asker, said_yes: bool = True) -> Event:
        row = Address.objects.get(pk=address.pk)
        kind = KINDS.get(asker, ActorKind.GUARDIAN)
        whose = "" if asker in (Asker.UNDOER, Asker.MACHINE) else str(emeka.pk)
        own_key = row.key if asker == Asker.OWN_STAFF else ""
        actor = Actor(kind, id="u", name="Somebody", on_behalf_of=whose, own_key=own_key)
        wording = wording_of(emeka.business, WordingKind.QUESTION)
        source, evidence = SOURCES.get(asker, Source.PORTAL), shown(asker, row)
        return record_choice(row, said_yes=said_yes, wording=wording, actor=actor, source=source, evidence=evidence)

    return act


def shown(asker: Asker, row: Address) -> Evidence:
    events = Event.objects.filter(subject=f"address:{row.pk}")
    if asker == Asker.CONFIRMER:
        return Evidence(confirms=events.get(pk=row.asked) if row.asked else events.first())
    if asker == Asker.UNDOER:
        return Evidence(undo_of=events.filter(verb=Verb.OPT_OUT).last() or events.first())
    if asker in (Asker.STAFF, Asker.OWN_STAFF):
        again = wording_of(row.business, WordingKind.STAFF_TICK_AGAIN)
        return Evidence(how=How.IN_PERSON, said="asked at the desk", agreed_at=clock.now(), agreed_again=again)
    return {
        Asker.GUARDIAN: Evidence(proved=True, own=True),
        Asker.UNPROVED: Evidence(own=True),
        Asker.MAILBOX: Evidence(own=True),
        Asker.IMPORTER: Evidence(how=How.PAPER_FORM, agreed_at=clock.now() - timedelta(days=9)),
    }.get(asker, Evidence())


@pytest.fixture
def settle(bring, dana, emeka):
    """`settle(name)`: the address comes to stand there by real acts."""

    def stand(name: str) -> None:
        address, place = emeka.held_addresses.get().address, matrix.PLACES[name]
        if place.standing != "no_choice":
            bring(Asker.GUARDIAN)
        if place.by_another:
            give(dana, address.spelling, actor=SYSTEM, source=Source.OFFICE)
            other = Actor(ActorKind.GUARDIAN, on_behalf_of=str(dana.pk))
            words = wording_of(dana.business, WordingKind.QUESTION)
            record_choice(address, said_yes=False, wording=words, actor=other, source=Source.PORTAL)
        elif place.standing == "opted_out":
            bring(Asker.UNDOER, said_yes=False)
        if place.waits:
            bring(Asker.UNPROVED)
        for kind in place.reasons:
            if kind == SuppressionKind.COMPLAINT:
                mark_as_spam(address, reason="abuse", actor=SYSTEM, source=Source.FEEDBACK_LOOP)
            else:
                suppress(address, SuppressionKind(kind), reason="because", actor=SYSTEM, source=Source.OFFICE)

    return stand


def cell(bring, asker: Asker, address_id) -> str:
    """What the real act did; nothing of it stays."""
    before = Address.objects.get(pk=address_id)
    with transaction.atomic():
        try:
            event, refusal = bring(asker), None
        except MayNotOptIn as refused:
            event, refusal = None, refused
        after = Address.objects.get(pk=address_id)
        transaction.set_rollback(True)
    if refusal:
        assert after.version == before.version
        return REFUSED[type(refusal)]
    if event.verb == Verb.CONFIRMATION_ASKED:
        assert (after.standing, after.asked, after.willing) == (before.standing, event.pk, before.willing)
        return "m"
    assert (after.standing, after.asked) == ("opted_in", None if event.pk != before.last_event else before.asked)
    return "=" if event.pk == before.last_event else "1"


@pytest.mark.parametrize("policy", ["sign_up", "always"])
def test_every_yes_ends_as_the_table_says(bring, settle, emeka, policy, capsys):
    expected, found = {"sign_up": AT_SIGN_UP, "always": ALWAYS}[policy], {}
    address_id = emeka.held_addresses.get().address_id
    for name in matrix.PLACES:
        with transaction.atomic():
            settle(name)
            type(emeka.business).objects.update(confirmation=policy)
            found[name] = "".join(cell(bring, asker, address_id) for asker in Asker)
            transaction.set_rollback(True)
    assert found == expected
    with capsys.disabled():
        print(f"\n{policy}: cells checked {sum(map(len, found.values()))}")


def test_the_printed_table_is_the_one_the_acts_follow():
    letters = {way.value: letter for way, letter in LETTERS.items()}
    for always, table in ((False, AT_SIGN_UP), (True, ALWAYS)):
        printed = {
            name: [matrix.answer(a, replace(p, always=always)) for a in Asker] for name, p in matrix.PLACES.items()
        }
        told = {name: "".join(letters.get(one, "x") for one in row) for name, row in printed.items()}
        assert told == {name: "".join(c if c in "1m=" else "x" for c in row) for name, row in table.items()}


def test_a_no_counts_at_once_from_everybody_and_everywhere(bring, settle, emeka):
    """It is never refused, and it ends a yes that waits."""
    address_id, left = emeka.held_addresses.get().address_id, 0
    for name in matrix.PLACES:
        with transaction.atomic():
            settle(name)
            for asker in Asker:
                with transaction.atomic():
                    event = bring(asker, said_yes=False)
                    after = Address.objects.get(pk=address_id)
                    assert (after.standing, after.asked, after.last_event) == ("opted_out", None, event.pk)
                    transaction.set_rollback(True)
                left += 1
            transaction.set_rollback(True)
    assert left == len(matrix.PLACES) * len(Asker)


def test_the_command_prints_every_cell_and_the_sentence_of_each_refusal(capsys):
    call_command("consent_matrix")
    printed = capsys.readouterr().out
    assert printed.count("\n") > 2 * len(matrix.PLACES) * len(Asker)
    assert "refused: Our mail was marked as spam here. Only the guardian can opt this address back in." in printed
    assert "Only after the guardian has said yes again, and confirmed it by email." in printed
