"""The check-up, on the command line and under Settings. `./run drill doctor` breaks each thing it looks at."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from saidyes.checkup.examining.way_out import way_out
from saidyes.consent.links import trial_url
from saidyes.consent.unsubscribing import TRIAL
from saidyes.ledger.models import Event
from saidyes.mail.sender_check.finding import State

ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"


def path_of(url: str) -> str:
    return url[url.index("/portal/") :]


def test_the_link_of_nobody_answers_a_click_and_a_mail_program_and_changes_nothing(business, client):
    before = Event.objects.count()
    page = path_of(trial_url(business))
    for answer in (client.get(page), client.post(page, ONE_CLICK, content_type=FORM), client.post(page)):
        assert (answer.status_code, answer.content.decode(), answer.cookies) == (200, TRIAL, {})
    assert Event.objects.count() == before


def test_the_link_of_nobody_is_of_one_school_and_one_key(business, lakeside, client, settings):
    assert client.get(path_of(trial_url(lakeside))).status_code == 404
    settings.SAIDYES_LINK_KEYS = f'[["ab12", "{"0" * 64}"]]'
    forged = path_of(trial_url(business))
    settings.SAIDYES_LINK_KEYS = ""
    assert client.get(forged).status_code == 404


def test_where_nobody_answers_the_finding_names_the_host(business, settings):
    settings.SAIDYES_BASE_URL = "http://localhost:9"
    found = way_out(business)
    assert (found.state, "tidewater.localhost cannot be reached" in found.sentence) == (State.BAD, True)


def test_the_command_says_what_is_wrong_and_ends_with_an_error(business, settings):
    settings.SAIDYES_BASE_URL, settings.SAIDYES_EMAIL_URL = "http://localhost:9", "smtp://127.0.0.1:9"
    written = io.StringIO()
    with pytest.raises(CommandError, match="Not all is well"):
        call_command("doctor", "--json", "--host", business.host, stdout=written)
    rows = {(row["school"], row["about"]): row for row in json.loads(written.getvalue())}
    assert rows["", "Mail server"]["sentence"].startswith("127.0.0.1 cannot be reached")
    assert rows["", "Backup"]["remedy"]
    assert rows[business.name, "Unsubscribe link"]["state"] == "bad"
    with pytest.raises(CommandError):
        call_command("doctor", stdout=(text := io.StringIO()))
    assert "WRONG   Mail server: 127.0.0.1 cannot be reached" in text.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_noticed(business):
    call_command("backup", stdout=io.StringIO())
    with pytest.raises(CommandError):
        call_command("doctor", "--json", stdout=(written := io.StringIO()))
    [backup] = [row for row in json.loads(written.getvalue()) if row["about"] == "Backup"]
    assert backup["state"] == "good"


def test_the_page_says_the_same_and_what_is_the_machines_only_to_the_first_school(office, marisol, lakeside, settings):
    settings.SAIDYES_BASE_URL = "http://localhost:9"
    page = office(marisol).get(reverse("office-check-up")).content.decode()
    assert all(word in page for word in ("Not all is well", "Unsubscribe link", "This server", "Keys and backup"))
    theirs = office(lakeside.memberships.get()).get(reverse("office-check-up")).content.decode()
    assert ("Unsubscribe link" in theirs, "This server" in theirs) == (True, False)


def findings_of_the_doctor() -> dict[str, dict[str, str]]:
    with pytest.raises(CommandError, match="Not all is well"):
        call_command("doctor", "--json", stdout=(written := io.StringIO()))
    return {row["about"]: row for row in json.loads(written.getvalue())}


@pytest.mark.django_db
def test_a_database_with_the_tables_of_another_release_is_named_and_the_rest_looked_at(settings):
    settings.SAIDYES_EMAIL_URL = "smtp://127.0.0.1:9"
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_event RENAME TO ledger_event_of_another_release")
    found = findings_of_the_doctor()
    assert found["Database"]["sentence"].startswith("The tables are not those of this release:")
    assert "saidyes upgrade" in found["Database"]["remedy"]
    assert "Mail server" in found


@pytest.mark.django_db
def test_settings_and_folders_that_no_service_could_work_with_are_named(business, settings, data_folder):
    (data_folder / "a file").touch()
    settings.SAIDYES_JOURNAL_DIR, settings.SAIDYES_ANCHORS = str(data_folder / "a file"), str(data_folder / "a file/x")
    settings.SAIDYES_LINK_KEYS, settings.SAIDYES_ENGINE = "abc", "steam"
    found = findings_of_the_doctor()
    assert "SAIDYES_ENGINE is local or celery." in found["Settings"]["sentence"]
    assert "SAIDYES_LINK_KEYS is no ring of keys" in found["Settings"]["sentence"]
    assert found["Keys"]["state"] == found["Journal"]["state"] == found["Anchors"]["state"] == "bad"
    assert found["Unsubscribe link"]["sentence"] == "No link can be signed."
