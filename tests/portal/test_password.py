"""A password is optional: a guardian may set one, log in by it, and do without it again."""

import pytest
from django.core.cache import cache
from django.test import Client

from saidyes.accounts.hiring import hire
from saidyes.accounts.rights import Role
from saidyes.ledger.models import Event
from tests.cast import HOST, PASSWORD
from tests.portal.visits import INFORMATION, LOG_IN, log_in, shows

SET = f"{INFORMATION}password/"
WITH_ONE = f"{LOG_IN}password/"
DANA = "dana.okafor@example.com"
OWN = "otter under the pier 9"
NO_MATCH = "That email and password do not match"


def enter(address: str, password: str, browser: Client | None = None):
    return (browser or Client(SERVER_NAME=HOST)).post(WITH_ONE, {"email": address, "password": password})


@pytest.fixture(autouse=True)
def no_tries_counted(db):
    cache.clear()


def test_a_guardian_sets_a_password_and_logs_in_by_it(by_code, dana):
    browser = by_code(dana)
    assert shows(browser.get(INFORMATION), "None. We email you a code.")
    saved = browser.post(SET, {"password": OWN}, follow=True)
    assert shows(saved, "Saved. You can log in with your password now.", "Set. A code by email works too.")
    assert enter(DANA.upper(), OWN).headers["Location"] == "/portal/my-account/"
    told = Event.objects.get(subject=f"family:{dana.family_id}", verb="password_set")
    assert told.private["actor_name"] == "Dana Okafor"
    assert OWN not in str(told.facts) + str(told.private)


def test_every_way_to_fail_is_told_alike(by_code, dana, tom):
    by_code(dana).post(SET, {"password": OWN})
    for address, password in [(DANA, "wrong"), ("nobody@example.com", OWN), ("tom.becker@example.net", "")]:
        refused = enter(address, password or "x" * 2000)
        assert refused.status_code == 422
        assert shows(refused, NO_MATCH)
    assert enter("theo@tidewater.example", PASSWORD).status_code == 422  # staff, and no family


def test_what_is_easily_guessed_is_given_back(by_code, dana):
    browser = by_code(dana)
    for weak in ("", "short", "password1"):
        assert browser.post(SET, {"password": weak}).status_code == 422
    dana.user.refresh_from_db()
    assert not dana.user.has_usable_password()


def test_a_new_password_ends_every_other_session(by_code, dana):
    elsewhere, here = by_code(dana), by_code(dana)
    here.post(SET, {"password": OWN})
    assert here.get(INFORMATION).status_code == 200
    assert elsewhere.get(INFORMATION).status_code == 302


def test_without_it_only_codes_let_in(by_code, dana):
    browser = by_code(dana)
    browser.post(SET, {"password": OWN})
    assert shows(browser.post(SET, {"remove": "yes"}, follow=True), "Saved. A code by email lets you in.")
    assert enter(DANA, OWN).status_code == 422
    assert log_in(Client(SERVER_NAME=HOST), DANA).status_code == 302


def test_a_borrowed_phone_sets_none(portal_as, dana):
    """A log-in of before, of which nobody knows how long ago, is not enough."""
    answer = portal_as(dana).post(SET, {"password": OWN})
    assert answer.headers["Location"].startswith(LOG_IN)


def test_a_code_by_email_never_becomes_the_key_to_the_office(by_code, business, dana):
    browser = by_code(dana)
    hire(business, name="Dana Okafor", address=DANA, role=Role.MANAGER, password=PASSWORD)
    browser = by_code(dana)
    assert browser.post(SET, {"password": OWN}).status_code == 403
    assert not shows(browser.get(INFORMATION), "Set a password")
    dana.user.refresh_from_db()
    assert dana.user.check_password(PASSWORD)
