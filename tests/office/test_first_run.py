import re

import pytest
from django.core.management import call_command
from django.test import Client

from saidyes.accounts.models import Membership
from saidyes.businesses.models import Business, SecondFactor
from saidyes.consent.asking import question_of
from saidyes.consent.models import Wording

SCHOOL = {"code": "brass-otter-9", "name": "Harbor Dance", "country": "US", "time_zone": "America/Los_Angeles"}
OWNER = {"your_name": "Alma Reyes", "your_address": "alma@harbordance.example", "password": "six green buckets"}
PLACE = {"street": "3 Pier Road", "city": "Astoria", "state": "OR", "postal_code": "97103", "phone": "(503) 555-0190"}
SENDER = {
    "sender_name": "Harbor Dance",
    "blast_address": "news@mail.harbordance.example",
    "notice_address": "office@harbordance.example",
    "reply_to": "alma@harbordance.example",
}

ONWARD = re.compile(r'href="([^"]+)">(?:Skip for now|Continue|Keep these words|Go to Home)<')


@pytest.fixture
def newcomer(db, data_folder, settings) -> Client:
    """Somebody at an installation without any school."""
    call_command("flush", interactive=False, verbosity=0)
    settings.SAIDYES_BASE_URL = "http://harbor.localhost:8000"
    (data_folder / "set-up-code").write_text("brass-otter-9\n")
    return Client(SERVER_NAME="harbor.localhost")


def begin(newcomer: Client) -> Client:
    """The two screens that cannot be skipped."""
    newcomer.post("/office/set-up/", SCHOOL)
    assert newcomer.post("/office/set-up/owner/", OWNER).headers["Location"] == "/office/set-up/address/"
    Business.objects.update(second_factor=SecondFactor.NOBODY)  # what it asks for has tests of its own
    return newcomer


def test_before_there_is_a_school_every_page_leads_to_setting_it_up(newcomer):
    for path in ("/", "/office/", "/office/set-up/owner/", "/office/set-up/sender/"):
        assert newcomer.get(path).headers["Location"] == "/office/set-up/"
    assert newcomer.get("/office/set-up/").status_code == 200


def test_whoever_has_the_code_becomes_the_owner_and_is_in(newcomer):
    owner = begin(newcomer)
    school = Business.objects.get()
    assert (school.host, school.name, school.is_sample) == ("harbor.localhost", "Harbor Dance", False)
    assert Membership.objects.get().role == "owner"
    assert Wording.objects.filter(business=school, kind="question").exists()
    assert newcomer.session.get("school") is None
    assert owner.get("/office/").status_code == 200


def test_the_first_owner_is_led_to_a_second_factor_and_then_on(newcomer):
    begin(newcomer)
    Business.objects.update(second_factor=Business._meta.get_field("second_factor").default)
    led = newcomer.get("/office/set-up/address/")
    assert led.url == "/office/your-account/second-factor/?next=%2Foffice%2Fset-up%2Faddress%2F"
    assert newcomer.get(led.url).status_code == 200


def test_a_school_in_europe_begins_with_confirmed_yeses(newcomer):
    newcomer.post("/office/set-up/", {**SCHOOL, "country": "FR", "time_zone": "Europe/Paris"})
    newcomer.post("/office/set-up/owner/", OWNER)
    Business.objects.update(second_factor=SecondFactor.NOBODY)
    newcomer.post("/office/set-up/address/", {**PLACE, "phone": "01 23 45 67 89"})
    school = Business.objects.get()
    assert (school.confirmation, school.dormant_after_months, school.state) == ("always", 24, "")
    assert school.postal_address == "3 Pier Road, 97103 Astoria"


def test_the_screens_lead_from_one_to_the_next_and_each_can_be_left(newcomer):
    owner = begin(newcomer)
    path, seen = "/office/set-up/address/", []
    while path.startswith("/office/set-up/"):
        page = owner.get(path).content.decode()
        seen.append(re.search(r"Step \d of \d", page)[0])
        path = ONWARD.search(page)[1]
    assert seen == [f"Step {number} of 7" for number in range(3, 8)]
    assert path == "/office/"


def test_what_is_typed_is_stored_and_home_leads_to_what_is_still_open(newcomer):
    owner = begin(newcomer)
    assert "Continue setting up: Address and phone" in owner.get("/office/").content.decode()
    assert owner.post("/office/set-up/address/", PLACE).headers["Location"] == "/office/set-up/sender/"
    assert "Continue setting up: Sender" in owner.get("/office/").content.decode()
    assert owner.post("/office/set-up/sender/", SENDER).headers["Location"] == "/office/set-up/sender/check/"
    check = owner.get("/office/set-up/sender/check/").content.decode()
    assert "mail.harbordance.example" in check
    assert "The DNS does not answer" in check
    school = Business.objects.get()
    assert school.cannot_send_because() == ""
    assert "3 Pier Road, Astoria, OR 97103, (503) 555-0190" in question_of(school).paragraph
    home = owner.get("/office/").content.decode()
    assert "Continue setting up" not in home
    assert "Done: your name and postal address" in home


def test_without_the_code_and_a_name_there_is_no_next_screen(newcomer):
    wrong = [
        ("code", "guess", "That is not the set-up code"),
        ("code", "", "Enter the set-up code"),
        ("name", "", "Enter the name of the school"),
        ("country", "BR", "Select a valid choice"),
    ]
    for field, typed, sentence in wrong:
        answer = newcomer.post("/office/set-up/", {**SCHOOL, field: typed})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert newcomer.post("/office/set-up/owner/", OWNER).headers["Location"] == "/office/set-up/"
    assert not Business.objects.exists()


def test_an_owner_needs_a_password_that_nobody_guesses(newcomer):
    newcomer.post("/office/set-up/", SCHOOL)
    wrong = [
        ("password", "password1", "too common"),
        ("password", "harbordance", "not made of names and addresses"),
        ("password", "Alma  Reyes", "not made of names and addresses"),
        ("your_address", "alma", "Enter an email address"),
    ]
    for field, typed, sentence in wrong:
        answer = newcomer.post("/office/set-up/owner/", {**OWNER, field: typed})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not Business.objects.exists()


def test_bad_input_on_a_later_screen_gets_a_sentence_and_keeps_what_was_typed(newcomer):
    owner = begin(newcomer)
    answer = owner.post("/office/set-up/address/", {**PLACE, "phone": "call me"})
    assert answer.status_code == 422
    assert "3 Pier Road" in answer.content.decode()
    assert (
        "sent from gmail.com"
        in owner.post("/office/set-up/sender/", {**SENDER, "blast_address": "harbor@gmail.com"}).content.decode()
    )


def test_once_there_is_a_school_nobody_can_set_one_up(client, data_folder):
    (data_folder / "set-up-code").write_text("brass-otter-9\n")
    for path in ("/office/set-up/", "/office/set-up/owner/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {**SCHOOL, **OWNER}).status_code == 404


def test_two_who_set_up_at_the_same_moment_make_one_school(newcomer, data_folder):
    slow = Client(SERVER_NAME="harbor.localhost")
    slow.post("/office/set-up/", {**SCHOOL, "name": "Slow Dance"})
    begin(newcomer)
    assert slow.post("/office/set-up/owner/", OWNER).status_code == 404
    assert Business.objects.get().name == "Harbor Dance"


def test_the_poster_leads_to_signing_up(office, priya):
    page = office(priya).get("/office/families/poster/").content.decode()
    assert "http://tidewater.localhost:8000/portal/create-account/" in page
    assert 'aria-label="QR code of the sign-up link"' in page
    assert "style=" not in page
