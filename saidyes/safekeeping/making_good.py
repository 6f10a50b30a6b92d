"""After going back in time: hear every no since, and let nothing go on by itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction

from saidyes.blasts import scheduling
from saidyes.blasts.models import Blast, Status
from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent.asking import publish_wordings
from saidyes.consent.recalling import NOBODYS, recall
from saidyes.delivery.models import Recipient
from saidyes.delivery.recovering import recover
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.mail.models import State
from saidyes.notices.models import Notice
from saidyes.retention.remembering import erase_again

ON_ITS_WAY = (Status.SCHEDULED, Status.SENDING)
MAY_HAVE_LEFT = "It was waiting when the backup was made and may have left since"


@dataclass(frozen=True)
class MadeGood:
    """How much was heard again, and how much was held."""

    opt_outs: int
    lapses: int
    suppressions: int
    unknown: int
    blasts: int
    notices: int
    erased: int


@transaction.atomic
def make_good(manifest: dict[str, Any], *, digest: str) -> MadeGood:
    """Before anybody sees the restored database. `digest` names the backup in the audit log."""
    made_at = datetime.fromisoformat(manifest["made_at"])
    for business in Business.objects.order_by("pk"):
        publish_wordings(business, actor=SYSTEM, source=Source.RESTORE)  # the backup may be older than some of them
    heard = recall()
    erased = erase_again()
    blasts = _park(made_at)
    _end_all_leases()
    notices = _do_not_repeat_letters()
    Session.objects.all().delete()
    noes = (heard[Verb.OPT_OUT], heard[Verb.LAPSE], heard[Verb.SUPPRESSED])
    result = MadeGood(*noes, heard[NOBODYS], blasts, notices, erased)
    for business in Business.objects.order_by("pk"):
        facts = {"made_at": manifest["made_at"], "sha256": digest, "blasts_held": blasts}
        record(Verb.RESTORED, Subject.of(business), actor=SYSTEM, source=Source.RESTORE, facts=facts)
    return result


def _park(made_at: datetime) -> int:
    """Every blast under way waits for a person: what it sent after the backup is forgotten here."""
    blasts = Blast.objects.filter(status__in=ON_ITS_WAY)
    when = f"{made_at:%Y-%m-%d %H:%M} UTC"
    why = f"Restored from a backup of {when}. Letters that left after that would arrive twice."
    for blast in blasts:
        scheduling.pause(blast, why=why, actor=SYSTEM, source=Source.RESTORE)
    return len(blasts)


def _end_all_leases() -> None:
    """Whoever was at work when the backup was made is gone."""
    Recipient.objects.filter(lease_until__isnull=False).update(lease_until=clock.now())
    recover()


def _do_not_repeat_letters() -> int:
    """Transactional letters that waited when the backup was made have most likely arrived long ago."""
    waiting = Notice.objects.filter(state__in=(State.QUEUED, State.CLAIMED, State.HANDING))
    return waiting.update(state=State.UNCERTAIN, maybe_sent=True, lease_until=None, answer=MAY_HAVE_LEFT)
