"""The way from nothing to the first Email Blast: a screen for each thing, in this order, to be left and resumed."""

from collections.abc import Callable
from dataclasses import dataclass

from saidyes.businesses.models import Business


@dataclass(frozen=True)
class Step:
    """`done`: what the screen asks for is there. Nothing is remembered of who saw which screen."""

    page: str
    title: str
    done: Callable[[Business], bool]
    may_wait: bool = True


STEPS = (
    Step("office-set-up", "Your school", lambda _: True, may_wait=False),
    Step("office-set-up-owner", "You, the owner", lambda _: True, may_wait=False),
    Step("office-set-up-place", "Address and phone", lambda business: bool(business.postal_address)),
    Step("office-set-up-sender", "Sender", lambda business: bool(business.blast_address)),
    Step("office-set-up-staff", "Staff", lambda _: True),
    Step("office-set-up-question", "The question", lambda _: True),
    Step("office-set-up-families", "Families", lambda business: business.families.filter(archived_at=None).exists()),
)
PAGES = [step.page for step in STEPS]


def open_steps(business: Business) -> list[Step]:
    """What is still to do, the next first."""
    return [step for step in STEPS if not step.done(business)]


def after(page: str) -> str:
    """The screen that follows; Home after the last."""
    return [*PAGES, "office-home"][PAGES.index(page) + 1]


def before(page: str) -> str:
    """The screen that led here, where one may go back to it."""
    at = PAGES.index(page) - 1
    return PAGES[at] if at >= 0 and STEPS[at].may_wait else ""
