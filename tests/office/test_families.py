"""Find a family, write one down, correct one."""

import pytest
from django.urls import reverse

from saidyes.classes.enrolling import enroll
from saidyes.classes.models import Course
from saidyes.consent.models import Address
from saidyes.families.models import Family, Guardian
from saidyes.ledger.actors import SYSTEM
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb

FAMILIES = "/office/families/"
NEW = {
    "first_name": "Amara",
    "last_name": "Nwosu",
    "address": " Amara@Example.com ",
    "phone": "(503) 555-0150",
    "street": "4 Pier Road",
    "city": "Astoria",
    "state": "OR",
    "postal_code": "97103",
}


def found(browser, **query):
    """The names of the families on the page, in their order."""
    answer = browser.get(FAMILIES, query)
    assert answer.status_code == 200, answer.content.decode()
    return [family.name for family in answer.context["page"]]


def test_a_home_is_asked_for_in_the_words_of_the_country(at_the_desk, business, dana):
    business.country = "NZ"
    business.save()
    for page in (reverse("office-family-new"), reverse("office-family-edit", args=[dana.family_id])):
        form = at_the_desk.get(page).content.decode()
        assert "Region" in form
        assert "Postcode" in form
        assert "ZIP" not in form


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("okaf", ["Okafor"]),
        ("Emeka", ["Okafor"]),
        ("dana okafor", ["Okafor"]),
        ("harborclinic", ["Okafor"]),
        ("HARBOR.HOUSE", ["Becker", "Weiss"]),
        ("harbor.house@example.com", ["Becker", "Weiss"]),
        ("555-0188", ["Okafor"]),
        ("(503) 555-0121", ["Becker"]),
        ("1003", ["Weiss"]),
        ("Zik", ["Okafor"]),
        ("iris.lakewood@example.com", []),
        ("  ", ["Becker", "Haddad", "Okafor", "Ortega", "Weiss"]),
        ("%", []),
        ("'; DROP TABLE families;--", []),
    ],
)
def test_a_family_is_found_by_what_somebody_has_in_hand(at_the_desk, typed, names):
    assert found(at_the_desk, q=typed) == names


def test_an_exact_address_opens_its_family(at_the_desk, dana):
    answer = at_the_desk.get(FAMILIES, {"q": " Dana@HarborClinic.example "})
    assert answer.url == reverse("office-family", args=[dana.family_id])


@pytest.mark.parametrize(
    ("standing", "names"),
    [
        ("opted_in", ["Becker", "Haddad", "Okafor", "Weiss"]),
        ("opted_out", ["Becker", "Okafor", "Weiss"]),
        ("no_choice", ["Okafor"]),
        ("cant_deliver", ["Ortega"]),
    ],
)
def test_families_are_filtered_by_the_badge_of_an_address(at_the_desk, standing, names):
    assert found(at_the_desk, standing=standing) == names


def test_families_are_filtered_by_class_and_by_when_they_came(at_the_desk, business, noor):
    course = Course.objects.create(business=business, name="Swim Level 1")
    enroll(noor.family.students.get(), course, actor=SYSTEM)
    assert found(at_the_desk, course=course.pk) == ["Haddad"]
    assert found(at_the_desk, course=course.pk, q="okafor") == []
    assert len(found(at_the_desk, created="7")) == 5
    Family.objects.filter(pk=noor.family_id).update(created_at="2020-01-01T00:00Z")
    assert "Haddad" not in found(at_the_desk, created="7")


@pytest.mark.parametrize(
    ("sort", "first", "column", "direction"),
    [
        ("", "Becker", "name", "ascending"),
        ("-name", "Weiss", "name", "descending"),
        ("-created", "Weiss", "created", "descending"),
        ("created", "Haddad", "created", "ascending"),
        ("password", "Becker", "name", "ascending"),
    ],
)
def test_a_list_is_ordered_by_the_head_of_a_column(at_the_desk, noor, sort, first, column, direction):
    Family.objects.filter(pk=noor.family_id).update(created_at="2020-01-01T00:00Z")
    Family.objects.filter(name="Weiss").update(created_at="2099-01-01T00:00Z")
    answer = at_the_desk.get(FAMILIES, {"sort": sort})
    assert answer.context["page"][0].name == first
    assert {name: head.direction for name, head in answer.context["heads"].items() if head.direction} == {
        column: direction
    }
    assert f'aria-sort="{direction}"' in answer.content.decode()


def test_nothing_matches_is_not_nothing_yet(at_the_desk, business):
    page = at_the_desk.get(FAMILIES, {"q": "zzz"}).content.decode()
    assert "No family matches" in page
    assert "Clear filters" in page


@pytest.mark.parametrize("query", [{"standing": "maybe"}, {"course": "1"}, {"q": "a\x00b"}, {"created": "9" * 40}])
def test_a_query_that_cannot_be_read_is_a_422(at_the_desk, query):
    assert at_the_desk.get(FAMILIES, query).status_code == 422


