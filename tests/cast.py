"""The people of `saidyes.sample.cast` as fixtures: Tidewater with its staff and families, Lakeside next door."""

from collections.abc import Callable

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client

from saidyes.accounts.arriving import user_of
from saidyes.accounts.hiring import hire
from saidyes.accounts.models import Membership, User
from saidyes.businesses.models import Business
from saidyes.families.holding import prove
from saidyes.families.models import Guardian
from saidyes.sample import cast
from tests.restoring import put_back_from_now_on

HOST = "tidewater.localhost"
NEXT_DOOR = "lakeside.localhost"
PASSWORD = "seahorse lantern 42"


def load_the_cast() -> None:
    business = cast.tidewater(HOST)
    for staff in cast.STAFF:
        hire(business, **vars(staff), password=PASSWORD)
    for household in cast.HOUSEHOLDS:
        cast.enroll_household(business, household)
    next_door = cast.lakeside(NEXT_DOOR)
    hire(next_door, **vars(cast.NEXT_DOOR), password=PASSWORD)
    cast.enroll_household(next_door, cast.LAKESIDE_FAMILY)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Once per database: every test begins with the cast, also after one that committed."""
    with django_db_blocker.unblock():
        load_the_cast()
        put_back_from_now_on()


@pytest.fixture
def business(db) -> Business:
    return Business.objects.get(host=HOST)


@pytest.fixture
def lakeside(business) -> Business:
    return Business.objects.get(host=NEXT_DOOR)


def member(business: Business, staff: cast.Staff) -> Membership:
    return business.memberships.select_related("user", "business").get(user__email=staff.address)


@pytest.fixture
def marisol(business) -> Membership:
    return member(business, cast.MARISOL)


@pytest.fixture
def theo(business) -> Membership:
    return member(business, cast.THEO)


@pytest.fixture
def priya(business) -> Membership:
    return member(business, cast.PRIYA)


@pytest.fixture
def ines(business) -> Membership:
    return member(business, cast.INES)


def guardian(business: Business, first_name: str) -> Guardian:
    return business.guardians.select_related("family", "business").get(first_name=first_name)


@pytest.fixture
def dana(business) -> Guardian:
    return guardian(business, "Dana")


@pytest.fixture
def emeka(business) -> Guardian:
    return guardian(business, "Emeka")


@pytest.fixture
def tom(business) -> Guardian:
    return guardian(business, "Tom")


@pytest.fixture
def anja(business) -> Guardian:
    return guardian(business, "Anja")


@pytest.fixture
def jonas(business) -> Guardian:
    return guardian(business, "Jonas")


@pytest.fixture
def hannah(business) -> Guardian:
    return guardian(business, "Hannah")


@pytest.fixture
def noor(business) -> Guardian:
    return guardian(business, "Noor")


@pytest.fixture
def luis(business) -> Guardian:
    return guardian(business, "Luis")


@pytest.fixture
def iris(lakeside) -> Guardian:
    return guardian(lakeside, "Iris")


@pytest.fixture
def client(business) -> Client:
    """Somebody who is not logged in, at Tidewater."""
    return Client(SERVER_NAME=HOST)


def logged_in(user: User, host: str, *ways: str) -> Client:
    """A browser with the session that a log-in leaves, by these ways; the log-in has tests and drills of its own."""
    request = HttpRequest()
    request.session = SessionStore()
    request.session[SESSION_KEY] = str(user.pk)
    request.session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    for way in ways:
        record_authentication(request, user, method=way)
    request.session.save()
    browser = Client(SERVER_NAME=host)
    browser.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)
    return browser


def in_the_office(membership: Membership) -> Client:
    return logged_in(membership.user, membership.business.host, "password", "mfa")


def in_the_portal(guardian: Guardian) -> Client:
    held = guardian.held_addresses.select_related("address").get(is_primary=True)
    guardian.user = user_of(held.address.key, name=guardian.name)
    guardian.save(update_fields=["user"])
    prove(held)
    return logged_in(guardian.user, guardian.business.host)


@pytest.fixture
def office() -> Callable[[Membership], Client]:
    """`office(priya)`: her browser, logged in at the Office Portal; its own door has tests of its own."""
    return in_the_office


@pytest.fixture
def portal_as() -> Callable[[Guardian], Client]:
    """`portal_as(dana)`: her browser, logged in at the Customer Portal with her primary address, proved."""
    return in_the_portal
