"""Confirm, take back, start, pause, resume, cancel and finish a blast.

Every act locks the blast, moves its status and writes the ledger in one transaction. Where the blast already
stands where the act leads, nothing happens, so that a second press gets the first one's result. A move that is
not in `MOVES` is `TooLate`.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from saidyes.accounts.staffing import still_on_the_staff
from saidyes.blasts import audience
from saidyes.blasts.drafting import StaleDraft, missing
from saidyes.blasts.models import Blast, Status
from saidyes.blasts.rendering import freeze
from saidyes.blasts.stopping import held_because, standing
from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent.ending import schools_ending, still_ending
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.mail.headers import Unsendable

SOONEST = timedelta(minutes=5)
LATEST = timedelta(days=366)
OF_USE_FOR = timedelta(hours=48)  # "closed on Friday" is worthless on Monday
UNDER_WAY = (Status.SCHEDULED, Status.SENDING, Status.PAUSED, Status.FINISHED)
MOVES = {
    (Status.DRAFT, Status.SCHEDULED): Verb.BLAST_SCHEDULED,
    (Status.SCHEDULED, Status.DRAFT): Verb.BLAST_UNDONE,
    (Status.SCHEDULED, Status.SENDING): Verb.BLAST_STARTED,
    (Status.SCHEDULED, Status.PAUSED): Verb.BLAST_PAUSED,
    (Status.SENDING, Status.PAUSED): Verb.BLAST_PAUSED,
    (Status.PAUSED, Status.SCHEDULED): Verb.BLAST_RESUMED,
    (Status.PAUSED, Status.SENDING): Verb.BLAST_RESUMED,
    (Status.SENDING, Status.CANCELLED): Verb.BLAST_CANCELLED,
    (Status.PAUSED, Status.CANCELLED): Verb.BLAST_CANCELLED,
    (Status.SENDING, Status.FINISHED): Verb.BLAST_FINISHED,
    (Status.FINISHED, Status.SENDING): Verb.UNCERTAIN_DECIDED,
}


class CannotSend(Exception):
    """It cannot be sent as it is; the message is the sentence that says why."""


class NobodyWilling(CannotSend):
    """No address of the audience has opted in and can be delivered to."""


class BadTime(ValueError):
    """A blast cannot leave then; the message is the sentence that says why."""


class TooLate(Exception):
    """The blast no longer stands where this act begins."""


def moment_from(local: datetime, business: Business) -> datetime:
    """The moment of a wall-clock time at the school, in UTC; `BadTime` for one that no blast can be set to."""
    try:
        moment = local.replace(tzinfo=business.zone).astimezone(UTC)
    except OverflowError as beyond:
        raise BadTime("Set a time within the next year") from beyond
    if moment < clock.now() + SOONEST:
        raise BadTime("Set a time at least 5 minutes from now")
    if moment > clock.now() + LATEST:
        raise BadTime("Set a time within the next year")
    if moment.astimezone(business.zone).replace(tzinfo=None) != local:
        raise BadTime("The clocks skip that time on that day. Choose another")
    return moment


def why_not(blast: Blast, *, willing: int) -> CannotSend | None:
    """What keeps this blast from being sent, as of now."""
    sentence = blast.business.cannot_send_because() or held_because(blast.business_id)
    sentence = sentence or next(iter(missing(blast).values()), "")
    if sentence:
        return CannotSend(sentence)
    return None if willing else NobodyWilling("No opted-in address matches. Change who gets it.")


@transaction.atomic
def schedule(blast: Blast, *, version: int, at: datetime | None, actor: Actor, source: Source) -> Blast:
    """Confirm a draft: it leaves at `at`, or as soon as the time to undo it has passed.

    `version` is the draft that was reviewed: `StaleDraft` when it was changed since. Raises `CannotSend`.
    """
    _refuse_who_left(blast, actor)
    blast = _locked(blast)
    if blast.status in UNDER_WAY:
        return blast
    if blast.status != Status.DRAFT:
        raise TooLate
    if blast.version != version:
        raise StaleDraft
    counted = audience.counts(blast)
    problem = why_not(blast, willing=counted["willing"])
    if problem:
        raise problem
    blast.due_at = at or clock.now() + timedelta(seconds=settings.SAIDYES_UNDO_SECONDS)
    facts = {"version": version, "due_at": blast.due_at.isoformat(), "at_a_set_time": at is not None, **counted}
    private = {"audience": audience.in_words(blast)}
    return _move(blast, Status.SCHEDULED, actor=actor, source=source, facts=facts, private=private)


@transaction.atomic
def undo(blast: Blast, *, actor: Actor, source: Source) -> Blast:
    """Back to a draft, as long as nothing has begun to leave."""
    blast = _locked(blast)
    if blast.status == Status.DRAFT:
        return blast
    blast.due_at = None
    blast.version += 1  # so that a press on Send from before it was taken back is stale
    return _move(blast, Status.DRAFT, actor=actor, source=source)


def due() -> QuerySet[Blast]:
    """Confirmed blasts whose time has come, in their order; none of a school whose older yeses are still ending."""
    confirmed = Blast.objects.filter(status=Status.SCHEDULED, due_at__lte=clock.now())
    return confirmed.exclude(business__in=schools_ending()).order_by("due_at")


@transaction.atomic
def start(blast: Blast) -> Blast | None:
    """The worker begins: from here on words, sender and links are frozen. None when it is not due any more.

    A blast that cannot be sent now, though it could when it was confirmed, is paused with the reason.
    """
    blast = _locked(blast)
    if blast.status != Status.SCHEDULED or blast.due_at is None or blast.due_at > clock.now():
        return None
    try:
        blast.frozen = _frozen(blast)
    except (CannotSend, Unsendable) as problem:
        _pause(blast, why=str(problem), actor=SYSTEM, source=Source.WORKER)
        return None
    blast.started_at = clock.now()
    blast.expires_at = blast.started_at + OF_USE_FOR
    facts = {"version": blast.version, "content_sha256": _digest(blast.frozen)}
    return _move(blast, Status.SENDING, actor=SYSTEM, source=Source.WORKER, facts=facts)


@transaction.atomic
def pause(blast: Blast, *, why: str = "", actor: Actor, source: Source) -> Blast:
    """Nothing more is handed over until it is resumed. `why`: the worker's reason, or nothing."""
    blast = _locked(blast)
    return blast if blast.status == Status.PAUSED else _pause(blast, why=why, actor=actor, source=source)


