"""A passkey from end to end, in Chromium with a virtual authenticator: a guardian's log-in, staff's second factor."""

import re

from playwright.sync_api import Page, expect

from saidyes.accounts.arriving import user_of
from tests.browser import arrive, barriers
from tests.journeys.acts import give_the_password
from tests.portal.visits import newest_code

HOME = "dana.okafor@example.com"
PASSKEY = "Use a passkey"


def plug_in(page: Page, *, resident: bool) -> None:
    """A device with a finger on it that says yes to everything."""
    chrome = page.context.new_cdp_session(page)
    chrome.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": resident, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    chrome.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def test_a_guardian_adds_a_passkey_and_logs_in_by_it_alone(phone, dana):
    plug_in(phone, resident=True)
    dana.user = user_of(HOME, name=dana.name)
    dana.save()
    phone.goto("/portal/log-in/?next=/portal/my-account/account-information/log-ins/")
    phone.get_by_label("Email").fill(HOME)
    phone.get_by_role("button", name="Email me a code").click()
    arrive(phone, "Check your email")
    phone.get_by_label("Code").fill(newest_code(HOME))
    phone.get_by_role("button", name="Log In").click()
    arrive(phone, "Your log-ins")
    assert barriers(phone) == []
    phone.get_by_role("link", name="Add a passkey").click()
    arrive(phone, "Add a passkey")
    assert barriers(phone) == []
    phone.get_by_label("Name of the passkey").fill("Dana’s phone")
    phone.get_by_role("button", name="Add").click()
    expect(phone.get_by_text("Saved. You can log in with your passkey now.")).to_be_visible()
    phone.context.clear_cookies()
    phone.goto("/portal/log-in/")
    phone.get_by_role("button", name=PASSKEY).click()
    expect(phone).to_have_url(re.compile("/portal/my-account/$"))
    expect(phone.get_by_role("main").get_by_text("Dana Okafor", exact=True)).to_be_visible()


def test_staff_add_a_passkey_and_are_asked_for_it_after_the_password(desk, theo):
    plug_in(desk, resident=False)
    desk.goto("/office/your-account/second-factor/passkey/")
    give_the_password(desk, theo)
    arrive(desk, "Add a passkey")
    assert barriers(desk) == []
    desk.get_by_label("Name of the passkey").fill("Theo’s laptop")
    desk.get_by_role("button", name="Add").click()
    arrive(desk, "Your recovery codes")
    assert barriers(desk) == []
    desk.goto("/office/your-account/")
    assert barriers(desk) == []
    desk.context.clear_cookies()
    desk.goto("/office/families/")
    give_the_password(desk, theo)
    arrive(desk, "One more step")
    assert barriers(desk) == []
    desk.get_by_role("button", name=PASSKEY).click()
    expect(desk).to_have_url(re.compile("/office/families/$"))
