"""From a day to a day, both included, in the school's own zone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Period:
    """Days as people name them; either end may be open."""

    since: date | None = None
    until: date | None = None

    def bounds(self, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """The first moment of the first day, and the first moment after the last day."""
        start = datetime.combine(self.since, time.min, zone) if self.since else None
        end = datetime.combine(self.until + timedelta(days=1), time.min, zone) if self.until else None
        return start, end

    def lookups(self, field: str, zone: ZoneInfo) -> dict[str, Any]:
        """For `filter(**...)`: the moments of `field` that lie in the period."""
        start, end = self.bounds(zone)
        return {**({f"{field}__gte": start} if start else {}), **({f"{field}__lt": end} if end else {})}