@transaction.atomic
def hold_for_owner(blast: Blast, *, why: str, actor: Actor) -> None:
    """Nobody but an owner lets it go on; nothing when it has begun or was taken back meanwhile."""
    blast = _locked(blast)
    if blast.status not in (Status.SCHEDULED, Status.PAUSED) or blast.started_at:
        return
    blast.waits_for_owner = True
    if blast.status == Status.SCHEDULED:
        _pause(blast, why=why, actor=actor, source=Source.OFFICE)
    else:
        blast.paused_why = why[:500]
        blast.save(update_fields=["waits_for_owner", "paused_why"])


def pause_all(business_ids: Collection[UUID], *, why: str, actor: Actor, source: Source) -> None:
    """Whatever of these schools is going or about to."""
    for blast in Blast.objects.filter(business__in=business_ids, status__in=(Status.SCHEDULED, Status.SENDING)):
        with suppress(TooLate):  # somebody cancelled it this moment
            pause(blast, why=why, actor=actor, source=source)


def pause_what_is_stopped() -> None:
    """Whatever is going, or about to, of schools that wait for their owner."""
    for stop in standing():
        pause_all([stop.business_id], why=f"{stop.sentence}.", actor=SYSTEM, source=Source.WORKER)


@transaction.atomic
def resume(blast: Blast, *, actor: Actor, source: Source) -> Blast:
    """Go on, and be of use from now on; what was paused before it began becomes due again.

    Raises `CannotSend` while all blasts are held, and for whoever is no owner while it waits for one.
    """
    _refuse_who_left(blast, actor)
    blast = _locked(blast)
    goes_on = Status.SENDING if blast.started_at else Status.SCHEDULED
    if blast.status == goes_on:
        return blast
    _refuse_while_held(blast)
    if blast.waits_for_owner and actor.kind != ActorKind.OWNER:
        raise CannotSend("Only an owner can let this one go on")
    blast.paused_by, blast.paused_why, blast.waits_for_owner = "", "", False
    blast.expires_at = clock.now() + OF_USE_FOR if blast.started_at else None
    return _move(blast, goes_on, actor=actor, source=source)


