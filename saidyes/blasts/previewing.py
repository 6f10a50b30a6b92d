"""The letter as one guardian will see it, before anything is sent. Its links lead nowhere."""

from django.db.models import QuerySet

from saidyes.blasts.audience import addresses_of
from saidyes.blasts.models import Blast
from saidyes.blasts.rendering import Person, Seen, seen_by, words_of
from saidyes.common import clock
from saidyes.consent import gate
from saidyes.families.models import HeldAddress

NOBODY = "name@example.com"
NOWHERE = "#"


def readers_of(blast: Blast) -> QuerySet[HeldAddress]:
    """Guardians who would get it as of now, each with the address it would go to, by the number of the family."""
    held = HeldAddress.objects.filter(
        business_id=blast.business_id, guardian__active=True, address__in=gate.only_willing(addresses_of(blast))
    )
    return held.select_related("guardian__family", "address").order_by("guardian__family__number", "guardian__position")


def preview_of(blast: Blast, reader: HeldAddress | None) -> Seen:
    """The blast as it is written now, filled for a reader; without one, as for somebody without a name."""
    person = _person(reader) if reader else nobody()
    return seen_by(words_of(blast, person.language), person)


def as_read_by(blast: Blast, reader: HeldAddress) -> Seen:
    """The blast as it was sent, filled for a reader."""
    return seen_by(blast.frozen, _person(reader))


def preview_for(blast: Blast, name: str, address: str) -> Seen:
    """The blast filled for somebody of the staff: their own name, and nothing of any family."""
    first, _, last = name.partition(" ")
    person = Person(0, address, clock.now(), NOWHERE, NOWHERE, guardian_first_name=first, guardian_last_name=last)
    return seen_by(words_of(blast), person)


def _person(reader: HeldAddress) -> Person:
    guardian = reader.guardian
    return Person(
        recipient_id=0,
        address=reader.address.spelling,
        opted_in_at=reader.address.standing_since or clock.now(),
        unsubscribe_url=NOWHERE,
        choice_url=NOWHERE,
        guardian_first_name=guardian.first_name,
        guardian_last_name=guardian.last_name,
        family_name=guardian.family.name,
        student_first_names=tuple(guardian.family.students.values_list("first_name", flat=True)),
        language=guardian.language,
    )


def nobody() -> Person:
    """Somebody without a name."""
    return Person(0, NOBODY, clock.now(), NOWHERE, NOWHERE)
