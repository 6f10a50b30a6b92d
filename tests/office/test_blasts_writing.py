"""Compose: what an author types is kept, or refused with everything typed still there."""

import pytest

from saidyes.blasts.models import Blast, Status
from saidyes.classes.enrolling import enroll
from saidyes.classes.models import Course
from saidyes.ledger.actors import SYSTEM
from tests.office.blasts_acts import LIST, PAGE, WORDS, path, write

OTHER_PAGE = "b" * 32


@pytest.fixture
def desk(office, priya):
    """Priya writes; she may not send."""
    return office(priya)


def test_the_first_blast_begins_with_how_many_it_can_reach(desk):
    page = desk.get(LIST).content.decode()
    assert "No Email Blasts yet." in page
    assert "3 addresses have opted in and can get your first one." in page


def test_opening_the_page_makes_no_draft_and_the_first_save_makes_one(desk, priya):
    assert desk.get(f"{LIST}new/").status_code == 200
    assert not Blast.objects.exists()
    blast = write(desk, keep="yes")
    assert (blast.author, blast.status, blast.body) == (priya.user, "draft", WORDS["body"])
    assert write(desk, keep="yes").pk == blast.pk  # the button pressed twice


def test_the_draft_is_listed_with_who_wrote_it(desk):
    blast = write(desk)
    page = desk.get(LIST).content.decode()
    assert path(blast) in page
    assert "Priya Nair" in page


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("subject", "", "Enter a subject"),
        ("subject", "   ", "Enter a subject"),
        ("subject", "x" * 10_000, "Use at most 200 characters"),
        ("subject", "Re: your class", "An Email Blast answers nobody"),
        ("subject", "Hi\r\nBcc: x@evil.example", "Use one line only"),
        ("preview_line", "Hi\x1cthere", "Use one line only"),
        ("body", "", "Write the message"),
        ("body", "Hi {{ gardian first name }}", "Did you mean “guardian first name”?"),
        ("body", "x" * (512 * 1024 + 1), "The message is too long"),
        ("whom", "", "Select who gets it"),
        ("whom", "courses", "Select at least one class"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_is_kept(desk, field: str, typed: str, sentence: str):
    answer = desk.post(
        f"{LIST}new/", {**WORDS, "preview_line": "Typed and kept", "version": 0, "editor": PAGE, field: typed}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert field == "preview_line" or "Typed and kept" in page
    assert "<title>Error: " in page
    assert not Blast.objects.exists()


def test_a_draft_may_be_kept_half_written(desk):
    assert write(desk, keep="yes", body="", whom="courses").audience == {"kind": "courses", "ids": []}


def test_what_the_letter_cannot_hold_is_named(desk):
    blast = write(desk, body="Hi <script>alert(1)</script> [x](javascript:alert(1))", keep="yes")
    page = desk.get(path(blast, "edit/")).content.decode()
    assert "taken out before it is sent: &lt;script&gt;" in page
    assert "<script>" not in desk.get(path(blast, "preview/")).content.decode()


def test_a_class_is_chosen_and_counted(desk, business, dana):
    course = Course.objects.create(business=business, name="Swim Level 1 Tue 4:00 pm")
    enroll(dana.family.students.first(), course, actor=SYSTEM)
    blast = write(desk, whom="courses", courses=[str(course.pk)])
    answer = desk.get(path(blast, "edit/"))
    assert "Swim Level 1 Tue 4:00 pm (1)" in answer.content.decode()
    assert answer.context["counts"]["willing"] == 1


def test_a_class_of_the_school_next_door_is_no_choice(desk, lakeside):
    course = Course.objects.create(business=lakeside, name="Otters")
    answer = desk.post(f"{LIST}new/", {**WORDS, "whom": "courses", "courses": [str(course.pk)]})
    assert answer.status_code == 422
    assert "Otters" not in answer.content.decode()


def test_the_preview_is_the_letter_of_the_guardian_who_was_chosen(desk, noor):
    blast = write(desk)
    reader = noor.held_addresses.get()
    answer = desk.get(path(blast, "preview/"), {"seen_by": reader.pk})
    letter = answer.content.decode()
    assert "Hi Noor" in letter
    assert "noor.haddad@example.com" in letter
    assert "2140 Harbor Way" in letter
    assert "/portal/unsubscribe/" not in letter
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_two_who_write_at_once_see_both_texts(desk, office, theo):
    blast = write(desk)
    seen = {**WORDS, "version": blast.version}
    office(theo).post(path(blast, "edit/"), {**seen, "body": "Theo was faster", "editor": OTHER_PAGE})
    answer = desk.post(path(blast, "edit/"), {**seen, "body": "Priya typed this", "editor": PAGE})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else saved this Email Blast" in page
    assert "Theo was faster" in page
    assert "Priya typed this" in page
    assert Blast.objects.get().body == "Theo was faster"
    knowing = {**seen, "version": answer.context["version"], "body": "Both", "editor": PAGE}
    assert desk.post(path(blast, "edit/"), knowing).status_code == 302
    assert Blast.objects.get().body == "Both"


def test_a_page_that_saves_itself_makes_one_draft_and_knows_its_version(desk):
    typing = {"headers": {"HX-Request": "true"}}
    first = desk.post(f"{LIST}new/", {**WORDS, "version": 0, "editor": PAGE, "keep": "yes"}, **typing)
    blast = Blast.objects.get()
    assert first.headers["HX-Replace-Url"] == path(blast, "edit/")
    desk.post(path(blast, "edit/"), {**WORDS, "body": "More", "version": 1, "editor": PAGE, "keep": "yes"}, **typing)
    assert (Blast.objects.get().body, Blast.objects.get().version) == ("More", 2)


def test_a_page_that_saves_itself_never_writes_over_what_nobody_has_seen(desk, office, theo):
    blast = write(desk, keep="yes")
    seen = {**WORDS, "version": blast.version, "keep": "yes"}
    office(theo).post(path(blast, "edit/"), {**seen, "body": "Theo was faster", "editor": OTHER_PAGE})
    for _ in range(2):
        answer = desk.post(
            path(blast, "edit/"), {**seen, "body": "Typing", "editor": PAGE}, headers={"HX-Request": "true"}
        )
        assert answer.status_code == 409
        assert answer.context["version"] == seen["version"]
    assert Blast.objects.get().body == "Theo was faster"


def test_what_has_begun_to_leave_is_not_edited_and_the_text_is_not_lost(desk, office, theo):
    blast = write(desk)
    Blast.objects.update(status=Status.SENDING)
    manager = office(theo)
    assert manager.get(path(blast, "edit/")).url == path(blast)
    answer = manager.post(path(blast, "edit/"), {**WORDS, "body": "Too late", "version": blast.version})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This Email Blast has begun to leave" in page
    assert "Too late" in page
    assert Blast.objects.get().body == WORDS["body"]


def test_the_front_desk_throws_away_its_own_drafts_only(desk, office, theo):
    own, other = write(desk), write(office(theo), editor=OTHER_PAGE)
    assert desk.get(path(own, "delete/")).status_code == 200
    assert desk.post(path(own, "delete/")).status_code == 302
    assert desk.post(path(other, "delete/")).status_code == 403
    assert [left.pk for left in Blast.objects.all()] == [other.pk]
