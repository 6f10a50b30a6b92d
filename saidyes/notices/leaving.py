"""Leave a transactional mail in the outbox, in the caller's own transaction."""

from dataclasses import dataclass
from typing import Any

from uuid_utils.compat import uuid7

from saidyes.businesses.models import Business
from saidyes.common.addresses import canonical
from saidyes.notices.kinds import Kind
from saidyes.notices.models import Notice


@dataclass(frozen=True)
class Mailbox:
    """Whom a notice goes to, the link to the choice of that address where there is one, whom it concerns, and the
    language its reader picked.
    """

    address: str
    name: str = ""
    choice_url: str = ""
    about: str = ""
    language: str = ""


def leave_notice(kind: Kind, *, business: Business, mailbox: Mailbox, data: dict[str, Any]) -> Notice:
    """One row; it is posted only if the transaction around it commits, and then certainly."""
    row_id = uuid7()
    return Notice.objects.create(
        id=row_id,
        business=business,
        kind=kind,
        to_address=mailbox.address,
        to_key=canonical(mailbox.address).key,
        to_name=mailbox.name,
        choice_url=mailbox.choice_url,
        about=mailbox.about,
        language=mailbox.language,
        data=data,
        message_id=f"<n.{row_id.hex}@{business.mail_domain}>",
    )
