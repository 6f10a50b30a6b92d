"""What tests of every page need of evidence: a yes that staff wrote down, with what was signed."""

from dataclasses import replace
from datetime import timedelta

from saidyes.common import clock
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.evidence import Evidence
from saidyes.consent.models import WordingKind
from saidyes.consent.papers import kept_paper
from saidyes.families.holding import give
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from tests.scans import png

DESK = Actor(ActorKind.STAFF, name="Priya Nair")


def signed_yes(guardian, address="signed@example.com", scan=b""):
    """The event of it; the address is the guardian's."""
    held = give(guardian, address, actor=SYSTEM, source=Source.OFFICE)
    words = wording_of(guardian.business, WordingKind.STAFF_TICK)
    told = {"how": "paper_form", "said": "Signed the form", "agreed_at": clock.now() - timedelta(hours=1)}
    desk = replace(DESK, on_behalf_of=str(guardian.pk))
    with kept_paper(guardian.business_id, scan or png()) as paper:
        evidence = Evidence(**told, paper=paper)
        return record_choice(
            held.address,
            said_yes=True,
            wording=words,
            actor=desk,
            source=Source.OFFICE,
            evidence=evidence,
        )
