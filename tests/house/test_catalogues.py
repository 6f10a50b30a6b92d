"""Every sentence that a family reads is said in Spanish and in Canadian French, whole and compiled."""

import re
from collections import Counter

import pytest

from bench.messages import TRANSLATED, compiled, gathered, mo_of, stored
from saidyes.common.languages import LANGUAGES, MAIN

HELD = re.compile(r"%\(\w+\)s|\{\w*\}|</?[a-z][^>]*>|\*\*")  # values, tags, strong words
STRAIGHT = re.compile(r"(?<!\w=)\"(?![^<]*>)|'")
WITHOUT_ITS_SPACE = re.compile(r"(?<=\w):(?=\s|$)|«(?!\u00a0)|(?<!\u00a0)»|\s[?!;]")


@pytest.fixture(scope="module")
def wanted():
    return {message.id for message in gathered() if message.id}


@pytest.fixture(params=TRANSLATED)
def catalogue(request):
    return stored(request.param)


def test_there_is_a_catalogue_for_every_language_but_the_first():
    assert {code.lower() for code in LANGUAGES} - {MAIN} == {locale.replace("_", "-").lower() for locale in TRANSLATED}


def test_every_message_is_translated_and_none_is_left_over_or_guessed(wanted, catalogue):
    """`./run messages` adds the new ones, to be translated by hand."""
    assert len(wanted) > 400
    said = {message.id for message in catalogue if message.id and message.string and not message.fuzzy}
    assert (wanted - said, said - wanted) == (set(), set())


def test_a_translation_keeps_the_values_and_tags_of_its_message(catalogue):
    def held(text):
        return Counter(HELD.findall(text))

    lost = [one.id for one in catalogue if one.id and set(held(one.id)) != set(held(one.string))]
    assert lost == []


def test_quotes_are_typographic_and_french_leaves_its_spaces(catalogue):
    said = [message.string for message in catalogue if message.id]
    assert [text for text in said if STRAIGHT.search(text)] == []
    if str(catalogue.locale) == "fr_CA":
        assert [text for text in said if WITHOUT_ITS_SPACE.search(text)] == []
    else:
        assert [text for text in said if text.count("?") != text.count("¿") or text.count("!") != text.count("¡")] == []


def test_what_is_compiled_is_what_is_written():
    """`./run messages` compiles both."""
    assert {one: compiled(stored(one)) == mo_of(one).read_bytes() for one in TRANSLATED} == dict.fromkeys(
        TRANSLATED, True
    )
