"""What is not well is said on Home and mailed to the owner once a day, and Home says when it is over."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from saidyes.blasts.models import Blast, Status
from saidyes.checkup import machine, watchman
from saidyes.checkup.duties import beat, stop_where_too_many, watch_over_all
from saidyes.checkup.models import Alarm
from saidyes.common import clock
from saidyes.consent.models import SuppressionKind
from saidyes.delivery.auditing import seal_what_is_new
from saidyes.delivery.worker import turn
from saidyes.notices.models import Notice


@pytest.fixture(autouse=True)
def sealed(business):
    seal_what_is_new()


def told(word: str = "") -> list[str]:
    """To whom, of the alarms with that word."""
    alarms = Notice.objects.filter(kind="alarm").order_by("created_at")
    return [notice.to_address for notice in alarms if word in notice.data["words"]]


def home_of(office, member) -> str:
    return office(member).get("/office/").content.decode()


def later(**time):
    return time_machine.travel(clock.now() + timedelta(**time))


def test_where_all_is_well_nobody_hears_anything(business, office, marisol):
    beat()
    assert watch_over_all() == 0
    assert not Alarm.objects.exists()


def test_a_blast_that_was_paused_by_itself_is_told_once_a_day_and_then_well_again(
    send, theo, marisol, office, settings
):
    blast = send(theo)
    settings.SAIDYES_EMAIL_URL = "smtp://127.0.0.1:9"
    turn()
    assert Blast.objects.get(pk=blast.pk).status == Status.PAUSED
    watch_over_all()
    watch_over_all()
    assert told("1 Email Blast was paused") == [marisol.user.email]
    assert "1 Email Blast was paused, because" in home_of(office, theo)
    with later(days=1, minutes=1):
        watch_over_all()
    assert told("1 Email Blast was paused") == [marisol.user.email] * 2
    Blast.objects.filter(pk=blast.pk).update(status=Status.CANCELLED)
    watch_over_all()
    assert "Well again: no Email Blast is paused by itself" in home_of(office, theo)
    with later(days=1, minutes=1):
        assert "Well again" not in home_of(office, theo)


def test_one_that_comes_back_the_same_day_is_shown_and_not_mailed_again(business, marisol, office, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(machine, "LEAST_SHARE", 1.1)
        watch_over_all()
    assert watch_over_all() == 1
    assert "Well again: there is room on the disk" in home_of(office, marisol)
    monkeypatch.setattr(machine, "LEAST_SHARE", 1.1)
    watch_over_all()
    assert "GB are free where the data lie" in home_of(office, marisol)
    assert "Well again" not in home_of(office, marisol)
    assert told("GB are free") == [marisol.user.email]


def test_stopped_email_blasts_are_told(business, sent, reported, marisol):
    sent(100)
    reported(SuppressionKind.COMPLAINT, 4)
    stop_where_too_many()
    seal_what_is_new()
    watch_over_all()
    assert told("marked Email Blasts as spam: 4 of 100") == [marisol.user.email]


def test_an_audit_log_that_is_not_sealed_is_told_to_its_own_school(business, lakeside, dana, marisol, at_the_door):
    at_the_door(dana)
    with later(hours=2):
        watch_over_all()
        assert told("without a seal") == [marisol.user.email]
        seal_what_is_new()
        watch_over_all()
    assert not Alarm.objects.filter(ended_at=None).exists()


@pytest.fixture
def at_the_door(portal_as):
    """Somebody chooses."""

    def choose(guardian):
        address = guardian.held_addresses.first().address
        page = reverse("portal-email-choice", args=[address.pk])
        assert portal_as(guardian).post(page, {"said": "no"}).status_code == 302

    return choose


def test_mail_that_does_not_leave_is_said_on_home_alone(business, office, dana, theo):
    paid = {"amount": "45.00", "method": "card", "for_what": "Class fee", "paid_on": "2026-03-02"}
    office(theo).post(f"/office/families/{dana.family_id}/payments/new/", paid)
    seal_what_is_new()
    with later(minutes=45):
        beat()
        watch_over_all()
        assert "1 email has waited for the mail server for 45 minutes" in home_of(office, theo)
    assert told() == []


def test_a_silent_worker_is_seen_by_the_web_which_posts_the_letter_itself(business, office, marisol, letters):
    beat()
    began = clock.now()
    with later(minutes=4):
        assert watchman.look(began)
    with later(minutes=6):
        assert not watchman.look(began)
        assert not watchman.look(began)
        assert "the worker does not run" in home_of(office, marisol)
        assert [letter["Subject"] for letter in letters()] == ["Nothing is being sent (Tidewater Swim & Gym)"]
        beat()
        watch_over_all()
        page = home_of(office, marisol)
        assert ("does not run" in page, "Well again: emails are being sent" in page) == (False, True)


def test_where_no_worker_has_run_yet_it_counts_since_we_look(business):
    began = clock.now()
    with later(minutes=4):
        assert watchman.look(began)
    with later(minutes=6):
        assert not watchman.look(began)
