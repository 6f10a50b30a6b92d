"""Guessing passwords: how many are ever looked at, and that the owner still gets in."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client

from tests.cast import HOST, PASSWORD

LOG_IN = "/office/log-in/"
HOME, ELSEWHERE = "203.0.113.9", "198.51.100.7"


@pytest.fixture(autouse=True)
def no_tries_counted(db):
    cache.clear()


@pytest.fixture
def looked_at(monkeypatch):
    """The passwords that were compared with the stored one: how often the hasher was asked."""
    asked = []
    verify = MD5PasswordHasher.verify

    def counted(hasher, password, encoded):
        asked.append(password)
        return verify(hasher, password, encoded)

    monkeypatch.setattr(MD5PasswordHasher, "verify", counted)
    return asked


def enter(browser, member, password, **where):
    return browser.post(LOG_IN, {"login": member.user.email, "password": password}, **where)


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_header_of_its_own_for_each_guess_opens_no_further_tries(settings, theo, looked_at, proxies):
    settings.SAIDYES_TRUSTED_PROXIES = proxies
    browser = Client(SERVER_NAME=HOST, REMOTE_ADDR=ELSEWHERE)
    for number in range(60):
        spoofed = {"x-forwarded-for": f"10.0.{number % 250}.1, 192.0.2.{number}"}
        assert enter(browser, theo, f"guess {number}", headers=spoofed).status_code in (422, 429)
    assert len(looked_at) <= 5


def test_whoever_guesses_elsewhere_closes_no_device_that_is_known(theo):
    at_home, elsewhere = Client(SERVER_NAME=HOST, REMOTE_ADDR=HOME), Client(SERVER_NAME=HOST, REMOTE_ADDR=ELSEWHERE)
    assert enter(at_home, theo, PASSWORD).status_code == 302
    at_home.post("/office/log-out/")
    for number in range(6):
        enter(elsewhere, theo, f"guess {number}")
    assert enter(elsewhere, theo, PASSWORD).status_code == 422
    assert enter(at_home, theo, PASSWORD).status_code == 302


def test_on_a_known_device_tries_are_counted_too(theo, looked_at):
    browser = Client(SERVER_NAME=HOST, REMOTE_ADDR=HOME)
    enter(browser, theo, PASSWORD)
    browser.post("/office/log-out/")
    looked_at.clear()
    for number in range(10):
        enter(browser, theo, f"guess {number}")
    assert len(looked_at) == 5


def test_a_known_device_is_known_for_its_own_people_only(theo, priya, looked_at):
    browser = Client(SERVER_NAME=HOST, REMOTE_ADDR=HOME)
    enter(browser, theo, PASSWORD)
    browser.post("/office/log-out/")
    elsewhere = Client(SERVER_NAME=HOST, REMOTE_ADDR=ELSEWHERE)
    for number in range(6):
        enter(elsewhere, priya, f"guess {number}")
    assert enter(browser, priya, PASSWORD).status_code == 422


def test_a_device_cookie_of_somebodys_own_making_is_none(theo):
    browser = Client(SERVER_NAME=HOST, REMOTE_ADDR=ELSEWHERE)
    browser.cookies["device"] = '{"name": "x", "people": {}}'
    for number in range(6):
        enter(browser, theo, f"guess {number}")
    assert enter(browser, theo, PASSWORD).status_code == 422


def test_a_new_password_makes_every_device_unknown(theo):
    browser, elsewhere = Client(SERVER_NAME=HOST, REMOTE_ADDR=HOME), Client(SERVER_NAME=HOST, REMOTE_ADDR=ELSEWHERE)
    enter(browser, theo, PASSWORD)
    browser.post("/office/log-out/")
    theo.user.set_password("otter under the pier 9")
    theo.user.save()
    for number in range(6):
        enter(elsewhere, theo, f"guess {number}")
    assert enter(browser, theo, "otter under the pier 9").status_code == 422
