"""Money came in: a numbered payment, and its receipt in the family's mail."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext

from saidyes.businesses.models import Business
from saidyes.businesses.places import MONEY
from saidyes.classes.models import Method, Payment
from saidyes.common.languages import speaking
from saidyes.common.times import day
from saidyes.families.holding import mailbox_of
from saidyes.families.models import Family
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import leave_notice


@transaction.atomic
def record_payment(
    family: Family, amount: Decimal, *, method: Method, for_what: str, paid_on: date, actor: Actor
) -> Payment:
    """Write down a payment and send its receipt. Receipt numbers of a business have no gaps."""
    business = Business.objects.locked().get(pk=family.business_id)
    family = Family.objects.locked().get(pk=family.pk)
    payment = Payment.objects.create(
        business=business,
        family=family,
        number=_next_number(business),
        amount=amount,
        currency=MONEY[business.country],
        method=method,
        for_what=for_what,
        paid_on=paid_on,
    )
    record(
        Verb.PAYMENT_RECORDED,
        Subject.of(family),
        actor=actor,
        source=Source.OFFICE,
        facts={"payment": str(payment.pk), "number": payment.number},
        private={"amount": f"{amount} {payment.currency}", "for_what": for_what},
    )
    _send_receipt(payment)
    return payment


def _next_number(business: Business) -> int:
    """The business row is locked: two payments at once cannot take the same number."""
    highest = business.payments.aggregate(highest=Max("number"))["highest"]
    return int(highest or 0) + 1


def _send_receipt(payment: Payment) -> None:
    mailbox = mailbox_of(payment.family)
    if mailbox:
        with speaking(mailbox.language):
            data = {
                "guardian": mailbox.name,
                "number": str(payment.number),
                "amount": payment.shown_amount,
                "paid_on": day(payment.paid_on, payment.business.zone),
                "method": gettext(Method(payment.method).label),
                "for_what": payment.for_what,
            }
        leave_notice(Kind.RECEIPT, business=payment.business, mailbox=mailbox, data=data)
