"""Whoever did not change their log-in themselves learns of it by mail; so do the owners when a device was lost."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from saidyes.businesses.models import SecondFactor
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from saidyes.notices.kinds import Kind
from saidyes.notices.models import Notice
from tests.accounts.second_factors import code_of
from tests.cast import HOST, PASSWORD

LOG_IN, ACCOUNT, FAMILIES = "/office/log-in/", "/office/your-account/", "/office/families/"
SET_UP = f"{ACCOUNT}second-factor/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0"


@pytest.fixture(autouse=True)
def no_tries_counted(db):
    cache.clear()


def log_in(member, browser=None):
    browser = browser or Client(SERVER_NAME=HOST, headers={"user-agent": FIREFOX})
    assert browser.post(LOG_IN, {"login": member.user.email, "password": PASSWORD}).status_code == 302
    return browser


def set_up_app(browser):
    page = browser.get(SET_UP).content.decode()
    secret = "".join(re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)[1].split())
    browser.post(SET_UP, {"code": code_of(secret)})


def told(kind):
    return Notice.objects.filter(kind=kind).order_by("created_at")


def test_each_change_of_a_log_in_is_told_to_whose_it_is(office, theo):
    browser = office(theo)
    set_up_app(browser)
    browser.post(f"{SET_UP}recovery-codes/")
    browser.post(f"{ACCOUNT}password/", {"password": "otter under the pier 9"})
    app = Authenticator.objects.get(user=theo.user, type="totp")
    browser.post(f"{SET_UP}{app.pk}/remove/")
    assert [notice.data["what"] for notice in told(Kind.LOG_IN_CHANGED)] == [
        "An app was set up as your second factor.",
        "You have new recovery codes. Those of before are good for nothing.",
        "Your password of the Office Portal was changed.",
        "The app was removed that was your second factor.",
    ]
    assert {notice.to_address for notice in told(Kind.LOG_IN_CHANGED)} == {theo.user.email}


def test_a_log_in_on_a_new_device_is_told_and_one_on_a_known_device_is_not(theo):
    at_work = log_in(theo)
    log_in(theo, at_work)
    assert not told(Kind.NEW_DEVICE).exists()
    for _ in range(5):
        log_in(theo)
    assert [(notice.to_address, notice.data["device"]) for notice in told(Kind.NEW_DEVICE)] == [
        (theo.user.email, "Firefox on Windows")
    ] * 3


def test_a_new_password_makes_no_known_device_new(theo):
    at_work = log_in(theo)
    at_work.post(f"{ACCOUNT}password/", {"password": "otter under the pier 9"})
    at_work.post("/office/log-out/")
    at_work.post(LOG_IN, {"login": theo.user.email, "password": "otter under the pier 9"})
    assert at_work.get(FAMILIES).status_code == 200
    assert not told(Kind.NEW_DEVICE).exists()


def test_a_school_without_a_sender_keeps_no_letter_that_could_never_leave(business, theo):
    business.notice_address = ""
    business.save()
    set_up_app(log_in(theo))
    log_in(theo)
    assert not Notice.objects.exists()


def test_the_list_of_staff_says_who_has_a_second_factor_and_who_needs_one(office, marisol, theo, business):
    business.second_factor = SecondFactor.LEADS
    business.save()
    set_up_app(log_in(theo))
    page = office(marisol).get("/office/settings/staff/").content.decode()
    rows = {name: row for row in page.split("<li>") for name in ("Marisol", "Theo", "Priya") if name in row}
    said = {name: re.findall("Needs a second factor|Second factor set up|Password alone", rows[name]) for name in rows}
    assert said == {
        "Marisol": ["Needs a second factor"], "Theo": ["Second factor set up"], "Priya": ["Password alone"],
    }  # fmt: skip


def test_a_lost_second_factor_is_reset_on_the_command_line_and_never_in_silence(business, theo, marisol, capsys):
    business.second_factor = SecondFactor.LEADS
    business.save()
    at_work = log_in(theo)
    set_up_app(at_work)
    call_command("reset_second_factor", "Theo@Tidewater.example")
    assert "has no second factor any more, and is logged out everywhere" in capsys.readouterr().out
    assert at_work.get(FAMILIES).url.startswith(LOG_IN)
    log_in(theo, at_work)
    assert at_work.get(FAMILIES).url.startswith(SET_UP)
    assert {notice.to_address for notice in told(Kind.SECOND_FACTOR_RESET)} == {theo.user.email, marisol.user.email}
    event = Event.objects.get(verb=Verb.SECOND_FACTOR_RESET)
    assert (event.subject, event.source) == (f"membership:{theo.pk}", "command_line")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("priya@tidewater.example", "has no second factor"),
        ("emeka.okafor@example.org", "Nobody on the staff"),
        ("x", "Nobody on the staff"),
    ],
)
def test_where_there_is_nothing_to_reset_the_command_says_so(business, address, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("reset_second_factor", address)
