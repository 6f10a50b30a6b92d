"""What happens around the worker in these tests: somebody chooses, staff press a button, a letter is on its way."""

from collections.abc import Callable
from contextlib import closing

from saidyes.blasts.models import Blast
from saidyes.businesses.models import Business
from saidyes.common.addresses import canonical
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import Choice, record_choice, record_choices
from saidyes.consent.evidence import Evidence
from saidyes.consent.knowing import addresses_for, set_all_held
from saidyes.consent.models import Address, WordingKind
from saidyes.delivery import letters
from saidyes.delivery.claiming import claim
from saidyes.delivery.filling import start_and_fill
from saidyes.delivery.handing_over import Complaint, hand_over
from saidyes.delivery.models import Recipient
from saidyes.families.adding import Home, add_family
from saidyes.families.models import Guardian, HeldAddress
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Entry, Subject, record_all
from saidyes.ledger.verbs import Verb
from saidyes.mail.letter import Letter
from saidyes.mail.posting import open_posting
from saidyes.mail.posting.contract import Posting, Receipt
from saidyes.mail.return_paths import Way, mark_of
from saidyes.mail.return_paths import address_of as return_path

STAFF = Actor(ActorKind.STAFF, name="Theo Brandt")


def address_of(guardian: Guardian) -> Address:
    return Address.objects.select_related("business").get(holders__guardian=guardian, holders__is_primary=True)


def choose(address: Address, *, said_yes: bool) -> Event:
    return record_choice(
        address,
        said_yes=said_yes,
        wording=wording_of(address.business, WordingKind.QUESTION),
        actor=Actor(ActorKind.GUARDIAN),
        source=Source.PORTAL,
        evidence=Evidence(proved=True),
    )


def crowd(business: Business, count: int, domain: str = "reed.example") -> None:
    """So many more guardians who said yes, written down all at once as from a file."""
    spellings = [canonical(f"ana.{number}@{domain}") for number in range(count)]
    addresses = addresses_for(business, spellings, actor=SYSTEM, source=Source.OFFICE).values()
    family = add_family(business, "Reed", Home(), actor=SYSTEM, source=Source.OFFICE)
    anas = [Guardian(business=business, family=family, first_name="Ana", last_name="Reed") for _ in addresses]
    Guardian.objects.bulk_create(anas)
    HeldAddress.objects.bulk_create(
        HeldAddress(business=business, guardian=ana, address=address, is_primary=True)
        for ana, address in zip(anas, addresses, strict=True)
    )
    set_all_held(addresses)
    pairs = zip(anas, addresses, strict=True)
    record_all([_given(address, ana) for ana, address in pairs])
    yes = [Choice(address, True, Actor(ActorKind.GUARDIAN), Evidence(proved=True)) for address in addresses]
    assert not record_choices(yes, wording=wording_of(business, WordingKind.QUESTION), source=Source.PORTAL)


def _given(address: Address, ana: Guardian) -> Entry:
    return Entry(Verb.ADDRESS_GIVEN, Subject.of(address), SYSTEM, Source.OFFICE, facts={"guardian": str(ana.pk)})


def filled(blast: Blast) -> Blast:
    """Started, and every willing address waits."""
    added = 1
    while added and blast.filled_at is None:
        added = start_and_fill()
        blast.refresh_from_db()
    return blast


def row_of(blast: Blast, guardian: Guardian) -> Recipient:
    return blast.recipients.get(address=address_of(guardian))


def claimed(blast: Blast, guardian: Guardian) -> Recipient:
    """The row of one guardian, ours and ready to be handed over."""
    [row] = claim(Recipient.objects.filter(pk=row_of(blast, guardian).pk))
    letters.read_ahead([row], blast)
    return row


def taken(blast: Blast, guardian: Guardian) -> Recipient:
    """The row of one guardian, whose letter the mail server took just now; the others wait."""
    row = claimed(filled(blast), guardian)
    with closing(open_posting()) as posting:
        assert hand_over(row, letters.letter_of, posting) is None
    return row_of(blast, guardian)


def way_to(row: Recipient, way: Way = Way.BLAST) -> str:
    """The address that mail about this letter comes back to."""
    return return_path(way, mark_of(str(row.pk), row.bound))


def on_its_way(row: Recipient, act: Callable[[], object]) -> Complaint | None:
    """Hand the letter over; `act` happens when the server has the whole body and waits for the dot."""
    posting = Meanwhile(open_posting(), act)
    try:
        return hand_over(row, letters.letter_of, posting)
    finally:
        posting.close()


class Meanwhile:
    """A real posting, and something that happens between the body and the dot."""

    def __init__(self, posting: Posting, act: Callable[[], object]) -> None:
        self.posting = posting
        self.act = act

    def offer(self, letter: Letter) -> None:
        self.posting.offer(letter)
        self.act()

    def finish(self) -> Receipt:
        return self.posting.finish()

    def drop(self) -> None:
        self.posting.drop()

    def close(self) -> None:
        self.posting.close()
