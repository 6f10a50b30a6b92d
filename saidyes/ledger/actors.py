"""Who did it, and by which way in. Made by the door, carried as one argument."""

import getpass
from dataclasses import dataclass

from django.db.models import TextChoices


class ActorKind(TextChoices):
    GUARDIAN = "guardian", "Guardian"
    MAILBOX = "mailbox", "Holder of the mailbox"
    PROVIDER_ONE_CLICK = "provider_one_click", "Mail program"
    PROVIDER_COMPLAINT = "provider_complaint", "Mail program"
    PROVIDER = "provider", "Mail provider"
    STAFF = "staff", "Staff"
    OWNER = "owner", "Owner"
    SYSTEM = "system", "System"
    IMPORTER = "import", "Import"
    API = "api", "API"


class Source(TextChoices):
    REGISTRATION = "registration", "Create Account"
    PORTAL = "portal_account", "Customer Portal"
    UNSUBSCRIBE_PAGE = "unsubscribe_page", "Unsubscribe link"
    TAKE_BACK = "take_back", "“I did not agree” link"
    ONE_CLICK = "one_click", "One-click unsubscribe"
    MAILTO = "mailto", "Unsubscribe by email"
    REPLY = "reply", "Reply to an email"
    OFFICE = "office_portal", "Office Portal"
    CHOICE_LINK = "choice_link", "Choice link in an email"
    CONFIRMATION_LINK = "confirmation_link", "Confirmation link"
    FEEDBACK_LOOP = "fbl", "Spam report"
    BOUNCE = "dsn", "Mail server"
    PROVIDER = "provider", "Mail provider"
    IMPORT_FILE = "import_file", "Import"
    API = "api", "API"
    MERGE = "merge", "Merge"
    ERASURE = "erasure", "Erasure"
    EXPIRY = "expiry", "Expiry"
    WORKER = "worker", "Sending"
    COMMAND_LINE = "command_line", "Command line"
    RESTORE = "restore", "Restored backup"


@dataclass(frozen=True)
class Actor:
    """`id` names the user or guardian; `name` is how they were called then, kept though they may leave.

    `on_behalf_of` is the guardian whose will it was: themselves, or the one who told staff. `own_key` is the
    actor's own address, for guards alone; it is never recorded.
    """

    kind: ActorKind
    id: str = ""
    name: str = ""
    ip: str = ""
    user_agent: str = ""
    on_behalf_of: str = ""
    own_key: str = ""

    @property
    def personal(self) -> dict[str, str]:
        """What must go when the person is erased."""
        facts = {"actor_name": self.name, "ip": self.ip, "user_agent": self.user_agent[:400]}
        return {name: value for name, value in facts.items() if value}


SYSTEM = Actor(kind=ActorKind.SYSTEM, name="System")


def at_the_command_line(kind: ActorKind = ActorKind.SYSTEM) -> Actor:
    """Whoever is logged in to the machine."""
    return Actor(kind, name=f"{getpass.getuser()}, command line")
