"""Home and the pages of a family, on the narrowest phone in the dark and at a desk in the light."""

import pytest
from django.urls import reverse

from tests.browser import DESK, barriers
from tests.journeys.acts import log_in_to_the_office

NARROW = {"width": 320, "height": 640}


def pages_of(guardian):
    family = [guardian.family_id]
    held = guardian.held_addresses.first()
    plain = ["office-home", "office-families", "office-family-new"]
    of_the_family = [
        "office-family",
        "office-family-edit",
        "office-family-students",
        "office-family-emails",
        "office-family-audit-log",
        "office-guardian-new",
        "office-payment-new",
        "office-statement-new",
    ]
    yield from (reverse(name) for name in plain)
    yield from (reverse(name, args=family) for name in of_the_family)
    yield reverse("office-address", args=[*family, guardian.pk, held.pk])
    yield reverse("office-address-remove", args=[*family, guardian.pk, held.pk])


def is_wider_than_the_screen(page):
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize(("viewport", "scheme"), [(NARROW, "dark"), (DESK, "light")], ids=["narrow", "desk"])
def test_every_page_opens_for_everybody(open_page, theo, emeka, viewport, scheme):
    page = open_page(viewport, color_scheme=scheme)
    page.goto("/office/log-in/")
    found = {"/office/log-in/": barriers(page)}
    log_in_to_the_office(page, theo)
    titles = set()
    for url in pages_of(emeka):
        page.goto(url)
        found[url] = barriers(page) + ["wider than the screen"] * is_wider_than_the_screen(page)
        titles.add(page.title())
    assert {url: barred for url, barred in found.items() if barred} == {}
    assert len(titles) == len(found) - 1  # each page has a title of its own
