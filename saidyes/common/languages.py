"""The languages that families are spoken to in. Staff, and whatever runs without a reader, speak the first."""

from django.utils import translation

MAIN = "en"
LANGUAGES = {MAIN: "English", "es": "Español", "fr-CA": "Français (Canada)"}  # each by its own name
LONGEST = 10  # characters of a code
CODES = {code.lower(): code for code in LANGUAGES}
LOCALES = {MAIN: "en_US", "es": "es_US", "fr-CA": "fr_CA"}  # how they write days, hours and money


def current() -> str:
    """The language that is spoken just now."""
    return CODES.get((translation.get_language() or MAIN).lower(), MAIN)


def known(asked: str) -> str:
    """The code of a language of ours, however it was written; empty for any other."""
    return CODES.get(asked.lower(), "")


def speaking(language: str) -> translation.override:
    """`with speaking(guardian.language):` everything said in it is in that language; in the first for none."""
    return translation.override(known(language) or MAIN)
