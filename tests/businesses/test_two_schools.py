"""Dana's children swim at Tidewater and climb at Lakeside: one mailbox, two schools that know nothing of each other."""

from datetime import date
from urllib.parse import urlsplit

import pytest
from django.test import Client

from saidyes.accounts.hiring import hire
from saidyes.accounts.models import User
from saidyes.accounts.rights import Role
from saidyes.businesses.models import Business
from saidyes.consent.links import unsubscribe_url
from saidyes.consent.models import Address
from saidyes.families.adding import Person
from saidyes.families.models import Guardian
from saidyes.ledger.models import Event
from saidyes.sample.cast import Household, enroll_household
from tests.cast import PASSWORD, guardian
from tests.portal.visits import INFORMATION, LOG_IN, answer, log_in, newest_code, shows

DANA = "dana.okafor@example.com"
NEXT_DOOR = Household(
    "Okafor",
    (Person("Dana", "Okafor-Hill", "+15035550107", DANA),),
    children=(("Chidi", date(2016, 3, 3)),),
    choices={DANA: True},
)


@pytest.fixture
def dana_next_door(lakeside) -> Guardian:
    enroll_household(lakeside, NEXT_DOOR)
    return guardian(lakeside, "Dana")


@pytest.fixture
def dana_here(dana, dana_next_door, portal_as) -> Client:
    """Her browser at Tidewater, after she has logged in at both."""
    portal_as(dana_next_door)
    return portal_as(dana)


def standings(business: Business, lakeside: Business) -> tuple[str, str]:
    here, there = (Address.objects.get(business=school, key=DANA).standing for school in (business, lakeside))
    return here, there


def at(school: Business, browser: Client) -> Client:
    """The same log-in, carried by hand to another host: no browser would."""
    there = Client(SERVER_NAME=school.host)
    there.cookies = browser.cookies
    return there


def test_each_host_shows_its_own_family(dana_here, lakeside):
    here, there = dana_here.get(INFORMATION), at(lakeside, dana_here).get(INFORMATION)
    assert shows(here, "Dana Okafor", "dana@harborclinic.example")
    assert shows(there, "Dana Okafor-Hill")
    assert not shows(here, "Okafor-Hill")
    assert not shows(there, "harborclinic")


def test_a_code_lets_in_where_it_was_asked_for(dana_here, business, lakeside):
    there = Client(SERVER_NAME=lakeside.host)
    assert log_in(there, DANA).status_code == 302
    assert shows(there.get(INFORMATION), "Okafor-Hill")
    here = Client(SERVER_NAME=business.host)
    here.post("/portal/log-in/code/", {"code": newest_code(DANA)})
    assert here.get(INFORMATION).status_code == 302


def test_a_no_here_is_no_word_about_next_door(dana_here, business, lakeside):
    here = Address.objects.get(business=business, key=DANA)
    dana_here.post(f"{INFORMATION}email/{here.pk}/", answer(business, "no", version=str(here.version)))
    assert standings(business, lakeside) == ("opted_out", "opted_in")


def test_an_address_next_door_is_not_found_here(dana_here, business, lakeside):
    theirs = Address.objects.get(business=lakeside, key=DANA)
    said_no = answer(business, "no", version=str(theirs.version))
    assert dana_here.post(f"{INFORMATION}email/{theirs.pk}/", said_no).status_code == 404
    assert standings(business, lakeside) == ("opted_in", "opted_in")


@pytest.mark.parametrize("body", [{"unsubscribe": "yes"}, {"List-Unsubscribe": "One-Click"}])
def test_a_link_unsubscribes_from_its_own_school(dana_here, business, lakeside, body):
    there = Address.objects.get(business=lakeside, key=DANA)
    path = urlsplit(unsubscribe_url(lakeside, there.pk)).path
    assert Client(SERVER_NAME=business.host).post(path, body).status_code == 404
    assert standings(business, lakeside) == ("opted_in", "opted_in")
    assert Client(SERVER_NAME=lakeside.host).post(path, body).status_code == 200
    assert standings(business, lakeside) == ("opted_in", "opted_out")
    assert Event.objects.get(pk=Address.objects.get(pk=there.pk).last_event).business_id == lakeside.pk


def test_staff_here_are_nobody_there(office, marisol, lakeside, dana_next_door):
    there = at(lakeside, office(marisol))
    for page in ("/office/", "/office/families/", f"/office/families/{dana_next_door.family_id}/"):
        assert there.get(page).status_code == 404


def test_staff_of_two_schools_have_in_each_the_role_they_have_there(office, theo, lakeside, dana):
    auditor = hire(lakeside, name=theo.name, address=theo.user.email, role=Role.AUDITOR, password=PASSWORD)
    assert auditor.user == theo.user
    here, there = office(theo), office(auditor)
    assert here.get("/office/families/new/").status_code == 200
    assert there.get("/office/families/new/").status_code == 403
    assert there.get(f"/office/families/{dana.family_id}/").status_code == 404
    assert not shows(there.get("/office/families/"), "Okafor")


def test_staff_next_door_do_not_choose_their_password_as_family_here(dana_here, business, dana, lakeside):
    """It would open the office there, and a code alone let them in here."""
    hire(lakeside, name=dana.name, address=DANA, role=Role.MANAGER, password=PASSWORD)
    browser = Client(SERVER_NAME=business.host)
    log_in(browser, DANA)
    assert browser.get(INFORMATION).status_code == 200
    assert browser.get(f"{INFORMATION}password/").status_code == 403


def test_an_erasure_here_leaves_the_log_in_that_opens_next_door(dana, dana_here, marisol, office, lakeside):
    page = f"/office/families/{dana.family_id}/erase/"
    assert office(marisol).post(page, {"name": dana.family.name}).status_code == 302
    assert not Guardian.objects.filter(pk=dana.pk, first_name="Dana").exists()
    assert User.objects.filter(email=DANA).exists()
    there = Client(SERVER_NAME=lakeside.host)
    log_in(there, DANA)
    assert shows(there.get(INFORMATION), "Okafor-Hill")


def test_codes_are_counted_for_the_mailbox_not_for_the_school(dana_here, business, lakeside):
    """Three an hour, wherever they are asked for: nobody's mailbox is bombed by way of many schools."""
    sent = [
        Client(SERVER_NAME=school.host).post(LOG_IN, {"email": DANA}).status_code
        for school in (business, lakeside, business, lakeside)
    ]
    assert sent == [302, 302, 302, 429]
