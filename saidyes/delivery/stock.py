"""Claimed rows of one blast, ahead of the lines: with all that their letters need, in one query for many.

While enough are left the next ones are claimed aside, so that no line waits for them.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from saidyes.blasts.models import Blast
from saidyes.blasts.rendering import Person, Press
from saidyes.common import clock
from saidyes.common.addresses import NotAnAddress, canonical
from saidyes.consent.links import Links
from saidyes.delivery.claiming import LEASE
from saidyes.delivery.desk import Desk, Question
from saidyes.delivery.handing_over import cannot_be_built
from saidyes.delivery.models import Recipient, bound_of
from saidyes.delivery.pacing import Ration
from saidyes.delivery.settling import not_begun
from saidyes.mail.headers import Unsendable
from saidyes.mail.letter import Letter
from saidyes.mail.return_paths import mark_of

AT_ONCE = 256
ENOUGH = 3  # letters for each line
IN_A_HURRY = """
SET LOCAL synchronous_commit = off;
SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off
"""
DUE = """
SELECT id FROM delivery_recipient
 WHERE blast_id = %(blast)s AND settled_at IS NULL AND state = 'queued' AND next_at <= %(now)s AND id > %(after)s
 ORDER BY id LIMIT %(at_most)s
"""
CLAIM = """
UPDATE delivery_recipient SET state = 'claimed', token = token + 1, lease_until = %(lease)s
 WHERE id {due} RETURNING id
"""
READ = """
SELECT r.id, r.token, r.attempts, r.address_id, r.email, a.key, a.spelling, a.standing_since,
       r.guardian_id, g.first_name, g.last_name, g.language, f.name,
       (SELECT {names} FROM (
          SELECT s.first_name FROM families_student s WHERE s.family_id = g.family_id ORDER BY s.first_name) n)
  FROM delivery_recipient r
  JOIN consent_address a ON a.id = r.address_id
  LEFT JOIN families_guardian g ON g.id = r.guardian_id
  LEFT JOIN families_family f ON f.id = g.family_id
 WHERE r.id {each_of} ORDER BY r.id
