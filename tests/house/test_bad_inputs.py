"""Every row of docs/bad-inputs.md has a test that exists, or says why it has none."""

import re

from tests.house.plans import ROOT, functions

ROW = re.compile(r"^\| B(\d+) \| .+ \| (.+) \| (.*?) ?\|$", re.MULTILINE)
TEST = re.compile(r"`([\w/]+)::(test_\w+)`")
WITHOUT = ("waits", "there are no such")


def rows() -> list[tuple[int, str, list[tuple[str, str]]]]:
    text = (ROOT / "docs/bad-inputs.md").read_text("utf-8")
    return [(int(number), answer, TEST.findall(tests)) for number, answer, tests in ROW.findall(text)]


def test_every_bad_input_of_the_specification_has_its_row():
    assert [number for number, _, _ in rows()] == list(range(1, 92))


def test_every_row_has_a_test_or_says_why_not():
    bare = [number for number, answer, tests in rows() if not tests and not answer.startswith(WITHOUT)]
    assert bare == []


def test_every_test_of_a_row_is_there():
    named = {one for _, _, tests in rows() for one in tests}
    there = {file: {function.name for function in functions(ROOT / f"tests/{file}.py")} for file, _ in named}
    assert {f"{file}::{name}" for file, name in named if name not in there[file]} == set()
