"""Dana logs in by a code from her mail and changes the choice of her work address; the other one stays."""

from playwright.sync_api import expect

from saidyes.accounts.arriving import user_of
from saidyes.consent.models import Address
from saidyes.families.holding import prove
from tests.browser import arrive, barriers, clicks
from tests.journeys.mailbox import came_to, code_in

HOME, WORK = "dana.okafor@example.com", "dana@harborclinic.example"


def test_one_address_is_changed_in_five_clicks(screen, dana, deliver, letters):
    dana.user = user_of(HOME, name=dana.name)
    dana.save()
    prove(dana.held_addresses.get(address__key=WORK))
    screen.goto("/portal/my-account/")
    assert barriers(screen) == []
    screen.get_by_label("Email").fill(HOME)
    screen.get_by_role("button", name="Email me a code").click()
    arrive(screen, "Check your email")
    deliver()
    screen.get_by_label("Code").fill(code_in(came_to(HOME, letters)[0]))
    screen.get_by_role("button", name="Log In").click()
    arrive(screen, "My Account")
    assert barriers(screen) == []
    with clicks(screen, 5, "Change one address, logged in"):
        screen.get_by_role("button", name="Menu").click()
        screen.get_by_role("navigation").get_by_role("link", name="Account Information").click()
        screen.get_by_role("link", name=WORK).click()
        expect(screen.get_by_role("radio", name="No, I only want")).to_be_checked()
        screen.get_by_role("radio", name="Yes, please send me").click()
        screen.get_by_role("button", name="Save").click()
    expect(screen.get_by_role("status")).to_contain_text(f"Saved. {WORK} is now opted in to Email Blasts.")
    assert barriers(screen) == []
    stands = dict(Address.objects.filter(key__in=[HOME, WORK]).values_list("key", "standing"))
    assert stands == {HOME: "opted_in", WORK: "opted_in"}
