"""The worker and the audit log: sealed, its seal posted outside, verified every night; what is found holds blasts."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from saidyes.blasts.models import Blast, Status
from saidyes.blasts.scheduling import CannotSend, resume
from saidyes.common import clock
from saidyes.consent import checking
from saidyes.delivery import auditing
from saidyes.ledger import checkpoints, sealing
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.models import Event
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.notices.models import Notice
from saidyes.sample import cast
from tests.flushing import lifted_on_postgresql, lifted_on_sqlite

VERIFICATION = "/office/audit-log/verification/"


def rewrite(event, actor_id) -> None:
    """As only the owner of the tables can."""
    lifted = lifted_on_postgresql if connection.vendor == "postgresql" else lifted_on_sqlite
    with lifted(connection), connection.cursor() as cursor:
        Event.objects.filter(pk=event.pk).update(actor_id=actor_id)
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def tampered(business, noor):
    """Somebody put themselves into an event under seal."""
    auditing.seal_what_is_new()
    event = Event.objects.filter(business_id=business.pk, verb=Verb.OPT_IN).order_by("happened_at").first()
    rewrite(event, "nobody")
    return event


def look_at_it(browser):
    """Press the button of the page as it is shown."""
    return browser.post(VERIFICATION, {"check": browser.get(VERIFICATION).context["check"].pk})


def told() -> list[str]:
    return list(Notice.objects.filter(kind="audit_log_broken").values_list("to_address", flat=True))


def test_a_good_log_is_verified_once_a_day_and_home_says_so(business, office, marisol):
    assert auditing.verify_every_night() == 2  # Tidewater and Lakeside
    assert auditing.verify_every_night() == 0
    count = Event.objects.filter(business_id=business.pk).count()
    assert f"{count:,} events" in office(marisol).get("/office/").content.decode()
    page = office(marisol).get(VERIFICATION)
    assert "Everything is as it was written" in page.content.decode()
    assert page.context["key"].startswith(f"saidyes.ledger/{business.pk}+")
    assert told() == []


def test_a_finding_pauses_blasts_tells_the_owner_and_keeps_all_from_going_on(tampered, send, theo, office, marisol):
    blast = send(theo)
    auditing.verify_every_night()
    blast.refresh_from_db()
    assert (blast.status, blast.paused_why) == (Status.PAUSED, f"{checking.HELD}.")
    assert told() == ["marisol@tidewater.example"]
    with pytest.raises(CannotSend, match="does not verify"):
        resume(blast, actor=SYSTEM, source=Source.OFFICE)
    assert office(theo).post(f"/office/email-blast/{blast.pk}/resume/").status_code == 409
    with pytest.raises(CannotSend, match="does not verify"):
        send(theo, subject="Another")
    home = office(marisol).get("/office/").content.decode()
    assert "Email Blasts wait until an owner has looked at it" in home
    assert str(tampered.pk) in office(marisol).get(VERIFICATION).content.decode()


def test_transactional_mail_goes_on(tampered, deliver, letters):
    auditing.verify_every_night()
    deliver()
    assert [letter["To"] for letter in letters()] == ["marisol@tidewater.example"]


def test_once_an_owner_has_looked_blasts_go_on_and_the_same_finding_holds_nothing(
    tampered, send, theo, office, marisol
):
    blast = send(theo)
    auditing.verify_every_night()
    assert office(theo).post(VERIFICATION).status_code == 403
    assert look_at_it(office(marisol)).status_code == 302
    assert resume(Blast.objects.get(pk=blast.pk), actor=SYSTEM, source=Source.OFFICE).status == Status.SCHEDULED
    with time_machine.travel(clock.now() + timedelta(days=1)):
        auditing.verify_every_night()
        assert checking.latest(theo.business_id).wrong
        assert checking.held_because(theo.business_id) == ""
    assert told() == ["marisol@tidewater.example"]
    verbs = [Verb.LEDGER_BROKEN, Verb.LEDGER_ACCEPTED]
    assert list(Event.objects.filter(verb__in=verbs).order_by("seq").values_list("verb", flat=True)) == verbs


def test_a_finding_that_went_away_still_waits_for_the_owner(tampered, business, office, marisol):
    auditing.verify_every_night()
    rewrite(tampered, tampered.actor_id)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        auditing.verify_every_night()
    assert checking.latest(business.pk).wrong == ""
    assert checking.held_because(business.pk) == checking.HELD
    assert str(tampered.pk) in office(marisol).get(VERIFICATION).content.decode()
    look_at_it(office(marisol))
    assert checking.held_because(business.pk) == ""


def test_an_owner_lets_through_only_the_finding_that_was_shown(tampered, business, office, marisol):
    browser = office(marisol)
    auditing.verify_every_night()
    shown = browser.get(VERIFICATION).context["check"]
    others = Event.objects.filter(business_id=business.pk, verb=Verb.OPT_IN).exclude(pk=tampered.pk)
    rewrite(others.order_by("happened_at").last(), "nobody either")
    with time_machine.travel(clock.now() + timedelta(days=1)):
        auditing.verify_every_night()
    browser.post(VERIFICATION, {"check": shown.pk})
    assert checking.held_because(business.pk) == checking.HELD
    assert browser.get(VERIFICATION).context["check"].findings > shown.findings
    browser.post(VERIFICATION, {"check": shown.pk})  # the page of before, pressed again
    assert checking.held_because(business.pk) == checking.HELD
    look_at_it(browser)
    assert checking.held_because(business.pk) == ""


def test_another_change_in_the_same_place_is_another_finding(tampered, business, office, marisol):
    """As many findings as before, and the same first sentence: only what stands there differs."""
    auditing.verify_every_night()
    accepted = checking.latest(business.pk)
    look_at_it(office(marisol))
    rewrite(tampered, "somebody else")
    with time_machine.travel(clock.now() + timedelta(days=1)):
        auditing.verify_every_night()
    found = checking.latest(business.pk)
    assert (found.findings, found.wrong) == (accepted.findings, accepted.wrong)
    assert found.fingerprint != accepted.fingerprint
    assert checking.held_because(business.pk) == checking.HELD
    assert len(told()) == 2


def test_the_seal_goes_by_mail_to_owner_and_auditor_once_a_day(business, deliver, letters, tmp_path):
    auditing.seal_what_is_new()
    assert auditing.post_seals() == 0  # nothing on the first day
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert auditing.post_seals() == 3  # Lakeside's owner, too
        assert auditing.post_seals() == 0
        deliver()
    posted = {letter["To"]: letter for letter in letters()}
    assert sorted(posted) == sorted([cast.INES.address, cast.MARISOL.address, cast.NEXT_DOOR.address])
    letter = posted[cast.INES.address]
    [anchor] = checkpoints.anchors_in(letter.get_body(("plain",)).get_content())
    assert anchor.text == checkpoints.text_of(sealing.newest(business.pk))
    (tmp_path / "saved.eml").write_bytes(bytes(letter))
    call_command("verify_ledger", business=business.host, anchor=tmp_path / "saved.eml")


def test_every_seal_is_added_to_the_file_and_a_cut_end_shows(business, settings, tmp_path):
    settings.SAIDYES_ANCHORS = str(tmp_path / "anchors")
    auditing.seal_what_is_new()
    record(Verb.EXPORTED, Subject.of(business), actor=SYSTEM, source=Source.WORKER)
    kept = (tmp_path / "anchors").read_text()
    forged = kept.replace("\nseal 1\n", "\nseal 2\n")
    auditing.seal_what_is_new()
    assert len(list(checkpoints.anchors_in((tmp_path / "anchors").read_text()))) == 3
    assert not checking.check(business).wrong
    (tmp_path / "anchors").write_text(forged)
    with pytest.raises(CommandError, match="none of our keys signed it"):
        call_command("verify_ledger", business=business.host, anchor=tmp_path / "anchors")


def test_a_file_that_cannot_be_written_keeps_no_seal_from_being_made(business, settings, tmp_path):
    settings.SAIDYES_ANCHORS = str(tmp_path / "nowhere" / "anchors")
    auditing.seal_what_is_new()
    assert sealing.newest(business.pk).number == 1


def test_an_export_carries_the_newest_seal_in_its_name(business, office, marisol):
    auditing.seal_what_is_new()
    seal = sealing.newest(business.pk)
    answer = office(marisol).post("/office/audit-log/export/")
    assert f"-seal-{seal.number}-{seal.root[:16]}.csv" in answer["Content-Disposition"]
    assert f"root {seal.root}" in office(marisol).get("/office/audit-log/").content.decode()