@pytest.mark.parametrize("number", ["-1", "99999999999", "x", "٣"])
def test_an_odd_page_number_is_a_page(at_the_desk, number):
    assert at_the_desk.get(FAMILIES, {"page": number}).status_code == 200


def test_the_list_asks_the_database_as_often_for_many_as_for_few(at_the_desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(30) as few:
        assert found(at_the_desk, q="noor") == ["Haddad"]
    with django_assert_max_num_queries(len(few)):
        assert len(found(at_the_desk)) == 5


def test_a_family_is_written_down_by_hand_and_has_no_choice_yet(at_the_desk, business, priya):
    answer = at_the_desk.post(f"{FAMILIES}new/", NEW, follow=True)
    family = business.families.get(name="Nwosu")
    assert f"Saved. Nwosu family is family {family.number}." in answer.content.decode()
    guardian = family.guardians.get()
    assert (guardian.name, guardian.phone, guardian.is_primary) == ("Amara Nwosu", "+15035550150", True)
    address = guardian.held_addresses.get().address
    assert (address.spelling, address.standing, address.held) == ("Amara@Example.com", "no_choice", True)
    event = Event.objects.get(verb=Verb.FAMILY_ADDED, subject=f"family:{family.pk}")
    assert (event.actor_id, event.source) == (str(priya.user_id), "office_portal")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"first_name": ""}, "Enter the first name"),
        ({"address": "amara@@example"}, "Enter an email address, like name@example.com"),
        ({"phone": "12"}, "Enter a phone number, like (503) 555-0142"),
        ({"last_name": "a\u202eb"}, "Remove the hidden or control characters"),
        ({"city": "x" * 101}, "Use at most 100 characters"),
    ],
)
def test_a_refused_family_keeps_what_was_typed_and_writes_nothing(at_the_desk, business, wrong, sentence):
    answer = at_the_desk.post(f"{FAMILIES}new/", {**NEW, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="4 Pier Road"' in page
    assert not Guardian.objects.filter(first_name="Amara").exists()
    assert not Address.objects.filter(key="amara@example.com").exists()


def test_a_name_is_shown_as_text(at_the_desk, business):
    at_the_desk.post(f"{FAMILIES}new/", {**NEW, "first_name": '"><img src=x onerror=alert(1)>'})
    page = at_the_desk.get(FAMILIES).content.decode()
    assert "<img" not in page
    assert "&lt;img src=x" in page


def test_a_guardian_is_corrected_and_what_it_was_is_kept(at_the_desk, emeka):
    url = reverse("office-guardian", args=[emeka.family_id, emeka.pk])
    assert "(503) 555-0111" in at_the_desk.get(url).content.decode()
    at_the_desk.post(url, {"first_name": "Emeka", "last_name": "Okafor-Bell", "phone": "503 555 0119"})
    emeka.refresh_from_db()
    assert (emeka.last_name, emeka.phone) == ("Okafor-Bell", "+15035550119")
    event = Event.objects.get(verb=Verb.FAMILY_CHANGED)
    assert event.facts == {"guardian": str(emeka.pk), "changed": ["last_name", "phone"]}
    assert event.private["phone"] == "+15035550111"


def test_saving_a_guardian_unchanged_leaves_no_trace(at_the_desk, emeka):
    url = reverse("office-guardian", args=[emeka.family_id, emeka.pk])
    at_the_desk.post(url, {"first_name": "Emeka", "last_name": "Okafor", "phone": "(503) 555-0111"})
    assert not Event.objects.filter(verb=Verb.FAMILY_CHANGED).exists()


def test_a_guardian_and_an_address_are_added(at_the_desk, noor):
    family = [noor.family_id]
    typed = {"first_name": "Karim", "last_name": "Haddad", "phone": "", "address": "karim@example.com"}
    assert at_the_desk.post(reverse("office-guardian-new", args=family), typed).status_code == 302
    karim = noor.family.guardians.get(first_name="Karim")
    assert not karim.is_primary
    answer = at_the_desk.post(
        reverse("office-address-new", args=[*family, karim.pk]), {"address": "harbor.house@example.com"}, follow=True
    )
    assert "harbor.house@example.com: opted in." in answer.content.decode()
    assert "Also used by the" in answer.content.decode()


def test_the_familys_home_is_corrected(at_the_desk, noor):
    url = reverse("office-family-edit", args=[noor.family_id])
    home = {"street": "9 Bay Street", "city": "Astoria", "state": "OR", "postal_code": "97103"}
    at_the_desk.post(url, {"name": "Haddad", **home})
    noor.family.refresh_from_db()
    assert noor.family.physical_address == "9 Bay Street, Astoria, OR 97103"
