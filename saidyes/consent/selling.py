"""The school belongs to somebody else: families said yes to whoever asked them, and nothing of it is carried over."""

from django.db import transaction

from saidyes.businesses.models import Business
from saidyes.consent.asking import publish_wordings, question_of
from saidyes.consent.models import Ending
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb

WHY = "the school belongs to somebody else now"


@transaction.atomic
def change_hands(business: Business, legal_name: str, *, actor: Actor) -> None:
    """From now on this company or person asks. Words that name it get their next version, and every older yes ends.

    A no stays a no: whoever left the school left it, not its owner.
    """
    business = Business.objects.locked().get(pk=business.pk)
    before, business.legal_name = business.legal_name, legal_name
    business.save(update_fields=["legal_name"])
    publish_wordings(business, actor=actor, source=Source.OFFICE)
    Ending.objects.create(business=business, why=WHY)
    record(
        Verb.SOLD,
        Subject.of(business),
        actor=actor,
        source=Source.OFFICE,
        facts=question_of(business).wording.facts,
        private={"before": before, "now": legal_name},
    )
