"""S3, S12: a payment is recorded, and its receipt goes out whatever was chosen about Email Blasts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from saidyes.classes.models import Method, Payment
from saidyes.classes.paying import record_payment
from saidyes.ledger.verbs import Verb
from saidyes.notices.kinds import Kind
from saidyes.notices.models import Notice
from tests.classes.conftest import events_about, notices_to

MARCH = date(2026, 3, 3)


def pay(family, actor, amount="1240.00"):
    return record_payment(
        family, Decimal(amount), method=Method.CARD, for_what="Swim Team, March", paid_on=MARCH, actor=actor
    )


def test_a_receipt_reaches_a_family_that_said_no(desk, tom):
    pay(tom.family, desk)
    [notice] = notices_to("tom.becker@example.net")
    assert notice.kind == Kind.RECEIPT
    assert notice.data == {
        "guardian": "Tom Becker",
        "number": "1",
        "amount": "$1,240.00",
        "paid_on": "Mar 3, 2026",
        "method": "Card",
        "for_what": "Swim Team, March",
    }


def test_receipts_of_a_school_are_numbered_without_gaps_and_apart_from_other_schools(desk, tom, dana, iris):
    with pytest.raises(IntegrityError), transaction.atomic():
        pay(tom.family, desk, amount="0.00")
    numbers = [pay(guardian.family, desk).number for guardian in (tom, dana, iris, tom)]
    assert numbers == [1, 2, 1, 3]


def test_the_event_names_the_receipt_and_keeps_the_amount_beside(desk, dana):
    payment = pay(dana.family, desk)
    event = events_about(dana.family)[-1]
    assert (event.verb, event.facts) == (Verb.PAYMENT_RECORDED, {"payment": str(payment.pk), "number": 1})
    assert event.private["amount"] == "1240.00 USD"


def test_the_currency_is_the_schools(desk, dana, business):
    business.country = "CA"
    business.save(update_fields=["country"])
    assert pay(dana.family, desk).currency == "CAD"


@pytest.mark.django_db(transaction=True)
def test_payments_at_the_same_moment_take_different_numbers(desk, dana, tom, noor, luis):
    def pay_and_hang_up(guardian):
        try:
            return pay(guardian.family, desk).number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as desks:
        numbers = sorted(desks.map(pay_and_hang_up, [dana, tom, noor, luis] * 2))
    assert numbers == list(range(1, 9))
    assert Payment.objects.count() == Notice.objects.count() == 8
