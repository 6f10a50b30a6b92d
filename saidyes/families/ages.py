"""How old students are, as a range of birth dates that the database can compare."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Ages:
    """From `least` to `most` years old on a day, both included; either end may be open."""

    least: int | None
    most: int | None

    def born(self, on: date, field: str = "born_on") -> dict[str, date]:
        """For `filter(**...)`: when somebody of these ages was born. Of whom no birth date is known, nobody knows."""
        found = {}
        if self.least is not None:
            found[f"{field}__lte"] = _years_before(on, self.least)
        if self.most is not None:
            found[f"{field}__gt"] = _years_before(on, self.most + 1)
        return found

    def __str__(self) -> str:
        if self.least is None:
            return f"aged {self.most} or younger"
        if self.most is None:
            return f"aged {self.least} or older"
        return f"aged {self.least}" if self.least == self.most else f"aged {self.least} to {self.most}"


def _years_before(day: date, years: int) -> date:
    """The same day so many years ago; on a leap day, the day before where there was none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return (day - timedelta(days=1)).replace(year=day.year - years)
