"""Hear again every no that the database has forgotten, because it was put back to an earlier moment."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from saidyes.common.paging import in_chunks
from saidyes.consent import journal
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.evidence import Evidence
from saidyes.consent.lapsing import lapse
from saidyes.consent.models import Address, SuppressionKind, WordingKind
from saidyes.consent.suppressing import suppress
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.models import Event
from saidyes.ledger.recording import AT_ONCE
from saidyes.ledger.verbs import Verb

NOBODYS = "nobody's"
ENDED = "this yes had ended before a backup was restored"


@transaction.atomic
def recall() -> Counter[str]:
    """Opt-outs, ended yeses and suppressions of the journal, written down as such, counted by verb.

    `NOBODYS` counts those for addresses that are unknown here. Whoever said yes again after the backup is opted out
    too: the journal holds no yes, and a yes is for its owner to give.
    """
    heard: Counter[str] = Counter()
    for line in forgotten(journal.lines(), (Verb.OPT_OUT, Verb.LAPSE, Verb.SUPPRESSED)):
        address = _address_of(line)
        heard[line.verb if address else NOBODYS] += 1
        if address and not address.is_erased:
            _hear(address, line)
    return heard


def forgotten(lines: Iterable[journal.Line], verbs: Container[str]) -> Iterator[journal.Line]:
    """Of these lines, those that are neither in the ledger nor were heard after an earlier restore."""
    heard = set(Event.objects.filter(source=Source.RESTORE).values_list("facts__journal", flat=True))
    lines = [line for line in lines if line.verb in verbs and line.event not in heard]
    for some in in_chunks(lines, AT_ONCE):
        known = set(Event.objects.filter(pk__in=[UUID(line.event) for line in some]).values_list("pk", flat=True))
        yield from (line for line in some if UUID(line.event) not in known)


def _address_of(line: journal.Line) -> Address | None:
    """By its id; else by its digest, as when the family was entered anew. None where nobody has the address."""
    addresses = Address.objects.filter(business_id=UUID(line.business)).select_related("business")
    found = addresses.filter(pk=UUID(line.address)).first()
    return found or next((address for address in addresses.iterator() if line.is_about(address)), None)


def _hear(address: Address, line: journal.Line) -> None:
    facts = {"journal": line.event, "at": line.at}
    if line.verb == Verb.LAPSE:
        if _said_before(address, line):
            lapse(address, reason=ENDED, actor=SYSTEM, source=Source.RESTORE, facts=facts)
        return
    if line.verb == Verb.SUPPRESSED:
        kind = SuppressionKind(line.kind)
        suppress(address, kind, reason="From the journal", actor=SYSTEM, source=Source.RESTORE, facts=facts)
        return
    wording = wording_of(address.business, WordingKind.JOURNAL)
    evidence = Evidence(journal=(line.event, line.at))
    record_choice(address, said_yes=False, wording=wording, actor=SYSTEM, source=Source.RESTORE, evidence=evidence)


def _said_before(address: Address, line: journal.Line) -> bool:
    """Whether the choice that stands is older than the end that the line tells of."""
    if address.last_event is None:
        return False
    return Event.objects.filter(pk=address.last_event, happened_at__lt=datetime.fromisoformat(line.at)).exists()
