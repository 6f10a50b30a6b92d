"""Put what was written under seal: outside every request, some seconds later, school by school.

Events commit in any order and cannot be touched again, so what has its place in the tree is noted apart. What
commits late lands in the next seal.
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from saidyes.common import clock
from saidyes.ledger import checkpoints, signing
from saidyes.ledger.merkle import Tree
from saidyes.ledger.models import Event, Seal, SealLeaf

logger = logging.getLogger(__name__)

AT_ONCE = 2_000  # events a seal; on SQLite nobody else writes meanwhile
LATE = timedelta(hours=1)  # no transaction takes longer, so nothing honest commits later than that
LOOKED_BACK = timedelta(days=2)  # for what is late
SEALERS = 0x5EA1  # the class of our advisory locks


class BrokenSeal(Exception):
    """The last seal is not what was signed: nothing may be built upon it."""


def seal_new() -> int:
    """Seal whatever was committed since the last round, for every school. How many events."""
    sealed = 0
    for business_id in _schools_with_news():
        try:
            sealed += seal(business_id)
        except BrokenSeal as wrong:  # the daily verification tells the owner
            logger.error("the audit log of school %s is not sealed any more: %s", business_id, wrong)
    return sealed


def seal(business_id: UUID) -> int:
    """Seal all committed events of one school that have no seal. How many; 0 also while another sealer is at it."""
    sealed = 0
    while some := _seal_some(business_id):
        sealed += some
        if some < AT_ONCE:
            break
    last = newest(business_id) if sealed else None
    if last:
        checkpoints.keep(last)
    return sealed


def newest(business_id: UUID) -> Seal | None:
    return Seal.objects.filter(business_id=business_id).order_by("-number").first()


def newest_of_each() -> list[tuple[UUID, datetime]]:
    """When the newest seal of each school was made."""
    return list(Seal.objects.order_by().values_list("business_id").annotate(Max("sealed_at")))


def is_older_than(business_id: UUID, moment: datetime) -> bool:
    """Whether a seal was made before that moment."""
    return Seal.objects.filter(business_id=business_id, sealed_at__lt=moment).exists()


def unsealed(business_id: UUID) -> QuerySet[Event]:
    """Every event of a school that has no place in its tree."""
    return _without_a_place().filter(business_id=business_id)


def schools_behind(time: timedelta) -> dict[UUID, int]:
    """Schools with events that should have been sealed so long ago and were not, with how many of the last days."""
    now = clock.now()
    last = _last_sealed_at() or now
    since, until = _first_id_at(min(last - LATE, now - LOOKED_BACK)), _first_id_at(now - time)
    late = _without_a_place().filter(pk__gte=since, pk__lt=until)
    return dict(late.order_by().values_list("business_id").annotate(Count("pk")))


def _schools_with_news() -> list[UUID]:
    """Event ids grow with time, so only the last stretch of two primary keys is read."""
    last, events = _last_sealed_at(), _without_a_place()
    if last:
        events = events.filter(pk__gte=_first_id_at(last - LATE))
    return list(events.order_by().values_list("business_id", flat=True).distinct())


def _without_a_place() -> QuerySet[Event]:
    return Event.objects.filter(~Exists(SealLeaf.objects.filter(event_id=OuterRef("pk"))))


def _last_sealed_at() -> datetime | None:
    return Seal.objects.order_by("-sealed_at").values_list("sealed_at", flat=True).first()


@transaction.atomic
def _seal_some(business_id: UUID) -> int:
    if not _is_only_sealer(business_id):
        return 0
    last = newest(business_id)
    events = unsealed(business_id)
    if last:
        events = events.filter(happened_at__gte=min(last.through, clock.now()) - LATE)  # the clock may be set back
    rows = list(events.order_by("happened_at", "pk").values_list("pk", "row_hash", "happened_at")[:AT_ONCE])
    if not rows:
        return 0
    tree = _tree_under(last)
    leaves = [
        SealLeaf(event_id=event_id, business_id=business_id, place=place, row_hash=row_hash)
        for place, (event_id, row_hash, _) in enumerate(rows, tree.size)
    ]
    for leaf in leaves:
        tree.add(bytes.fromhex(leaf.row_hash))
    SealLeaf.objects.bulk_create(leaves)
    _signed(business_id, tree, last, through=rows[-1][2]).save(force_insert=True)
    return len(leaves)


def _signed(business_id: UUID, tree: Tree, last: Seal | None, *, through: datetime) -> Seal:
    seal = Seal(
        business_id=business_id,
        number=last.number + 1 if last else 1,
        count=tree.size - (last.size if last else 0),
        size=tree.size,
        root=tree.root().hex(),
        peaks=[peak.hex() for peak in tree.peaks],
        prev_seal_hash=checkpoints.hash_of(last) if last else "",
        through=max(through, last.through) if last else through,
        sealed_at=max(clock.now(), last.sealed_at) if last else clock.now(),
    )
    signature = signing.sign(checkpoints.text_of(seal).encode())
    seal.key_id, seal.signature = signature.key_id, signature.value.hex()
    return seal


def _tree_under(last: Seal | None) -> Tree:
    """The tree as the last seal left it; `BrokenSeal` when that is not what was signed."""
    if last is None:
        return Tree()
    try:
        tree = Tree(last.size, [bytes.fromhex(peak) for peak in last.peaks])
    except ValueError as wrong:
        raise BrokenSeal(str(wrong)) from wrong
    if tree.root().hex() != last.root or not checkpoints.is_signed(last):
        raise BrokenSeal(f"seal {last.number} is not what was signed")
    return tree


def _is_only_sealer(business_id: UUID) -> bool:
    """Until the transaction ends. SQLite lets only one transaction write anyway."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        key = int.from_bytes(business_id.bytes[-4:], signed=True)
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [SEALERS, key])
        return bool(cursor.fetchone()[0])


def _first_id_at(moment: datetime) -> UUID:
    """No version 7 id made at that moment or later is smaller."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
