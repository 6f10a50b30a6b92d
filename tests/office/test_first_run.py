import pytest
from django.core.management import call_command
from django.test import Client

from saidyes.accounts.models import Membership
from saidyes.businesses.models import Business
from saidyes.consent.models import Wording

TYPED = {
    "code": "brass-otter-9",
    "name": "Harbor Dance",
    "street": "3 Pier Road",
    "city": "Astoria",
    "state": "OR",
    "postal_code": "97103",
    "country": "US",
    "time_zone": "America/Los_Angeles",
    "phone": "(503) 555-0190",
    "blast_address": "news@mail.harbordance.example",
    "notice_address": "office@harbordance.example",
    "your_name": "Alma Reyes",
    "your_address": "alma@harbordance.example",
    "password": "six green buckets",
}


@pytest.fixture
def newcomer(db, data_folder, settings) -> Client:
    """Somebody at an installation without any school."""
    call_command("flush", interactive=False, verbosity=0)
    settings.SAIDYES_BASE_URL = "http://harbor.localhost:8000"
    (data_folder / "set-up-code").write_text("brass-otter-9\n")
    return Client(SERVER_NAME="harbor.localhost")


def test_before_there_is_a_school_every_page_leads_to_setting_it_up(newcomer):
    assert newcomer.get("/").headers["Location"] == "/office/set-up/"
    assert newcomer.get("/office/set-up/").status_code == 200


def test_whoever_has_the_code_becomes_the_owner_and_can_log_in(newcomer):
    assert newcomer.post("/office/set-up/", TYPED).status_code == 302
    school = Business.objects.get()
    assert (school.host, school.cannot_send_because(), school.is_sample) == ("harbor.localhost", "", False)
    assert Membership.objects.get().role == "owner"
    assert Wording.objects.filter(business=school, kind="question").exists()
    log_in = newcomer.post("/office/log-in/", {"login": "Alma@harbordance.example", "password": "six green buckets"})
    assert log_in.status_code == 302
    assert newcomer.get("/office/").url.startswith("/office/your-account/second-factor/")


def test_a_school_in_europe_begins_with_confirmed_yeses(newcomer):
    there = {"country": "FR", "state": "", "phone": "01 23 45 67 89", "time_zone": "Europe/Paris"}
    assert newcomer.post("/office/set-up/", {**TYPED, **there}).status_code == 302
    school = Business.objects.get()
    assert (school.confirmation, school.dormant_after_months) == ("always", 24)
    assert school.postal_address == "3 Pier Road, 97103 Astoria"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("code", "guess", "That is not the set-up code"),
        ("password", "password1", "too common"),
        ("password", "harbordance", "not made of names and addresses"),
        ("blast_address", "harbordance@gmail.com", "sent from gmail.com"),
        ("phone", "", "Enter a phone number"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(newcomer, field, typed, sentence):
    answer = newcomer.post("/office/set-up/", {**TYPED, field: typed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "3 Pier Road" in answer.content.decode()
    assert not Business.objects.exists()


def test_once_there_is_a_school_nobody_can_set_one_up(client, data_folder):
    (data_folder / "set-up-code").write_text("brass-otter-9\n")
    assert client.get("/office/set-up/").status_code == 404
    assert client.post("/office/set-up/", TYPED).status_code == 404
