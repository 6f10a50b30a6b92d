"""Who gets it: counted before anything is kept, and kept by name for the next time."""

import pytest

from saidyes.blasts.models import Blast, Selection
from saidyes.classes.enrolling import enroll
from saidyes.classes.models import Course
from saidyes.ledger.actors import SYSTEM
from tests.office.blasts_acts import LIST, PAGE, WORDS, path, press_send, write

NOT_SAVED = {"count": "yes", "version": 0, "editor": PAGE}


@pytest.fixture
def desk(office, priya):
    return office(priya)


@pytest.fixture
def swimming(business, dana) -> Course:
    course = Course.objects.create(business=business, name="Swim Level 1 Tue 16:00")
    enroll(dana.family.students.first(), course, actor=SYSTEM)
    return course


def test_a_choice_is_counted_without_being_kept(desk, swimming):
    answer = desk.post(f"{LIST}new/", {**WORDS, **NOT_SAVED, "body": "", "whom": "programs", "programs": ["Swim"]})
    page = answer.content.decode()
    assert (answer.status_code, answer.context["counts"]["willing"]) == (200, 1)
    assert "<b>1</b> address will get this" in page
    assert WORDS["subject"] in page
    assert not Blast.objects.exists()


def test_the_page_asks_for_the_count_alone(desk, swimming):
    asked = {**WORDS, **NOT_SAVED, "whom": "former"}
    page = desk.post(f"{LIST}new/", asked, headers={"HX-Request": "true"}).content.decode()
    assert "No opted-in address matches. Change the filter." in page
    assert "Subject" not in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"least": "x"}, "Enter an age in years, like 5"),
        ({"most": "-1"}, "Enter an age in years, like 5"),
        ({"least": "9", "most": "5"}, "Enter the younger age first"),
        ({"whom": "programs"}, "Select at least one program"),
        ({"whom": "programs", "programs": ["Chess"]}, "Select a valid choice"),
        ({"keep": "remember"}, "Enter a name for the selection"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(desk, typed, sentence):
    answer = desk.post(f"{LIST}new/", {**WORDS, "version": 0, "editor": PAGE, **typed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_selection_is_kept_by_name_and_chosen_again(desk, swimming):
    kept = {"whom": "programs", "programs": ["Swim"], "least": "3", "selection_name": "Small swimmers"}
    first = write(desk, keep="remember", **kept)
    assert "Small swimmers (Swim with a student aged 3 or older)" in desk.get(path(first, "review/")).content.decode()
    selection = Selection.objects.get()
    second = write(desk, editor="b" * 32, whom="saved", selection=str(selection.pk))
    assert second.audience == first.audience
    Selection.objects.update(audience={"kind": "everyone"})
    assert Blast.objects.get(pk=second.pk).audience["names"] == ["Swim"]  # a copy


def test_a_selection_that_is_removed_leaves_the_blast_as_it_was(desk, swimming):
    blast = write(desk, keep="remember", whom="enrolled", selection_name="Now")
    chosen = {"whom": "saved", "selection": str(Selection.objects.get().pk), "keep": "forget"}
    answer = desk.post(path(blast, "edit/"), {**WORDS, "version": blast.version, "editor": PAGE, **chosen}, follow=True)
    assert "“Now” is no longer a saved selection" in answer.content.decode()
    assert not Selection.objects.exists()
    assert answer.context["form"]["whom"].value() == "enrolled"


def test_the_school_next_door_has_its_own_selections(desk, lakeside):
    theirs = Selection.objects.create(business=lakeside, name="Otters", audience={"kind": "everyone"})
    answer = desk.post(f"{LIST}new/", {**WORDS, "whom": "saved", "selection": str(theirs.pk)})
    assert answer.status_code == 422
    assert "Otters" not in answer.content.decode()


def test_the_audit_log_says_whom_it_was_confirmed_for(office, theo, marisol, swimming):
    manager = office(theo)
    press_send(manager, write(manager, whom="programs", programs=["Swim"]))
    assert "1 address: Swim" in office(marisol).get("/office/audit-log/?kind=blasts").content.decode()