@transaction.atomic
def cancel(blast: Blast, *, counts: Mapping[str, int], actor: Actor, source: Source) -> Blast:
    """Whoever still waits gets nothing. `counts`: how far it had come."""
    return _end(blast, Status.CANCELLED, counts=counts, actor=actor, source=source)


@transaction.atomic
def finish(blast: Blast, *, counts: Mapping[str, int]) -> Blast:
    """The worker found nobody waiting any more. `counts`: what became of all."""
    return _end(blast, Status.FINISHED, counts=counts, actor=SYSTEM, source=Source.WORKER)


@transaction.atomic
def go_on(blast: Blast, *, facts: dict[str, Any], actor: Actor, source: Source) -> Blast:
    """Letters that were never answered are to be sent again: a blast that was done goes on, one under way notes it."""
    blast = _locked(blast)
    _refuse_while_held(blast)
    if blast.status in (Status.SENDING, Status.PAUSED):
        record(Verb.UNCERTAIN_DECIDED, Subject.of(blast), actor=actor, source=source, facts=facts)
        return blast
    blast.finished_at, blast.expires_at = None, clock.now() + OF_USE_FOR
    return _move(blast, Status.SENDING, actor=actor, source=source, facts=facts)


@transaction.atomic
def take_up(blast: Blast) -> None:
    """It was called done too early, for somebody waits again: it goes on to its own end. Raises `CannotSend`."""
    blast = _locked(blast)
    if blast.status == Status.FINISHED:
        _refuse_while_held(blast)
        blast.status, blast.finished_at = Status.SENDING, None
        blast.save()
        record(Verb.BLAST_RESUMED, Subject.of(blast), actor=SYSTEM, source=Source.WORKER)


def _refuse_who_left(blast: Blast, actor: Actor) -> None:
    """Before the blast is locked, in the order in which `parting` locks: nobody confirms while they are disabled."""
    if not still_on_the_staff(blast.business_id, actor):
        raise CannotSend("You are not on the staff any more")


def _locked(blast: Blast) -> Blast:
    return Blast.objects.select_for_update().get(pk=blast.pk)


def _refuse_while_held(blast: Blast) -> None:
    why = held_because(blast.business_id) or still_ending(blast.business_id)
    if why:
        raise CannotSend(why)


def _frozen(blast: Blast) -> dict[str, Any]:
    problem = why_not(blast, willing=1)
    if problem:
        raise problem
    return freeze(blast)


def _digest(frozen: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(frozen, sort_keys=True).encode()).hexdigest()


def _pause(blast: Blast, *, why: str, actor: Actor, source: Source) -> Blast:
    blast.paused_by, blast.paused_why = actor.name[:200], why[:500]
    private = {"why": blast.paused_why} if why else None
    return _move(blast, Status.PAUSED, actor=actor, source=source, private=private)


def _end(blast: Blast, status: Status, *, counts: Mapping[str, int], actor: Actor, source: Source) -> Blast:
    blast = _locked(blast)
    if blast.status == status:
        return blast
    blast.finished_at = clock.now()
    return _move(blast, status, actor=actor, source=source, facts=dict(counts))


def _move(
    blast: Blast,
    status: Status,
    *,
    actor: Actor,
    source: Source,
    facts: dict[str, Any] | None = None,
    private: dict[str, Any] | None = None,
) -> Blast:
    verb = MOVES.get((Status(blast.status), status))
    if verb is None:
        raise TooLate
    blast.status = status
    blast.save()
    record(verb, Subject.of(blast), actor=actor, source=source, facts=facts, private=private)
    return blast
