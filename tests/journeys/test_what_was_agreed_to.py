"""Staff photograph a signed form, the record shows it; the guardian reads what was chosen, and takes it back."""

import pytest
from django.urls import reverse

from saidyes.consent.links import take_back_url
from saidyes.consent.models import Address
from tests.browser import DESK, PHONE, arrive, barriers
from tests.journeys.acts import log_in_to_the_office
from tests.office.evidence_acts import signed_yes
from tests.scans import png

both_screens = pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone", "desk"]
)


def only_found(found):
    return {place: barred for place, barred in found.items() if barred}


@both_screens
def test_staff_keep_a_signed_form_and_find_it_again(open_page, marisol, emeka, viewport, scheme):
    held = emeka.held_addresses.get(is_primary=True)
    page = open_page(viewport, color_scheme=scheme)
    log_in_to_the_office(page, marisol)
    page.goto(reverse("office-address", args=[emeka.family_id, emeka.pk, held.pk]))
    page.get_by_label("Subscribe to E-Mail Blast").check()
    page.get_by_text("Paper form", exact=True).click()
    page.get_by_label("What they said or signed").fill("Signed the form of this year")
    file = {"name": "form.png", "mimeType": "image/png", "buffer": png()}
    page.get_by_label("Photo or scan").set_input_files(file)
    found = {"the form": barriers(page)}
    page.get_by_role("button", name="Save changes").click()
    page.get_by_role("link", name="Show the words").click()
    assert (
        page.get_by_role("img", name="What was signed").evaluate(
            "async image => { await image.decode(); return image.naturalWidth }"
        )
        == 2
    )
    found["the record"] = barriers(page)
    for path in ("/office/settings/wordings/", "/office/settings/wordings/fr-CA/"):
        page.goto(path)
        found[path] = barriers(page)
    assert only_found(found) == {}


@both_screens
def test_a_guardian_who_never_agreed_takes_it_back(open_page, business, emeka, viewport, scheme):
    event = signed_yes(emeka)
    address = Address.objects.get(key="signed@example.com")
    page = open_page(viewport, color_scheme=scheme)
    page.goto("/portal/" + take_back_url(business, address.pk, event.pk).partition("/portal/")[2])
    found = {"asked": barriers(page)}
    page.get_by_role("button", name="I did not agree").click()
    arrive(page, "It is taken back")
    found["done"] = barriers(page)
    assert Address.objects.get(pk=address.pk).standing == "opted_out"
    assert only_found(found) == {}
