"""The worker in a test: `deliver()` turns the wheel until nothing is due, `letters()` is what lies in the mail room."""

from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from saidyes.accounts.models import Membership
from saidyes.blasts import drafting, scheduling
from saidyes.blasts.models import Blast, everyone
from saidyes.delivery import worker
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.mail.posting import mail_room


@pytest.fixture
def deliver() -> Callable[[], None]:
    def turn_until_idle() -> None:
        for _ in range(200):
            if worker.turn() == 0:
                return
        raise AssertionError("the worker never comes to rest")

    return turn_until_idle


@pytest.fixture
def letters() -> Callable[[], list[EmailMessage]]:
    def parsed() -> list[EmailMessage]:
        stored = [mail_room.read(letter.id) for letter in mail_room.letters()]
        return [message_from_bytes(raw, policy=policy.default) for raw in stored]

    return parsed


@pytest.fixture
def send(settings) -> Callable[..., Blast]:
    """`send(theo)`: Theo confirms an Email Blast to every family; nothing has left yet."""
    settings.SAIDYES_UNDO_SECONDS = 0

    def confirm(
        author: Membership, subject: str = "Closed on Friday", body: str = "We are closed.", at: datetime | None = None
    ) -> Blast:
        content = drafting.Content(subject, "", body, everyone())
        draft = drafting.start_draft(author.business, content, author=author.user)
        actor = Actor(kind=ActorKind.STAFF, id=str(author.user_id), name=author.name)
        return scheduling.schedule(draft, version=draft.version, at=at, actor=actor, source=Source.OFFICE)

    return confirm
