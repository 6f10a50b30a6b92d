"""A guardian never sees another family, staff are no family, and nobody else is let in."""

from datetime import date

import pytest
from django.test import Client
from django.urls import get_resolver, resolve

from saidyes.classes.stating import send_statement
from saidyes.families.archiving import set_active
from saidyes.ledger.actors import SYSTEM, Source
from tests.office.evidence_acts import signed_yes
from tests.portal.visits import INFORMATION, shows

BEHIND_THE_LOG_IN = [
    "/portal/welcome/",
    "/portal/my-account/",
    INFORMATION,
    f"{INFORMATION}contact/",
    f"{INFORMATION}password/",
    f"{INFORMATION}passkeys/add/",
    f"{INFORMATION}log-ins/",
    f"{INFORMATION}email/add/",
    f"{INFORMATION}email/code/",
    "/portal/my-account/erase/",
    "/portal/my-account/students/",
    "/portal/my-account/students/add/",
    "/portal/my-account/statements/",
]
OPEN = ["/", "/help/", "/privacy/", "/portal/", "/portal/create-account/", "/portal/log-in/", "/portal/unsubscribe/"]


@pytest.mark.parametrize("url", BEHIND_THE_LOG_IN)
def test_nobody_is_let_in_without_a_log_in(client, url):
    for answer in (client.get(url), client.post(url, {})):
        assert answer.status_code in (302, 405)
    assert client.get(url).headers["Location"].startswith("/portal/log-in/?next=")


@pytest.mark.parametrize("url", OPEN)
def test_open_pages_say_whose_they_are_and_how_to_reach_them(client, url):
    page = client.get(url)
    assert page.status_code == 200
    assert shows(
        page, "Tidewater Swim & Gym", "2140 Harbor Way, Astoria, OR 97103", "(503) 555-0142", "Help", "Privacy"
    )
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize(
    "url", [url for url in BEHIND_THE_LOG_IN if "email/" not in url and "password" not in url and "passkeys" not in url]
)
def test_no_page_names_another_family(portal_as, dana, url):
    page = portal_as(dana).get(url).content.decode()
    assert not [name for name in ("Becker", "Haddad", "Ortega", "Lakewood", "Lakeside") if name in page]


def test_staff_without_a_family_are_told_so(office, theo):
    refused = office(theo).get("/portal/my-account/")
    assert refused.status_code == 403
    assert shows(refused, "This log-in has no family at Tidewater Swim & Gym.")


def test_the_same_log_in_opens_nothing_next_door(portal_as, lakeside, dana):
    session = portal_as(dana).cookies
    browser = Client(SERVER_NAME=lakeside.host)
    browser.cookies = session
    refused = browser.get("/portal/my-account/")
    assert refused.status_code == 403
    assert not shows(refused, "Okafor")


def test_a_guardian_who_left_is_let_in_no_more(portal_as, dana):
    browser = portal_as(dana)
    set_active(dana, active=False, actor=SYSTEM, source=Source.OFFICE)
    assert browser.get("/portal/my-account/").status_code == 403


def test_the_start_page_of_the_sample_school_says_how_to_look_around(client, business):
    assert shows(client.get("/"), "/mail-room/", "marisol@tidewater.example", "Create Account", "Office Portal")
    business.is_sample = False
    business.save()
    assert not shows(client.get("/"), "/mail-room/")


def test_no_page_behind_the_log_in_is_missing_here():
    listed = {resolve(url).func for url in BEHIND_THE_LOG_IN}
    views = [entry.callback for entry in get_resolver("saidyes.portal.my_account.urls").url_patterns]
    plain = [
        entry for entry in get_resolver("saidyes.portal.my_account.urls").url_patterns if "<" not in str(entry.pattern)
    ]
    assert {entry.callback for entry in plain} <= listed
    assert {view.door for view in views} == {"guardian_only", "guardian_just_now"}


def test_what_belongs_to_another_family_is_not_here(portal_as, dana, tom):
    browser = portal_as(dana)
    address = tom.held_addresses.get(is_primary=True).address_id
    statement = send_statement(tom.family, date(2025, 3, 1), date(2025, 3, 1), actor=SYSTEM)
    paths = [
        f"{INFORMATION}email/{address}/",
        f"{INFORMATION}email/{address}/ask/",
        f"/portal/my-account/statements/{statement.pk}/",
        f"/portal/my-account/email-choices/{signed_yes(tom).pk}/receipt/",
    ]
    answers = [answer.status_code for path in paths for answer in (browser.get(path), browser.post(path, {}))]
    assert {status for status in answers if status != 405} == {404}
    assert answers.count(404) >= len(paths)
