"""By the doors of the office: block, lift, ask whether mail arrives, take a wrong yes back."""

import pytest
from django.urls import reverse

from saidyes.ledger.models import Event
from saidyes.notices.models import Notice
from tests.delivery.acts import address_of

LIST = "/office/settings/blocked-addresses/"


def page(guardian, act: str) -> str:
    held = guardian.held_addresses.get(is_primary=True)
    return reverse(f"office-address-{act}", args=[guardian.family_id, guardian.pk, held.pk])


def test_the_desk_blocks_by_hand_with_a_reason_and_is_offered_nothing_more(office, priya, noor):
    desk = office(priya)
    assert "For legal reasons" not in desk.get(page(noor, "block")).content.decode()
    refused = desk.post(page(noor, "block"), {"kind": "manual", "reason": "  "})
    assert (refused.status_code, "Write the reason" in refused.content.decode()) == (422, True)
    assert desk.post(page(noor, "block"), {"kind": "legal", "reason": "letter"}).status_code == 422
    assert desk.post(page(noor, "block"), {"kind": "manual", "reason": "asked by phone"}).status_code == 302
    assert (address_of(noor).standing, address_of(noor).willing) == ("opted_in", False)
    assert "asked by phone" in desk.get(LIST).content.decode()


def test_an_owner_blocks_for_legal_reasons_and_lifts_only_what_may_be_lifted(office, marisol, priya, noor):
    owner = office(marisol)
    owner.post(page(noor, "block"), {"kind": "legal", "reason": "letter of Nov 3"})
    assert address_of(noor).standing == "opted_out"
    legal = address_of(noor).suppressions.get(lifted_at=None)
    lift = f"{LIST}{legal.pk}/lift/"
    assert "Only after the guardian has said yes again" in owner.get(lift).content.decode()
    assert owner.post(lift, {"reason": "settled"}).status_code == 422
    assert office(priya).post(lift, {"reason": "settled"}).status_code == 403
    owner.post(page(noor, "block"), {"kind": "manual", "reason": "by hand too"})
    manual = address_of(noor).suppressions.get(kind="manual", lifted_at=None)
    assert owner.post(f"{LIST}{manual.pk}/lift/", {"reason": "settled"}).status_code == 302
    assert set(address_of(noor).suppressions.filter(lifted_at=None)) == {legal}


def test_staff_ask_a_bouncing_mailbox_and_its_click_lifts_the_bounce(office, theo, luis, client):
    shown = office(theo).get(reverse("office-family", args=[luis.family_id]))
    assert "Ask whether mail arrives" in shown.content.decode()
    asked = office(theo).post(page(luis, "check"), follow=True)
    assert "We asked ortega.family@example.com by email." in asked.content.decode()
    again = office(theo).post(page(luis, "check"), follow=True)
    assert "we wrote to it this week" in again.content.decode()
    path = "/" + Notice.objects.get(kind="check_address").data["url"].split("/", 3)[3]
    assert (client.get(path).status_code, client.post(path).status_code) == (200, 400)
    assert address_of(luis).suppressed
    assert "We can write to" in client.post(path, {"arrives": "yes"}).content.decode()
    assert (address_of(luis).suppressed, address_of(luis).standing) == (False, "opted_in")
    assert (client.get(path).status_code, client.post(path, {"arrives": "yes"}).status_code) == (410, 410)


def test_a_yes_that_was_recorded_wrongly_is_taken_back_with_the_reason(office, theo, priya, noor):
    assert office(priya).post(page(noor, "void"), {"reason": "no"}).status_code == 403
    office(theo).post(page(noor, "void"), {"reason": "The form was another person’s"})
    event = Event.objects.get(pk=address_of(noor).last_event)
    assert (address_of(noor).standing, event.verb) == ("no_choice", "lapse")
    assert event.private["said"] == "The form was another person’s"


def test_where_every_yes_is_confirmed_the_tick_of_staff_waits_too(office, marisol, priya, emeka, client):
    """Attested, and confirmed."""
    saved = office(marisol).post("/office/settings/consent/", {"confirmation": "always"})
    assert saved.status_code == 302
    address = address_of(emeka)
    typed = {
        "address": address.spelling,
        "subscribe": "on",
        "how": "in_person",
        "said": "asked at the desk",
        "agreed_at_0": "2026-01-03",
        "agreed_at_1": "10:00",
        "agreed_at": "2026-01-03T10:00",
        "seen_version": str(address.version),
    }
    held = emeka.held_addresses.get()
    url = reverse("office-address", args=[emeka.family_id, emeka.pk, held.pk])
    told = office(priya).post(url, typed, follow=True).content.decode()
    assert "We asked Emeka by email to confirm." in told
    assert "Waiting for confirmation" in told
    assert (address_of(emeka).standing, Notice.objects.filter(kind="staff_opted_you_in").count()) == ("no_choice", 0)
    notice = Notice.objects.get(kind="confirm_choice")
    assert (notice.data["staff"], notice.data["said"]) == ("Priya Nair", "asked at the desk")
    page = "/" + notice.data["url"].split("/", 3)[3]
    assert "wrote down on" in client.get(page).content.decode()
    client.post(page, {"confirm": "yes"})
    assert (address_of(emeka).willing, address_of(emeka).agreed_by) == (True, str(emeka.pk))


@pytest.mark.parametrize("typed", [{}, {"confirmation": "never"}, {"confirmation": "always", "yes_lasts_months": "0"}])
def test_the_setting_is_refused_by_name(office, marisol, business, typed):
    assert office(marisol).post("/office/settings/consent/", typed).status_code == 422
    business.refresh_from_db()
    assert business.confirmation == "sign_up"


def test_where_nobody_lifts_a_block_the_page_says_who_can_end_it_and_leads_on(office, marisol, luis):
    bounce = address_of(luis).suppressions.get(lifted_at=None)
    shown = office(marisol).get(f"{LIST}{bounce.pk}/lift/").content.decode()
    assert "ask whether mail arrives there" in shown
    assert f'href="{reverse("office-family", args=[luis.family_id])}"' in shown
    assert "<form" not in shown.partition("<main")[2]
