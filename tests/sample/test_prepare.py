"""`manage.py prepare`: from an empty database to a school one can look around in, at every start."""

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from saidyes.accounts.hiring import hire
from saidyes.accounts.models import User
from saidyes.blasts.models import Blast
from saidyes.businesses.models import Business
from saidyes.consent.models import Address
from saidyes.families.models import Family
from saidyes.ledger.models import Event
from saidyes.ledger.verifying import broken_links, events_of
from saidyes.notices.models import Notice
from saidyes.sample import cast
from saidyes.sample.loading import NotInProduction, load_sample

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_here(db, settings, data_folder):
    call_command("flush", interactive=False, verbosity=0)
    settings.STATIC_ROOT = data_folder / "static"


@pytest.fixture
def small_sample():
    """A sample school that is there already, with nobody but its owner."""
    hire(cast.tidewater("localhost"), **vars(cast.MARISOL), password="seahorse lantern 42")


def prepare(capsys, *flags) -> str:
    call_command("prepare", *flags)
    return capsys.readouterr().out


def the_sample_school_was_loaded_by_real_acts() -> None:
    tidewater, lakeside = Business.objects.order_by("created_at")
    assert (tidewater.name, lakeside.host) == ("Tidewater Swim & Gym", "lakeside.localhost")
    assert Family.objects.filter(business=tidewater).count() == 313 + 5
    shown = {row.key: row.shown for row in Address.objects.filter(business=tidewater, key__contains="okafor")}
    assert shown == {"dana.okafor@example.com": "opted_in", "emeka.okafor@example.org": "no_choice"}
    assert Address.objects.filter(business=lakeside).count() == 1
    assert list(broken_links(events_of())) == []
    kinds = set(Notice.objects.filter(business=tidewater).values_list("kind", flat=True))
    assert kinds == {"enrollment_confirmation", "receipt"}
    assert [blast.status for blast in Blast.objects.all()] == ["draft"]


def test_an_empty_database_gets_the_sample_school_and_says_how_to_sign_in(capsys, data_folder):
    said = prepare(capsys)
    assert "Office Portal    http://localhost:8000/office/" in said
    assert "theo@tidewater.example     Theo Brandt, manager" in said
    password = (data_folder / "sample-password").read_text().strip()
    assert (data_folder / "sample-password").stat().st_mode & 0o777 == 0o600
    assert re.search(rf"Password +{re.escape(password)} ", said)
    assert (data_folder / "link-keys.json").exists()
    the_sample_school_was_loaded_by_real_acts()
    browser = Client(SERVER_NAME="localhost")
    answer = browser.post("/office/log-in/", {"login": "theo@tidewater.example", "password": password})
    assert (answer.status_code, answer["Location"]) == (302, "/office/")
    assert "for example dana.okafor@example.com." in said
    Client(SERVER_NAME="localhost").post("/portal/log-in/", {"email": "dana.okafor@example.com"})
    assert Notice.objects.get(kind="log_in_code").to_address == "dana.okafor@example.com"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a server keeps its own files")
def test_the_embedded_database_is_closed_to_everybody_else_on_the_machine(capsys, small_sample):
    files = [path for path in Path(connection.settings_dict["NAME"]).parent.glob("test*.sqlite3*") if path.is_file()]
    for path in files:
        path.chmod(0o644)
    prepare(capsys)
    assert files
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_the_next_start_changes_nothing(capsys, data_folder, small_sample):
    said = prepare(capsys)
    password = (data_folder / "sample-password").read_text()
    events = Event.objects.count()
    assert prepare(capsys) == said
    assert Event.objects.count() == events
    assert (data_folder / "sample-password").read_text() == password


def test_a_given_password_counts_from_the_next_start_on(capsys, settings, small_sample):
    settings.SAIDYES_SAMPLE_PASSWORD = "for scripted use"
    assert "for scripted use" in prepare(capsys)
    assert User.objects.get(email="marisol@tidewater.example").check_password("for scripted use")
    settings.SAIDYES_SAMPLE_PASSWORD = ""
    assert "for scripted use" in prepare(capsys)


def test_an_empty_start_gives_a_code_to_set_up_ones_own_school(capsys, data_folder):
    said = prepare(capsys, "--empty")
    code = (data_folder / "set-up-code").read_text().strip()
    assert f"http://localhost:8000/office/set-up/\n  Set-up code  {code}" in said
    assert (data_folder / "set-up-code").stat().st_mode & 0o777 == 0o600
    assert prepare(capsys, "--empty") == said
    assert not Business.objects.exists()


def test_the_code_is_gone_once_there_is_a_school(capsys, data_folder):
    prepare(capsys, "--empty")
    Business.objects.create(host="reed.example", name="Reed's School")
    assert "Reed's School" in prepare(capsys)
    assert not (data_folder / "set-up-code").exists()


def test_in_production_there_is_no_sample_school(capsys, settings):
    settings.SAIDYES_PRODUCTION = True
    assert "Set-up code" in prepare(capsys)
    assert not Business.objects.exists()
    with pytest.raises(NotInProduction):
        load_sample("anything")


def test_a_sample_school_is_refused_in_production(capsys, settings, small_sample):
    settings.SAIDYES_PRODUCTION = True
    with pytest.raises(CommandError, match="sample school, which is not for production"):
        prepare(capsys)


def test_the_sample_password_is_refused_outside_the_sample_school(capsys, settings):
    settings.SAIDYES_SAMPLE_PASSWORD = "for scripted use"
    with pytest.raises(CommandError, match="SAIDYES_SAMPLE_PASSWORD is for the sample school alone"):
        prepare(capsys, "--empty")
    Business.objects.create(host="reed.example", name="Reed's School")
    with pytest.raises(CommandError, match="SAIDYES_SAMPLE_PASSWORD"):
        prepare(capsys)
