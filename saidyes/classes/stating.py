"""A statement: what a family's children were enrolled in and what was paid, from one day to another."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from saidyes.businesses.places import MONEY
from saidyes.classes.models import Enrollment, Payment, in_money
from saidyes.common.languages import speaking
from saidyes.common.times import day
from saidyes.families.holding import mailbox_of
from saidyes.families.models import Family
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import leave_notice
from saidyes.notices.models import Notice


class NobodyToWriteTo(Exception):
    """No active guardian of the family has an address."""


class EndsBeforeItBegins(Exception):
    """The period's last day is earlier than its first."""


@transaction.atomic
def send_statement(family: Family, since: date, until: date, *, actor: Actor) -> Notice:
    """Send enrollments and payments of a period, both days included. No prices, no balance."""
    if until < since:
        raise EndsBeforeItBegins
    family = Family.objects.locked().select_related("business").get(pk=family.pk)
    mailbox = mailbox_of(family)
    if mailbox is None:
        raise NobodyToWriteTo
    with speaking(mailbox.language):
        data = {"guardian": mailbox.name, **statement_of(family, since, until)}
    notice = leave_notice(Kind.STATEMENT, business=family.business, mailbox=mailbox, data=data)
    facts = {"since": since.isoformat(), "until": until.isoformat(), "notice": str(notice.pk)}
    record(Verb.STATEMENT_SENT, Subject.of(family), actor=actor, source=Source.OFFICE, facts=facts)
    return notice


def statement_of(family: Family, since: date, until: date) -> dict[str, Any]:
    """What the letter says, already in the reader's words."""
    paid = Payment.objects.filter(family=family, paid_on__range=(since, until))
    paid = paid.select_related("business").order_by("paid_on", "number")
    enrolled = (
        Enrollment.objects.filter(Q(ended_on=None) | Q(ended_on__gte=since), student__family=family)
        .filter(enrolled_on__lte=until)
        .select_related("student", "course", "business")
        .order_by("student__first_name", "course__name")
    )
    return {
        "from": day(since, family.business.zone),
        "to": day(until, family.business.zone),
        "enrollments": [_enrollment(row) for row in enrolled],
        "payments": [_payment(row) for row in paid],
        "total": _total(paid, MONEY[family.business.country]),
    }


def _total(paid: Iterable[Payment], usual: str) -> str:
    """One sum; a school that moved to another country may have two."""
    sums: dict[str, Decimal] = {}
    for row in paid:
        sums[row.currency] = sums.get(row.currency, Decimal(0)) + row.amount
    return " + ".join(in_money(amount, currency) for currency, amount in (sums or {usual: Decimal(0)}).items())


def _enrollment(row: Enrollment) -> dict[str, str]:
    return {
        "student": row.student.name,
        "course": row.course.name,
        "enrolled_on": day(row.enrolled_on, row.business.zone),
    }


def _payment(row: Payment) -> dict[str, str]:
    return {
        "number": str(row.number),
        "paid_on": day(row.paid_on, row.business.zone),
        "amount": row.shown_amount,
        "for_what": row.for_what,
    }
