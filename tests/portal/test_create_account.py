"""S4: a family that creates its account is asked, with two choices and none preselected."""

from email import message_from_bytes, policy

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from saidyes.accounts.models import User
from saidyes.businesses.models import Business
from saidyes.businesses.places import begins_with
from saidyes.consent.asking import NO, YES, publish_wordings
from saidyes.consent.models import Address, Standing
from saidyes.families.models import Family, Guardian
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from saidyes.notices.models import Notice
from saidyes.notices.rendering import letter_for
from tests.journeys.mailbox import text_of
from tests.portal.visits import CHOICE, CODE, JOIN, KIM, answer, newest_code, shows, sign_up, up_to_the_code


def test_s4_the_question_has_two_choices_and_none_is_preselected(client, business):
    client.post(JOIN, KIM)
    page = client.get(CHOICE)
    assert shows(page, "How would you like to hear from us by email?", YES, NO, "kim.park@example.com")
    assert page.content.decode().count('type="radio"') == 2
    assert "checked" not in page.content.decode()


def test_s4_the_account_cannot_be_finished_without_an_answer(client, business):
    client.post(JOIN, KIM)
    refused = client.post(CHOICE, {})
    assert refused.status_code == 422
    assert shows(refused, "Select yes or no to the email question", "There is a problem", "Error: ")
    assert client.get(CODE).headers["Location"] == CHOICE
    assert not Notice.objects.exists()


def test_s4_a_yes_opts_the_family_in(client, business):
    answered = sign_up(client, business, "yes")
    assert answered.headers["Location"] == "/portal/welcome/"
    assert Address.objects.get(key="kim.park@example.com").standing == "opted_in"
    assert shows(client.get("/portal/welcome/"), "Your account is ready", "Opted in", "Add a student", "Add a passkey")
    adding = client.get("/portal/my-account/account-information/passkeys/add/")
    assert adding.status_code == 200  # the code has just proved who they are


def test_s4_a_no_is_stored_as_an_answer_and_not_as_never_asked(client, business):
    sign_up(client, business, "no")
    address = Address.objects.get(key="kim.park@example.com")
    assert address.standing == "opted_out"
    event = Event.objects.get(subject=f"address:{address.pk}", verb=Verb.OPT_OUT)
    assert (event.source, event.actor_kind) == ("registration", "guardian")
    assert shows(client.get("/portal/welcome/"), "Opted out", "You get only enrollment confirmations")


def test_nothing_is_stored_until_the_code_is_right(client, business):
    before = (User.objects.count(), Family.objects.count(), Address.objects.count(), Event.objects.count())
    up_to_the_code(client, business)
    assert (User.objects.count(), Family.objects.count(), Address.objects.count(), Event.objects.count()) == before
    code = newest_code(KIM["email"])
    assert all(code not in str(session.get_decoded()) for session in Session.objects.all())


def test_what_was_typed_is_stored(client, business):
    sign_up(client, business)
    guardian = Guardian.objects.get(first_name="Kim")
    assert (guardian.name, guardian.phone, guardian.is_primary) == ("Kim Park", "+15035550155", True)
    assert guardian.family.physical_address == "12 Alder Court, Astoria, OR 97103"
    assert guardian.user.email == "kim.park@example.com"
    assert guardian.held_addresses.get().proved_at is not None


