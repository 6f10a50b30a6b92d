"""The desk: everyone who waits at a dot is asked for in one durable transaction, and results ride along.

It says what `deciding` says of one row, in one statement for many. On PostgreSQL a function does it, on SQLite one
IMMEDIATE transaction: nobody else writes until it has committed.
"""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection, connections, transaction

from saidyes.common import clock
from saidyes.delivery.claiming import LEASE
from saidyes.mail.models import State

ASK = "SELECT recipient, stands FROM delivery_desk(%s::jsonb, %s::jsonb, %s, %s)"
SETTLE = """
UPDATE delivery_recipient
   SET state = 'sent', answer = q.answer, lease_until = NULL, settled_at = %s
  FROM (SELECT value ->> 'id' AS id, value ->> 'token' AS token, value ->> 'answer' AS answer FROM json_each(%s)) q
 WHERE delivery_recipient.id = q.id AND delivery_recipient.token = q.token
   AND state IN ('claimed', 'handing', 'uncertain', 'queued')
"""
DECIDE = """
WITH asked AS (
  SELECT q.value ->> 'id' AS id, q.value ->> 'token' AS token, a.id AS address, a.last_event AS event,
         b.status = 'paused' AS paused,
         CASE WHEN b.status = 'paused' THEN ''
              WHEN b.status <> 'sending' THEN 'cancelled'
              WHEN a.willing THEN CASE WHEN a.key = q.value ->> 'key' THEN '' ELSE 'changed' END
              WHEN a.standing = 'opted_out' THEN 'opted_out'
              WHEN a.suppressed THEN 'cant_deliver'
              WHEN a.standing = 'no_choice' THEN 'no_choice'
              ELSE 'not_held' END AS because
    FROM json_each(%(questions)s) q
    JOIN consent_address a ON a.id = q.value ->> 'address'
    JOIN blasts_blast b ON b.id = q.value ->> 'blast'
), decided AS (
  SELECT *, CASE WHEN paused THEN 'queued' WHEN because = '' THEN 'handing' ELSE 'left_out' END AS stands FROM asked
)
UPDATE delivery_recipient AS r
   SET state = v.stands,
       left_out_because = v.because,
       consent_event = CASE WHEN v.stands = 'handing' THEN v.event ELSE r.consent_event END,
       handed_at = CASE WHEN v.stands = 'handing' THEN %(now)s ELSE r.handed_at END,
       settled_at = CASE WHEN v.stands = 'left_out' THEN %(now)s END,
       lease_until = CASE WHEN v.stands = 'handing' THEN %(lease)s END
  FROM decided v
 WHERE r.id = v.id AND r.token = v.token AND r.address_id = v.address AND r.state = 'claimed'
RETURNING id, state
"""


Found = TypeVar("Found")


class Question(NamedTuple):
    """May the letter of this row, claimed under this token for the address of this key, go now?"""

    id: int
    token: int
    address: UUID
    blast: UUID
    key: str


class Result(NamedTuple):
    """The server took this row's letter, with these words."""

    id: int
    token: int
    answer: str


class Desk:
    """Asked in the caller's own thread: the answer is there at once."""

    def ask(self, results: Sequence[Result], questions: Sequence[Question]) -> Future[dict[int, State]]:
        """What `settle_and_decide` says."""
        return self.meanwhile(lambda: settle_and_decide(results, questions))

    def meanwhile(self, act: Callable[[], Found]) -> Future[Found]:
        """Something else that only the database keeps waiting, and that nobody waits for at a dot."""
        answer: Future[Found] = Future()
        try:
            answer.set_result(act())
        except Exception as wrong:  # noqa: BLE001 (for whoever reads the answer)
            answer.set_exception(wrong)
        return answer

    def start_over(self) -> None:
        """The database may be another one."""

    def close(self) -> None:
        """No more questions."""


class DeskThread(Desk):
    """A thread with a database connection of its own: whoever asks goes on with something else meanwhile.

    On PostgreSQL a second one does all else; on SQLite there is one writer at a time anyway.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="desk")
        beside = connection.vendor == "postgresql"
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="claims") if beside else self._thread

    def ask(self, results: Sequence[Result], questions: Sequence[Question]) -> Future[dict[int, State]]:
        return self._thread.submit(settle_and_decide, results, questions)

    def meanwhile(self, act: Callable[[], Found]) -> Future[Found]:
        return self._beside.submit(act)

    def start_over(self) -> None:
        for thread in (self._thread, self._beside):
            thread.submit(connections.close_all)

    def close(self) -> None:
        self.start_over()
        self._thread.shutdown()
        self._beside.shutdown()


def settle_and_decide(results: Sequence[Result], questions: Sequence[Question]) -> dict[int, State]:
    """R and H: write down what arrived, then where each row stands now; only `HANDING` may send its dot.

    Once this has returned it has committed. A row that is not ours any more is missing from the answer.
    """
    now = clock.now()
    done = json.dumps([{**result._asdict(), "answer": result.answer[:500]} for result in results])
    asked = json.dumps([_plain(question) for question in questions])
    decide = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    return {pk: State(stands) for pk, stands in decide(done, asked, now)}


def _plain(question: Question) -> dict[str, Any]:
    return {**question._asdict(), "address": question.address.hex, "blast": question.blast.hex}


def _on_postgresql(done: str, asked: str, now: datetime) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(ASK, [done, asked, now, now + LEASE])
        return cursor.fetchall()


def _on_sqlite(done: str, asked: str, now: datetime) -> list[tuple[int, str]]:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        written = connection.ops.adapt_datetimefield_value
        if done != "[]":
            cursor.execute(SETTLE, [written(now), done])
        if asked == "[]":
            return []
        cursor.execute(DECIDE, {"questions": asked, "now": written(now), "lease": written(now + LEASE)})
        return cursor.fetchall()
