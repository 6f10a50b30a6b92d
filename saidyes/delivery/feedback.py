"""What a mail server says of an address: the few answers that mean it is wrong, and the many that do not.

Only an address that is wrong, or useless for long, gets no Email Blast any more; a refusal of sender or words never
does. What an address met before is read from the answers that its own letters got.
"""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from saidyes.common import clock
from saidyes.consent.braking import heed
from saidyes.consent.knowing import known
from saidyes.consent.models import Address, SuppressionKind
from saidyes.delivery.models import Recipient
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.mail.models import Dispatch, State
from saidyes.mail.posting.contract import Refused
from saidyes.mail.reading import Outcome
from saidyes.notices.models import Notice

ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?!\S)")  # RFC 3463, as RFC 2034 puts it before the words
REPLY = re.compile(r"([245]\d\d)[ -]?(.*)", re.DOTALL)
NO_SUCH_ADDRESS = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.7.17", "5.7.18"}
ASLEEP = {"5.2.1", "5.7.13"}
FULL = {"4.2.2", "5.2.2", "4.2.1"}
NO_ROUTE = "5.4.4"
NOT_ABOUT_THE_ADDRESS = re.compile(r"5\.(7|5|6)\.|5\.1\.[78]$|5\.2\.3$|5\.3\.4$")
UNKNOWN_USER = re.compile(
    r"(user|recipient|mailbox|address|account)\b.{0,40}\b(unknown|not found|does ?n[o']t exist|invalid)"
    r"|(unknown|no such|invalid) (local )?(user|recipient|mailbox|address|account)",
    re.IGNORECASE,
)
NOBODY_THERE = re.compile(r"recipient (address )?rejected", re.IGNORECASE)  # as Microsoft says it beside 5.4.1
BLOCKED = re.compile(r"spam|block|black ?list|deny ?list|reputation|spamhaus|barracuda|spamcop|\brbl\b", re.IGNORECASE)
LOOK_BACK = 50  # letters
ASLEEP_DAYS = 2
FULL_BLASTS, FULL_FOR = 3, timedelta(days=14)
NO_ROUTE_TIMES, NO_ROUTE_FOR = 3, timedelta(days=7)
MAY_BOUNCE = (State.HANDING, State.SENT, State.UNCERTAIN)  # it was taken, whether or not we heard so

Failure = tuple[datetime, UUID, str]  # when, in which blast, with which answer


class Meaning(StrEnum):
    """Whom a definite no is about."""

    WRONG_ADDRESS = "wrong address"
    ASLEEP = "mailbox not in use"
    FULL = "mailbox full"
    NO_ROUTE = "no way to its server"
    SENDER_OR_WORDS = "sender or words"
    OTHER = "other"


def meaning_of(code: int, text: str) -> Meaning:
    """Whom an answer is about. Words may turn a wrong address into a block, never a block into a wrong address."""
    status = status_in(text)
    if BLOCKED.search(text):
        return Meaning.SENDER_OR_WORDS
    if status in NO_SUCH_ADDRESS or (not status and code == 550 and UNKNOWN_USER.search(text)):
        return Meaning.WRONG_ADDRESS
    if status in ASLEEP or (status == "5.4.1" and NOBODY_THERE.search(text)):
        return Meaning.ASLEEP
    if status in FULL:
        return Meaning.FULL
    if status == NO_ROUTE:
        return Meaning.NO_ROUTE
    return Meaning.SENDER_OR_WORDS if NOT_ABOUT_THE_ADDRESS.match(status) else Meaning.OTHER


def status_in(text: str) -> str:
    """The enhanced status code that a server's words begin with, like 5.1.1; empty when there is none."""
    found = ENHANCED.match(text)
    return found[1] if found else ""


def refused_by_server(row: Dispatch, answer: Refused) -> None:
    """A letter got a 5xx in the session: a wrong address gets no Email Blast any more, with the server's words."""
    _heed(row, f"{answer.code} {answer.text}", server="")


def given_up(row: Recipient) -> None:
    """A letter that the server put off until its time was over."""
    _heed(row, row.answer, server="")


