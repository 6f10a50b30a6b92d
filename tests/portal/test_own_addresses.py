"""A guardian adds an own address, or puts it in place of another: a code proves it, then the question comes."""

import time_machine
from django.test import Client

from saidyes.accounts.arriving import user_of
from saidyes.accounts.models import User
from saidyes.common import clock
from saidyes.consent.models import Address
from saidyes.notices.models import Notice
from tests.portal.visits import INFORMATION, answer, log_in, newest_code, row_of, shows, wrong

ADD = f"{INFORMATION}email/add/"
CODE = f"{INFORMATION}email/code/"
NEW = "dana.new@example.com"


def replace(key: str) -> str:
    return f"{INFORMATION}email/{row_of(key).pk}/replace/"


def test_an_added_address_is_stored_once_its_code_is_right(by_code, dana):
    browser = by_code(dana)
    browser.post(ADD, {"email": NEW})
    assert browser.post(CODE, {"code": wrong(newest_code(NEW))}).status_code == 422
    assert not Address.objects.filter(key=NEW).exists()
    kept = browser.post(CODE, {"code": newest_code(NEW)})
    assert kept.headers["Location"] == f"{INFORMATION}email/{row_of(NEW).pk}/"
    assert row_of(NEW).standing == "no_choice"
    assert "checked" not in browser.get(kept.headers["Location"]).content.decode()


def test_the_new_address_may_say_yes(by_code, business, dana):
    browser = by_code(dana)
    browser.post(ADD, {"email": NEW})
    kept = browser.post(CODE, {"code": newest_code(NEW)})
    browser.post(kept.headers["Location"], answer(business, "yes", version=str(row_of(NEW).version)))
    assert row_of(NEW).standing == "opted_in"


def test_an_address_already_on_the_account_is_said_so(by_code, dana):
    refused = by_code(dana).post(ADD, {"email": "Dana@HarborClinic.example"})
    assert refused.status_code == 422
    assert shows(refused, "This address is already on your account")


def test_another_familys_address_tells_nothing_about_itself(by_code, dana):
    browser = by_code(dana)
    sent = [browser.post(ADD, {"email": email}) for email in ("tom.becker@example.net", "nobody@example.com")]
    assert {answer.headers["Location"] for answer in sent} == {CODE}


def test_an_opted_out_address_stays_out_whoever_adds_it(by_code, dana):
    """The standing belongs to the address."""
    browser = by_code(dana)
    browser.post(ADD, {"email": "tom.becker@example.net"})
    browser.post(CODE, {"code": newest_code("tom.becker@example.net")})
    assert row_of("tom.becker@example.net").standing == "opted_out"


def test_a_change_carries_no_choice_over_and_tells_the_old_address(by_code, dana):
    browser = by_code(dana)
    assert shows(browser.get(replace("dana.okafor@example.com")), "From then on you log in with the new address.")
    browser.post(replace("dana.okafor@example.com"), {"email": NEW})
    browser.post(CODE, {"code": newest_code(NEW)})
    assert (row_of(NEW).standing, row_of("dana.okafor@example.com").standing) == ("no_choice", "no_choice")
    held = {held.address.key: held.is_primary for held in dana.held_addresses.select_related("address")}
    assert held == {NEW: True, "dana@harborclinic.example": False}
    assert Notice.objects.get(kind="address_changed").to_key == "dana.okafor@example.com"


def test_the_log_in_moves_with_the_log_in_address(by_code, business, dana):
    browser = by_code(dana)
    browser.post(replace("dana.okafor@example.com"), {"email": NEW})
    browser.post(CODE, {"code": newest_code(NEW)})
    assert log_in(Client(SERVER_NAME=business.host), NEW).headers["Location"].endswith(f"email/{row_of(NEW).pk}/")
    Notice.objects.all().delete()
    Client(SERVER_NAME=business.host).post("/portal/log-in/", {"email": "dana.okafor@example.com"})
    assert not Notice.objects.exists()


def test_somebody_elses_log_in_address_cannot_become_ones_own(by_code, dana):
    user_of("taken@example.com", name="Somebody Else")
    browser = by_code(dana)
    browser.post(replace("dana.okafor@example.com"), {"email": "taken@example.com"})
    told = browser.post(CODE, {"code": newest_code("taken@example.com")}, follow=True)
    assert shows(told, "already logs in to another account")
    assert User.objects.filter(email="dana.okafor@example.com").exists()
    assert dana.held_addresses.filter(address__key="dana.okafor@example.com").exists()


def test_nobody_elses_address_can_be_replaced(by_code, dana, emeka):
    browser = by_code(dana)
    theirs = emeka.held_addresses.get().address_id
    assert browser.post(f"{INFORMATION}email/{theirs}/replace/", {"email": NEW}).status_code == 404


def test_a_log_in_of_yesterday_must_be_renewed(by_code, dana):
    browser = by_code(dana)
    with time_machine.travel(clock.now().timestamp() + 31 * 60):
        sent_away = browser.post(ADD, {"email": NEW})
        assert sent_away.headers["Location"].startswith("/portal/log-in/")
        assert shows(browser.get(sent_away.headers["Location"]), "Log in again first", "dana.okafor@example.com")
        assert not Notice.objects.filter(to_key=NEW).exists()
        assert log_in(browser, "dana.okafor@example.com", then=ADD).headers["Location"] == ADD
        assert browser.get(ADD).status_code == 200
