"""Evidence that outlasts an erasure: encrypted under a key of its own, read by an owner alone, shredded in time."""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django.db.models import Max

from saidyes.common import clock
from saidyes.common.keeping import keep_bytes, kept_at
from saidyes.consent.models import Standing
from saidyes.consent.papers import NotAsKept, Paper, forget_paper, read_paper
from saidyes.delivery.models import Recipient
from saidyes.families.models import Family
from saidyes.ledger.actors import SYSTEM, Actor, Source
from saidyes.ledger.canonical import commitment
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.shredding import Details
from saidyes.ledger.verbs import Verb
from saidyes.mail.models import State
from saidyes.retention.households import Household
from saidyes.retention.models import Erasure, Kind, RestrictedEvidence

NONCE_BYTES = 12
DAYS_OF_A_YEAR = 365.25


class IsShredded(Exception):
    """The key is gone, and with it what it opened."""


@dataclass(frozen=True)
class Opened:
    """One piece of evidence as it was kept. `holds`: it is, to the bit, what its event commits to."""

    event: Event
    kind: Kind
    data: bytes
    holds: bool


def keep_until(household: Household) -> datetime:
    """Some years from the later of the last Email Blast that reached them and the last of their yeses to end."""
    ids = [address.pk for address in household.addresses]
    sent = Recipient.objects.filter(guardian__in=household.guardians, state=State.SENT)
    newest = sent.aggregate(newest=Max("settled_at"))["newest"]
    subjects = [f"address:{address_id}" for address_id in ids]
    noes = Event.objects.filter(business_id=household.family.business_id, subject__in=subjects, verb=Verb.OPT_OUT)
    left = noes.aggregate(newest=Max("happened_at"))["newest"]
    ends_now = [clock.now()] if any(one.standing == Standing.OPTED_IN for one in household.addresses) else []
    known = [moment for moment in (newest, left, *ends_now) if moment]
    years = timedelta(days=settings.SAIDYES_EVIDENCE_YEARS * DAYS_OF_A_YEAR)
    return max(known, default=clock.now()) + years


def restrict(
    family: Family, act: Event, details: Iterable[Details], papers: Mapping[UUID, Paper], *, until: datetime
) -> None:
    """Encrypt what was taken out, and the scans; these lie open in the data folder until the erasure is committed."""
    erasure = Erasure.objects.create(business_id=family.business_id, family=family, act=act.pk, keep_until=until)
    with _new_key(erasure) as key:
        rows = [_row(erasure, key, one.event.pk, Kind.DETAILS, _as_text(one)) for one in details]
        for event_id, paper in papers.items():
            rows += [_row(erasure, key, event_id, Kind.SCAN, scan) for scan in _scan(family.business_id, paper)]
            transaction.on_commit(partial(forget_paper, family.business_id, paper))
        RestrictedEvidence.objects.bulk_create(rows)


@transaction.atomic
def open_evidence(erasure: Erasure, *, actor: Actor) -> list[Opened]:
    """Everything that is kept of an erased family. That it was opened, and by whom, is written down first."""
    erasure = Erasure.objects.select_for_update(of=("self",)).select_related("family").get(pk=erasure.pk)
    if erasure.shredded_at:
        raise IsShredded
    key = _key(erasure)
    subject, facts = Subject.of(erasure.family), {"erasure": str(erasure.pk)}
    record(Verb.EVIDENCE_OPENED, subject, actor=actor, source=Source.COMMAND_LINE, facts=facts)
    rows = erasure.evidence.select_related("event").order_by("event__subject", "event__seq", "kind")
    return [_opened(row, key) for row in rows]


def forget_open_scans() -> int:
    """Scans that are in the restricted store and still lie open, since something failed in between. How many."""
    kept = RestrictedEvidence.objects.filter(kind=Kind.SCAN).select_related("event")
    papers = [(row.business_id, Paper(row.event.facts["evidence_ref"], "")) for row in kept]
    return sum(forget_paper(business_id, paper) for business_id, paper in papers)


def shred_what_is_over() -> int:
    """Evidence whose time is over: first the key, then the rows. How many erasures."""
    due = Erasure.objects.filter(shredded_at=None, keep_until__lte=clock.now())
    return sum(_shred(erasure_id) for erasure_id in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _shred(erasure_id: UUID) -> bool:
    erasure = Erasure.objects.select_for_update(of=("self",)).select_related("family").get(pk=erasure_id)
    if erasure.shredded_at:
        return False
    _key_path(erasure).unlink(missing_ok=True)
    RestrictedEvidence.objects.filter(erasure=erasure).delete()
    erasure.shredded_at = clock.now()
    erasure.save(update_fields=["shredded_at"])
    subject, facts = Subject.of(erasure.family), {"erasure": str(erasure.pk)}
    record(Verb.EVIDENCE_SHREDDED, subject, actor=SYSTEM, source=Source.EXPIRY, facts=facts)
    return True


@contextmanager
def _new_key(erasure: Erasure) -> Iterator[bytes]:
    """On the disk before anything is encrypted with it; without the erasure, it goes again."""
    key = AESGCM.generate_key(256)
    keep_bytes(_key_path(erasure), key)
    try:
        yield key
    except BaseException:
        _key_path(erasure).unlink(missing_ok=True)
        raise


def _key(erasure: Erasure) -> bytes:
    try:
        return _key_path(erasure).read_bytes()
    except FileNotFoundError as gone:
        raise IsShredded from gone


def _key_path(erasure: Erasure) -> Path:
    return kept_at("restricted-keys") / erasure.pk.hex


def _as_text(taken: Details) -> bytes:
    return json.dumps({"salt": taken.salt.hex(), "details": taken.details}, ensure_ascii=False).encode()


def _scan(business_id: UUID, paper: Paper) -> list[bytes]:
    """The scan; none where it was lost before."""
    try:
        return [read_paper(business_id, paper)]
    except NotAsKept:
        return []


def _row(erasure: Erasure, key: bytes, event_id: UUID, kind: Kind, data: bytes) -> RestrictedEvidence:
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, data, _bound(event_id, kind))
    return RestrictedEvidence(
        business_id=erasure.business_id, erasure=erasure, event_id=event_id, kind=kind, sealed=sealed
    )


def _bound(event_id: UUID, kind: str) -> bytes:
    """No piece of evidence passes for that of another event."""
    return event_id.bytes + kind.encode()


def _opened(row: RestrictedEvidence, key: bytes) -> Opened:
    sealed = bytes(row.sealed)
    data = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(row.event_id, row.kind))
    kind = Kind(row.kind)
    return Opened(row.event, kind, data, holds=kind == Kind.SCAN or _is_what_was_written(row.event, data))


def _is_what_was_written(event: Event, data: bytes) -> bool:
    kept = json.loads(data)
    return commitment(bytes.fromhex(kept["salt"]), kept["details"]) == event.private_digest
