"""Home: true numbers, and what to do first on the first day."""

import pytest
from django.test import Client

from saidyes.accounts.hiring import hire
from saidyes.accounts.rights import Role
from saidyes.businesses.models import Business, SecondFactor
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.describing import open_school
from saidyes.consent.models import Address, WordingKind
from saidyes.delivery.receiving import receive
from saidyes.families.models import Family
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.sample import cast
from tests.cast import PASSWORD
from tests.mail.arriving import reply


@pytest.fixture
def home(office, priya):
    browser = office(priya)
    return lambda: browser.get("/office/")


def tile(answer, label):
    return next(tile for tile in answer.context["tiles"] if tile.label.startswith(label))


def test_who_can_be_reached_is_counted_by_the_badge_and_leads_to_the_list(home):
    answer = home()
    counts = answer.context["reach"].counts
    assert counts == {"opted_in": 3, "opted_out": 3, "no_choice": 1, "cant_deliver": 1}
    page = answer.content.decode()
    assert "8 addresses in 5 families" in page
    assert '<a href="/office/families/?standing=no_choice">' in page


def test_the_last_thirty_days_are_counted_by_events(home, business):
    before = tile(home(), "Unsubscribed").value
    address = Address.objects.get(key="noor.haddad@example.com")
    words = wording_of(business, WordingKind.ONE_CLICK)
    record_choice(address, said_yes=False, wording=words, actor=SYSTEM, source=Source.ONE_CLICK)
    after = tile(home(), "Unsubscribed")
    assert (int(before) + 1, after.points[-1]) == (int(after.value), int(after.value))
    Family.objects.filter(name="Haddad").update(created_at="2020-01-01T00:00Z")
    assert tile(home(), "New families").value == "4"


def test_what_wants_doing_is_said(home, business):
    assert [doing.text for doing in home().context["to_do"]] == [
        "Mail to 1 address can’t be delivered",
        "1 address has no choice yet",
    ]
    Family.objects.filter(name="Haddad").update(possible_double=True)
    Business.objects.filter(pk=business.pk).update(street="", is_sample=False)
    texts = [doing.text for doing in home().context["to_do"]]
    assert texts == [
        "Add your postal address before sending",
        "Email is not set up. Nothing can be sent.",
        "1 family may be there twice",
        "Mail to 1 address can’t be delivered",
        "1 address has no choice yet",
    ]


def test_the_first_day_has_three_steps_and_no_numbers(business):
    school = Business(host="empty.localhost", name="Empty School", second_factor=SecondFactor.NOBODY)
    new = open_school(school, actor=SYSTEM, source=Source.OFFICE)
    hire(new, name="Ada Wren", address="ada@empty.example", role=Role.OWNER, password=PASSWORD)
    browser = Client(SERVER_NAME="empty.localhost")
    browser.post("/office/log-in/", {"login": "ada@empty.example", "password": PASSWORD})
    page = browser.get("/office/").content.decode()
    assert "Three steps to the first Email Blast." in page
    assert "Add your postal address before sending" in page
    assert "Email is not set up. Nothing can be sent." in page
    assert "empty.localhost" in page
    assert '<a class="button" href="/office/families/import/">' in page
    assert "Who you can reach" not in page
    families = browser.get("/office/families/").content.decode()
    assert "No families yet" in families


def test_nothing_of_the_school_next_door_is_counted(lakeside):
    browser = Client(SERVER_NAME=lakeside.host)
    browser.post("/office/log-in/", {"login": cast.NEXT_DOOR.address, "password": PASSWORD})
    assert browser.get("/office/").context["reach"].total == 1


def test_a_wish_to_leave_that_nobody_could_prove_waits_for_staff(home, dana):
    receive(reply("dana.okafor@example.com", "office@tidewater.example", text="unsubscribe"))
    [doing] = [doing for doing in home().context["to_do"] if "unsubscribe" in doing.text]
    assert doing.text == "dana.okafor@example.com seems to have asked by email to unsubscribe"
    assert doing.url.startswith("/office/asked-to-unsubscribe/")
