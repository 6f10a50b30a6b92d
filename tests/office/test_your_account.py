"""A member of staff’s own password and log-ins; and the password once more for what an unwatched screen must not do."""

import html
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from saidyes.accounts.models import Visit
from saidyes.common import clock
from tests.cast import HOST, PASSWORD

LOG_IN, FAMILIES, ACCOUNT = "/office/log-in/", "/office/families/", "/office/your-account/"
OWN = "otter under the pier 9"
EXPORT = "/office/audit-log/export/"


@pytest.fixture(autouse=True)
def no_tries_counted(db):
    cache.clear()


def by_password(member, password=PASSWORD, agent="Mozilla/5.0 (Windows NT 10.0) Firefox/130.0"):
    browser = Client(SERVER_NAME=HOST, headers={"user-agent": agent})
    assert browser.post(LOG_IN, {"login": member.user.email, "password": password}).status_code == 302
    browser.get(FAMILIES)
    return browser


def after(minutes):
    return time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False)


def test_a_log_in_nobody_uses_ends_after_half_an_hour(priya):
    browser = by_password(priya)
    with after(29):
        assert browser.get(FAMILIES).status_code == 200
    with after(58):
        assert browser.get(FAMILIES).status_code == 200
    with after(89):
        assert browser.get(FAMILIES).url.startswith(LOG_IN)


def test_a_log_in_that_is_used_all_day_ends_after_twelve_hours(priya):
    browser = by_password(priya)
    answers = []
    for minutes in range(25, 740, 25):
        with after(minutes):
            answers.append(browser.get(FAMILIES).status_code)
    assert answers == [200] * 28 + [302]


def test_a_page_that_asks_by_itself_keeps_nobody_logged_in(priya):
    browser = by_password(priya)
    for minutes in (10, 20):
        with after(minutes):
            assert browser.get(FAMILIES, headers={"hx-request": "true"}).status_code == 200
    with after(31):
        assert browser.get(FAMILIES).status_code == 302


def test_every_log_in_is_listed_and_can_be_ended(priya, theo):
    here = by_password(priya)
    there = by_password(priya, agent="Mozilla/5.0 (iPhone) Version/17 Safari/605")
    theirs = by_password(theo)
    page = html.unescape(here.get(ACCOUNT).content.decode())
    assert "Firefox on Windows" in page
    assert "Safari on iPhone" in page
    other = Visit.objects.get(session_key=there.session.session_key)
    foreign = Visit.objects.get(session_key=theirs.session.session_key)
    assert here.post(f"{ACCOUNT}log-ins/{foreign.pk}/end/").status_code == 404
    assert here.post(f"{ACCOUNT}log-ins/{other.pk}/end/").status_code == 302
    assert [browser.get(FAMILIES).status_code for browser in (here, there, theirs)] == [200, 302, 200]


def test_all_others_end_at_once(priya):
    here, *others = [by_password(priya) for _ in range(3)]
    here.post(f"{ACCOUNT}log-ins/others/end/")
    assert [browser.get(FAMILIES).status_code for browser in (here, *others)] == [200, 302, 302]


def test_a_new_password_ends_every_other_log_in(priya):
    here, there = by_password(priya), by_password(priya)
    assert here.post(f"{ACCOUNT}password/", {"password": OWN}).url == ACCOUNT
    assert [browser.get(FAMILIES).status_code for browser in (here, there)] == [200, 302]
    assert Visit.objects.filter(user=priya.user).count() == 1
    by_password(priya, OWN)


def test_what_is_easily_guessed_is_no_password(office, business, priya):
    browser = office(priya)
    weak = ["short 7", "password1", "Tidewater2026!", "priya nair", "2140 Harbor Way", "\N{WATER WAVE}" * 300]
    for password in weak:
        assert browser.post(f"{ACCOUNT}password/", {"password": password}).status_code == 422, password


@pytest.mark.parametrize("password", ["otterp1e", "o t t e r \N{OTTER} pier ", "x1y2z3w4" * 8, "pier-otter " * 18])
def test_long_ones_with_spaces_and_emoji_are_kept_unaltered(office, priya, password):
    assert office(priya).post(f"{ACCOUNT}password/", {"password": password}).status_code == 302
    by_password(priya, password)
    altered = password.strip() if password != password.strip() else password[:-1]
    answer = Client(SERVER_NAME=HOST).post(LOG_IN, {"login": priya.user.email, "password": altered})
    assert answer.status_code == 422


def test_an_export_of_everything_asks_for_the_password_again(marisol):
    browser = by_password(marisol)
    with after(20):
        asked = browser.post(EXPORT, {"since": "2026-01-01"})
        assert asked.status_code == 403
        page = asked.content.decode()
        assert "Your password, please" in page
        assert '<input type="hidden" name="since" value="2026-01-01">' in page
        wrong = browser.post(EXPORT, {"password-again": "wrong"})
        assert wrong.status_code == 422
        right = browser.post(EXPORT, {"password-again": PASSWORD})
        assert right["Content-Type"].startswith("text/csv")
        assert browser.post(EXPORT, {}).status_code == 200


def test_to_look_at_such_a_page_leads_to_the_page_itself(marisol):
    browser = by_password(marisol)
    with after(6):
        path = f"{ACCOUNT}password/"
        assert browser.get(path).status_code == 403
        assert browser.post(path, {"password-again": PASSWORD, "only-look": "yes"}).url == path
        assert browser.get(path).status_code == 200
