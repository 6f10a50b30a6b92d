"""Every text that a family reads in the Customer Portal can be translated."""

import re

from tests.house.plans import HOUSE, relative

TEMPLATES = sorted([*HOUSE.glob("portal/templates/**/*.html"), *HOUSE.glob("ui/templates/*.html")])
TRANSLATED = re.compile(r"\{%\s*blocktranslate\b.*?\{%\s*endblocktranslate\s*%\}", re.DOTALL)
MARKS = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
READ_ALOUD = re.compile(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"')
NAMES = re.compile(r"<code>.*?</code>")  # of people and files: the same in every language
TAGS = re.compile(r"<[^>]*>", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")


def untranslated(template: str) -> list[str]:
    text = MARKS.sub(" ", TRANSLATED.sub(" ", template))
    said = [*READ_ALOUD.findall(text), TAGS.sub(" ", NAMES.sub(" ", text))]
    return [word for part in said for word in WORD.findall(part)]


def test_no_text_of_the_customer_portal_is_left_out():
    assert len(TEMPLATES) > 50
    left = {relative(path): untranslated(path.read_text("utf-8")) for path in TEMPLATES}
    assert {path: words for path, words in left.items() if words} == {}


def test_a_bare_word_would_be_found():
    assert untranslated('<p class="soft">Hello</p>{% translate "there" %}<a title="Up">') == ["Up", "Hello"]
