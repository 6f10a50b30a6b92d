"""After a restore: who was erased since the backup is erased once more."""

from uuid import UUID

from django.db import transaction

from saidyes.businesses.models import Business
from saidyes.consent import journal
from saidyes.consent.forgetting import erase_address, set_tombstone
from saidyes.consent.models import Address
from saidyes.consent.recalling import forgotten
from saidyes.families.models import Family
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.verbs import Verb
from saidyes.retention.erasing import erase_family


@transaction.atomic
def erase_again() -> int:
    """Read every erasure in the journal that the database has forgotten. How many families."""
    families = 0
    for line in forgotten(journal.lines(), (Verb.FAMILY_ERASED, Verb.ERASED)):
        if line.verb == Verb.FAMILY_ERASED:
            families += _erase_family(line)
        elif Business.objects.filter(pk=line.business).exists():
            _erase_address(line)
    return families


def _erase_family(line: journal.Line) -> bool:
    family = Family.objects.filter(business_id=UUID(line.business), pk=UUID(line.family), erased_at=None).first()
    if family is None or family.merged_into_id:
        return False
    erase_family(family, actor=SYSTEM, source=Source.RESTORE, facts={"journal": line.event, "at": line.at})
    return True


def _erase_address(line: journal.Line) -> None:
    """It stands in the journal before its family does, or its family came after the backup: its tombstone stays."""
    set_tombstone(UUID(line.business), line.digest)
    address = Address.objects.filter(business_id=UUID(line.business), pk=UUID(line.address), holders=None).first()
    if address:
        facts = {"journal": line.event, "at": line.at}
        erase_address(address, actor=SYSTEM, source=Source.RESTORE, facts=facts)
