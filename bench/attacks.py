"""What somebody who owns the database can do to a ledger, with the triggers off. Each names what should be blamed."""

import random
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import F
from uuid_utils.compat import uuid7

from saidyes.businesses.models import Business
from saidyes.consent.models import Address, Standing, Wording
from saidyes.consent.models.address import STANDS_AFTER
from saidyes.ledger import checkpoints, sealing
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.merkle import Tree
from saidyes.ledger.models import Event, EventPrivate, Seal, SealLeaf, Shredded
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb

Blamed = set[str]  # ids of events, and subjects: the first finding must name one of them
Attack = Callable[[Business, random.Random], Blamed]


def edit(business: Business, chance: random.Random) -> Blamed:
    """One value of one event, or of the personal details beside it."""
    event = _any_event(business, chance)
    change = chance.choice(["actor", "verb", "source", "time", "facts", "details"])
    mine = Event.objects.filter(pk=event.pk)
    if change == "actor":
        mine.update(actor_id="eve")
    elif change == "verb":
        mine.update(verb=Verb.OPT_IN if event.verb != Verb.OPT_IN else Verb.OPT_OUT)
    elif change == "source":
        mine.update(source=Source.REPLY)
    elif change == "time":
        mine.update(happened_at=event.happened_at + timedelta(microseconds=1))
    elif change == "facts":
        mine.update(facts={**event.facts, "new": "opted_in", "evil": True})
    else:
        EventPrivate.objects.filter(event=event).update(details={"actor_name": "Eve"})
    return {str(event.pk)}


def delete(business: Business, chance: random.Random) -> Blamed:
    """One event, with its details."""
    event = _any_event(business, chance)
    after = Event.objects.filter(business_id=business.pk, subject=event.subject, seq=event.seq + 1)
    EventPrivate.objects.filter(event=event).delete()
    blamed = {str(event.pk), event.subject, *(str(one.pk) for one in after)}
    Event.objects.filter(pk=event.pk).delete()
    return blamed


def insert(business: Business, chance: random.Random) -> Blamed:
    """A forged event between two others, in its right form; those behind it move up."""
    event = _any_event(business, chance)
    _move(business, event, 10_001)
    _move(business, event, -10_000)
    forged = _forged_after(event)
    forged.save(force_insert=True)
    return {event.subject, str(forged.pk)}


def reorder(business: Business, chance: random.Random) -> Blamed:
    """Two neighbours of one chain change places."""
    event = _any_event(business, chance, seq__gt=1)
    before = Event.objects.get(business_id=business.pk, subject=event.subject, seq=event.seq - 1)
    for one, seq in ((event, 10_001), (before, event.seq), (event, before.seq)):
        Event.objects.filter(pk=one.pk).update(seq=seq)
    return {str(event.pk), str(before.pk)}


def swap(business: Business, chance: random.Random) -> Blamed:
    """Two events of two addresses change places, with everything but their ids."""
    place = chance.randint(1, 2)  # which every chain has
    one = _any_event(business, chance, seq=place)
    other = _any_event(business, chance, seq=place, but=one.subject)
    Event.objects.filter(pk=one.pk).update(subject="elsewhere")
    Event.objects.filter(pk=other.pk).update(subject=one.subject)
    Event.objects.filter(pk=one.pk).update(subject=other.subject)
    return {str(one.pk), str(other.pk)}


def recompute_the_chain(business: Business, chance: random.Random) -> Blamed:
    """An event is changed, its hash and all behind it are computed anew."""
    return {str(event.pk) for event in _rewritten(business, chance)}


def recompute_chain_and_leaves(business: Business, chance: random.Random) -> Blamed:
    """The same, and the leaves under the seals say so too."""
    changed = _rewritten(business, chance)
    return {f"seal {_with_new_leaves(business, changed)}"}


def forge_the_seals(business: Business, chance: random.Random) -> Blamed:
    """The same, and all seals from there on are built anew and signed with another key under the name of ours."""
    first = _with_new_leaves(business, _rewritten(business, chance))
    tree, before, key = Tree(), None, Ed25519PrivateKey.generate()
    leaves = iter(SealLeaf.objects.filter(business_id=business.pk).order_by("place"))
    for seal in Seal.objects.filter(business_id=business.pk).order_by("number"):
        for _ in range(seal.count):
            tree.add(bytes.fromhex(next(leaves).row_hash))
        if seal.number >= first:
            seal.root, seal.peaks = tree.root().hex(), [peak.hex() for peak in tree.peaks]
            seal.prev_seal_hash = checkpoints.hash_of(before) if before else ""
            seal.signature = key.sign(checkpoints.text_of(seal).encode()).hex()
            seal.save(force_update=True)
        before = seal
    return {f"seal {first}"}


def change_a_projection(business: Business, chance: random.Random) -> Blamed:
    """Where an address stands, with no event that says so."""
    address = chance.choice(list(business.addresses.order_by("pk")))
    other = Standing.OPTED_OUT if address.standing == Standing.OPTED_IN else Standing.OPTED_IN
    mine, change = Address.objects.filter(pk=address.pk), chance.randrange(5)
    if change == 0:
        mine.update(standing=other)
    elif change == 1:
        mine.update(last_event=uuid7())
    elif change == 2:
        mine.update(version=F("version") + 1)
    elif change == 3:
        mine.update(held=not address.held)
    else:
        mine.update(suppressed=not address.suppressed)
    return {f"address:{address.pk}"}


