"""S3, S12: who is enrolled gets the confirmation, whatever was chosen about Email Blasts."""

from datetime import UTC, date, datetime

import pytest

from saidyes.classes.enrolling import AlreadyEnrolled, end_enrollment, enroll
from saidyes.families.holding import take
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.verbs import Verb
from saidyes.notices.kinds import Kind
from saidyes.notices.rendering import letter_for
from tests.classes.conftest import events_about, notices_to, student_of


def test_a_family_that_said_no_still_gets_its_enrollment_confirmation(desk, swim_team, tom):
    enroll(student_of(tom, "Mila"), swim_team, actor=desk)
    [notice] = notices_to("tom.becker@example.net")
    assert notice.kind == Kind.ENROLLMENT_CONFIRMATION
    letter = letter_for(notice).raw.decode()
    assert "Mila Becker" in letter
    assert "Swim Team Sat 8:00" in letter
    assert "List-Unsubscribe" not in letter


def test_it_is_written_down_who_enrolled_whom_in_what(desk, swim_team, dana):
    ada = student_of(dana, "Ada")
    enroll(ada, swim_team, actor=desk)
    event = events_about(dana.family)[-1]
    assert (event.verb, event.actor_id) == (Verb.ENROLLED, desk.id)
    assert event.facts == {"course": str(swim_team.pk), "student": str(ada.pk)}


def test_nobody_is_on_a_roll_twice(desk, swim_team, dana):
    ada = student_of(dana, "Ada")
    enroll(ada, swim_team, actor=desk)
    with pytest.raises(AlreadyEnrolled):
        enroll(ada, swim_team, actor=desk)
    assert ada.enrollments.count() == 1
    assert len(notices_to("dana.okafor@example.com")) == 1


def test_an_enrollment_ends_once_and_can_begin_again(desk, swim_team, dana):
    ada = student_of(dana, "Ada")
    first = enroll(ada, swim_team, actor=desk)
    end_enrollment(first, actor=desk)
    end_enrollment(first, actor=desk)
    first.refresh_from_db()
    assert first.ended_on is not None
    enroll(ada, swim_team, actor=desk)
    verbs = [event.verb for event in events_about(dana.family)]
    assert verbs[-3:] == [Verb.ENROLLED, Verb.ENROLLMENT_ENDED, Verb.ENROLLED]


def test_the_day_is_the_schools_own(desk, swim_team, dana, time_machine):
    time_machine.move_to(datetime(2026, 12, 1, 5, 0, tzinfo=UTC))  # still the last evening of November in Oregon
    assert enroll(student_of(dana, "Ada"), swim_team, actor=desk).enrolled_on == date(2026, 11, 30)


def test_a_family_without_an_address_is_enrolled_all_the_same(desk, swim_team, noor):
    take(noor.held_addresses.get(), actor=SYSTEM, source=Source.OFFICE)
    enrollment = enroll(student_of(noor, "Sami"), swim_team, actor=desk)
    assert enrollment.ended_on is None
    assert notices_to("noor.haddad@example.com") == []
