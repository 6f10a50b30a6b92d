"""`{% load ui %}`: icons, small drawings, moments, phone numbers and addresses as people read them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from saidyes.common import addresses, clock, languages, phones, times
from saidyes.ui.drawings import HIGH, STANDINGS, WIDE, Part, line_through, parts_of
from saidyes.ui.icons import GLYPHS, ICONS, WORDS

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """A 20-pixel drawing, hidden from screen readers: the words beside it say it. `{% icon "edit" "small" %}`"""
    return _svg(f"icon icon--{size}" if size else "icon", "0 0 20 20", ICONS[name])


@register.simple_tag
def glyph(standing: str, size: str = "") -> SafeString:
    """The shape of a standing; `size` is small or large."""
    variant = f" glyph--{size}" if size else ""
    return _svg(f"glyph glyph--{standing}{variant}", "0 0 16 16", GLYPHS[standing])


@register.filter
def standing_words(standing: str) -> str:
    return gettext(WORDS[standing])


@register.simple_tag
def spoken() -> str:
    """The language of the page, as `lang` wants it: `fr-CA`."""
    return languages.current()


@register.simple_tag
def all_languages() -> dict[str, str]:
    """By code, what each calls itself."""
    return languages.LANGUAGES


@register.filter
def moment(when: datetime | None, business: Any) -> SafeString:
    """`<time datetime="...">Mar 3, 2026, 7:42 am</time>` in the school's zone; nothing for nothing."""
    return _time(when.astimezone(UTC).isoformat(), times.moment(when, business.zone)) if when else _nothing()


@register.filter
def day(when: date | None, business: Any) -> SafeString:
    """`Mar 3, 2026`, of a moment or of a plain date."""
    return _time(_stamp(when, business.zone), times.day(when, business.zone)) if when else _nothing()


@register.filter
def clock_time(when: datetime | None, business: Any) -> SafeString:
    """`7:42 am`."""
    return _time(when.astimezone(UTC).isoformat(), times.clock(when, business.zone)) if when else _nothing()


@register.simple_tag
def now_in(business: Any) -> SafeString:
    """The present moment as `moment` writes it: for the head of a printed page."""
    return moment(clock.now(), business)


@register.simple_tag
def today_in(business: Any) -> SafeString:
    """`Thursday, March 12, 2026`."""
    now = clock.now()
    return _time(_stamp(now, business.zone), times.weekday_and_day(now, business.zone))


@register.filter
def phone(number: str, business: Any) -> str:
    """`(503) 555-0142` at home, with the country's code abroad."""
    return phones.national(number, business.country) if number else ""


@register.simple_tag
def phone_link(business: Any) -> SafeString:
    """The school's number, to be tapped; it goes into a sentence. `{% phone_link business as phone %}`"""
    return format_html('<a class="nowrap" href="tel:{}">{}</a>', business.phone, business.shown_phone)


@register.filter
def address(spelling: str) -> SafeString:
    """A long address breaks before its @, if it must break."""
    name, at, host = spelling.rpartition("@")
    return format_html("{}<wbr>{}{}", name, at, host) if at else format_html("{}", host)


@register.filter
def masked(address: str) -> str:
    return addresses.masked(address)


@register.filter
def initials(name: str) -> str:
    """`MV` for Marisol Vega."""
    words = name.split() or ["?"]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.filter
def bar_parts(counts: Mapping[str, int]) -> list[Part]:
    """The pieces of a bar of the four standings, in their order."""
    return parts_of(dict(in_order(counts)))


@register.filter
def in_order(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The counts by standing, in their order, noughts too."""
    return [(name, counts.get(name, 0)) for name in STANDINGS]


@register.filter
def bar_words(counts: Mapping[str, int]) -> str:
    """`411 opted in, 59 opted out, 21 no choice yet, 3 can’t deliver`."""
    return ", ".join(f"{count:,} {WORDS[name].lower()}" for name, count in in_order(counts))


@register.simple_tag
def progress_parts(sent: int, failed: int, total: int) -> list[Part]:
    return parts_of({"sent": sent, "failed": failed}, total)


@register.simple_tag
def step_bar(step: int, of: int) -> SafeString:
    """A piece for each step, those filled that are behind or under way."""
    pieces = "".join(
        f'<rect class="{"done" if at < step else "open"}" x="{32 * at}" width="28" height="5" rx="2.5"/>'
        for at in range(of)
    )
    return mark_safe(f'<svg viewBox="0 0 {32 * of - 4} 5" aria-hidden="true">{pieces}</svg>')  # noqa: S308 (numbers)


@register.filter
def sparkline_points(values: Sequence[float]) -> dict[str, Any]:
    """What the sparkline's template draws: a line, the area under it, the last point."""
    points = line_through(values)
    line = " ".join(f"{x},{y}" for x, y in points)
    return {"line": line, "area": f"0,{HIGH} {line} {WIDE},{HIGH}", "last": points[-1]}


def _svg(css_class: str, box: str, paths: str) -> SafeString:
    return format_html('<svg class="{}" viewBox="{}" aria-hidden="true">{}</svg>', css_class, box, mark_safe(paths))  # noqa: S308


def _time(stamp: str, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', stamp, words)


def _stamp(when: date, zone: ZoneInfo) -> str:
    return (when.astimezone(zone).date() if isinstance(when, datetime) else when).isoformat()


def _nothing() -> SafeString:
    return SafeString("")
