"""`manage.py receive_mail`: one mail through a pipe, and an answer that a mail server understands."""

import sys
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line
from django.db import DatabaseError, connection

from saidyes.mail.return_paths import Way, address_of, mark_of
from tests.delivery.acts import address_of as home_of
from tests.delivery.acts import row_of
from tests.mail.arriving import bounce, reply


@pytest.fixture
def pipe(settings, monkeypatch):
    settings.SAIDYES_INBOUND_DOMAIN = "in.example.org"

    def into(raw: bytes, **options) -> str:
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(raw)))
        out = StringIO()
        call_command("receive_mail", stdout=out, **options)
        return out.getvalue().strip()

    return into


def test_a_bounce_through_the_pipe_stops_blasts_to_the_address(pipe, theo, dana, send, deliver, smtp_server):
    blast = send(theo)
    deliver()
    row = row_of(blast, dana)
    way = address_of(Way.BLAST, mark_of(str(row.pk), row.bound))
    assert pipe(bounce("hidden@example.org", sender="x@y.example"), recipient=way, sender="") == "a letter bounced"
    assert home_of(dana).suppressed


def test_what_is_no_mail_ends_with_a_code_that_says_so(pipe, business):
    with pytest.raises(CommandError) as refused:
        pipe(b"")
    assert refused.value.returncode == 65


def test_a_lost_database_asks_the_mail_server_to_keep_it(pipe, business):
    def gone(*_):
        raise DatabaseError("gone")

    with connection.execute_wrapper(gone), pytest.raises(CommandError) as refused:
        pipe(reply("dana.okafor@example.com", "office@tidewater.example", text="unsubscribe"))
    assert refused.value.returncode == 75


def test_it_is_a_command_of_the_house(capsys):
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", "receive_mail", "--help"])
    assert (ended.value.code, "--recipient" in capsys.readouterr().out) == (0, True)
