import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from saidyes.businesses.models import Business
from saidyes.consent.asking import question_of
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from tests.scans import PDF, png

SCHOOL = {
    "name": "Tidewater Swim & Gym",
    "street": "2140 Harbor Way",
    "city": "Astoria",
    "state": "OR",
    "postal_code": "97103",
    "country": "US",
    "time_zone": "America/Los_Angeles",
    "phone": "(503) 555-0142",
}
SENDER = {
    "sender_name": "Tidewater Swim & Gym",
    "blast_address": "news@mail.tidewater.example",
    "notice_address": "office@tidewater.example",
    "reply_to": "office@tidewater.example",
}
PAGES = {"school": SCHOOL, "sender": SENDER, "brand": {"brand_colour": "#f0603a"}}


def save(browser, page, **changes):
    return browser.post(f"/office/settings/{page}/", {**PAGES[page], **changes})


def page_of_the_field(name: str) -> str:
    return next(page for page, fields in PAGES.items() if name in fields)


def test_a_moved_school_shows_its_new_address_in_the_question(office, marisol, business):
    answer = save(office(marisol), "school", street="1 New Street")
    assert answer.status_code == 302
    assert "1 New Street" in question_of(business).paragraph
    event = Event.objects.get(verb=Verb.SETTINGS_CHANGED)
    assert event.facts == {"street": {"old": "2140 Harbor Way", "new": "1 New Street"}}


def test_settings_name_the_languages_in_which_families_are_asked(office, marisol):
    owner = office(marisol)
    assert "Asked in English<" in owner.get("/office/settings/").content.decode()
    french = {"title": "Comment?", "yes_hint": "Avis.", "no_hint": "Rien.", "covers": "les avis"}
    assert owner.post("/office/settings/wordings/fr-CA/", {**french, "seen": "0", "publish": "yes"}).status_code == 302
    assert "Asked in English, Français (Canada)<" in owner.get("/office/settings/").content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_saving_what_already_stands_leaves_no_trace(office, marisol, page):
    assert save(office(marisol), page).status_code == 302
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
        ("brand_colour", "red;}", "Choose a color, like #1f7f52"),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_is_lost(office, marisol, field, typed, sentence):
    answer = save(office(marisol), page_of_the_field(field), **{field: typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert typed.split("\n")[0] in page
    assert Business.objects.get(pk=marisol.business_id).name == "Tidewater Swim & Gym"


@pytest.mark.parametrize("field", ["blast_address", "notice_address"])
def test_no_school_sends_from_the_address_of_another(office, marisol, lakeside, field):
    """The mail room tells by it whose letters they are, and families who writes."""
    answer = save(office(marisol), "sender", **{field: lakeside.notice_address.upper()})
    assert answer.status_code == 422
    assert "Another school sends from this address" in answer.content.decode()


def test_a_logo_is_kept_shown_and_taken_off_again(office, marisol, business):
    owner = office(marisol)
    chosen = SimpleUploadedFile("../../x.svg", png(64, 32), "image/svg+xml")
    assert save(owner, "brand", brand_colour="#0B6E8F", logo=chosen).status_code == 302
    business.refresh_from_db()
    assert business.brand_colour == "#0b6e8f"
    assert f"/brand/{business.logo_name}" in owner.get("/office/settings/brand/").content.decode()
    assert set(Event.objects.get(verb=Verb.SETTINGS_CHANGED).facts) == {"brand_colour", "logo_name"}
    assert save(owner, "brand", brand_colour="#0b6e8f").status_code == 302
    assert Business.objects.get(pk=business.pk).logo_name == business.logo_name
    save(owner, "brand", without_logo="on")
    assert Business.objects.get(pk=business.pk).logo_name == ""
    assert business.logos.count() == 1  # letters that left still show it


@pytest.mark.parametrize("file", [b"<svg/>", PDF, b"", png(8, 8), png(64, 32)[:-20]])
def test_what_is_no_logo_is_refused(office, marisol, business, file):
    answer = save(office(marisol), "brand", logo=SimpleUploadedFile("logo.png", file))
    assert answer.status_code == 422
    assert not business.logos.exists()


def test_the_overview_says_what_is_set_and_what_is_missing(office, marisol, business):
    page = office(marisol).get("/office/settings/").content.decode()
    assert "2140 Harbor Way, Astoria, OR 97103" in page
    assert "Postal address missing" not in page
    business.street = business.blast_address = ""
    business.save()
    page = office(marisol).get("/office/settings/").content.decode()
    assert "Postal address missing" in page
    assert "Add your postal address before sending." in page


def test_the_domain_check_is_a_page_even_without_a_network(office, ines, business):
    page = office(ines).get("/office/settings/sender/check/")
    assert page.status_code == 200
    assert page.content.decode().count("The DNS does not answer, so nothing more is known.") == 2


def test_only_the_owner_changes_settings(office, theo, ines, priya):
    for page in PAGES:
        assert save(office(theo), page).status_code == 403
        assert save(office(ines), page).status_code == 403
    assert office(theo).get("/office/settings/").status_code == 200
    assert office(priya).get("/office/settings/").status_code == 403
    assert "Change<" not in office(ines).get("/office/settings/").content.decode()


def test_a_school_that_moves_to_europe_begins_with_confirmed_yeses_and_an_owner_may_decide_otherwise(
    office, marisol, business
):
    there = {"country": "DE", "city": "Hamburg", "postal_code": "20459", "phone": "040 123456"}
    owner = office(marisol)
    told = owner.get(save(owner, "school", **there, time_zone="Europe/Berlin").url).content.decode()
    assert "From now on each yes waits until it is confirmed by email" in told
    business.refresh_from_db()
    assert (business.confirmation, business.dormant_after_months, business.state) == ("always", 24, "")
    assert "2140 Harbor Way, 20459 Hamburg, 040 123456" in question_of(business).paragraph
    owner.post("/office/settings/consent/", {"confirmation": "sign_up"})
    save(owner, "school", **there, time_zone="Europe/Berlin", name="Tidewater Hamburg")
    business.refresh_from_db()
    assert business.confirmation == "sign_up"


def test_where_an_address_names_a_state_it_is_still_asked_for(office, marisol):
    answer = save(office(marisol), "school", state="")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["state"])
