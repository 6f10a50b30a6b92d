"""T15, C-26: who erases, what stays with others, and what an old link still does."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from saidyes.consent.links import unsubscribe_url
from saidyes.consent.models import Address
from saidyes.delivery.models import Recipient
from saidyes.families.models import Family
from saidyes.ledger.models import Event
from saidyes.retention.erasing import CannotErase, erase_family
from saidyes.sample import cast
from tests.cast import HOST
from tests.delivery.acts import STAFF, address_of, claimed, filled, on_its_way
from tests.portal.visits import shows

ONE_CLICK = "application/x-www-form-urlencoded"


def page(family) -> str:
    return f"/office/families/{family.pk}/erase/"


def test_the_owner_types_the_name_first(office, marisol, noor):
    browser = office(marisol)
    assert page(noor.family) in browser.get(f"/office/families/{noor.family_id}/edit/").content.decode()
    assert shows(browser.get(page(noor.family)), "This cannot be undone", "The name is Haddad.")
    wrong = browser.post(page(noor.family), {"name": "Okafor"})
    assert wrong.status_code == 422
    assert shows(wrong, "This is not the family’s name. Type Haddad")
    assert 'value="Okafor"' in wrong.content.decode()
    assert Family.objects.get(pk=noor.family_id).erased_at is None


def test_only_an_owner_erases(theo, office, noor):
    assert office(theo).get(page(noor.family)).status_code == 403
    assert "Erase this family" not in office(theo).get(f"/office/families/{noor.family_id}/edit/").content.decode()
    with pytest.raises(CannotErase, match="Only an owner"):
        erase_family(noor.family, actor=STAFF)


def test_of_an_erased_family_only_the_number_is_left(marisol, office, noor, erased_by):
    answer = erased_by(marisol, noor.family)
    assert shows(answer, f"Family {noor.family.number}", "This family was erased", "locked away until")
    browser = office(marisol)
    gone = [f"/office/families/{noor.family_id}/{part}" for part in ("edit/", "emails/", "audit-log/", "erase/")]
    assert [browser.get(path).status_code for path in gone] == [404] * len(gone)
    assert shows(browser.get("/office/families/?q=Haddad"), "No family matches")
    assert browser.post(f"/office/families/{noor.family_id}/archive/").status_code == 404


def test_an_address_that_another_family_uses_stays_with_it(marisol, tom, jonas, erased_by):
    shared = address_of(jonas)
    assert shared.holders.count() > 1
    erased_by(marisol, jonas.family)
    shared.refresh_from_db()
    assert not shared.is_erased
    assert set(shared.holders.values_list("guardian__family", flat=True)) == {tom.family_id}
    told = Event.objects.filter(subject=f"address:{shared.pk}", facts__guardian=str(jonas.pk))
    assert told.latest("seq").verb == "address_taken"
    assert all(event.private == {} for event in told)


def test_an_old_link_of_an_erased_address_answers_and_changes_nothing(marisol, noor, erased_by, client):
    link = "/" + unsubscribe_url(noor.business, address_of(noor).pk).split("/", 3)[3]
    address = address_of(noor)
    erased_by(marisol, noor.family)
    before, version = Event.objects.count(), Address.objects.get(pk=address.pk).version
    one_click = client.post(link, "List-Unsubscribe=One-Click", content_type=ONE_CLICK)
    by_hand = client.post(link, {"unsubscribe": "yes"})
    assert (one_click.status_code, by_hand.status_code) == (200, 200)
    assert one_click.content.decode() == "You will get no more Email Blasts.\n"
    assert "undo" not in by_hand.content.decode().lower()
    assert client.get(link).status_code == 200
    assert (Event.objects.count(), Address.objects.get(pk=address.pk).version) == (before, version)


def test_a_choice_link_of_an_erased_address_says_yes_for_nobody(marisol, noor, erased_by, client):
    link = "/" + unsubscribe_url(noor.business, address_of(noor).pk).split("/", 3)[3]
    choice = link.replace("unsubscribe", "email-choice")
    wording = str(noor.business.wordings.filter(kind="question").latest("published_at").pk)
    address = address_of(noor)
    erased_by(marisol, noor.family)
    before = Event.objects.count()
    for said in ("yes", "no"):
        assert client.post(choice, {"said": said, "wording": wording}).status_code < 500
    assert Event.objects.count() == before
    assert Address.objects.get(pk=address.pk).standing == "opted_out"


def test_a_letter_at_the_dot_is_not_sent_once_the_family_is_erased(send, theo, noor, letters):
    blast = filled(send(theo))
    row = claimed(blast, noor)
    on_its_way(row, lambda: call_command("erase", business=HOST, family=noor.family.number, name="haddad"))
    row = Recipient.objects.get(pk=row.pk)
    assert (row.state, row.left_out_because, row.email) == ("left_out", "not_held", "erased address")
    assert letters() == []


def test_whoever_is_staff_too_keeps_their_log_in(business, marisol, priya, noor, erased_by, office):
    noor.user = priya.user
    noor.save()
    browser = office(priya)
    erased_by(marisol, noor.family)
    assert business.memberships.filter(user__email=cast.PRIYA.address).exists()
    assert browser.get("/office/").status_code == 302  # logged out


def test_a_command_erases_too_and_only_by_the_right_name(noor):
    number = noor.family.number
    with pytest.raises(CommandError, match="another name"):
        call_command("erase", business=HOST, family=number, name="Okafor")
    said = StringIO()
    call_command("erase", business=HOST, family=number, name="Haddad", stdout=said)
    assert f"Family {number} is erased, with 1 address. Used by another family, so they stay: 0." in said.getvalue()
    with pytest.raises(CommandError):
        call_command("erase", business=HOST, family=number, name="Erased")
