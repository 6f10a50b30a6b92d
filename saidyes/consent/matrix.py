"""The rules of consent as one table that people can read: made by asking the rules themselves, never written twice."""

from collections.abc import Iterator
from dataclasses import replace

from saidyes.consent.blocking import why_nobody_lifts
from saidyes.consent.evidence import MayNotOptIn
from saidyes.consent.judging import Asker, Place, judge
from saidyes.consent.models import Standing, SuppressionKind

IN, OUT, OPEN = Standing.OPTED_IN, Standing.OPTED_OUT, Standing.NO_CHOICE
PLACES = {
    "no choice yet": Place(OPEN),
    "no choice yet, waiting for confirmation": Place(OPEN, waits=True),
    "opted in": Place(IN),
    "opted out": Place(OUT),
    "opted out, waiting for confirmation": Place(OUT, waits=True),
    "opted out by another reader of the mailbox": Place(OUT, by_another=True),
    **{
        f"{standing.label.lower()}, {kind.label.lower()}": Place(standing, frozenset({kind}))
        for kind in SuppressionKind
        for standing in (OPEN, IN, OUT)
        if (kind, standing) not in {(SuppressionKind.COMPLAINT, OPEN), (SuppressionKind.COMPLAINT, IN)}
        and (kind, standing) != (SuppressionKind.LEGAL, OPEN)
    },
}


def answer(asker: Asker, place: Place) -> str:
    """What becomes of a yes: `at once`, `once the mailbox confirms it`, `nothing new`; or the refusal's sentence."""
    try:
        return judge(asker, place).value
    except MayNotOptIn as why:
        return f"refused: {why}"


def lines() -> Iterator[str]:
    """The whole table as plain text."""
    yield "A NO counts at once, whoever brings it and wherever the address stands. It ends a yes that waits."
    for always in (False, True):
        yield ""
        yield "A YES, where the school asks each to be confirmed by email:" if always else "A YES:"
        for name, place in PLACES.items():
            yield ""
            yield f"  {name}"
            for asker in Asker:
                yield f"    {asker.label:<44} {answer(asker, replace(place, always=always))}"
    yield ""
    yield "A BLOCK. Staff block by hand, with a reason; an owner also for legal reasons. An owner lifts:"
    for kind in SuppressionKind:
        yield f"    {kind.label:<44} {why_nobody_lifts(kind, said_yes_since=False) or 'yes, with a reason'}"
