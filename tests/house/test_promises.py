"""Every promise of docs/promises.md is kept by a test that names it, and no test names one that was not made."""

import re

from tests.house.plans import ROOT, modules

MADE = re.compile(r"^\| (S\d+) \|", re.MULTILINE)
NAMED = re.compile(r"\bS\d{1,2}\b")


def test_every_promise_is_named_by_a_test():
    made = set(MADE.findall((ROOT / "docs/promises.md").read_text("utf-8")))
    named = {name for path in modules("tests") for name in NAMED.findall(path.read_text("utf-8"))}
    assert len(made) == 14
    assert named == made
