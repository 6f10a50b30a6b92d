"""Too many letters marked as spam, or gone to wrong addresses, stop Email Blasts until an owner has looked."""

from datetime import timedelta

import pytest
import time_machine

from saidyes.blasts.models import Status, Stop
from saidyes.blasts.scheduling import CannotSend
from saidyes.checkup.duties import stop_where_too_many
from saidyes.common import clock
from saidyes.consent.models import SuppressionKind
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb

PAGE = "/office/stopped-blasts/"
SPAM, BOUNCE = SuppressionKind.COMPLAINT, SuppressionKind.BOUNCE


def stop_of(business) -> Stop | None:
    stop_where_too_many()
    return Stop.objects.filter(business=business, let_go_at=None).first()


@pytest.mark.parametrize(
    "case",  # what is reported, letters, reports that are borne, whether one more is too many
    [
        (SPAM, 10, 2, True),  # two may always be a slip of the finger
        (SPAM, 1_001, 3, True),  # 0.2997 %, then 0.3996 %
        (BOUNCE, 20, 9, True),
        (BOUNCE, 201, 10, True),  # 4.98 %, then 5.5 %
        (BOUNCE, 20, 1, False),
    ],
)
def test_the_report_that_passes_the_limit_stops_email_blasts(business, sent, reported, case):
    kind, letters, borne, stops = case
    sent(letters)
    reported(kind, borne)
    assert stop_of(business) is None
    reported(kind, 1)
    stop = stop_of(business)
    assert (stop and (stop.reports, stop.letters)) == ((borne + 1, letters) if stops else None)


def test_exactly_the_limit_is_too_much(business, sent, reported):
    sent(1_000)
    reported(SPAM, 3)
    assert str(stop_of(business)) == "Too many families marked Email Blasts as spam: 3 of 1,000"


def test_old_reports_and_those_taken_back_count_no_more(business, sent, reported):
    sent(100)
    reported(SPAM, 3)
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert stop_of(business) is None
    business.suppressions.filter(kind=SPAM).update(lifted_at=clock.now())
    assert stop_of(business) is None


@pytest.fixture
def stopped(business, sent, reported) -> Stop:
    sent(100)
    reported(SPAM, 4)
    stop_where_too_many()
    return Stop.objects.get(business=business)


def test_nothing_more_leaves(stopped, send, theo):
    with pytest.raises(CannotSend, match=r"4 of 100\. Email Blasts wait until an owner lets them go on"):
        send(theo)


def test_receipts_leave_all_the_same(stopped, office, theo, dana, deliver, letters):
    paid = {"amount": "45.00", "method": "card", "for_what": "Class fee", "paid_on": "2026-03-02"}
    office(theo).post(f"/office/families/{dana.family_id}/payments/new/", paid)
    deliver()
    assert [letter["Subject"] for letter in letters()] == ["Your receipt from Tidewater Swim & Gym"]


def test_what_is_under_way_is_paused_and_only_there(business, lakeside, sent, reported, send, theo):
    blast = send(theo, at=clock.now() + timedelta(hours=1))
    sent(100)
    reported(SPAM, 4)
    stop_where_too_many()
    blast.refresh_from_db()
    assert blast.status == Status.PAUSED
    assert blast.paused_why.startswith("Too many families marked Email Blasts as spam: 4 of 100.")
    assert not Stop.objects.filter(business=lakeside).exists()


def test_everybody_reads_why_and_an_owner_lets_them_go_on(business, stopped, office, theo, marisol, send):
    home = office(theo).get("/office/").content.decode()
    assert "Too many families marked Email Blasts as spam: 4 of 100" in home
    page = office(theo).get(PAGE).content.decode()
    assert ("An owner can let Email Blasts go on" in page, '<button class="button button--primary"' in page) == (
        True,
        False,
    )
    assert office(theo).post(PAGE, {"stop": stopped.pk}).status_code == 403
    assert office(marisol).post(PAGE, {"stop": stopped.pk}).status_code == 302
    assert stop_of(business) is None
    assert send(theo).status == Status.SCHEDULED
    events = Event.objects.filter(verb__in=(Verb.BLASTS_STOPPED, Verb.BLASTS_LET_GO)).order_by("seq")
    assert [(event.verb, event.facts["reports"]) for event in events] == [("blasts_stopped", 4), ("blasts_let_go", 4)]


def test_after_that_it_is_counted_anew(business, stopped, office, marisol, sent, reported):
    office(marisol).post(PAGE, {"stop": stopped.pk})
    reported(SPAM, 2)
    assert stop_of(business) is None
    sent(10)
    reported(SPAM, 1)
    assert (stop_of(business).reports, stop_of(business).letters) == (3, 10)


def test_a_press_on_an_old_page_lets_nothing_go(business, stopped, office, marisol, sent, reported):
    office(marisol).post(PAGE, {"stop": stopped.pk})
    sent(10)
    reported(SPAM, 3)
    newer = stop_of(business)
    office(marisol).post(PAGE, {"stop": stopped.pk})
    office(marisol).post(PAGE, {"stop": "nonsense"})
    assert stop_of(business) == newer
