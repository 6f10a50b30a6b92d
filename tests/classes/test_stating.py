"""S3, S12: a statement of what was enrolled and paid in a period."""

from datetime import date
from decimal import Decimal
from email import message_from_bytes, policy

import pytest

from saidyes.classes.models import Enrollment, Method
from saidyes.classes.paying import record_payment
from saidyes.classes.stating import EndsBeforeItBegins, NobodyToWriteTo, send_statement
from saidyes.families.holding import take
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.verbs import Verb
from saidyes.notices.rendering import letter_for
from tests.classes.conftest import events_about, notices_to, student_of

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


def enrolled(business, student, course, since, until=None):
    Enrollment.objects.create(business=business, student=student, course=course, enrolled_on=since, ended_on=until)


def paid(family, amount, on, desk):
    record_payment(family, Decimal(amount), method=Method.CASH, for_what="Lessons", paid_on=on, actor=desk)


def test_it_lists_what_fell_in_the_period_both_days_included(business, desk, swim_team, tom):
    paid(tom.family, "10.00", date(2026, 2, 28), desk)
    paid(tom.family, "20.00", FIRST, desk)
    paid(tom.family, "30.50", LAST, desk)
    paid(tom.family, "40.00", date(2026, 4, 1), desk)
    mila = student_of(tom, "Mila")
    enrolled(business, mila, swim_team, date(2025, 1, 1), date(2026, 2, 28))
    enrolled(business, mila, swim_team, LAST)
    data = send_statement(tom.family, FIRST, LAST, actor=desk).data
    assert [row["amount"] for row in data["payments"]] == ["$20.00", "$30.50"]
    assert data["total"] == "$50.50"
    assert data["enrollments"] == [
        {"student": "Mila Becker", "course": "Swim Team Sat 8:00", "enrolled_on": "Mar 31, 2026"}
    ]


def test_it_goes_to_a_family_that_said_no_and_is_written_down(desk, tom):
    notice = send_statement(tom.family, FIRST, LAST, actor=desk)
    assert notices_to("tom.becker@example.net") == [notice]
    letter = message_from_bytes(letter_for(notice).raw, policy=policy.default)
    assert "Mar 1, 2026 to Mar 31, 2026" in " ".join(letter.get_body(("plain",)).get_content().split())
    event = events_about(tom.family)[-1]
    assert event.verb == Verb.STATEMENT_SENT
    assert event.facts == {"since": "2026-03-01", "until": "2026-03-31", "notice": str(notice.pk)}


def test_a_period_that_ends_before_it_begins_is_refused(desk, tom):
    with pytest.raises(EndsBeforeItBegins):
        send_statement(tom.family, LAST, FIRST, actor=desk)


def test_without_an_address_there_is_nobody_to_write_to(desk, noor):
    take(noor.held_addresses.get(), actor=SYSTEM, source=Source.OFFICE)
    with pytest.raises(NobodyToWriteTo):
        send_statement(noor.family, FIRST, LAST, actor=desk)
    assert events_about(noor.family)[-1].verb != Verb.STATEMENT_SENT
