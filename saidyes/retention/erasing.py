"""Erase a family: everything that tells who they were goes, in one transaction. What happened stays written down.

Evidence of their choices is not destroyed at once: it goes into the restricted store, where only an owner reads it,
and only by an act that is written down itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from saidyes.classes.models import Enrollment, Payment
from saidyes.common import clock
from saidyes.consent import journal
from saidyes.consent.forgetting import erase_address
from saidyes.consent.papers import Paper
from saidyes.families.holding import take
from saidyes.families.models import Family, Guardian, HeldAddress, Student
from saidyes.ledger import shredding
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.retention import files, letters, logins, strays
from saidyes.retention.households import Household, household_of
from saidyes.retention.restricting import keep_until, restrict

ERASED = "Erased"  # where a name has to stand
MAY_ERASE = (ActorKind.OWNER, ActorKind.SYSTEM)


class CannotErase(Exception):
    """The family is not erased; the message is the sentence that says why."""


@dataclass(frozen=True)
class Erased:
    """The addresses that went with the family, and how many stay since another family uses them."""

    addresses: tuple[UUID, ...]
    shared: int


@transaction.atomic
def erase_family(
    family: Family, *, actor: Actor, source: Source = Source.ERASURE, facts: dict[str, str] | None = None
) -> Erased:
    """The family, its people and the addresses that only they use. `CannotErase` says why not."""
    if actor.kind not in MAY_ERASE:
        raise CannotErase("Only an owner erases a family.")
    _overwrite_what_is_deleted()
    household = household_of(family)
    if household.family.erased_at or household.family.merged_into_id:
        raise CannotErase("This family was erased already, or is part of another one.")
    until = keep_until(household)
    _let_go_of_addresses(household, actor, source, facts or {})
    letters.forget(household)
    strays.forget(household.texts)
    events = shredding.events_of(family.business_id, household.traces)
    act = _write_down(household, actor, source, {"details": len(events), **(facts or {})})
    _restrict_evidence(household.family, events, act, until)
    _empty(household)
    logins.forget(household)
    transaction.on_commit(partial(journal.note_erased, household.family.pk, act))
    transaction.on_commit(partial(files.forget, household.family.business_id, [one.key for one in household.alone]))
    transaction.on_commit(_empty_the_write_ahead_log)
    return Erased(tuple(address.pk for address in household.alone), len(household.shared))


def _let_go_of_addresses(household: Household, actor: Actor, source: Source, facts: dict[str, str]) -> None:
    """Nobody of the family uses an address any more; those that nobody else uses are erased."""
    held = HeldAddress.objects.filter(guardian__in=household.guardians).order_by("address_id")
    for one in held.select_related("guardian__user", "address"):
        take(one, actor=actor, source=source)
    for address in household.alone:
        erase_address(address, actor=actor, source=source, facts=facts)


def _write_down(household: Household, actor: Actor, source: Source, facts: dict[str, str | int]) -> Event:
    """What it took, by number: so that a verification finds whatever else is taken in its name."""
    counts = {"guardians": len(household.guardians), "addresses": len(household.alone), "shared": len(household.shared)}
    subject = Subject.of(household.family)
    return record(Verb.FAMILY_ERASED, subject, actor=actor, source=source, facts={**counts, **facts})


def _restrict_evidence(family: Family, events: set[UUID], act: Event, until: datetime) -> None:
    """Whatever stands beside an event of theirs, and the scans that such events name."""
    details = shredding.take_out(events, act=act)
    restrict(family, act, details, _papers(details), until=until)


def _papers(details: Sequence[shredding.Details]) -> dict[UUID, Paper]:
    named = ((one.event, one.event.facts) for one in details if "evidence_ref" in one.event.facts)
    return {event.pk: Paper(facts["evidence_ref"], facts["evidence_sha256"]) for event, facts in named}


def _empty(household: Household) -> None:
    """What tells who they were. Numbers, times and sums stay: the books need them, and they name nobody."""
    now = clock.now()
    Enrollment.objects.filter(student__family__in=household.families).delete()
    Student.objects.filter(family__in=household.families).delete()
    Payment.objects.filter(family__in=household.families).update(for_what="")
    Guardian.objects.filter(family__in=household.families).update(
        first_name=ERASED, last_name="", phone="", language="", user=None, active=False
    )
    theirs = Family.objects.filter(pk__in=[family.pk for family in household.families])
    theirs.filter(archived_at=None).update(archived_at=now)
    nothing = dict.fromkeys(("external_id", "street", "city", "state", "postal_code"), "")
    theirs.update(name=ERASED, erased_at=now, erasure_asked_at=None, possible_double=False, **nothing)


def _overwrite_what_is_deleted() -> None:
    """SQLite leaves what was deleted in its file until the place is needed again, unless told otherwise."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _empty_the_write_ahead_log() -> None:
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
