"""The office's door: by password, for staff of this school, and back to the page that was asked for."""

import pytest
from django.test import Client

from saidyes.accounts.arriving import user_of
from saidyes.ledger.actors import ActorKind
from saidyes.office.doors import own_path
from saidyes.sample import cast
from tests.cast import HOST, NEXT_DOOR, PASSWORD

LOG_IN = "/office/log-in/"
FAMILIES = "/office/families/"
NO_MATCH = "That email and password do not match"


def log_in(client, address, password=PASSWORD, then=""):
    return client.post(LOG_IN, {"login": address, "password": password, "next": then})


def test_staff_come_back_to_the_page_they_asked_for(client, priya):
    asked = client.get(f"{FAMILIES}?q=okafor")
    assert asked.url == "/office/log-in/?next=%2Foffice%2Ffamilies%2F%3Fq%3Dokafor"
    answer = log_in(client, " Priya@Tidewater.example ", then="/office/families/?q=okafor")
    assert (answer.status_code, answer.url) == (302, "/office/families/?q=okafor")
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize(
    ("address", "password"),
    [
        ("priya@tidewater.example", "seahorse lantern 43"),
        ("nobody@tidewater.example", PASSWORD),
        (cast.NEXT_DOOR.address, PASSWORD),
        ("priya@tidewater.example", "x" * 5000),
    ],
)
def test_every_failure_is_the_same_sentence(client, address, password):
    answer = log_in(client, address, password)
    assert answer.status_code == 422
    assert NO_MATCH in answer.content.decode()
    assert client.get(FAMILIES).status_code == 302


def test_guardians_have_no_log_in_here(client, dana):
    user = user_of("dana.okafor@example.com", name=dana.name)
    user.set_password(PASSWORD)
    user.save()
    assert NO_MATCH in log_in(client, "dana.okafor@example.com").content.decode()


def test_an_address_that_is_none_is_named_and_kept(client):
    answer = log_in(client, "priya@@tidewater")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Enter an email address, like name@example.com" in page
    assert 'value="priya@@tidewater"' in page
    assert "<title>Error: Log In" in page


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil",
        "/\\evil",
        "javascript:1",
        "/portal/",
        "/office/\r\nX: 1",
        "",
        "//evil/office/",
        "//[",
    ],
)
def test_the_way_back_leads_nowhere_else(client, priya, target):
    assert log_in(client, priya.user.email, then=target).url == "/office/"


def test_a_page_of_the_office_is_a_way_back():
    assert own_path("/office/reports/?since=2026-01-01") == "/office/reports/?since=2026-01-01"


def test_a_code_is_not_enough_for_the_office(client, priya):
    client.force_login(priya.user)  # as the Customer Portal's emailed code does: no password was given
    assert client.get(FAMILIES).url.startswith(LOG_IN)


def test_staff_who_were_disabled_are_nobody(office, priya):
    browser = office(priya)
    priya.active = False
    priya.save()
    assert browser.get(FAMILIES).url.startswith(LOG_IN)
    assert NO_MATCH in log_in(browser, priya.user.email).content.decode()


def test_a_guardian_is_told_that_these_pages_are_for_staff(portal_as, dana):
    answer = portal_as(dana).get(FAMILIES)
    assert answer.status_code == 403
    assert "These pages are for the staff of Tidewater Swim &amp; Gym." in answer.content.decode()


def test_staff_of_the_school_next_door_find_nothing_here(lakeside):
    browser = Client(SERVER_NAME=HOST)
    browser.force_login(user_of(cast.NEXT_DOOR.address, name="Wren Lake"))
    assert browser.get(FAMILIES).status_code == 404


def test_a_log_in_counts_in_its_own_school_only(lakeside, priya):
    assert NO_MATCH in log_in(Client(SERVER_NAME=NEXT_DOOR), priya.user.email).content.decode()


def test_guessing_is_slowed_down(client, priya):
    answers = [log_in(client, priya.user.email, f"guess {n}") for n in range(8)]
    assert "Too many" in answers[-1].content.decode()
    assert log_in(client, priya.user.email).status_code in (422, 429)


def test_another_member_of_staff_takes_over_the_browser(office, priya, theo):
    browser = office(priya)
    assert log_in(browser, theo.user.email, then=FAMILIES).status_code == 302
    assert "Theo Brandt" in browser.get(FAMILIES).content.decode()


def test_log_out_ends_it_and_is_a_post(office, priya):
    browser = office(priya)
    assert browser.get("/office/log-out/").status_code == 405
    assert browser.post("/office/log-out/").url == LOG_IN
    assert browser.get(FAMILIES).status_code == 302


def test_pages_are_kept_by_no_browser(office, priya, client):
    for answer in (office(priya).get(FAMILIES), client.get(LOG_IN), client.get(FAMILIES)):
        assert "no-store" in answer["Cache-Control"]


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client):
    came_from = f"http://{HOST}/office/email-blast/new/"
    answer = client.post("/office/families/new/", headers={"referer": came_from})
    assert answer.url == "/office/log-in/?next=%2Foffice%2Femail-blast%2Fnew%2F"


@pytest.mark.parametrize("came_from", ["http://[", "http://evil.example/office/", "office"])
def test_a_form_sent_from_elsewhere_leads_back_to_its_own_page(client, came_from):
    answer = client.post("/office/families/new/", headers={"referer": came_from})
    assert answer.url == "/office/log-in/?next=%2Foffice%2Ffamilies%2Fnew%2F"


def test_a_part_of_a_page_sends_the_whole_page_to_log_in(client):
    answer = client.get(FAMILIES, headers={"hx-request": "true"})
    assert answer["HX-Redirect"].startswith(LOG_IN)


def test_who_acts_is_written_down_from_the_socket(office, marisol, settings):
    browser = office(marisol)
    settings.SAIDYES_TRUSTED_PROXIES = 0
    answer = browser.get(FAMILIES, headers={"x-forwarded-for": "203.0.113.9", "user-agent": "Firefox"})
    actor = answer.wsgi_request.actor
    assert (actor.kind, actor.name, actor.ip, actor.user_agent) == (
        ActorKind.OWNER, "Marisol Vega", "127.0.0.1", "Firefox",
    )  # fmt: skip
    settings.SAIDYES_TRUSTED_PROXIES = 1
    answer = browser.get(FAMILIES, headers={"x-forwarded-for": "198.51.100.1, 203.0.113.9"})
    assert answer.wsgi_request.actor.ip == "203.0.113.9"
