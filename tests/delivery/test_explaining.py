"""Why was it sent, or not: every state and every reason has its own sentence, with what the ledger knows of it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from saidyes.blasts import scheduling
from saidyes.blasts.models import Blast, Status
from saidyes.consent.lapsing import lapse
from saidyes.consent.models import SuppressionKind
from saidyes.consent.suppressing import suppress
from saidyes.consent.unsubscribing import Leaver, unsubscribe
from saidyes.delivery.explaining import fate
from saidyes.delivery.models import Arrived, LeftOut, Recipient
from saidyes.families.archiving import set_active
from saidyes.families.holding import give
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.mail.models import State
from tests.delivery.acts import STAFF, address_of, choose, filled, row_of

T = datetime(2027, 3, 3, 15, 42, 30, tzinfo=UTC)
WHEN = "Mar 3, 2027, 7:42 am"
BY_US = {"actor": SYSTEM, "source": Source.BOUNCE}
BY_STAFF = {"actor": STAFF, "source": Source.OFFICE}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(T, tick=False) as clock:
        yield clock


@pytest.fixture
def blast(business, noor, theo, send):
    """Noor said yes a moment ago; her letter waits."""
    choose(address_of(noor), said_yes=False)
    choose(address_of(noor), said_yes=True)
    return filled(send(theo))


def why(guardian, blast) -> str:
    blast.refresh_from_db()
    return fate(address_of(guardian), blast).sentence


def now(blast, guardian, **columns) -> None:
    Recipient.objects.filter(pk=row_of(blast, guardian).pk).update(**columns)


SENT = {"state": State.SENT, "handed_at": T, "settled_at": T}
SETTLED = {"settled_at": T}
OPEN = {"state": State.UNCERTAIN, "handed_at": T, "settled_at": T}
ROWS = {
    "waiting": ({}, "Not sent yet: it waits for its turn."),
    "put off": (
        {"attempts": 1, "answer": "450 4.2.1 Slow down", "next_at": T + timedelta(minutes=5)},
        "Not sent yet: the mail server put it off with “450 4.2.1 Slow down”. Next try on Mar 3, 2027, 7:47 am.",
    ),
    "claimed": ({"state": State.CLAIMED}, "It is being sent right now."),
    "at the server": ({"state": State.HANDING}, "It is at the mail server right now."),
    "sent twice": (
        {**SENT, "maybe_sent": True},
        f"Sent on {WHEN}. An earlier try was never answered, so it may have arrived twice.",
    ),
    "its link was used": (
        {**SENT, "answer": Arrived.LINK},
        f"Sent on {WHEN}. The mail server never answered, but the link in it was used, so it arrived.",
    ),
    "bounced": (
        {**SETTLED, "state": State.FAILED, "answer": "550 5.1.1 No such user"},
        f"Bounced on {WHEN}: the mail server said “550 5.1.1 No such user”.",
    ),
    "put off to the end": (
        {**SETTLED, "state": State.FAILED, "answer": "452 4.2.2 Full"},
        f"Not delivered: the mail server put it off until {WHEN}, with “452 4.2.2 Full”.",
    ),
    "not made": (
        {**SETTLED, "state": State.FAILED, "answer": "Cannot build: Subject"},
        f"Not sent on {WHEN}: Cannot build: Subject.",
    ),
    "unanswered": (
        OPEN,
        f"Handed over on {WHEN}, and the mail server never answered. It may have arrived. Staff can send it again.",
    ),
    "left unanswered": (
        {**OPEN, "decided_at": T},
        f"Handed over on {WHEN}, and the mail server never answered. Staff left it at that on {WHEN}.",
    ),
    "not held": (
        {**SETTLED, "state": State.LEFT_OUT, "left_out_because": LeftOut.NOT_HELD},
        "Left out: no active guardian used it any more.",
    ),
    "changed": (
        {**SETTLED, "state": State.LEFT_OUT, "left_out_because": LeftOut.CHANGED},
        "Left out: the address was changed after it was chosen.",
    ),
    "expired": (
        {**SETTLED, "state": State.LEFT_OUT, "left_out_because": LeftOut.EXPIRED},
        "Left out: its turn had not come when the Email Blast was too old to be of use.",
    ),
}


def test_each_state_of_a_letter_has_its_sentence(blast, noor):
    row, said = row_of(blast, noor), {}
    for name, (columns, _) in ROWS.items():
        row.save()  # as it was when it waited
        now(blast, noor, **columns)
        said[name] = why(noor, blast)
    assert said == {name: sentence for name, (_, sentence) in ROWS.items()}


def test_sent_names_the_yes_it_relied_on(blast, noor, clock, deliver):
    clock.shift(timedelta(minutes=2))
    deliver()
    assert why(noor, blast) == f"Sent on Mar 3, 2027, 7:44 am, on the yes of {WHEN}."


def test_left_out_by_the_unsubscribe_link_of_another_blast(business, blast, noor, theo, send, deliver):
    leaver = Leaver(address_of(noor), send(theo, "Presidents’ Day hours").pk)
    unsubscribe(leaver, actor=Actor(ActorKind.MAILBOX), source=Source.UNSUBSCRIBE_PAGE)
    deliver()
    assert why(noor, blast) == (f"Left out: it opted out on {WHEN} by the unsubscribe link of “Presidents’ Day hours”.")


def test_left_out_because_it_went_back_to_no_choice_yet(blast, noor, deliver):
    lapse(address_of(noor), reason="the person who agreed no longer uses the address", **BY_US)
    deliver()
    assert why(noor, blast) == (
        f"Left out: it went back to no choice yet on {WHEN}, because the person who agreed no longer uses the address."
    )


BLOCKS = {
    SuppressionKind.BOUNCE: f"mail to it has bounced since {WHEN} (“550 5.1.1”)",
    SuppressionKind.COMPLAINT: f"our mail was marked as spam there on {WHEN} (“550 5.1.1”)",
    SuppressionKind.MANUAL: f"staff blocked it on {WHEN} (“550 5.1.1”)",
    SuppressionKind.LEGAL: f"it has been blocked for legal reasons since {WHEN} (“550 5.1.1”)",
}


@pytest.mark.parametrize("kind", SuppressionKind)
def test_left_out_by_each_kind_of_block_with_the_servers_words(blast, noor, deliver, kind):
    suppress(address_of(noor), kind, reason="550 5.1.1", **BY_US)
    deliver()
    assert why(noor, blast) == f"Left out: {BLOCKS[kind]}."


def test_paused_by_staff_or_by_trouble(blast, noor):
    scheduling.pause(blast, **BY_STAFF)
    assert why(noor, blast) == "Not sent yet: Theo Brandt paused sending."
    Blast.objects.update(paused_why="The mail server is away.")
    assert why(noor, blast) == "Not sent yet: sending stopped: The mail server is away."


def test_cancelled_before_its_turn_also_when_the_row_came_to_rest(blast, noor, deliver):
    scheduling.cancel(blast, counts={}, **BY_STAFF)
    sentence = f"Not sent: sending was cancelled on {WHEN}, before its turn."
    assert why(noor, blast) == sentence
    deliver()
    assert (row_of(blast, noor).left_out_because, why(noor, blast)) == (LeftOut.CANCELLED, sentence)


def test_a_blast_that_has_not_begun(theo, noor, send):
    blast = send(theo)
    assert why(noor, blast) == f"Not sent yet: it is set for {WHEN}."
    Blast.objects.update(status=Status.PAUSED)
    assert why(noor, blast) == "Not sent yet: it was paused before it began."
    Blast.objects.update(status=Status.CANCELLED)
    assert why(noor, blast) == "Not sent: it was cancelled before it began."
    Blast.objects.update(status=Status.DRAFT)
    assert why(noor, blast) == "Not sent: it is still a draft."


def test_a_blast_that_has_begun_and_not_come_to_the_address(theo, noor, send):
    blast = send(theo)
    scheduling.start(blast)
    assert why(noor, blast) == "Not sent yet: it has only just begun."
    scheduling.cancel(blast, counts={}, **BY_STAFF)
    assert why(noor, blast) == f"Not sent: sending was cancelled on {WHEN}, before its turn."


def test_never_queued_for_each_reason_that_stood_when_it_was_filled(blast, emeka, tom, luis, clock):
    clock.shift(timedelta(hours=1))
    choose(address_of(emeka), said_yes=True)
    assert why(emeka, blast) == "Left out: no choice had been made."
    assert why(tom, blast).startswith("Left out: it opted out on")
    assert why(tom, blast).endswith("in the Customer Portal.")
    assert why(luis, blast).startswith("Left out: mail to it has bounced since")
    assert why(luis, blast).endswith("(“550 5.1.1 no such user”).")


def test_nobody_used_it_then(business, theo, noor, send, clock):
    set_active(noor, active=False, actor=SYSTEM, source=Source.OFFICE)
    blast = filled(send(theo))
    clock.shift(timedelta(minutes=1))
    set_active(noor, active=True, actor=SYSTEM, source=Source.OFFICE)
    assert why(noor, blast) == "Left out: no active guardian used it."


def test_added_after_it_was_filled(blast, noor, clock):
    clock.shift(timedelta(days=1))
    held = give(noor, "noor@new.example", **BY_STAFF)
    assert fate(held.address, Blast.objects.get(pk=blast.pk)).sentence == (
        "Not sent: the address was added on Mar 4, 2027, 7:42 am, after this Email Blast began."
    )


def test_not_chosen_by_the_audience(business, theo, noor, send):
    blast = send(theo)
    course = business.courses.create(name="Ninja Fri 18:00")
    Blast.objects.update(audience={"kind": "courses", "ids": [str(course.pk)]})
    filled(blast)
    assert why(noor, blast) == "Not chosen: it was for Ninja Fri 18:00."


def test_every_state_and_every_reason_is_tried_here():
    tried = {columns.get("state", State.QUEUED) for columns, _ in ROWS.values()}
    assert tried == set(State)
    by_acts = {LeftOut.OPTED_OUT, LeftOut.NO_CHOICE, LeftOut.CANT_DELIVER, LeftOut.CANCELLED}
    by_rows = {columns["left_out_because"] for columns, _ in ROWS.values() if "left_out_because" in columns}
    assert by_acts | by_rows == set(LeftOut)
    assert set(BLOCKS) == set(SuppressionKind)
