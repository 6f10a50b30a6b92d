import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from saidyes.notices.models import Notice
from tests.portal.visits import LOG_IN, LOG_IN_CODE, log_in, shows, sign_up

HOME = "/portal/my-account/"


def test_a_code_logs_in_and_leads_to_my_account(client, business, by_code, dana):
    by_code(dana)
    answered = log_in(client, "DANA.okafor@example.com ")
    assert answered.headers["Location"] == HOME
    assert shows(client.get(HOME), "Dana Okafor", "Account Information", "Students", "Statements", "Log Out")


def test_an_unknown_address_meets_the_same_page_and_gets_no_letter(client, business, by_code, dana):
    by_code(dana)
    Notice.objects.all().delete()
    pages = []
    for address in ("dana.okafor@example.com", "nobody@example.com", "emeka.okafor@example.org"):
        browser = Client(SERVER_NAME=business.host)
        assert browser.post(LOG_IN, {"email": address}).headers["Location"] == LOG_IN_CODE
        page = browser.get(LOG_IN_CODE).content.decode().partition("<h1")[2]
        pages.append("".join(part for part in page.split('"') if len(part) != 64).replace(address, "ADDRESS"))
    assert len(set(pages)) == 1
    assert [notice.to_key for notice in Notice.objects.all()] == ["dana.okafor@example.com"]


def test_an_unknown_address_costs_the_same_work(client, business, by_code, dana):
    """Or the time it takes would tell whether the address has an account."""
    by_code(dana)
    for address in ("dana.okafor@example.com", "nobody@example.com"):
        with CaptureQueriesContext(connection) as asked:
            client.post(LOG_IN, {"email": address})
        assert len([query for query in asked if query["sql"].startswith('INSERT INTO "notices_notice"')]) == 1


def test_an_unknown_address_and_a_wrong_code_are_told_the_same(client, business, by_code, dana):
    by_code(dana)
    for address in ("dana.okafor@example.com", "nobody@example.com"):
        client.post(LOG_IN, {"email": address})
        refused = client.post(LOG_IN_CODE, {"code": "000000"})
        assert (refused.status_code, shows(refused, "That code is not right")) == (422, True)


def test_more_than_three_codes_an_hour_are_refused_known_or_not(client, business, by_code, dana):
    by_code(dana)  # one
    for address, more in (("dana.okafor@example.com", 2), ("nobody@example.com", 3)):
        sent = [client.post(LOG_IN, {"email": address}).status_code for _ in range(more + 1)]
        assert sent == [302] * more + [429]


def test_a_guardian_of_another_school_does_not_log_in_here(lakeside, by_code, dana):
    by_code(dana)
    browser = Client(SERVER_NAME=lakeside.host)
    browser.post(LOG_IN, {"email": "dana.okafor@example.com"})
    assert not Notice.objects.filter(business=lakeside).exists()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:1",
        "/office/",
        "\n/portal/",
        "/portal/\r\nx",
        "//[",
        "http://[::1",
    ],
)
def test_a_log_in_leads_only_to_pages_of_the_portal(client, business, by_code, dana, target):
    by_code(dana)
    assert log_in(client, "dana.okafor@example.com", then=target).headers["Location"] == HOME


def test_a_page_that_was_asked_for_is_shown_after_the_log_in(client, by_code, dana):
    by_code(dana)
    sent_away = client.get("/portal/my-account/students/")
    assert sent_away.headers["Location"] == "/portal/log-in/?next=%2Fportal%2Fmy-account%2Fstudents%2F"
    answered = log_in(client, "dana.okafor@example.com", then="/portal/my-account/students/")
    assert answered.headers["Location"] == "/portal/my-account/students/"


def test_who_was_never_asked_is_asked_at_the_next_log_in(client, business, by_code, emeka):
    by_code(emeka)
    answered = log_in(client, "emeka.okafor@example.org")
    address = emeka.held_addresses.get().address
    assert answered.headers["Location"] == f"/portal/my-account/account-information/email/{address.pk}/"
    assert "checked" not in client.get(answered.headers["Location"]).content.decode()


def test_logging_out_ends_it(client, by_code, dana):
    browser = by_code(dana)
    assert browser.get("/portal/log-out/").headers["Location"] == "/"
    assert browser.get(HOME).status_code == 200
    browser.post("/portal/log-out/")
    assert browser.get(HOME).status_code == 302


def test_the_session_gets_a_new_key_with_the_log_in(client, business):
    client.post("/portal/create-account/", {})
    sign_up(client, business)
    before = client.session.session_key
    client.post("/portal/log-out/")
    client.post(LOG_IN, {"email": "kim.park@example.com"})
    planted = client.session.session_key
    log_in(client, "kim.park@example.com")
    assert client.session.session_key not in {before, planted}


def test_pages_behind_the_log_in_are_kept_by_no_browser(by_code, dana):
    assert "no-store" in by_code(dana).get(HOME).headers["Cache-Control"]
