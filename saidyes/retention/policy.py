"""The retention policy of `policy.toml`: every column about people, why it is kept, how long, and how it goes."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("policy.toml")


@dataclass(frozen=True)
class Kept:
    """Columns, or a place in the data folder, that are kept for one reason. `days`: after which a duty lets them go."""

    what: str
    why: str
    how_long: str
    erasure: str
    columns: tuple[str, ...] = ()
    files: str = ""
    days: int = 0

    @property
    def places(self) -> str:
        return f"`{self.files}`" if self.files else ", ".join(f"`{column}`" for column in self.columns)


@dataclass(frozen=True)
class Policy:
    """`harmless`: columns that hold text and nothing about people, by their model."""

    kept: tuple[Kept, ...]
    harmless: dict[str, list[str]]
    ways: dict[str, str]

    def columns_that(self, erasure: str) -> list[str]:
        """The columns that an erasure treats so."""
        return [column for one in self.kept if one.erasure == erasure for column in one.columns]

    def days_of(self, column: str) -> int:
        return next(one.days for one in self.kept if column in one.columns)


@lru_cache(maxsize=1)
def policy() -> Policy:
    told = tomllib.loads(FILE.read_text("utf-8"))
    kept = tuple(Kept(**{**one, "columns": tuple(one.get("columns", ()))}) for one in told["kept"])
    return Policy(kept, told["harmless"], told["ways"])


def as_markdown() -> str:
    """The tables of docs/retention.md."""
    head = "| What | Why | How long | At an erasure | Where |\n|---|---|---|---|---|\n"
    rows = (f"| {one.what} | {one.why} | {one.how_long} | {one.erasure} | {one.places} |\n" for one in policy().kept)
    ways = "".join(f"| {name} | {meaning} |\n" for name, meaning in policy().ways.items())
    return f"{head}{''.join(rows)}\n| At an erasure | |\n|---|---|\n{ways}"
