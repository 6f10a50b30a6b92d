"""A guardian asks to be erased: nothing goes by a click, and an owner finds it under To do."""

from saidyes.ledger.models import Event
from tests.portal.visits import shows

ERASE = "/portal/my-account/erase/"


def test_a_guardian_asks_and_the_owner_finds_it_under_to_do(portal_as, office, marisol, dana):
    mine = portal_as(dana)
    assert shows(mine.get("/portal/my-account/"), "Ask us to erase our data")
    assert shows(mine.get(ERASE), "cannot be undone", "Ask to erase our data")
    asked = mine.post(ERASE, {"ask": "yes"}, follow=True)
    assert shows(asked, "Tidewater Swim & Gym will look at it.", "You asked on")
    page = office(marisol).get("/office/")
    assert shows(page, "The Okafor family asked to be erased", f"/office/families/{dana.family_id}/erase/")
    event = Event.objects.filter(subject=f"family:{dana.family_id}").latest("seq")
    assert (event.verb, event.actor_kind, event.source) == ("erasure_asked", "guardian", "portal_account")
    dana.refresh_from_db()
    assert dana.name == "Dana Okafor"


def test_whoever_changes_their_mind_is_no_longer_under_to_do(portal_as, office, marisol, dana):
    mine = portal_as(dana)
    mine.post(ERASE, {"ask": "yes"})
    assert shows(mine.post(ERASE, {"keep": "yes"}, follow=True), "Saved. Everything stays as it is.")
    assert not shows(office(marisol).get("/office/"), "asked to be erased")
    assert Event.objects.filter(subject=f"family:{dana.family_id}").latest("seq").verb == "erasure_no_longer_asked"


def test_asking_twice_is_asking_once(portal_as, dana):
    mine = portal_as(dana)
    for _ in range(2):
        mine.post(ERASE, {"ask": "yes"})
    assert Event.objects.filter(subject=f"family:{dana.family_id}", verb="erasure_asked").count() == 1


def test_the_owner_writes_down_that_they_no_longer_ask(portal_as, office, marisol, theo, dana):
    portal_as(dana).post(ERASE, {"ask": "yes"})
    keep = f"/office/families/{dana.family_id}/keep/"
    assert shows(office(theo).get(f"/office/families/{dana.family_id}/"), "This family asked to be erased.")
    assert office(theo).post(keep).status_code == 403
    owner = office(marisol)
    assert shows(owner.get(f"/office/families/{dana.family_id}/erase/"), "They asked for it in My Account on")
    assert shows(owner.post(keep, follow=True), "The Okafor family stays. Nothing was erased.")
    dana.family.refresh_from_db()
    assert dana.family.erasure_asked_at is None


def test_the_log_in_of_an_erased_guardian_opens_nothing(portal_as, marisol, dana, erased_by):
    mine = portal_as(dana)
    erased_by(marisol, dana.family)
    assert mine.get("/portal/my-account/").status_code == 302