def take_details(business: Business, chance: random.Random) -> Blamed:
    """What stood beside an event, by the row without which no table lets it go; in the name of no erasure."""
    event = _any_event(business, chance, beside__isnull=False)
    Shredded.objects.create(event=event, business_id=business.pk, act=event.pk)
    EventPrivate.objects.filter(event=event).delete()
    return {str(event.pk)}


def change_the_words(business: Business, chance: random.Random) -> Blamed:
    """Of any question or page that was ever shown, with a hash that fits."""
    words = chance.choice(list(business.wordings.order_by("pk")))
    text = f"{words.text} And offers from others."
    business.wordings.filter(pk=words.pk).update(text=text, sha256=Wording.digest(text))
    return {f"wording:{words.pk}"}


def truncate(business: Business, chance: random.Random) -> Blamed:
    """The newest seals and all they brought are gone without a trace; every address stands where it stood then."""
    last = sealing.newest(business.pk)
    if last is None:
        raise LookupError("nothing is sealed")
    _cut(business, last.number - chance.randint(1, min(4, last.number - 1)))
    return {f"anchor of seal {last.number}"}


def roll_back(business: Business, chance: random.Random) -> Blamed:
    """An older copy is brought back, and life goes on upon it, honestly sealed."""
    blamed = truncate(business, chance)
    for _ in range(chance.randint(1, 3)):
        record(Verb.EXPORTED, Subject.of(business), actor=SYSTEM, source=Source.WORKER)
        sealing.seal(business.pk)
    return blamed | {f"seal {blamed.copy().pop().rpartition(' ')[2]}"}


ATTACKS: dict[str, Attack] = {
    "edit an event": edit,
    "delete an event": delete,
    "insert an event": insert,
    "reorder two events": reorder,
    "swap two events of two addresses": swap,
    "recompute the chain": recompute_the_chain,
    "recompute chain and leaves": recompute_chain_and_leaves,
    "forge the seals too": forge_the_seals,
    "change a projection": change_a_projection,
    "take personal details": take_details,
    "change the words": change_the_words,
    "truncate the tail (anchor)": truncate,
    "roll back to an older copy (anchor)": roll_back,
}


def _any_event(business: Business, chance: random.Random, *, but: str = "", **where: int | bool) -> Event:
    """A sealed event about an address."""
    sealed = SealLeaf.objects.filter(business_id=business.pk).values("event_id")
    events = Event.objects.filter(pk__in=sealed, subject__startswith="address:", **where).exclude(subject=but)
    return chance.choice(list(events.order_by("pk")))


def _move(business: Business, event: Event, by: int) -> None:
    later = Event.objects.filter(business_id=business.pk, subject=event.subject, seq__gt=event.seq)
    later.update(seq=F("seq") + by)


def _forged_after(event: Event) -> Event:
    forged = Event.objects.get(pk=event.pk)
    forged.pk, forged.seq, forged.verb = uuid7(), event.seq + 1, Verb.OPT_IN
    forged.prev_hash, forged.private_digest = event.row_hash, ""
    forged.row_hash = forged.computed_hash()
    return forged


def _rewritten(business: Business, chance: random.Random) -> list[Event]:
    """A chain from a changed event on."""
    event = _any_event(business, chance)
    chain = Event.objects.filter(business_id=business.pk, subject=event.subject, seq__gte=event.seq).order_by("seq")
    changed = list(chain)
    changed[0].actor_id = "eve"
    for one, before in zip(changed, [None, *changed], strict=False):
        one.prev_hash = before.row_hash if before else one.prev_hash
        one.row_hash = one.computed_hash()
        one.save(force_update=True)
    return changed


def _with_new_leaves(business: Business, changed: list[Event]) -> int:
    """The number of the first seal that holds one of them."""
    for event in changed:
        SealLeaf.objects.filter(pk=event.pk).update(row_hash=event.row_hash)
    places = SealLeaf.objects.filter(pk__in=[event.pk for event in changed]).values_list("place", flat=True)
    seals = Seal.objects.filter(business_id=business.pk, size__gt=min(places)).order_by("number")
    return int(seals.values_list("number", flat=True)[0])


def _cut(business: Business, number: int) -> None:
    """Everything that came after that seal."""
    kept = Seal.objects.get(business_id=business.pk, number=number)
    leaves = SealLeaf.objects.filter(business_id=business.pk, place__lt=kept.size)
    gone = Event.objects.filter(business_id=business.pk).exclude(pk__in=leaves.values("event_id"))
    touched = set(gone.values_list("subject", flat=True))
    EventPrivate.objects.filter(event__in=gone).delete()
    gone.delete()
    SealLeaf.objects.filter(business_id=business.pk, place__gte=kept.size).delete()
    Seal.objects.filter(business_id=business.pk, number__gt=number).delete()
    for subject in touched:
        kind, _, key = subject.partition(":")
        if kind == "address":
            _stand_again(business, UUID(key), subject)


def _stand_again(business: Business, address_id: UUID, subject: str) -> None:
    address = Address.objects.filter(pk=address_id)
    left = Event.objects.filter(business_id=business.pk, subject=subject)
    moves = list(left.filter(verb__in=STANDS_AFTER).order_by("seq"))
    if not left.exists():
        address.delete()
    elif moves:
        place = STANDS_AFTER[Verb(moves[-1].verb)]
        address.update(standing=place, last_event=moves[-1].pk, version=len(moves))
    else:
        address.update(standing=Standing.NO_CHOICE, last_event=None, version=0)