@transaction.atomic
def bounced(row: Dispatch, outcome: Outcome) -> bool:
    """A letter that had been taken came back. Once per letter: later reports of the same change nothing."""
    answer = answer_of(outcome)
    back = {"state": State.FAILED, "answer": answer[:500], "settled_at": clock.now(), "lease_until": None}
    if not type(row)._default_manager.filter(pk=row.pk, state__in=MAY_BOUNCE).update(**back):  # noqa: SLF001
        return False
    _heed(row, answer, server=outcome.server)
    return True


def answer_of(outcome: Outcome) -> str:
    """A delivery report as the one line a server would have said: `550 5.1.1 No such user`.

    Where the report and the server's words disagree, the words count, unless only one speaks of us: then that one.
    """
    said = REPLY.match(outcome.diagnostic)
    words = (said[2] if said else outcome.diagnostic).strip()
    told = status_in(words)
    reported = "" if outcome.status.endswith(".0.0") else status_in(outcome.status)
    code = said[1] if said else {"4": "450"}.get(outcome.status[:1], "550")
    about_us = [status for status in (reported, told) if NOT_ABOUT_THE_ADDRESS.match(status)]
    about_it = NO_SUCH_ADDRESS | ASLEEP
    status = next((one for one in about_us if one not in about_it), told or reported)
    words = words.removeprefix(told).strip() if told else words
    return " ".join(part for part in (code, status, words) if part)


def _heed(row: Dispatch, answer: str, *, server: str) -> None:
    """Stop writing to the address, once the answers that its letters got are enough."""
    address = address_behind(row)
    if address is None or not _is_enough(row, answer):
        return
    text = answer.partition(" ")[2]
    facts = {"letter": name_of(row), **({"status": status_in(text)} if status_in(text) else {})}
    reason = f"{server}: {answer}" if server else answer
    heed(address, SuppressionKind.BOUNCE, reason=reason, actor=SYSTEM, source=Source.BOUNCE, facts=facts)


def name_of(row: Dispatch) -> str:
    """How a letter is called in the ledger."""
    return f"{type(row).__name__.lower()}:{row.pk}"


def _is_enough(row: Dispatch, answer: str) -> bool:
    meaning = _meaning_of_answer(answer)
    if meaning == Meaning.WRONG_ADDRESS:
        return True
    if not isinstance(row, Recipient):
        return False
    alike = [one for one in _failures_of(row, answer) if _meaning_of_answer(one[2]) == meaning]
    moments = [moment for moment, _, _ in alike]
    if meaning == Meaning.ASLEEP:
        return len({moment.date() for moment in moments}) >= ASLEEP_DAYS
    if meaning == Meaning.FULL:
        return len({blast for _, blast, _ in alike}) >= FULL_BLASTS and max(moments) - min(moments) >= FULL_FOR
    if meaning == Meaning.NO_ROUTE:
        return len(alike) >= NO_ROUTE_TIMES and max(moments) - min(moments) >= NO_ROUTE_FOR
    return False


def _failures_of(row: Recipient, answer: str) -> list[Failure]:
    """This one and those before it, since a letter last arrived or the address was set right."""
    lifted = row.address.suppressions.filter(kind=SuppressionKind.BOUNCE, lifted_at__isnull=False)
    since = lifted.order_by("-lifted_at").values_list("lifted_at", flat=True).first()
    past = Recipient.objects.filter(address=row.address_id, state__in=(State.SENT, State.FAILED)).exclude(pk=row.pk)
    failures: list[Failure] = [(clock.now(), row.blast_id, answer)]
    for earlier in past.order_by("-settled_at")[:LOOK_BACK]:
        if earlier.state == State.SENT or earlier.settled_at is None or (since and earlier.settled_at < since):
            break
        failures.append((earlier.settled_at, earlier.blast_id, earlier.answer))
    return failures


def _meaning_of_answer(answer: str) -> Meaning:
    code, _, text = answer.partition(" ")
    return meaning_of(int(code), text) if code.isdecimal() else Meaning.OTHER


def address_behind(row: Dispatch) -> Address | None:
    """The address a letter went to; none for a notice to somebody we do not know yet."""
    if isinstance(row, Recipient):
        return row.address
    return known(row.business, row.to_address) if isinstance(row, Notice) else None
