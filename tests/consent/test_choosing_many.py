"""Many addresses and choices at once, for an import: the same rules, the same events."""

from saidyes.common import clock
from saidyes.common.addresses import canonical
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import Choice, record_choices
from saidyes.consent.evidence import Evidence, How, OptedOutBefore
from saidyes.consent.knowing import addresses_for
from saidyes.consent.models import Address, WordingKind
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from tests.consent.conftest import events_of
from tests.delivery.acts import address_of

IMPORTER = Actor(ActorKind.IMPORTER, name="Theo Brandt")


def choice(guardian, said_yes) -> Choice:
    evidence = Evidence(how=How.PAPER_FORM, agreed_at=clock.now(), origin=("0" * 64, 7))
    return Choice(address_of(guardian), said_yes, IMPORTER, evidence)


def record(*choices) -> dict:
    business = choices[0].address.business
    wording = wording_of(business, WordingKind.IMPORT_FILE)
    return record_choices(choices, wording=wording, source=Source.IMPORT_FILE)


def test_each_choice_moves_its_address_and_joins_its_chain(emeka, noor):
    assert record(choice(emeka, True), choice(noor, False)) == {}
    assert (address_of(emeka).standing, address_of(noor).standing) == ("opted_in", "opted_out")
    last = events_of(address_of(emeka))[-1]
    assert (last.verb, last.pk, last.facts["row"]) == (Verb.OPT_IN, address_of(emeka).last_event, 7)


def test_a_yes_that_may_not_be_is_handed_back_and_the_others_count(emeka, tom):
    before = events_of(address_of(tom))
    refused = record(choice(tom, True), choice(emeka, True))
    assert {key: type(why) for key, why in refused.items()} == {address_of(tom).pk: OptedOutBefore}
    assert events_of(address_of(tom)) == before
    assert address_of(emeka).standing == "opted_in"


def test_a_yes_that_stands_already_is_not_written_down_again(noor):
    before = events_of(address_of(noor))
    assert record(choice(noor, True)) == {}
    assert events_of(address_of(noor)) == before


def test_addresses_are_found_or_written_down_once_whatever_their_spelling(business, noor):
    spellings = [
        canonical(text) for text in ("Noor.Haddad@EXAMPLE.com", "New@x.example", "new@X.example", "b@x.example")
    ]
    found = addresses_for(business, spellings, actor=IMPORTER, source=Source.IMPORT_FILE)
    assert found["noor.haddad@example.com"].pk == address_of(noor).pk
    assert sorted(found) == ["b@x.example", "new@x.example", "noor.haddad@example.com"]
    new = Address.objects.filter(key__endswith="@x.example")
    added = Event.objects.filter(verb=Verb.ADDRESS_ADDED, subject__in=[f"address:{row.pk}" for row in new])
    assert (new.count(), added.count()) == (2, 2)
    assert len([event for event in events_of(address_of(noor)) if event.verb == Verb.ADDRESS_ADDED]) == 1
