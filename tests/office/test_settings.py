import pytest

from saidyes.businesses.models import Business
from saidyes.consent.asking import question_of
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb

TYPED = {
    "name": "Tidewater Swim & Gym",
    "street": "2140 Harbor Way",
    "city": "Astoria",
    "state": "OR",
    "postal_code": "97103",
    "country": "US",
    "time_zone": "America/Los_Angeles",
    "phone": "(503) 555-0142",
    "sender_name": "Tidewater Swim & Gym",
    "blast_address": "news@mail.tidewater.example",
    "notice_address": "office@tidewater.example",
    "reply_to": "office@tidewater.example",
}


def save(browser, **changes):
    return browser.post("/office/settings/save/", {**TYPED, **changes})


def test_a_moved_school_shows_its_new_address_in_the_question(office, marisol, business):
    answer = save(office(marisol), street="1 New Street")
    assert answer.status_code == 302
    assert "1 New Street" in question_of(business).paragraph
    event = Event.objects.get(verb=Verb.SETTINGS_CHANGED)
    assert event.facts == {"street": {"old": "2140 Harbor Way", "new": "1 New Street"}}


def test_saving_what_already_stands_leaves_no_trace(office, marisol, business):
    save(office(marisol))
    assert not Event.objects.filter(verb=Verb.SETTINGS_CHANGED).exists()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "Two\nlines", "Use one line only"),
        ("phone", "call me", "Enter a phone number, like (503) 555-0142"),
        ("blast_address", "joe@gmail.com", "sent from gmail.com"),
        ("notice_address", "news@mail.tidewater.example", "Use another address than for Email Blasts"),
        ("reply_to", "nobody", "Enter an email address"),
        ("country", "BR", "Select a valid choice"),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_is_lost(office, marisol, field, typed, sentence):
    answer = save(office(marisol), **{field: typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "2140 Harbor Way" in page
    assert Business.objects.get(pk=marisol.business_id).name == "Tidewater Swim & Gym"


@pytest.mark.parametrize("field", ["blast_address", "notice_address"])
def test_no_school_sends_from_the_address_of_another(office, marisol, lakeside, field):
    """The mail room tells by it whose letters they are, and families who writes."""
    answer = save(office(marisol), **{field: lakeside.notice_address.upper()})
    assert answer.status_code == 422
    assert "Another school sends from this address" in answer.content.decode()


def test_only_the_owner_changes_settings(office, theo, ines, priya):
    assert save(office(theo)).status_code == 403
    assert save(office(ines)).status_code == 403
    assert office(theo).get("/office/settings/").status_code == 200
    assert office(priya).get("/office/settings/").status_code == 403
    assert "Save changes" not in office(ines).get("/office/settings/").content.decode()


def test_a_school_that_moves_to_europe_begins_with_confirmed_yeses_and_an_owner_may_decide_otherwise(
    office, marisol, business
):
    there = {"country": "DE", "city": "Hamburg", "postal_code": "20459", "phone": "040 123456"}
    owner = office(marisol)
    told = owner.get(save(owner, **there, time_zone="Europe/Berlin").url).content.decode()
    assert "From now on each yes waits until it is confirmed by email" in told
    business.refresh_from_db()
    assert (business.confirmation, business.dormant_after_months, business.state) == ("always", 24, "")
    assert "2140 Harbor Way, 20459 Hamburg, 040 123456" in question_of(business).paragraph
    owner.post("/office/settings/consent/", {"confirmation": "sign_up"})
    save(owner, **there, time_zone="Europe/Berlin", name="Tidewater Hamburg")
    business.refresh_from_db()
    assert business.confirmation == "sign_up"


def test_where_an_address_names_a_state_it_is_still_asked_for(office, marisol):
    answer = save(office(marisol), state="")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["state"])
