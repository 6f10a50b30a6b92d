"""By the doors of the office: archive, bring back, set aside, merge, split."""

from decimal import Decimal

from django.urls import reverse

from saidyes.classes.models import Method
from saidyes.classes.paying import record_payment
from saidyes.common import clock
from saidyes.families.merging import merge_guardians
from saidyes.families.models import Family
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.models import Event


def url(name: str, *args) -> str:
    return reverse(f"office-{name}", args=args)


def shows(answer, *texts: str) -> bool:
    return all(text in answer.content.decode() for text in texts)


def test_a_family_is_archived_after_a_question_and_brought_back_as_it_was(office, priya, noor):
    desk, page = office(priya), url("family-archive", noor.family_id)
    assert page in desk.get(url("family-edit", noor.family_id)).content.decode()
    assert shows(desk.get(page), "Archive the Haddad family?")
    desk.post(page)
    assert shows(desk.post(page, follow=True), "This family is archived."), "pressed twice, done once"
    assert not noor.held_addresses.get().address.willing
    page = url("family-back", noor.family_id)
    assert shows(desk.get(page), "Bring the Haddad family back?")
    desk.post(page)
    assert noor.held_addresses.get().address.willing
    verbs = Event.objects.filter(subject=f"family:{noor.family_id}").order_by("seq").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["family_archived", "family_brought_back"]


def test_a_guardian_is_set_aside_and_brought_back(office, priya, noor):
    desk, page = office(priya), url("guardian-aside", noor.family_id, noor.pk)
    assert page in desk.get(url("guardian", noor.family_id, noor.pk)).content.decode()
    desk.post(page)
    assert shows(desk.post(page, follow=True), "Noor Haddad is no longer active.", "not active"), "done once"
    assert not noor.held_addresses.get().address.willing
    desk.post(url("guardian-back", noor.family_id, noor.pk))
    assert noor.held_addresses.get().address.willing


def test_two_families_are_merged_with_what_was_paid(office, theo, jonas, tom):
    lead, page = office(theo), url("family-merge", tom.family_id)
    paid = {"for_what": "Swim", "method": Method.CASH, "paid_on": tom.family.created_at.date()}
    payment = record_payment(jonas.family, amount=Decimal("85.00"), actor=SYSTEM, **paid)
    assert shows(lead.get(page), "Perhaps the same family", "Weiss family")  # they share a mailbox
    review = f"{page}?other={jonas.family.number}"
    assert shows(lead.get(review), "Merge family", "harbor.house@example.com", "Leo")
    merged = lead.post(review, follow=True)
    assert shows(merged, f"Family {jonas.family.number} is now part of family {tom.family.number}.", "Hannah Weiss")
    payment.refresh_from_db()
    assert payment.family_id == tom.family_id
    old = lead.get(url("family", jonas.family_id))
    assert shows(old, "This family was merged into another.", "Becker family")


def test_who_has_the_same_name_is_one_person_only_when_staff_say_so(office, theo, business, noor):
    double = Family.objects.create(business=business, name="Haddad", number=4711)
    again = double.guardians.create(business=business, first_name="noor", last_name="HADDAD", is_primary=True)
    review = f"{url('family-merge', noor.family_id)}?other=4711"
    assert 'type="checkbox"' in office(theo).get(review).content.decode()
    office(theo).post(review, {"same": [str(again.pk)]})
    again.refresh_from_db()
    assert (again.merged_into, again.active) == (noor, False)


def test_a_number_that_is_nobodys_is_refused_and_a_stranger_is_never_reached(office, theo, noor, iris):
    page = url("family-merge", noor.family_id)
    for number in ("999999", "abc", str(noor.family.number)):
        assert office(theo).get(f"{page}?other={number}").status_code == 422
    assert office(theo).get(url("family-merge", iris.family_id)).status_code == 404


def test_a_guardian_gets_a_family_of_their_own(office, theo, dana, emeka):
    done = office(theo).post(url("guardian-split", emeka.family_id, emeka.pk), follow=True)
    assert shows(done, "Emeka Okafor is now family")
    emeka.refresh_from_db()
    assert emeka.family_id != dana.family_id
    alone = office(theo).post(url("guardian-split", emeka.family_id, emeka.pk), follow=True)
    assert shows(alone, "Emeka Okafor is the only guardian")


def test_no_family_of_their_own_brings_back_who_was_archived(office, theo, dana, business):
    """An archived family gets no Email Blasts, and a new one for its guardian would not be archived."""
    before = business.addresses.filter(willing=True, holders__guardian=dana).count()
    browser = office(theo)
    browser.post(url("family-archive", dana.family_id))
    answer = browser.post(url("guardian-split", dana.family_id, dana.pk), follow=True)
    assert shows(answer, "is archived. Bring it back first.")
    assert (before, business.addresses.filter(willing=True, holders__guardian=dana).count()) == (1, 0)


def test_who_was_merged_into_another_gets_no_family_of_their_own(office, theo, business, dana, emeka):
    merge_guardians(dana, emeka, actor=SYSTEM, source=Source.OFFICE)
    answer = office(theo).post(url("guardian-split", emeka.family_id, emeka.pk), follow=True)
    assert shows(answer, "Emeka Okafor is the same person as Dana Okafor")
    assert business.families.filter(guardians=emeka).get() == dana.family


def test_a_form_that_cannot_be_read_is_no_conflict_and_one_that_came_too_late_is(office, theo, noor, tom, jonas):
    lead, page = office(theo), url("family-merge", tom.family_id)
    review = f"{page}?other={jonas.family.number}"
    wrong = lead.post(review, {"same": [str(noor.pk)]})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["same"])
    assert shows(wrong, "Select people whose name stands in both families", jonas.name)
    Family.objects.filter(pk=tom.family_id).update(archived_at=clock.now())
    late = lead.post(review)
    assert (late.status_code, shows(late, "One of the two is archived")) == (409, True)
