"""Where a guardian is logged in, how long it lasts, and who may add a passkey."""

import html
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator

from saidyes.accounts.hiring import hire
from saidyes.accounts.models import Visit
from saidyes.accounts.rights import Role
from saidyes.common import clock
from tests.cast import PASSWORD
from tests.portal.visits import INFORMATION, log_in, shows

HERE = f"{INFORMATION}log-ins/"
ADD = f"{INFORMATION}passkeys/add/"
DANA = "dana.okafor@example.com"


def after(days):
    return time_machine.travel(clock.now() + timedelta(days=days), tick=False)


def test_a_log_in_ends_unused_after_two_weeks_and_used_after_a_month(by_code, dana, emeka):
    unused, used = by_code(dana), by_code(emeka)
    assert [browser.get(HERE).status_code for browser in (unused, used)] == [200, 200]
    for days, status in ((10, 200), (20, 200), (29, 200), (31, 302)):
        with after(days):
            assert used.get(HERE).status_code == status
    with after(15):
        assert unused.get(HERE).headers["Location"].startswith("/portal/log-in/")


def test_after_it_ended_a_code_lets_in_again(by_code, dana):
    browser = by_code(dana)
    browser.get(HERE)
    with after(15):
        assert browser.get(HERE).status_code == 302
        assert log_in(browser, DANA).status_code == 302
        assert browser.get(HERE).status_code == 200


def test_a_guardian_ends_one_log_in_or_all_others(by_code, dana, emeka):
    here, there, third, theirs = by_code(dana), by_code(dana), by_code(dana), by_code(emeka)
    for browser in (there, third, theirs, here):
        page = browser.get(HERE)
    assert shows(page, "This browser", "Log out everywhere else")
    foreign = Visit.objects.get(session_key=theirs.session.session_key)
    assert here.post(f"{HERE}{foreign.pk}/end/").status_code == 404
    here.post(f"{HERE}{Visit.objects.get(session_key=there.session.session_key).pk}/end/")
    assert [browser.get(HERE).status_code for browser in (here, there, third, theirs)] == [200, 302, 200, 200]
    here.post(HERE)
    assert [browser.get(HERE).status_code for browser in (here, third, theirs)] == [200, 302, 200]


@pytest.mark.parametrize(("language", "named"), [("en", "Firefox on Windows"), ("es", "Firefox en Windows")])
def test_a_browser_is_named_in_the_language_of_the_page(by_code, dana, language, named):
    browser = by_code(dana)
    browser.get(HERE)
    Visit.objects.update(user_agent="Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0")
    assert shows(browser.get(HERE, headers={"accept-language": language}), named)


def test_an_emailed_code_sets_up_no_passkey_for_the_office(by_code, business, dana):
    hire(business, name="Dana Okafor", address=DANA, role=Role.MANAGER, password=PASSWORD)
    browser = by_code(dana)
    assert browser.get(ADD).status_code == 403
    assert browser.post(ADD, {"ask-device": "yes"}).status_code == 403


def test_what_no_device_made_is_no_passkey(by_code, client, dana):
    browser = by_code(dana)
    assert browser.post(ADD, {"ask-device": "yes"}).json()["publicKey"]["challenge"]
    for answer in ("", "{}", "[]", "x", '{"id": 1}', "[" * 100_000, '{"id":"AA","rawId":"AA","type":"public-key"}'):
        refused = browser.post(ADD, {"name": "Phone", "answer": answer})
        assert (refused.status_code, "No passkey came of it" in refused.content.decode()) == (422, True)
        client.post("/portal/log-in/passkey/", {})
        unknown = client.post("/portal/log-in/passkey/", {"answer": answer})
        assert (unknown.status_code, "was not recognized" in html.unescape(unknown.content.decode())) == (422, True)
    assert '<form class="stack stack--loose" method="post" action="/portal/log-in/"' in unknown.content.decode()
    assert not Authenticator.objects.exists()


def test_a_passkey_of_somebody_else_cannot_be_removed(by_code, dana, emeka):
    theirs = by_code(emeka) and Authenticator.objects.create(user=emeka.user, type="webauthn", data={"name": "Phone"})
    assert by_code(dana).post(f"{INFORMATION}passkeys/{theirs.pk}/remove/").status_code == 404
