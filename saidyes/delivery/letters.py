"""The letter of a claimed row: what the floors below need to know of a person, read for many rows at once."""

from collections.abc import Sequence

from django.db.models import prefetch_related_objects

from saidyes.blasts import rendering
from saidyes.blasts.models import Blast
from saidyes.blasts.rendering import Person
from saidyes.consent.links import choice_url, unsubscribe_url
from saidyes.delivery.models import Recipient
from saidyes.mail.headers import Unsendable
from saidyes.mail.letter import Letter
from saidyes.mail.return_paths import mark_of


def read_ahead(rows: Sequence[Recipient], blast: Blast) -> None:
    """Fetch what their letters will need: a few queries for all rows of one blast."""
    for row in rows:
        row.blast = blast
        row.business = blast.business
    prefetch_related_objects(rows, "address", "guardian__family__students")


def letter_of(row: Recipient) -> Letter:
    """The letter of one recipient. Raises `Unsendable`."""
    return rendering.letter_for(row.blast.frozen, row.blast_id, _person(row))


def _person(row: Recipient) -> Person:
    guardian, address = row.guardian, row.address
    if guardian is None or address.standing_since is None:
        raise Unsendable("guardian", "nobody uses the address")
    return Person(
        recipient_id=row.pk,
        address=row.email,
        opted_in_at=address.standing_since,
        unsubscribe_url=unsubscribe_url(row.business, row.address_id, row.blast_id),
        choice_url=choice_url(row.business, row.address_id, row.blast_id),
        mark=mark_of(str(row.pk), row.bound),
        guardian_first_name=guardian.first_name,
        guardian_last_name=guardian.last_name,
        family_name=guardian.family.name,
        student_first_names=tuple(student.first_name for student in guardian.family.students.all()),
        language=guardian.language,
    )
