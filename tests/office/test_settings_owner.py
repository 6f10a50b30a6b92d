"""A school that is sold asks everybody anew: nobody said yes to its new owner. A name put right changes nothing."""

from urllib.parse import urlsplit

import pytest

from saidyes.blasts.models import Blast, Status
from saidyes.blasts.scheduling import CannotSend, resume
from saidyes.consent.asking import question_of
from saidyes.consent.confirming import ask_by_link
from saidyes.consent.ending import STILL_ENDING
from saidyes.consent.links import unsubscribe_url
from saidyes.consent.models import Address, Ending, Standing
from saidyes.consent.receipts import receipt_of
from saidyes.delivery import worker
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from tests.delivery.acts import address_of, choose
from tests.portal.confirmations import link_to_confirm, press

PAGE = "/office/settings/owner/"
SALE = {"legal_name": "Harbor Sports LLC", "what": "sold", "school": "tidewater swim & gym"}


def turn_until_idle():
    while worker.turn():
        pass


def standings(school) -> dict[str, str]:
    return dict(Address.objects.filter(business=school).values_list("key", "standing"))


def test_a_sale_ends_every_yes_and_no_no_and_the_question_names_who_asks_now(office, marisol, business, lakeside):
    before, next_door = standings(business), standings(lakeside)
    told = office(marisol).post(PAGE, SALE, follow=True).content.decode()
    assert "Harbor Sports LLC asks from now on, and every yes from before ends." in told
    turn_until_idle()
    now = standings(business)
    assert Standing.OPTED_IN in before.values()
    assert now == {key: "opted_out" if was == "opted_out" else "no_choice" for key, was in before.items()}
    assert standings(lakeside) == next_door
    words = question_of(business.__class__.objects.get(pk=business.pk))
    assert "Asked by Tidewater Swim & Gym (Harbor Sports LLC)," in words.paragraph
    sold = Event.objects.get(verb=Verb.SOLD)
    assert (sold.actor_id, sold.facts["wording"]) == (str(marisol.user_id), str(words.wording.pk))
    assert (sold.private["before"], sold.private["now"]) == ("", "Harbor Sports LLC")
    lapsed = Event.objects.filter(verb=Verb.LAPSE, business_id=business.pk)
    assert {event.facts["why"] for event in lapsed} == {"the school belongs to somebody else now"}


def test_what_was_on_its_way_reaches_nobody(office, marisol, theo, send, deliver, letters):
    blast = send(theo)
    office(marisol).post(PAGE, SALE)
    blast.refresh_from_db()
    assert (blast.status, blast.paused_by) == (Status.PAUSED, marisol.name)
    with pytest.raises(CannotSend, match=STILL_ENDING):
        resume(blast, actor=SYSTEM, source=Source.OFFICE)
    Blast.objects.update(status=Status.SCHEDULED)  # as if it had been confirmed in that very moment
    deliver()
    assert letters() == []
    assert not Ending.objects.exists()


def test_a_link_to_confirm_from_before_brings_no_yes(client, office, marisol, business, emeka):
    reader = Actor(ActorKind.MAILBOX, on_behalf_of=str(emeka.pk))
    ask_by_link(address_of(emeka), wording=question_of(business).wording, actor=reader)
    office(marisol).post(PAGE, SALE)
    answer = press(client, link_to_confirm(address_of(emeka)))
    assert (answer.status_code, "belongs to somebody else" in answer.content.decode()) == (410, True)


def test_who_had_said_yes_is_asked_to_choose_again(office, marisol, dana, portal_as):
    office(marisol).post(PAGE, SALE)
    turn_until_idle()
    address = address_of(dana)
    page = portal_as(dana).get(f"/portal/my-account/account-information/email/{address.pk}/").content.decode()
    assert "Please choose again" in page
    assert "(Harbor Sports LLC)" in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"what": ""}, "what"),
        ({"legal_name": " "}, "legal_name"),
        ({"legal_name": "Tidewater Swim & Gym"}, "legal_name"),
        ({"school": "Lakeside Gym"}, "school"),
        ({"school": ""}, "school"),
    ],
)
def test_a_slip_of_the_finger_ends_nothing(office, marisol, business, typed, field):
    before = standings(business)
    refused = office(marisol).post(PAGE, {**SALE, **typed})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, [field])
    turn_until_idle()
    assert standings(business) == before


def test_a_name_put_right_changes_the_words_and_no_choice(office, marisol, business):
    before = standings(business)
    office(marisol).post(PAGE, {"legal_name": "Tidewater Swim & Gym Inc.", "what": "same"})
    turn_until_idle()
    assert standings(business) == before
    assert not Event.objects.filter(verb=Verb.SOLD).exists()
    page = office(marisol).get("/office/settings/").content.decode()
    assert "Tidewater Swim &amp; Gym Inc.</p>" in page


def test_undo_brings_no_yes_to_the_old_owner_back(client, office, marisol, business, dana):
    link = urlsplit(unsubscribe_url(business, address_of(dana).pk)).path
    left = client.post(link, {"unsubscribe": "yes"})
    office(marisol).post(PAGE, SALE)
    assert client.post(link, {"undo": left.context["undo"]}).status_code == 409
    assert address_of(dana).standing == "opted_out"


def test_the_receipt_of_an_older_choice_still_names_who_asked_then(office, marisol, business, dana):
    office(marisol).post(PAGE, {"legal_name": "Tidewater Inc.", "what": "same"})
    address = address_of(dana)
    chosen = choose(address, said_yes=False)
    before = receipt_of(chosen, address)
    assert before["dpv:hasRecordOfActivity"]["dpv:hasDataController"]["legal_name"] == "Tidewater Inc."
    office(marisol).post(PAGE, SALE)
    assert receipt_of(chosen, address_of(dana)) == before
