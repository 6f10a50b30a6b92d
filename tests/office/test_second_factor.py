"""Beside the password: codes of an app, recovery codes; and the school decides of whom it is asked."""

import html
import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from saidyes.businesses.models import SecondFactor
from saidyes.common import clock
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from tests.accounts.second_factors import another_than, code_of
from tests.cast import PASSWORD

LOG_IN, FAMILIES = "/office/log-in/", "/office/families/"
FACTOR, ACCOUNT = "/office/log-in/second-factor/", "/office/your-account/"
SET_UP = f"{ACCOUNT}second-factor/"


@pytest.fixture(autouse=True)
def no_tries_counted(db):
    """Nor does a code grow old between two requests."""
    cache.clear()
    with time_machine.travel(clock.now(), tick=False):
        yield


def by_password(client, member):
    return client.post(LOG_IN, {"login": member.user.email, "password": PASSWORD, "next": FAMILIES})


def set_up(client):
    """The secret, and the page that follows the first right code."""
    page = client.get(SET_UP).content.decode()
    secret = "".join(re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)[1].split())
    return secret, client.post(SET_UP, {"code": code_of(secret, steps=-1)})


def codes_on(page):
    return re.findall(r"<li><code>(\d{4} \d{4})</code></li>", page.content.decode())


@pytest.fixture
def with_app(client, theo):
    """Theo's secret and recovery codes; he is logged out."""
    by_password(client, theo)
    secret, page = set_up(client)
    client.post("/office/log-out/")
    return secret, codes_on(page)


def test_who_needs_one_and_has_none_is_led_to_setting_it_up(client, business, theo):
    business.second_factor = SecondFactor.LEADS
    business.save()
    by_password(client, theo)
    led = client.get(FAMILIES)
    assert led.url == f"{SET_UP}?next=%2Foffice%2Ffamilies%2F"
    assert "Tidewater Swim &amp; Gym asks you for a second factor" in client.get(led.url).content.decode()
    _, page = set_up(client)
    assert len(codes_on(page)) == 10
    assert client.get(FAMILIES).status_code == 200
    told = Event.objects.filter(subject=f"membership:{theo.pk}", verb=Verb.SECOND_FACTOR_SET)
    assert [event.facts["kind"] for event in told.order_by("seq")] == ["totp", "recovery_codes"]


def test_the_school_decides_whose_password_alone_is_enough(client, business, priya):
    for asked, status in ((SecondFactor.NOBODY, 200), (SecondFactor.LEADS, 200), (SecondFactor.EVERYBODY, 302)):
        business.second_factor = asked
        business.save()
        by_password(client, priya)
        assert client.get(FAMILIES).status_code == status


def test_a_password_alone_opens_no_page_once_an_app_is_set_up(client, theo, with_app):
    by_password(client, theo)
    for path in (FAMILIES, ACCOUNT, SET_UP, f"{ACCOUNT}password/"):
        assert client.get(path).url.startswith(FACTOR)
    assert client.post(f"{SET_UP}recovery-codes/").url.startswith(FACTOR)


def test_the_code_of_the_app_leads_to_the_page_that_was_asked_for(client, theo, with_app):
    secret, _ = with_app
    by_password(client, theo)
    before = client.session.session_key
    answer = client.post(FACTOR, {"code": code_of(secret, steps=1), "next": FAMILIES})
    assert answer.url == FAMILIES
    assert client.get(FAMILIES).status_code == 200
    assert client.session.session_key != before


def test_a_code_counts_once_and_a_wrong_one_never(client, theo, with_app):
    secret, _ = with_app
    by_password(client, theo)
    assert client.post(FACTOR, {"code": another_than(secret)}).status_code == 422
    code = code_of(secret)
    assert client.post(FACTOR, {"code": code}).status_code == 302
    client.post("/office/log-out/")
    by_password(client, theo)
    refused = client.post(FACTOR, {"code": code})
    assert "That code is not right, or was used before" in html.unescape(refused.content.decode())


def test_a_recovery_code_lets_in_once(client, theo, with_app):
    _, (first, *_) = with_app
    for status in (302, 422):
        by_password(client, theo)
        assert client.post(FACTOR, {"code": first}).status_code == status
        client.post("/office/log-out/")


def test_guessing_codes_is_slowed_down(client, theo, with_app):
    secret, _ = with_app
    by_password(client, theo)
    answers = [client.post(FACTOR, {"code": another_than(secret)}) for _ in range(6)]
    assert "Too many tries" in answers[-1].content.decode()
    assert client.post(FACTOR, {"code": code_of(secret)}).status_code == 422


def test_the_secret_is_not_readable_in_the_database(theo, with_app):
    secret, codes = with_app
    stored = str(list(Authenticator.objects.filter(user=theo.user).values_list("data", flat=True)))
    assert secret not in stored
    assert not [code for code in codes if code.replace(" ", "") in stored]


def test_the_last_one_stays_where_the_school_asks_for_it(client, business, theo, with_app):
    secret, _ = with_app
    by_password(client, theo)
    client.post(FACTOR, {"code": code_of(secret)})
    app = Authenticator.objects.get(user=theo.user, type="totp")
    remove = f"{SET_UP}{app.pk}/remove/"
    for asked, left in ((SecondFactor.LEADS, 2), (SecondFactor.NOBODY, 0)):
        business.second_factor = asked
        business.save()
        client.post(remove)
        assert Authenticator.objects.filter(user=theo.user).count() == left


def test_nobody_removes_the_factor_of_somebody_else(office, priya, theo, with_app):
    app = Authenticator.objects.get(user=theo.user, type="totp")
    assert office(priya).post(f"{SET_UP}{app.pk}/remove/").status_code == 404


def test_an_emailed_code_of_the_customer_portal_sets_none_up(portal_as, dana, business):
    from_the_portal = portal_as(dana)
    assert from_the_portal.get(SET_UP).status_code == 403
