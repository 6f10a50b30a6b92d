"""Writing: what an author may say, and that two who write at once lose nothing."""

import pytest

from saidyes.blasts.drafting import (
    BODY_LIMIT,
    Content,
    StaleDraft,
    body_from,
    copy_of,
    delete_draft,
    save_draft,
    start_draft,
    subject_from,
)
from saidyes.blasts.models import Blast, Status, everyone
from saidyes.common.plain_text import NotPlain

PAGE, OTHER_PAGE = "a" * 32, "b" * 32


def content(body: str = "We are closed.") -> Content:
    return Content("Closed on Friday", "", body, everyone())


@pytest.fixture
def draft(theo) -> Blast:
    return start_draft(theo.business, content(), author=theo.user, editor=PAGE)


@pytest.mark.parametrize(
    "subject",
    ["Re: your class", "RE[2]: your class", "fwd: camp", "Fw : camp", "AW: Ferien", " re：camp", "x" * 201,
     "Hi\r\nBcc: x@evil.example", "Hi\nthere", "Hi\rthere", "Hi\x0bthere", "Hi\x0cthere", "Hi\x1cthere",
     "Hi\x85there", "Hi\u2028there", "Hi {{ student first names }}", "Hi {{ frist name }}", "Hi {{ family name }"],
)  # fmt: skip
def test_a_subject_that_would_deceive_or_break_a_letter_is_refused(subject: str):
    with pytest.raises(NotPlain):
        subject_from(subject)


@pytest.mark.parametrize(
    "subject",
    ["Reopening on Monday", "Reminder: camp", "Red: the new colour", "Hi {{ guardian first name }}", "x" * 200,
     "=?utf-8?q?Hi=0ABcc:_x?=", "Répétition: samedi"],
)  # fmt: skip
def test_an_honest_subject_is_kept_as_it_is(subject: str):
    assert subject_from(subject) == subject


def test_a_field_that_does_not_exist_is_answered_with_the_nearest_one():
    with pytest.raises(NotPlain, match="guardian first name"):
        body_from("Hi {{ gardian first name }}")


@pytest.mark.parametrize("body", ["{{ settings.SECRET_KEY }}", "{{ ''.__class__ }}", '{{ env "DB_PASSWORD" }}'])
def test_nothing_in_braces_is_ever_evaluated(body: str):
    with pytest.raises(NotPlain, match="is not a field"):
        body_from(body)


def test_a_body_holds_half_a_megabyte_and_no_more():
    assert body_from("x" * BODY_LIMIT)
    with pytest.raises(NotPlain, match="512 kB"):
        body_from("é" * (BODY_LIMIT // 2 + 1))


@pytest.mark.parametrize("unit", ["<div>", "[", "\n- a", "*a", "a\n", "|a|b|\n|-|-|\n"])
def test_more_formatting_than_a_page_can_draw_is_refused(unit: str):
    with pytest.raises(NotPlain, match="Make it shorter"):
        body_from(unit * (BODY_LIMIT // len(unit)))


def test_a_save_over_somebody_elses_words_is_refused_and_loses_neither(draft):
    save_draft(draft, content("Theirs"), version=1, editor=OTHER_PAGE)
    with pytest.raises(StaleDraft):
        save_draft(draft, content("Mine"), version=1, editor=PAGE)
    assert (draft.body, draft.version) == ("Theirs", 2)


def test_a_page_that_saves_itself_never_stands_in_its_own_way(draft):
    save_draft(draft, content("Half a"), version=1, editor=PAGE)
    save_draft(draft, content("Half a sentence"), version=1, editor=PAGE)
    assert draft.body == "Half a sentence"


def test_the_first_save_of_one_page_makes_one_draft(theo, draft):
    again = start_draft(theo.business, content("More"), author=theo.user, editor=PAGE)
    assert (again.pk, again.body) == (draft.pk, "More")
    assert Blast.objects.count() == 1


def test_a_page_left_open_makes_a_new_draft_once_its_first_is_on_its_way(theo, draft):
    Blast.objects.update(status=Status.SCHEDULED)
    again = start_draft(theo.business, content("More"), author=theo.user, editor=PAGE)
    assert again.pk != draft.pk
    assert Blast.objects.get(pk=draft.pk).body == "We are closed."
    with pytest.raises(StaleDraft):
        save_draft(draft, content("Unseen"), version=0, editor=PAGE)


def test_one_page_that_turns_to_another_draft_lets_go_of_the_first(theo, draft):
    other = start_draft(theo.business, content(), author=theo.user, editor=OTHER_PAGE)
    save_draft(other, content("Moved"), version=1, editor=PAGE)
    assert Blast.objects.get(pk=draft.pk).editor == ""


@pytest.mark.parametrize("status", [Status.SENDING, Status.PAUSED, Status.FINISHED, Status.CANCELLED])
def test_what_has_begun_to_leave_can_neither_be_edited_nor_deleted(draft, status: Status):
    Blast.objects.update(status=status)
    with pytest.raises(StaleDraft):
        save_draft(draft, content("Too late"), version=1, editor=PAGE)
    with pytest.raises(StaleDraft):
        delete_draft(draft)
    assert Blast.objects.get().body == "We are closed."


def test_a_copy_is_a_draft_of_its_own(draft, priya):
    Blast.objects.update(status=Status.FINISHED)
    copy = copy_of(draft, author=priya.user)
    assert (copy.status, copy.subject, copy.body, copy.author) == ("draft", draft.subject, draft.body, priya.user)
    assert copy.key != draft.key
