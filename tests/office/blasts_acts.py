"""What several tests of the Email Blast pages do: write one and send it, by the pages."""

from django.test import Client

from saidyes.blasts.models import Blast
from saidyes.ledger.reading import events_about

LIST = "/office/email-blast/"
PAGE, OTHER_EDITOR = "a" * 32, "b" * 32
WORDS = {"whom": "everyone", "subject": "Closed on Friday", "preview_line": "", "body": "Hi {{ guardian first name }}"}


def path(blast: Blast, act: str = "") -> str:
    return f"{LIST}{blast.pk}/{act}"


def write(browser: Client, **words) -> Blast:
    """A new draft, saved by the form of the page."""
    answer = browser.post(f"{LIST}new/", {**WORDS, "version": 0, "editor": PAGE, **words})
    assert answer.status_code == 302, answer.content.decode()
    return Blast.objects.latest("created_at")


def press_send(browser: Client, blast: Blast, **fields):
    return browser.post(path(blast, "review/"), {"when": "now", "version": blast.version, "confirmed": "yes", **fields})


def verbs(blast: Blast) -> list[str]:
    """What was written down about it, oldest first."""
    return [event.verb for event in reversed(events_about(blast.business_id, [f"blast:{blast.pk}"]))]
