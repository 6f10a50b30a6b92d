"""Rows 1 to 24 of docs/bad-inputs.md: the same answer wherever an address can be typed, and from every door one row."""

import pytest
from django.test import Client
from django.utils.html import escape

from saidyes.classes import importing
from saidyes.consent.models import Address
from saidyes.families.models import Family
from saidyes.notices.models import Notice
from tests.classes.exports import file_of, reed, remarks_of
from tests.common.test_addresses import NONE, ONE
from tests.portal.visits import JOIN, KIM, log_in, sign_up

NEW = "/office/families/new/"
ZOE = {"first_name": "Zoe", "last_name": "Park"}
LIKE_THIS = "Enter an email address, like name@example.com"
REAL = ("-oQ/tmp@example.com", "=cmd@example.com", "+1@example.com", "a'--@example.com")
UNUSUAL = {
    "ıstanbul@example.com": "ıstanbul@example.com",
    "İstanbul@example.com": "i̇stanbul@example.com",
    "\u0430dmin@example.com": "\u0430dmin@example.com",
    "admin@\u0435xample.com": "admin@xn--xample-2of.com",
}


@pytest.fixture
def by_hand(office, marisol):
    """Who types it, where, into which field, and what stands beside it."""
    return office(marisol), NEW, "address", ZOE


@pytest.fixture
def doors(by_hand, client, portal_as, dana):
    """The same for every door there is."""
    owner, guardian = by_hand[0], portal_as(dana)
    log_in(guardian, "dana.okafor@example.com")  # just now, by a code
    of_dana = f"/office/families/{dana.family_id}/guardians/{dana.pk}/email/new/"
    return {
        "a family by hand": by_hand,
        "another address": (owner, of_dana, "address", {}),
        "an invitation": (owner, "/office/settings/staff/invite/", "address", {"name": "Olu", "role": "auditor"}),
        "the sender": (owner, "/office/settings/sender/", "reply_to", {"sender_name": "Kept as it is"}),
        "the lookup": (owner, "/office/consent/export/", "email", {}),
        "sign-up": (client, JOIN, "email", KIM),
        "an own address": (guardian, "/portal/my-account/account-information/email/add/", "email", {}),
        "log-in": (client, "/portal/log-in/", "email", {}),
        "log-in by password": (client, "/portal/log-in/password/", "email", {}),
        "a new link": (client, "/portal/unsubscribe/", "email", {}),
        "log-in of staff": (client, "/office/log-in/", "login", {"password": "x"}),
    }


def written() -> tuple[int, ...]:
    return Family.objects.count(), Address.objects.count(), Notice.objects.count()


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_address_is_refused_and_kept_in_the_form(by_hand, text):
    browser, page, field, rest = by_hand
    before, answer = written(), browser.post(page, {**rest, field: text})
    if text:
        shown = answer.content.decode()
        assert (answer.status_code, LIKE_THIS in shown, escape(text) in shown) == (422, True, True)
        assert ZOE["last_name"] in shown
        assert written() == before


@pytest.mark.parametrize("text", ["a@example.com,b@evil.example", "a\0@example.com", "a" * 65 + "@example.com"])
def test_every_door_gives_the_same_answer(doors, text):
    before, other = written(), {}
    for name, (browser, page, field, rest) in doors.items():
        answer = browser.post(page, {**rest, field: text})
        shown = answer.content.decode()
        if (answer.status_code, LIKE_THIS in shown, escape(text) in shown) != (422, True, True):
            other[name] = answer.status_code
    assert (other, written()) == ({}, before)


def test_a_file_names_every_one_of_them_and_loads_the_others(business):
    typed = [text for text in NONE if text.strip() and "\0" not in text and len(text) < 1_000]
    rows = [reed(number, **{"Guardian 1 Email": text}) for number, text in enumerate(typed)]
    outcome = importing.foresee(importing.plan(file_of(*rows, reed(9_999)), business))
    reasons = [reason for result, _, column, reason in remarks_of(outcome) if column == "Guardian 1 Email"]
    assert reasons == ["Not an email address"] * len(typed)
    assert (outcome.new, len(outcome.plan.refused)) == (1, len(typed))


@pytest.mark.parametrize(("one", "other"), ONE)
def test_two_spellings_of_an_address_are_one_row(by_hand, one, other):
    browser, page, field, rest = by_hand
    for text in (one, other):
        assert browser.post(page, {**rest, field: text}).status_code == 302
    assert Family.objects.filter(name="Park").count() == 2
    assert Address.objects.filter(holders__guardian__last_name="Park").distinct().count() == 1


def test_letters_that_can_pass_for_others_are_marked_and_never_the_same(by_hand):
    browser, page, field, rest = by_hand
    for text, key in UNUSUAL.items():
        shown = browser.post(page, {**rest, field: text}, follow=True).content.decode()
        assert f"Unusual letters: {key}" in shown
    keys = set(Address.objects.values_list("key", flat=True))
    assert keys.isdisjoint({"istanbul@example.com", "admin@example.com"})
    assert set(UNUSUAL.values()) <= keys


def test_odd_but_real_addresses_are_written_to_exactly(business, office, theo, send, deliver, smtp_server):
    for text in REAL:
        assert sign_up(Client(SERVER_NAME=business.host), business, email=text).status_code == 302
    send(theo)
    deliver()
    to_all = [letter.rcpt for letter in smtp_server.letters if "Closed on Friday" in letter.raw.decode()]
    assert sorted(set(to_all) & set(REAL)) == sorted(REAL)
    exported = office(theo).post("/office/reports/new-family-accounts/export/")
    cells = b"".join(exported.streaming_content).decode()
    assert [f'"\'{text}"' in cells for text in REAL] == [True, True, True, False]
