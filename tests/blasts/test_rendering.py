"""One letter of a blast: its headers, its footer, and names that stay names."""

import json
import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from uuid import UUID

import pytest
import time_machine

from saidyes.blasts.models import Blast
from saidyes.blasts.rendering import Person, freeze, letter_for, message_id_of, seen_by
from saidyes.consent.links import choice_url, unsubscribe_url
from saidyes.mail.headers import Unsendable

BODY = "Hi {{ guardian first name }},\n\nbring {{ student first names }}.\n\n[Camps](https://tidewater.example/camps)"
SOME_ID = UUID("01990000-0000-7000-8000-000000000001")


@pytest.fixture
def blast(business):
    return Blast(business=business, subject="Closed Mar 23–27", preview_line="Open again on Monday", body=BODY)


def person(blast, **other):
    known = {
        "recipient_id": 7,
        "address": "Noor.Haddad@example.com",
        "opted_in_at": datetime(2026, 1, 15, 3, tzinfo=UTC),
        "unsubscribe_url": unsubscribe_url(blast.business, SOME_ID, blast.pk),
        "choice_url": choice_url(blast.business, SOME_ID, blast.pk),
        "guardian_first_name": "Noor",
        "student_first_names": ("Sami", "Ada", "Zik"),
    }
    return Person(**{**known, **other})


def message_for(blast, **other):
    letter = letter_for(freeze(blast), blast.pk, person(blast, **other))
    return letter, message_from_bytes(letter.raw, policy=policy.default)


def bodies(message):
    return [part.get_payload(decode=True).decode() for part in message.iter_parts()]


@time_machine.travel(datetime(2026, 3, 12, 16, 0, tzinfo=UTC), tick=False)
def test_the_headers_are_those_of_the_rules(blast):
    letter, message = message_for(blast)
    url = unsubscribe_url(blast.business, SOME_ID, blast.pk)
    assert dict(message.items()) | {"Content-Type": "", "MIME-Version": ""} == {
        "From": "Tidewater Swim & Gym <news@mail.tidewater.example>",
        "Reply-To": "office@tidewater.example",
        "List-Id": f"Tidewater Swim & Gym Email Blasts <blasts.{blast.business.pk.hex}.localhost>",
        "Precedence": "bulk",
        "Feedback-ID": f"{blast.pk.hex}:{blast.business.pk.hex}:blast:saidyes",
        "To": "Noor.Haddad@example.com",
        "Subject": "Closed Mar 23–27",
        "Date": "Thu, 12 Mar 2026 16:00:00 +0000",
        "Message-ID": letter.message_id,
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "MIME-Version": "",
        "Content-Type": "",
    }
    assert len(message.keys()) == len(set(message.keys()))
    assert f"List-Unsubscribe: <{url}>\r\n".encode() in letter.raw
    assert (letter.sender, letter.recipient) == ("news@mail.tidewater.example", "Noor.Haddad@example.com")


def test_both_parts_say_why_and_how_to_leave(blast):
    _, message = message_for(blast)
    text, html = bodies(message)
    for part in (text, html):
        assert "You get this because Noor.Haddad@example.com opted in to Email Blasts on Jan 14, 2026." in part
        assert unsubscribe_url(blast.business, SOME_ID, blast.pk) in part
        assert choice_url(blast.business, SOME_ID, blast.pk) in part
        assert "2140 Harbor Way, Astoria, OR 97103" in part
        assert "(503) 555-0142" in part
    assert "Hi Noor,\r\n\r\nbring Sami, Ada and Zik.\r\n\r\nCamps: https://tidewater.example/camps" in text


def test_a_letter_is_the_same_on_every_try_and_its_id_cannot_be_made_up(blast):
    frozen = json.loads(json.dumps(freeze(blast)))
    with time_machine.travel(datetime(2026, 3, 12, tzinfo=UTC), tick=False):
        first, second = (letter_for(frozen, blast.pk, person(blast)) for _ in range(2))
    assert first == second
    assert first.message_id != message_id_of({**frozen, "key": "other"}, blast.pk, 7)
    assert first.message_id != message_id_of(frozen, blast.pk, 8)
    assert "noor" not in first.message_id.lower()


def test_what_is_frozen_no_longer_changes(blast):
    frozen = freeze(blast)
    blast.subject, blast.body, blast.business.name = "Other", "Other", "Other"
    seen = seen_by(frozen, person(blast))
    assert (seen.subject, seen.preview_line) == ("Closed Mar 23–27", "Open again on Monday")
    assert "Other" not in seen.text + seen.html


@pytest.mark.parametrize(
    "name",
    [
        '"><img src=x onerror=alert(1)>',
        "[x](javascript:alert(1))",
        "**bold**",
        "{{ school name }}",
        "a\ue000address\ue001",
        "=20",
    ],
)
def test_a_name_stays_a_name(blast, name):
    _, message = message_for(blast, guardian_first_name=name)
    text, html = bodies(message)
    assert f"Hi {name}," in text
    assert "<img" not in html
    assert not re.search(r'href="javascript|<strong>bold', html)


def test_a_name_with_a_line_break_spoils_its_own_letter_alone(blast):
    blast.subject = "For the {{ family name }}s"
    frozen = freeze(blast)
    with pytest.raises(Unsendable) as refused:
        letter_for(frozen, blast.pk, person(blast, family_name="Haddad\r\nBcc: x@evil.example"))
    assert str(refused.value).startswith("cannot build: family_name")
    assert "evil" not in str(refused.value)
    assert b"Subject: For the Haddads\r\n" in letter_for(frozen, blast.pk, person(blast, family_name="Haddad")).raw


def test_no_childs_name_stands_in_a_header_or_a_link(blast):
    letter, message = message_for(blast, student_first_names=("Samira",))
    assert "Samira" not in str(message.items())
    assert not re.search(r"https?://\S*Samira", letter.raw.decode())


def test_no_other_address_stands_in_the_letter(blast):
    letter, message = message_for(blast)
    found = set(re.findall(r"[\w.]+@[\w.]+", "\n".join([*message.values(), *bodies(message)])))
    sent_by = {"news@mail.tidewater.example", "office@tidewater.example"}
    assert found - sent_by - {letter.message_id.strip("<>")} == {"Noor.Haddad@example.com"}


def test_an_address_outside_ascii_keeps_its_letters_and_the_domain_goes_as_a_label(blast):
    letter, message = message_for(blast, address="zoë@exämple.com")
    assert letter.recipient == "zoë@xn--exmple-cua.com"
    assert letter.needs_smtputf8
    assert "zoë@exämple.com opted in" in bodies(message)[0]


def test_a_sender_that_pretends_to_be_another_is_only_a_name(blast):
    blast.business.sender_name = "Bank <security@bank.example>"
    _, message = message_for(blast)
    [sender] = message["From"].addresses
    assert sender.addr_spec == "news@mail.tidewater.example"


def test_a_sender_name_with_a_line_break_stops_the_blast_before_any_letter(blast):
    blast.business.sender_name = "Tidewater\r\nBcc: x@evil.example"
    with pytest.raises(Unsendable, match="sender_name"):
        freeze(blast)