def test_the_event_holds_who_from_where_and_which_words(client, business):
    client.post(JOIN, KIM)
    client.post(CHOICE, answer(business, "yes"))
    client.post(CODE, {"code": newest_code(KIM["email"])}, REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Phone 7")
    address = Address.objects.get(key="kim.park@example.com")
    event = Event.objects.get(subject=f"address:{address.pk}", verb=Verb.OPT_IN)
    assert event.private["ip"] == "203.0.113.9"
    assert (event.private["user_agent"], event.private["actor_name"]) == ("Phone 7", "Kim Park")
    assert event.facts["wording"] == answer(business, "yes")["wording"]
    assert event.on_behalf_of == str(Guardian.objects.get(first_name="Kim").pk)


def test_everything_typed_is_kept_when_something_is_missing(client):
    refused = client.post(JOIN, {**KIM, "email": "kim.park@", "phone": "12"})
    assert refused.status_code == 422
    assert shows(refused, "Enter an email address, like name@example.com", "Enter a phone number, like (503) 555-0142")
    assert shows(refused, "12 Alder Court", "kim.park@")


def test_going_back_finds_the_details_as_typed(client, business):
    up_to_the_code(client, business, "no")
    assert shows(client.get(JOIN), "Kim", "(503) 555-0155", "kim.park@example.com")


@pytest.mark.parametrize("url", [CHOICE, CODE])
def test_a_step_without_the_one_before_leads_back(client, url):
    assert client.get(url, follow=True).redirect_chain[-1][0] == JOIN


def test_words_that_changed_meanwhile_are_read_again(client, business):
    client.post(JOIN, KIM)
    old = answer(business, "yes")
    business.phone = "+15035550143"
    business.save()
    publish_wordings(business, actor=SYSTEM, source=Source.OFFICE)
    again = client.post(CHOICE, old)
    assert again.status_code == 409
    assert shows(again, "We have changed the words of this question", "(503) 555-0143")
    assert client.post(CHOICE, answer(business, "yes")).status_code == 302


def test_a_known_address_meets_the_same_pages_and_a_letter_of_the_same_kind(client, business, by_code, dana):
    by_code(dana)
    stranger = Client(SERVER_NAME=business.host)
    for browser, address in ((client, "dana.okafor@example.com"), (stranger, "nobody@example.com")):
        up_to_the_code(browser, business, email=address)
    known, unknown = (
        browser.get(CODE).content.decode().replace(address, "ADDRESS").partition("<h1")[2].partition("csrf")[0]
        for browser, address in ((client, "dana.okafor@example.com"), (stranger, "nobody@example.com"))
    )
    assert known == unknown
    assert [notice.kind for notice in Notice.objects.order_by("-created_at")[:2]] == ["sign_up_code", "sign_up_code"]


def test_only_the_letter_says_that_there_is_an_account(client, business, by_code, dana):
    by_code(dana)
    for address, told in (("dana.okafor@example.com", "to log in:"), ("kim@park.example", "to finish your account:")):
        up_to_the_code(client, business, email=address)
        letter = letter_for(Notice.objects.get(to_address=address, kind="sign_up_code"))
        text = text_of(message_from_bytes(letter.raw, policy=policy.default))
        assert f"Type this code on the page that asked for it, {told}" in text.replace("\r\n", " ")


def test_a_known_address_logs_in_and_keeps_the_details_of_before(client, business, by_code, dana):
    by_code(dana)
    answered = sign_up(client, business, "no", email="Dana.Okafor@Example.com")
    assert answered.headers["Location"] == "/portal/my-account/account-information/"
    assert not Guardian.objects.filter(first_name="Kim").exists()
    assert Address.objects.get(key="dana.okafor@example.com", business=business).standing == "opted_out"


def test_a_guardian_of_an_imported_family_is_tied_to_it(client, business, emeka):
    sign_up(client, business, "yes", email="emeka.okafor@example.org")
    emeka.refresh_from_db()
    assert (emeka.user.email, emeka.name) == ("emeka.okafor@example.org", "Emeka Okafor")
    assert shows(client.get("/portal/my-account/"), "Emeka Okafor")


def test_in_germany_no_state_is_asked_for_and_a_yes_waits_for_the_mailbox(client, business):
    begins = {"country": "DE", "phone": "+4940123456", **begins_with("DE")}
    Business.objects.filter(pk=business.pk).update(**begins)
    assert 'name="state"' not in client.get(JOIN).content.decode()
    sign_up(client, business, phone="040 123456", postal_code="20459", city="Hamburg")
    kim = Address.objects.get(key=KIM["email"])
    assert (kim.standing, kim.waits) == (Standing.NO_CHOICE, True)
    assert kim.holders.get().guardian.family.physical_address == "12 Alder Court, 20459 Hamburg"
