"""`manage.py upgrade`: from the release before, killed at the worst moment, beside somebody who works."""

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from saidyes.accounts.models import Visit
from saidyes.businesses.models import Business
from saidyes.common import migrating
from saidyes.safekeeping.archive import reading

pytestmark = pytest.mark.django_db(transaction=True)
NEWEST = ("accounts", "0003_visits")
LOGGING_IN = {"host", "port", "user", "password", "dbname"}


class Killed(BaseException):
    """As SIGKILL would: nothing of ours catches it."""


@pytest.fixture
def release_before(settings, data_folder):
    """The database of a school that runs the release before the newest migration."""
    settings.STATIC_ROOT = data_folder / "static"
    call_command("createcachetable", verbosity=0)
    Business.objects.create(host="reed.example", name="Reed's School")
    take_back_the_newest()
    yield
    migrating.migrate()


def take_back_the_newest() -> None:
    """Its table and its stamp: to walk back by all migrations takes a second, and comes to the same."""
    with connection.schema_editor() as editor:
        editor.delete_model(Visit)
    MigrationRecorder(connection).record_unapplied(*NEWEST)


def is_stamped() -> bool:
    return NEWEST in MigrationRecorder(connection).applied_migrations()


def has_its_table() -> bool:
    return "accounts_visit" in connection.introspection.table_names()


def upgrade(capsys, *options: str) -> str:
    call_command("upgrade", *options)
    return capsys.readouterr().out


def test_a_backup_comes_first_and_the_next_call_has_nothing_to_do(capsys, data_folder, release_before):
    said = upgrade(capsys)
    [backup] = (data_folder / "backups").glob("before-upgrade-*.zip")
    assert said.index(str(backup)) < said.index("accounts.0003_visits in ")
    with reading(backup) as (_, manifest):
        assert list(NEWEST) not in manifest["migrations"]
    assert (is_stamped(), has_its_table()) == (True, True)
    assert "Backup" not in upgrade(capsys)


def test_who_backs_up_elsewhere_may_go_without(capsys, data_folder, release_before):
    assert "Backup" not in upgrade(capsys, "--without-backup")
    assert not (data_folder / "backups").exists()


def test_killed_between_a_table_and_its_stamp_neither_is_there_and_the_next_call_goes_on(release_before):
    def die_at_the_stamp(execute, sql, *rest):
        if sql.startswith("INSERT") and "django_migrations" in sql:
            assert has_its_table()
            raise Killed
        return execute(sql, *rest)

    with pytest.raises(Killed), connection.execute_wrapper(die_at_the_stamp):
        migrating.migrate()
    assert (is_stamped(), has_its_table()) == (False, False)
    migrating.migrate()
    assert (is_stamped(), has_its_table()) == (True, True)


def test_a_table_that_is_being_read_is_waited_for_and_nobody_waits_behind_us(release_before, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer, and readers wait for nobody")
    monkeypatch.setattr(migrating, "LOCK_SECONDS", "0.05")
    monkeypatch.setattr(migrating, "PAUSE_SECONDS", 0)
    where = {key: value for key, value in connection.get_connection_params().items() if key in LOGGING_IN}
    reader = psycopg.connect(**where)
    reader.execute("LOCK TABLE accounts_user IN SHARE ROW EXCLUSIVE MODE")
    waited = []

    def leave(words: str) -> None:
        waited.append(words)
        reader.close()

    migrating.migrate(leave)
    assert "Somebody is at its tables" in waited[0]
    assert not connection.in_atomic_block
    assert is_stamped()
