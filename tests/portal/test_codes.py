"""The code: six digits, ten minutes, five tries, and the newest one counts."""

import time_machine
from django.test import Client

from saidyes.common import clock
from saidyes.families.models import Guardian
from saidyes.notices.kinds import Kind
from saidyes.notices.models import Notice
from saidyes.portal.codes import CodeForm, is_right
from tests.portal.visits import CODE, JOIN, KIM, log_in, newest_code, shows, up_to_the_code, wrong

NEW = "/portal/create-account/new-code/"


def joined() -> bool:
    return Guardian.objects.filter(first_name="Kim").exists()


def test_a_wrong_code_stores_nothing(client, business):
    up_to_the_code(client, business)
    refused = client.post(CODE, {"code": wrong(newest_code(KIM["email"]))})
    assert refused.status_code == 422
    assert shows(refused, "That code is not right. Check the newest email from us")
    assert not joined()


def test_a_code_may_be_pasted_with_spaces(client, business):
    up_to_the_code(client, business)
    code = newest_code(KIM["email"])
    client.post(CODE, {"code": f" {code[:3]} {code[3:]} "})
    assert joined()


def test_the_newest_code_counts(client, business):
    up_to_the_code(client, business)
    old = newest_code(KIM["email"])
    client.post(NEW)
    new = newest_code(KIM["email"])
    assert old != new
    assert client.post(CODE, {"code": old}).status_code == 422
    client.post(CODE, {"code": new})
    assert joined()


def test_a_code_of_eleven_minutes_is_too_old_and_a_new_one_is_on_its_way(client, business):
    up_to_the_code(client, business)
    code = newest_code(KIM["email"])
    with time_machine.travel(clock.now().timestamp() + 660):
        refused = client.post(CODE, {"code": code})
        assert shows(refused, "That code is too old. We have sent a new one")
        assert not joined()
        client.post(CODE, {"code": newest_code(KIM["email"])})
    assert joined()


def test_after_five_tries_even_the_right_code_is_worth_nothing(client, business):
    up_to_the_code(client, business)
    code = newest_code(KIM["email"])
    for _ in range(5):
        client.post(CODE, {"code": wrong(code)})
    assert client.post(CODE, {"code": code}).status_code == 422
    assert not joined()


def test_tries_at_the_same_moment_all_count(client, business, rf):
    """A browser that sends many at once has read its session many times before the first of them is counted."""
    up_to_the_code(client, business)
    request = rf.post(CODE, {"code": wrong(newest_code(KIM["email"]))})
    request.business = business
    sessions = [client.session for _ in range(5)]
    assert all(session.keys() for session in sessions)  # each is read before any of them is tried
    for session in sessions:
        request.session = session
        assert not is_right(request, Kind.SIGN_UP_CODE, CodeForm(request.POST))
    assert client.session[Kind.SIGN_UP_CODE.value]["tries"] == 5


def test_a_code_of_one_school_is_none_of_another(client, business, lakeside):
    up_to_the_code(client, business)
    carried = Client(SERVER_NAME=lakeside.host)
    carried.cookies = client.cookies
    assert carried.post(CODE, {"code": newest_code(KIM["email"])}).headers["Location"].endswith("/email-choice/")
    assert not joined()


def test_a_code_works_once(client, business):
    up_to_the_code(client, business)
    code = newest_code(KIM["email"])
    client.post(CODE, {"code": code})
    client.post("/portal/log-out/")
    assert client.post(CODE, {"code": code}).status_code == 302
    assert client.get("/portal/my-account/").status_code == 302


def test_twenty_sign_ups_with_one_address_cause_three_letters(business, lakeside):
    """Over all schools, and however the address is spelled."""
    for number in range(20):
        school = (business, lakeside)[number % 2]
        browser = Client(SERVER_NAME=school.host, REMOTE_ADDR=f"203.0.113.{number}")
        browser.post(JOIN, {**KIM, "email": ("kim.park@example.com", "KIM.Park@Example.com")[number % 2]})
        from_page = browser.get("/portal/create-account/email-choice/").context["form"].question.wording.pk
        last = browser.post("/portal/create-account/email-choice/", {"said": "yes", "wording": str(from_page)})
    assert Notice.objects.filter(to_key="kim.park@example.com").count() == 3
    assert last.status_code == 429
    assert shows(last, "Too many codes")


def test_a_code_that_is_refused_leaves_the_last_one_as_good_as_it_was(client, business):
    up_to_the_code(client, business)
    for _ in range(2):
        client.post(NEW)
    last = newest_code(KIM["email"])
    refused = client.post(NEW)
    assert refused.status_code == 429
    assert shows(refused, "Type in the code")
    assert client.post(CODE, {"code": last}).status_code == 302


def test_one_network_causes_twenty_letters_an_hour(business):
    for number in range(25):
        browser = Client(SERVER_NAME=business.host, REMOTE_ADDR="203.0.113.7")
        browser.post(JOIN, {**KIM, "email": f"kim{number}@example.com"})
        wording = browser.get("/portal/create-account/email-choice/").context["form"].question.wording.pk
        browser.post("/portal/create-account/email-choice/", {"said": "yes", "wording": str(wording)})
    assert Notice.objects.filter(kind="sign_up_code").count() == 20


def test_a_code_for_one_thing_is_no_code_for_another(client, business, by_code, dana):
    by_code(dana)
    up_to_the_code(client, business, email="dana.okafor@example.com")
    code = newest_code("dana.okafor@example.com")
    client.post("/portal/log-in/", {"email": "dana.okafor@example.com"})
    assert client.post("/portal/log-in/code/", {"code": code}).status_code == 422


def test_a_code_in_another_browser_opens_nothing(client, business, by_code, dana):
    by_code(dana)
    client.post("/portal/log-in/", {"email": "dana.okafor@example.com"})
    code = newest_code("dana.okafor@example.com")
    thief = Client(SERVER_NAME=business.host)
    thief.post("/portal/log-in/", {"email": "tom.becker@example.net"})
    assert thief.post("/portal/log-in/code/", {"code": code}).status_code == 422
    assert log_in(Client(SERVER_NAME=business.host), "dana.okafor@example.com").status_code == 302
