"""What the strict content policy would block, and what would weaken it, is refused before a browser sees it."""

import re
from pathlib import Path

import pytest

from tests.house.plans import HOUSE, pages, relative, templates

COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
REFUSED_IN_PAGES = {
    "an inline style": re.compile(r"\sstyle\s*=|<style", re.IGNORECASE),
    "an inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE),
    "script in an attribute": re.compile(r"hx-on|=[\"'](?:js|javascript):", re.IGNORECASE),
}
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+off")
SHARED = re.compile(r"\{%\s*include\s+\"ui/components/[^%]*%\}")
OTHER_WORDS = re.compile(r"\b(campaign|subscriber|oops|invalid input|blacklist)", re.IGNORECASE)
IDS = re.compile(r"(?m)^[^{}:;/*]*#[a-z][\w-]*[^{};]*\{")


def where(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    texts = {relative(path): COMMENT.sub("", path.read_text("utf-8")) for path in files}
    return [f"{name}: {found.group().strip()}" for name, text in texts.items() for found in pattern.finditer(text)]


@pytest.mark.parametrize("what", REFUSED_IN_PAGES)
def test_no_page_carries(what: str):
    assert where(REFUSED_IN_PAGES[what], pages()) == []


def test_no_html_is_printed_unescaped():
    """Plain text parts of letters may lift the escaping; HTML is cleaned where it is made, and marked there."""
    assert where(UNESCAPED, [path for path in templates() if path.suffix == ".html"]) == []


def test_shared_parts_see_only_what_they_are_told():
    whole = [found for path in pages() for found in SHARED.findall(path.read_text("utf-8"))]
    assert [found for found in whole if not re.search(r"\bonly\s*%\}$", found)] == []


def test_pages_use_the_words_of_the_house():
    assert where(OTHER_WORDS, templates()) == []


def test_stylesheets_shout_at_nobody():
    assert where(re.compile(r"!important"), sorted(HOUSE.rglob("static/**/*.css"))) == []


def test_stylesheets_know_classes_not_ids():
    assert where(IDS, sorted(HOUSE.rglob("static/**/*.css"))) == []
