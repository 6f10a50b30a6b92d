"""Numbers as shares of a bar and points of a line, for the SVG that templates draw. No style, no script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STANDINGS = ("opted_in", "opted_out", "no_choice", "cant_deliver")
THINNEST = 0.6  # percent: one address of five thousand can still be seen
WIDE, HIGH, EDGE = 96, 36, 4  # the sparkline's box, and the room kept for its stroke


@dataclass(frozen=True)
class Part:
    """One piece of a bar: where it starts and how wide it is, in percent of the whole."""

    name: str
    count: int
    start: float
    width: float


def parts_of(counts: Mapping[str, int], whole: int = 0) -> list[Part]:
    """The pieces of a bar, none for a count of nought. With `whole`, what is left stays empty."""
    there = {name: count for name, count in counts.items() if count}
    total = max(whole, sum(there.values()))
    widths = {name: max(100 * count / total, THINNEST) for name, count in there.items()}
    scale = min(1.0, 100 / sum(widths.values())) if widths else 1.0
    parts, start = [], 0.0
    for name, width in widths.items():
        parts.append(Part(name, there[name], round(start, 2), round(width * scale, 2)))
        start += width * scale
    return parts


def line_through(values: Sequence[float]) -> list[tuple[float, float]]:
    """Points from left to right, the highest value on top; a flat row of values lies in the middle."""
    low, high = min(values), max(values)
    step = WIDE / max(len(values) - 1, 1)
    room = HIGH - 2 * EDGE
    return [
        (round(at * step, 1), round(HIGH - EDGE - room * ((value - low) / (high - low) if high > low else 0.5), 1))
        for at, value in enumerate(values)
    ]
