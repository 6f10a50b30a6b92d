"""A database that cannot be used is said in a sentence with its remedy, once a try, and no code is shown."""

import logging

import pytest
from django.db import DatabaseError, IntegrityError, InternalError, OperationalError, ProgrammingError, connection

from saidyes.__main__ import main
from saidyes.common.plights import plight
from saidyes.delivery.engines.telling import tell


class Cause(Exception):
    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


def wrapped(kind: type[DatabaseError], words: str, sqlstate: str = "") -> DatabaseError:
    wrong = kind(words)
    wrong.__cause__ = Cause(sqlstate)
    return wrong


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (wrapped(OperationalError, "connection failed: refused\nIs it running?"), "cannot be used: connection failed"),
        (wrapped(OperationalError, "terminating connection", "57P01"), "cannot be used: terminating"),
        (wrapped(ProgrammingError, 'relation "x" does not exist', "42P01"), "not those of this release"),
        (wrapped(OperationalError, "no such column: x.y"), "not those of this release"),
        (wrapped(InternalError, "cannot execute UPDATE in a read-only transaction", "25006"), "takes no writes"),
        (wrapped(OperationalError, "attempt to write a readonly database"), "takes no writes"),
        (wrapped(OperationalError, "could not extend file", "53100"), "disk of the database is full"),
        (wrapped(OperationalError, "database or disk is full"), "disk of the database is full"),
    ],
)
def test_each_plight_has_its_sentence(wrong, sentence, caplog):
    with caplog.at_level(logging.ERROR):
        tell(wrong)
    assert sentence in str(plight(wrong))
    assert caplog.messages == [str(plight(wrong))]


@pytest.mark.parametrize("kind", [IntegrityError, ProgrammingError])
def test_an_error_of_ours_is_none(kind, caplog):
    with caplog.at_level(logging.ERROR):
        tell(wrapped(kind, "said nothing", "23505"))
    assert (plight(kind("x")), caplog.messages[0].split()[0]) == (None, kind.__name__)


@pytest.mark.django_db
def test_no_command_shows_code_for_it(monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_event RENAME TO ledger_event_of_another_release")
    monkeypatch.setattr("sys.argv", ["saidyes", "verify_ledger"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert str(ended.value).startswith("The tables are not those of this release:")
