"""A blast is written once and filled for each reader: what comes out is what the standard library would build."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import UUID

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saidyes.blasts.models import Blast
from saidyes.blasts.rendering import Person, Press, freeze, letter_for, seen_by
from saidyes.consent.links import Links, choice_url, unsubscribe_url

SOME_ID = UUID("01990000-0000-7000-8000-000000000001")
BODY = "Dear {{ guardian first name }} {{ guardian last name }},\n\n{{ student first names }}\n\n{{ school name }}"
HARD = [
    "=20",
    ".",
    "..",
    "\n.\n",
    ".\r\n.",
    "=\r\n",
    "x" * 200,
    "Zoë 🤸",
    " a ",
    "\t",
    "<&\"'>",
    "--=_part--",
    "",
    "%s",
]
NAME = st.one_of(
    st.sampled_from(HARD),
    st.text(st.characters(exclude_categories=["Cs", "Co"]) | st.sampled_from("=. \r\n<&é"), max_size=200),
)


@pytest.fixture
def blast(business):
    return Blast(business=business, subject="Closed Mar 23–27", preview_line="Open on Monday", body=BODY)


def person(blast, **names):
    unsubscribe, choice = Links(blast.business, blast.pk).of(SOME_ID)
    opted_in_at = datetime(2026, 1, 15, 3, tzinfo=UTC)
    return Person(7, "Noor.Haddad@example.com", opted_in_at, unsubscribe, choice, **names)


def built_by_the_standard_library(frozen, letter, reader):
    seen, message = seen_by(frozen, reader), EmailMessage(policy=policy.SMTP)
    own = [("To", reader.address), ("Subject", seen.subject), ("Message-ID", letter.message_id)]
    links = [("List-Unsubscribe", f"<{reader.unsubscribe_url}>")]
    for name, value in [*frozen["headers"], *own, *links]:
        message[name] = value
    message.set_content(seen.text, cte="base64")
    message.add_alternative(seen.html, subtype="html", cte="base64")
    return message_from_bytes(message.as_bytes(), policy=policy.default)


def in_plain_lines(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


def with_plain_names(reader):
    """Each name in its own line ends, so that a carriage return does not join with the text behind it."""
    return replace(
        reader,
        guardian_first_name=in_plain_lines(reader.guardian_first_name),
        guardian_last_name=in_plain_lines(reader.guardian_last_name),
        student_first_names=tuple(map(in_plain_lines, reader.student_first_names)),
    )


def words_in(message):
    return [in_plain_lines(part.get_payload(decode=True).decode()).rstrip("\n") for part in message.iter_parts()]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(first=NAME, last=NAME, children=st.lists(NAME, max_size=3))
def test_every_letter_reads_as_the_standard_library_would_have_built_it(blast, first, last, children):
    frozen = freeze(blast)
    reader = person(blast, guardian_first_name=first, guardian_last_name=last, student_first_names=tuple(children))
    letter = Press(frozen, blast.pk).letter_for(reader)
    message = message_from_bytes(letter.raw, policy=policy.default)
    expected = built_by_the_standard_library(frozen, letter, with_plain_names(reader))
    assert message.defects == []
    assert words_in(message) == words_in(expected)
    for name in set(expected.keys()) - {"Content-Type", "MIME-Version"}:
        assert message[name] == expected[name]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(first=NAME, last=NAME)
def test_no_line_of_a_letter_begins_with_a_dot_or_is_too_long(blast, first, last):
    reader = person(blast, guardian_first_name=first, guardian_last_name=last)
    raw = Press(freeze(blast), blast.pk).letter_for(reader).raw
    lines = raw.split(b"\r\n")
    assert not any(line.startswith(b".") or b"\r" in line or b"\n" in line for line in lines)
    assert max(map(len, lines)) <= 998
    assert max(map(len, raw.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76


def test_a_press_makes_the_letters_that_are_made_one_by_one(blast):
    frozen = freeze(blast)
    with time_machine.travel(datetime(2026, 3, 12, tzinfo=UTC), tick=False):
        press = Press(frozen, blast.pk)
        for name in ("Noor", "Tom", "Noor"):
            reader = person(blast, guardian_first_name=name)
            assert press.letter_for(reader) == letter_for(frozen, blast.pk, reader)


def test_both_links_are_those_of_a_single_letter(blast):
    both = unsubscribe_url(blast.business, SOME_ID, blast.pk), choice_url(blast.business, SOME_ID, blast.pk)
    assert Links(blast.business, blast.pk).of(SOME_ID) == both
