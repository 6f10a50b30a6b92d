"""The pages staff read and set up by, full, empty and refused: on a phone in the dark, at a desk in the light."""

import pytest
from django.core.management import call_command

from saidyes.delivery.auditing import seal_what_is_new, verify_every_night
from tests.browser import DESK, PHONE, barriers
from tests.journeys.acts import log_in_to_the_office

PAGES = [
    "/office/consent/",
    "/office/consent/?email=dana@harborclinic.example",
    "/office/consent/?email=nobody@nowhere.example",
    "/office/consent/?email=nonsense&on=2020-02-30",
    "/office/audit-log/",
    "/office/audit-log/?text=nobody@example.com",
    "/office/audit-log/?since=2026-03-09&until=2026-03-01",
    "/office/audit-log/verification/",
    "/office/reports/",
    "/office/reports/new-family-accounts/",
    "/office/reports/new-family-accounts/?until=2020-01-01",
    "/office/reports/unsubscribed-families/",
    "/office/reports/unsubscribed-families/?since=2026-03-09&until=2026-03-01",
    "/office/settings/",
    "/office/settings/school/",
    "/office/settings/sender/",
    "/office/settings/sender/check/",
    "/office/settings/brand/",
    "/office/families/poster/",
    "/office/set-up/address/",
    "/office/set-up/sender/",
    "/office/set-up/sender/check/",
    "/office/set-up/staff/",
    "/office/set-up/question/",
    "/office/set-up/families/",
    "/mail-room/",
]
both_screens = pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone", "desk"]
)


def only_found(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {place: barriers for place, barriers in found.items() if barriers}


@both_screens
def test_the_log_the_reports_the_settings_and_the_mail_room(open_page, marisol, send, deliver, viewport, scheme):
    send(marisol)
    deliver()
    seal_what_is_new()
    verify_every_night()
    page = open_page(viewport, color_scheme=scheme)
    log_in_to_the_office(page, marisol)
    found = {}
    for path in PAGES:
        page.goto(path)
        found[path] = barriers(page)
    page.get_by_role("link", name="Closed on Friday").first.click()
    found["a letter"] = barriers(page)
    page.goto("/office/settings/school/")
    page.get_by_label("City").fill("")
    page.get_by_role("button", name="Save changes").click()
    found["settings, refused"] = barriers(page)
    assert only_found(found) == {}


@both_screens
def test_setting_up_a_school(open_page, transactional_db, viewport, scheme):
    call_command("flush", interactive=False, verbosity=0)
    page = open_page(viewport, color_scheme=scheme)
    page.goto("/office/set-up/")
    found = {"empty": barriers(page)}
    page.get_by_role("button", name="Continue").click()
    found["refused"] = barriers(page)
    assert only_found(found) == {}
