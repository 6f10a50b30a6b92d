"""Letters whose answer never came: a person or evidence says what becomes of them, and the ledger says who did.

No machine sends them again, for each of them may have arrived.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from saidyes.blasts import scheduling
from saidyes.blasts.models import Blast
from saidyes.common import clock
from saidyes.delivery.models import Arrived, Recipient
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.mail.models import State


def unanswered_in(blast: Blast) -> QuerySet[Recipient]:
    """The letters of a blast that wait for somebody's decision."""
    return Recipient.objects.filter(blast=blast, state=State.UNCERTAIN, decided_at=None)


@transaction.atomic
def send_again(blast: Blast, only: Collection[int] | None = None, *, actor: Actor, source: Source) -> int:
    """Let them go once more, or `only` those; they may arrive twice. How many: none at a second press.

    A blast that was done goes on for them alone; a cancelled one is `TooLate`. Consent is asked before the dot as ever.
    """
    rows = _held_still(blast, only)
    again = {"state": State.QUEUED, "next_at": clock.now(), "settled_at": None}
    if rows:
        scheduling.go_on(blast, facts=_facts("send_again", rows), actor=actor, source=source)
    return Recipient.objects.filter(pk__in=rows).update(**again)


@transaction.atomic
def leave(blast: Blast, only: Collection[int] | None = None, *, actor: Actor, source: Source) -> int:
    """Let them rest as they are: nobody will know. How many: none at a second press."""
    rows = _held_still(blast, only)
    if rows:
        _record(blast, _facts("leave", rows), actor, source)
    return Recipient.objects.filter(pk__in=rows).update(decided_at=clock.now())


@transaction.atomic
def arrived(
    address_id: UUID, blast_id: UUID | None, *, actor: Actor, source: Source, because: Arrived = Arrived.LINK
) -> bool:
    """Somebody used the link that only this letter carried, so it was delivered. Whether that was news.

    Where the server's answer is still awaited it is only noted: that is the answer, if none comes.
    """
    if blast_id is None:
        return False
    awaited = Recipient.objects.filter(address_id=address_id, blast_id=blast_id, state=State.HANDING)
    awaited.update(answer=because)
    open_question = Recipient.objects.filter(address_id=address_id, blast_id=blast_id, state=State.UNCERTAIN)
    if not open_question.exists():
        return False
    blast = Blast.objects.select_for_update().get(pk=blast_id)
    rows = list(open_question.values_list("pk", flat=True))
    if rows:
        _record(blast, _facts("arrived", rows), actor, source)
    return open_question.filter(pk__in=rows).update(state=State.SENT, answer=because) == 1


def _held_still(blast: Blast, only: Collection[int] | None) -> list[int]:
    """Keys of the letters in question, which nobody else can decide about until we have committed."""
    Blast.objects.select_for_update().get(pk=blast.pk)
    waiting = unanswered_in(blast)
    chosen = waiting if only is None else waiting.filter(pk__in=only)
    return list(chosen.select_for_update().order_by("pk").values_list("pk", flat=True))


def _facts(decision: str, rows: list[int]) -> dict[str, Any]:
    return {"decision": decision, "count": len(rows), "recipients": rows}


def _record(blast: Blast, facts: dict[str, Any], actor: Actor, source: Source) -> None:
    record(Verb.UNCERTAIN_DECIDED, Subject.of(blast), actor=actor, source=source, facts=facts)
