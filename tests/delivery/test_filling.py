"""A due blast becomes one row per willing address, whatever happens while it does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction

from saidyes.blasts import scheduling
from saidyes.blasts.audience import addresses_of
from saidyes.blasts.models import Status
from saidyes.classes.enrolling import enroll
from saidyes.classes.models import Course
from saidyes.common import clock
from saidyes.consent.gate import only_willing
from saidyes.consent.models import SuppressionKind
from saidyes.consent.suppressing import lift, suppress
from saidyes.delivery import filling
from saidyes.delivery.filling import fill, start_and_fill
from saidyes.delivery.models import Recipient
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.mail.models import State
from tests.delivery.acts import STAFF, address_of, choose, filled


@pytest.fixture
def one_at_a_time(monkeypatch):
    monkeypatch.setitem(filling.CHUNK, connection.vendor, 1)


def addresses_in(blast) -> list[str]:
    return sorted(blast.recipients.values_list("email", flat=True))


WILLING = ["dana.okafor@example.com", "harbor.house@example.com", "noor.haddad@example.com"]


def test_it_begins_when_it_is_due_and_not_before(theo, send, settings):
    settings.SAIDYES_UNDO_SECONDS = 60
    blast = send(theo)
    blast.due_at = clock.now() + timedelta(seconds=60)
    blast.save()
    assert start_and_fill() == 0
    with time_machine.travel(blast.due_at + timedelta(seconds=1)):
        assert start_and_fill() == 3
    blast.refresh_from_db()
    assert blast.status == Status.SENDING
    assert blast.expires_at - blast.started_at == timedelta(hours=48)


@pytest.mark.usefixtures("one_at_a_time")
def test_chunk_by_chunk_it_finds_everybody_once(theo, send):
    blast = filled(send(theo))
    assert addresses_in(blast) == WILLING
    assert blast.left_out == {"cant_deliver": 1, "no_choice": 1, "opted_out": 3}
    assert blast.filled_at is not None


@pytest.mark.usefixtures("one_at_a_time")
def test_a_fill_that_died_goes_on_where_it_was(theo, send):
    blast = send(theo)
    start_and_fill()
    start_and_fill()
    blast.refresh_from_db()
    assert blast.filled_through is not None
    assert blast.filled_at is None
    assert addresses_in(filled(blast)) == WILLING


@pytest.mark.usefixtures("one_at_a_time")
def test_who_says_no_before_their_chunk_is_counted_and_has_no_row(theo, noor, send):
    blast = send(theo)
    start_and_fill()
    choose(address_of(noor), said_yes=False)
    assert addresses_in(filled(blast)) == WILLING[:2]
    assert blast.left_out["opted_out"] == 4


@pytest.mark.usefixtures("one_at_a_time")
def test_who_says_no_after_their_chunk_keeps_their_row_and_is_not_counted_twice(theo, noor, send):
    blast = send(theo)
    while not Recipient.objects.filter(email="noor.haddad@example.com").exists():
        start_and_fill()
    choose(address_of(noor), said_yes=False)
    assert addresses_in(filled(blast)) == WILLING
    assert blast.left_out["opted_out"] == 3


@pytest.mark.skipif(connection.vendor != "sqlite", reason="there the planner decides by what it has counted")
def test_a_chunk_for_everyone_reads_no_family(theo, send):
    """Else each chunk would read every family of the school."""
    plan = only_willing(addresses_of(send(theo))).order_by("pk")[:10].explain()
    assert "consent_willing" in plan
    assert "families_" not in plan


def test_the_same_chunk_again_adds_nothing(theo, send):
    blast = filled(send(theo))
    blast.filled_at = blast.filled_through = None
    blast.save()
    fill(blast)
    assert addresses_in(blast) == WILLING


def test_a_blast_that_is_paused_is_not_filled_on(theo, send):
    blast = send(theo)
    scheduling.start(blast)
    scheduling.pause(blast, actor=STAFF, source=Source.OFFICE)
    assert start_and_fill() == 0
    assert fill(blast) == 0


def test_a_blast_that_cannot_be_filled_keeps_no_other_from_it(theo, send):
    broken, other = send(theo), send(theo)
    broken.audience = {"kind": "courses", "ids": ["no id"]}
    broken.save()
    start_and_fill()
    assert addresses_in(other) == WILLING


@pytest.mark.skipif(connection.vendor == "sqlite", reason="there every writer waits for every other")
@pytest.mark.django_db(transaction=True)
def test_filling_waits_for_nobody_who_is_changing_an_address(theo, noor, luis, send):
    blast = send(theo)
    scheduling.start(blast)

    def fill_without_waiting() -> int:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '1s'")
            return fill(blast)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as worker, transaction.atomic():
        lift(address_of(luis), SuppressionKind.BOUNCE, actor=STAFF, source=Source.OFFICE)
        suppress(address_of(noor), SuppressionKind.MANUAL, reason="", actor=STAFF, source=Source.OFFICE)
        assert worker.submit(fill_without_waiting).result() == 3
    assert addresses_in(blast) == WILLING


def test_a_row_greets_who_agreed_else_the_primary_guardian(theo, dana, emeka, jonas, anja, send):
    shared = address_of(jonas)
    assert filled(send(theo)).recipients.get(address=shared).guardian == jonas
    choose(shared, said_yes=False)
    shared.refresh_from_db()
    type(shared).objects.filter(pk=shared.pk).update(agreed_by=str(anja.pk))
    choose(shared, said_yes=True)
    row = filled(send(theo)).recipients.get(address=shared)
    assert row.guardian == anja
    assert filled(send(theo)).recipients.get(address=address_of(dana)).guardian == dana


def test_a_new_row_waits_from_the_start(theo, send):
    rows = Recipient.objects.filter(blast=filled(send(theo)))
    assert rows.count() == 3
    for row in rows:
        assert (row.state, row.token, row.attempts, row.answer, row.maybe_sent) == (State.QUEUED, 0, 0, "", False)
        assert (row.business_id, row.settled_at, row.handed_at) == (theo.business_id, None, None)
        assert row.next_at <= clock.now()


def test_every_kind_of_audience_is_filled_by_the_database(business, theo, dana, send):
    swim = Course.objects.create(business=business, name="Swim Level 1 Tue 16:00")
    enroll(dana.family.students.first(), swim, actor=SYSTEM)
    kinds = [
        ({"kind": "everyone", "ages": [0, 99]}, WILLING),
        ({"kind": "courses", "ids": [str(swim.pk)], "ages": [1, None]}, WILLING[:1]),
        ({"kind": "programs", "names": ["Swim"]}, WILLING[:1]),
        ({"kind": "enrolled", "selection": "Now"}, WILLING[:1]),
        ({"kind": "former", "ages": [None, 99]}, []),
    ]
    for chosen, expected in kinds:
        blast = send(theo)
        type(blast).objects.filter(pk=blast.pk).update(audience=chosen)
        assert addresses_in(filled(blast)) == expected