"""
NAMES = {"sqlite": "json_group_array(n.first_name)", "postgresql": "json_agg(n.first_name)::text"}
EACH_OF = {"sqlite": "IN ({})", "postgresql": "= ANY (ARRAY({} FOR UPDATE SKIP LOCKED))"}
IDS = {"sqlite": "IN (SELECT value FROM json_each(%s))", "postgresql": "= ANY (%s)"}


Rationing = Callable[[int], AbstractContextManager[Ration]]


def as_many_as_you_like(at_most: int) -> AbstractContextManager[Ration]:
    return nullcontext(Ration(at_most))


class Reader(NamedTuple):
    """Whom the letter greets, and in which language its frame is."""

    first_name: str
    last_name: str
    language: str
    family: str
    children: tuple[str, ...]


@dataclass(slots=True)
class Ready:
    """A claimed row with what its letter says of the person."""

    id: int
    token: int
    attempts: int
    address: UUID
    email: str
    key: str
    reader: Reader | None
    opted_in_at: datetime | None


class Stock:
    """Rows of one blast in the order of their keys, claimed some hundred at a time. `last` is how far it came.

    `rationed` when rows may be due that it was not allowed to claim.
    """

    def __init__(
        self, blast: Blast, last: int, desk: Desk | None = None, ration: Rationing = as_many_as_you_like
    ) -> None:
        self.blast = blast
        self.last = last
        self.taken = 0
        self.rationed = False
        self._ration = ration
        self._desk = desk or Desk()
        self._enough = ENOUGH * settings.SAIDYES_CONNECTIONS
        self._rows: deque[Ready] = deque()
        self._coming: Future[list[Ready] | None] | None = None
        self._dry = False
        self._press = Press(blast.frozen, blast.pk)
        self._links = Links(blast.business, blast.pk)

    def next(self) -> Ready | None:
        """The next one; none when nothing is due, which was then looked for from the first row on."""
        if len(self._rows) < self._enough:
            self._send_for_more()
        while not self._rows and not self._dry:
            self._take_what_came()
            self._send_for_more()
        return self._rows.popleft() if self._rows else None

    def put_back(self, row: Ready) -> None:
        """It was not begun: still ours, the next to go."""
        self._rows.appendleft(row)

    def close(self) -> None:
        """Give back what nobody took."""
        not_begun(self._recipients(self._all_left()))

    def rows_left(self, offered: Iterable[Ready]) -> list[Recipient]:
        """All that are in hand and of which no dot left, with those that were on offer."""
        return self._recipients([*offered, *self._all_left()])

    def built(self, ready: Ready) -> Letter | None:
        """Its letter; none when it cannot be made, which is then the end of the row."""
        try:
            return self._letter_for(ready)
        except Exception as wrong:  # noqa: BLE001 (whatever it is, the others must get theirs)
            cannot_be_built(self.row(ready), wrong)
            return None

    def _letter_for(self, ready: Ready) -> Letter:
        if ready.reader is None or ready.opted_in_at is None:
            raise Unsendable("guardian", "nobody uses the address")
        first, last, language, family, children = ready.reader
        unsubscribe, choice = self._links.of(ready.address)
        mark = mark_of(str(ready.id), bound_of(self.blast.business_id, self.blast.pk, ready.id))
        links = (ready.opted_in_at, unsubscribe, choice)
        person = Person(ready.id, ready.email, *links, first, last, family, children, mark, language)
        return self._press.letter_for(person)

    def question(self, ready: Ready) -> Question:
        return Question(ready.id, ready.token, ready.address, self.blast.pk, ready.key)

    def row(self, ready: Ready) -> Recipient:
        """The row as those who settle it want it."""
        return Recipient(
            pk=ready.id,
            token=ready.token,
            attempts=ready.attempts,
            business=self.blast.business,
            blast=self.blast,
            address_id=ready.address,
            email=ready.email,
        )

    def _recipients(self, rows: Iterable[Ready]) -> list[Recipient]:
        return [self.row(ready) for ready in rows]

    def _send_for_more(self) -> None:
        """A short claim is followed by another, until there is enough or nothing more is due."""
        if self._coming is not None and self._coming.done():
            self._take_what_came()
        if self._coming is None and not self._dry and len(self._rows) < self._enough:
            self._coming = self._desk.meanwhile(partial(self._claim, self.last))

    def _claim(self, after: int) -> list[Ready] | None:
        """The next ones, as many as may be; None when none may."""
        with self._ration(AT_ONCE) as ration:
            found = claim_ready(self.blast.pk, after, ration.letters) if ration.letters else []
            ration.used = len(found)
        return found if ration.letters else None

    def _take_what_came(self) -> None:
        coming, self._coming = self._coming, None
        found = coming.result() if coming else []
        if found is None:
            self.rationed = self._dry = True
            return
        self._rows.extend(found)
        self.taken += len(found)
        if found:
            self.last = found[-1].id
        elif self.last:
            self.last = 0  # once more from the first, for those put back
        else:
            self._dry = True

    def _all_left(self) -> list[Ready]:
        if self._coming is not None:
            with suppress(DatabaseError):
                self._take_what_came()
        left, self._rows, self._dry = list(self._rows), deque(), True
        return left


def claim_ready(blast: UUID, after: int, at_most: int = AT_ONCE) -> list[Ready]:
    """T: rows of the blast behind this key that are due, now ours under a new token.

    It promises nothing, so it need not be durable. All rows are reached by their keys, however few were counted yet.
    """
    now = clock.now()
    written = connection.ops.adapt_datetimefield_value
    values = {"blast": _id(blast), "now": written(now), "lease": written(now + LEASE), "after": after}
    vendor = connection.vendor
    with connection.cursor() as cursor:
        if vendor == "sqlite" and not _fetch(cursor, DUE, {**values, "at_most": 1}):
            return []  # even an empty transaction keeps the portal from writing
    with transaction.atomic(), connection.cursor() as cursor:
        if vendor == "postgresql":
            cursor.execute(IN_A_HURRY)
        claim = CLAIM.format(due=EACH_OF[vendor].format(DUE))
        mine = [pk for (pk,) in _fetch(cursor, claim, {**values, "at_most": at_most})]
        ids = mine if vendor == "postgresql" else json.dumps(mine)
        return [_ready(row) for row in _fetch(cursor, READ.format(names=NAMES[vendor], each_of=IDS[vendor]), [ids])]


def _fetch(cursor: Any, sql: str, values: Any) -> list[tuple[Any, ...]]:
    cursor.execute(sql, values)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _ready(columns: tuple[Any, ...]) -> Ready:
    pk, token, attempts, address, email, key, spelling, since, guardian, first, last, language, family, names = columns
    children = tuple(json.loads(names or "[]"))
    reader = Reader(first, last, language, family, children) if guardian else None
    return Ready(
        pk, token, attempts, _uuid(address), email, key if email == spelling else _key_of(email), reader, _moment(since)
    )


def _key_of(email: str) -> str:
    """An address that was spelled anew since is compared by what it means."""
    try:
        return canonical(email).key
    except NotAnAddress:
        return ""


def _id(value: UUID) -> Any:
    return value if connection.vendor == "postgresql" else value.hex


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _moment(value: Any) -> datetime | None:
    """SQLite keeps moments as text in UTC."""
    return datetime.fromisoformat(f"{value}+00:00") if isinstance(value, str) else value
