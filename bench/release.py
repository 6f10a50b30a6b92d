"""`python -m bench.release TAG`: the notes of a release. Refused unless tag, version and changelog agree."""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEADING = re.compile(r"^## (\d+\.\d+\.\d+)[^\n]*$", re.MULTILINE)


def main() -> int:
    tag = sys.argv[1]
    notes = notes_of_all().get(version(), "")
    if tag != f"v{version()}" or not notes:
        print(f"{tag}: pyproject.toml says {version()}; CHANGELOG.md must have notes of it.", file=sys.stderr)
        return 1
    print(notes)
    return 0


def version() -> str:
    """The one place that says it."""
    told: str = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    return told


def notes_of_all() -> dict[str, str]:
    """By version, the newest first."""
    _, *parts = HEADING.split((ROOT / "CHANGELOG.md").read_text("utf-8"))
    return {one: notes.strip() for one, notes in zip(parts[::2], parts[1::2], strict=True)}


if __name__ == "__main__":
    sys.exit(main())
