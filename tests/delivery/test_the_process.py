"""`manage.py deliver` as a real process: killed, it loses nothing and doubles nothing; asked to stop, it stops."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection

from bench.smtp_server import Fault
from saidyes.blasts.models import Blast, Status
from saidyes.common import clock
from saidyes.delivery.models import Recipient
from saidyes.families.holding import mailbox_of
from saidyes.mail.models import State
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import leave_notice
from tests.delivery.acts import crowd, filled

CONNECTIONS = 4
CROWD = 57  # and three of the cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]


@pytest.fixture
def many(business):
    crowd(business, CROWD)


@pytest.fixture
def worker(smtp_server, data_folder):
    """Start the process on the database of this test; what still runs at the end is killed."""
    name = str(connection.settings_dict["NAME"])
    here = os.environ.get("DATABASE_URL", "").rpartition("/")[0]
    url = f"sqlite:///{name}" if connection.vendor == "sqlite" else f"{here}/{name}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "EMAIL_URL": smtp_server.url,
        "SAIDYES_CONNECTIONS": str(CONNECTIONS),
        "SAIDYES_DATA_DIR": str(data_folder),
    }
    started = []

    def start(*options: str) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "manage.py", "deliver", *options], env=environment))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_for(claim: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.005)


def the_leases_end() -> None:
    Recipient.objects.filter(lease_until__isnull=False).update(lease_until=clock.now())


@pytest.mark.usefixtures("many")
def test_a_kill_in_the_midst_of_a_blast_loses_nothing_and_doubles_nothing(theo, send, smtp_server, worker):
    smtp_server.behave(latency=0.005)
    blast = filled(send(theo))
    process = worker()
    wait_for(lambda: len(smtp_server.letters) >= 12)
    process.kill()
    process.wait()
    the_leases_end()
    assert worker("--once").wait(60) == 0
    rows = dict(blast.recipients.values_list("email", "state"))
    arrived = Counter(letter.rcpt for letter in smtp_server.letters)
    assert len(rows) == CROWD + 3
    assert set(rows.values()) <= {State.SENT, State.UNCERTAIN}
    assert [email for email, state in rows.items() if state == State.SENT and arrived[email] != 1] == []
    assert max(arrived.values()) == 1
    assert list(rows.values()).count(State.UNCERTAIN) <= CONNECTIONS
    assert Blast.objects.get(pk=blast.pk).status == Status.FINISHED


@pytest.mark.usefixtures("many")
def test_asked_to_stop_it_finishes_the_letter_in_hand_and_leaves_the_rest_waiting(theo, send, smtp_server, worker):
    smtp_server.behave(latency=0.005)
    blast = filled(send(theo))
    process = worker()
    wait_for(lambda: len(smtp_server.letters) >= 5)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    states = Counter(blast.recipients.values_list("state", flat=True))
    assert set(states) == {State.SENT, State.QUEUED}
    assert states[State.SENT] == len(smtp_server.letters)


def test_it_sends_what_becomes_due_while_it_waits(theo, send, smtp_server, worker):
    worker()
    send(theo)
    wait_for(lambda: len(smtp_server.letters) == 3)
    wait_for(lambda: Blast.objects.get().status == Status.FINISHED)


def test_a_receipt_does_not_wait_behind_a_blast_that_the_server_is_slow_to_take(theo, tom, send, smtp_server, worker):
    smtp_server.behave(Fault("dot", wait=60, only="example.com"))
    filled(send(theo))
    worker()
    wait_for(lambda: len(smtp_server.letters) == 1)
    paid = {
        "guardian": "Tom",
        "number": "7",
        "amount": "80.00",
        "paid_on": "Mar 3",
        "method": "Card",
        "for_what": "Swim",
    }
    leave_notice(Kind.RECEIPT, business=tom.business, mailbox=mailbox_of(tom.family), data=paid)
    wait_for(lambda: len(smtp_server.letters) == 2)
    assert smtp_server.letters[1].rcpt == "tom.becker@example.net"
