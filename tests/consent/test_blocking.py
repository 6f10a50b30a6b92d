"""T10, T12, T13: what stands in the way apart from the choice, who sets it, and who ends it."""

from datetime import timedelta

import pytest
import time_machine

from saidyes.common import clock
from saidyes.common.signing import BadToken
from saidyes.consent.blocking import MayNotBlock, MayNotLift, block, unblock
from saidyes.consent.confirming import confirm, request_of
from saidyes.consent.evidence import NoLongerWaits
from saidyes.consent.models import SuppressionKind
from saidyes.consent.rechecking import Check, NothingToCheck, ask_whether_mail_arrives, check_of, mail_arrives
from saidyes.consent.requesting import AskedLately
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.notices.models import Notice
from tests.consent.conftest import events_of
from tests.delivery.acts import address_of

OWNER, STAFF = Actor(ActorKind.OWNER, id="m", name="Marisol"), Actor(ActorKind.STAFF, id="p", name="Priya")
READER = Actor(ActorKind.MAILBOX)


def blocked(guardian, kind, by):
    address = address_of(guardian)
    block(address, kind, reason="asked at the desk", actor=by, source=Source.OFFICE)
    return address.suppressions.get(kind=kind, lifted_at=None)


def lift_it(suppression, by):
    unblock(suppression, reason="all is well", actor=by, source=Source.OFFICE)


def token_in(kind: str) -> str:
    return Notice.objects.filter(kind=kind).latest("created_at").data["url"].rstrip("/").rpartition("/")[2]


def test_t12_staff_block_by_hand_and_only_an_owner_lifts_it(noor):
    suppression = blocked(noor, SuppressionKind.MANUAL, STAFF)
    assert (address_of(noor).standing, address_of(noor).willing) == ("opted_in", False)
    with pytest.raises(MayNotLift):
        lift_it(suppression, STAFF)
    lift_it(suppression, OWNER)
    assert address_of(noor).willing
    assert events_of(address_of(noor))[-1].private["reason"] == "all is well"


def test_t13_only_an_owner_blocks_for_legal_reasons_and_it_opts_out(noor):
    with pytest.raises(MayNotBlock):
        blocked(noor, SuppressionKind.LEGAL, STAFF)
    blocked(noor, SuppressionKind.LEGAL, OWNER)
    assert (address_of(noor).standing, address_of(noor).suppressed) == ("opted_out", True)


def test_t13_it_ends_by_the_guardians_own_confirmed_yes_and_the_owners_approval(choose, noor):
    suppression = blocked(noor, SuppressionKind.LEGAL, OWNER)
    with pytest.raises(MayNotLift, match="said yes again"):
        lift_it(suppression, OWNER)
    choose(noor, True)
    with pytest.raises(MayNotLift):
        lift_it(suppression, OWNER)
    confirm(request_of(token_in("confirm_choice"), noor.business), actor=READER)
    assert (address_of(noor).standing, address_of(noor).willing) == ("opted_in", False)
    lift_it(suppression, OWNER)
    assert address_of(noor).willing


@pytest.mark.parametrize(("name", "kind"), [("luis", SuppressionKind.BOUNCE), ("hannah", SuppressionKind.COMPLAINT)])
def test_a_bounce_or_a_spam_report_is_lifted_by_no_owner(request, name, kind):
    address = address_of(request.getfixturevalue(name))
    with pytest.raises(MayNotLift):
        lift_it(address.suppressions.get(kind=kind), OWNER)
    assert address_of(request.getfixturevalue(name)).suppressed


def checked(guardian) -> Check:
    return check_of(token_in("check_address"), guardian.business)


def test_t10_the_click_in_the_mail_that_staff_asked_for_lifts_the_bounce_alone(luis):
    before = address_of(luis)
    ask_whether_mail_arrives(before, actor=OWNER, source=Source.OFFICE)
    mail_arrives(checked(luis), actor=READER)
    after = address_of(luis)
    assert (after.suppressed, after.standing, after.version) == (False, before.standing, before.version)
    with pytest.raises(NoLongerWaits):
        mail_arrives(checked(luis), actor=READER)


def test_t10_a_mailbox_that_bounces_is_asked_once_in_seven_days(luis):
    ask_whether_mail_arrives(address_of(luis), actor=OWNER, source=Source.OFFICE)
    with pytest.raises(AskedLately):
        ask_whether_mail_arrives(address_of(luis), actor=OWNER, source=Source.OFFICE)
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1), tick=False):
        ask_whether_mail_arrives(address_of(luis), actor=OWNER, source=Source.OFFICE)
    assert Notice.objects.filter(kind="check_address").count() == 2


def test_the_question_whether_mail_arrives_is_asked_only_where_it_bounced(noor):
    with pytest.raises(NothingToCheck):
        ask_whether_mail_arrives(address_of(noor), actor=OWNER, source=Source.OFFICE)


def test_each_link_serves_its_own_purpose_and_school(luis, lakeside):
    ask_whether_mail_arrives(address_of(luis), actor=OWNER, source=Source.OFFICE)
    token = token_in("check_address")
    for wrong in (lambda: request_of(token, luis.business), lambda: check_of(token, lakeside)):
        with pytest.raises(BadToken):
            wrong()
