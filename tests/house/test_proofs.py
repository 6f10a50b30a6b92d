"""What our papers on security call a proof is a test that is there, or a drill."""

import re

import pytest

from tests.house.plans import ROOT

PAPERS = ("threat-model.md", "asvs.md")
LINK = re.compile(r"\[([^\]]+)\]\(\.\./tests/([\w/]+\.py)\)")
DRILL = re.compile(r"`\./run drill ([\w-]+)`")


@pytest.mark.parametrize("paper", PAPERS)
def test_every_proof_is_there_under_its_sentence(paper):
    text = (ROOT / "docs" / paper).read_text("utf-8")
    tests, drills = LINK.findall(text), DRILL.findall(text)
    missing = [f"{file}: {words}" for words, file in tests if f"def test_{words.replace(' ', '_')}(" not in read(file)]
    missing += [name for name in drills if not (ROOT / "bench/drills" / f"{name.replace('-', '_')}.py").exists()]
    assert len(tests) > 20
    assert missing == []


def read(file: str) -> str:
    path = ROOT / "tests" / file
    return path.read_text("utf-8") if path.exists() else ""
