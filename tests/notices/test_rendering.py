"""Transactional mail: every kind can be written, says who writes, and offers nothing."""

import re
from email import message_from_bytes, policy

import pytest

from saidyes.mail.headers import Unsendable
from saidyes.notices.kinds import READY_MADE, Kind
from saidyes.notices.models import Notice
from saidyes.notices.rendering import letter_for

CHOICE = "https://tidewater.example/portal/email-choice/v1.x/"
UNDO = "https://tidewater.example/portal/unsubscribe/v1.x/"
CODE = {"code": "048213", "minutes": 10}
ENROLLED = [{"student": "Ada Okafor", "course": "Swim Level 1", "enrolled_on": "Jan 3, 2026"}]
PAID = [{"number": "1042", "paid_on": "Mar 3, 2026", "amount": "$84.00", "for_what": "Swim"}]
WHENCE = {
    "name": "Theo Park",
    "when": "Mar 3, 2026, 7:42 am",
    "device": "Firefox on Windows",
    "ip": "203.0.113.7",
    "url": "https://tidewater.example/office/your-account/",
}
TOLD = {
    Kind.SIGN_UP_CODE: CODE,
    Kind.LOG_IN_CODE: CODE,
    Kind.ADDRESS_CODE: CODE,
    Kind.ENROLLMENT_CONFIRMATION: {
        "guardian": "Dana Okafor",
        "student": "Ada Okafor",
        "course": "Swim Level 1",
        "starts_on": "Jan 3, 2026",
    },
    Kind.RECEIPT: {**PAID[0], "guardian": "Dana Okafor", "method": "Card"},
    Kind.STATEMENT: {
        "guardian": "Dana Okafor",
        "from": "Jan 1, 2026",
        "to": "Mar 31, 2026",
        "enrollments": ENROLLED,
        "payments": PAID,
        "total": "$84.00",
    },
    Kind.STAFF_OPTED_YOU_IN: {
        "guardian": "Dana Okafor",
        "address": "dana.okafor@example.com",
        "staff": "Priya Nair",
        "how": "In person",
        "said": "Asked at the counter",
        "agreed_at": "Mar 3, 2026, 7:42 am",
        "undo_url": UNDO,
    },
    Kind.UNSUBSCRIBE_LINK: {"url": UNDO},
    Kind.AUDIT_LOG_SEAL: {
        "name": "Marisol Vega",
        "events": "12,345",
        "body": ["saidyes.ledger/018f", "12345", "mdQvZ", "seal 45"],
        "signature": "— saidyes.ledger/018f AbCd",
    },
    Kind.AUDIT_LOG_BROKEN: {
        "name": "Marisol Vega",
        "findings": "2",
        "first": "address:018f, event 018f: is not what was written",
        "url": "https://tidewater.example/office/audit-log/verification/",
    },
    Kind.ALARM: {
        "name": "Marisol Vega",
        "title": "The disk is nearly full",
        "words": "0.3 of 20.0 GB are free where the data lie.",
        "remedy": "Whoever runs the server should make room.",
        "url": "https://tidewater.example/office/",
    },
    Kind.CONFIRM_CHOICE: {
        "subject": "Please confirm",
        "before": ["We were told that you would like Email Blasts."],
        "button": "Confirm",
        "after": ["The link works once.", "Not you? Then ignore this email."],
        "staff": "Priya Nair",
        "how": "In person",
        "said": "Asked at the counter",
        "agreed_at": "Mar 3, 2026, 7:42 am",
        "url": "https://tidewater.example/portal/confirm/v1.x/",
    },
    Kind.CHECK_ADDRESS: {"until": "Mar 17, 2026", "url": "https://tidewater.example/portal/check-address/v1.x/"},
    Kind.STAFF_INVITATION: {
        "by": "Marisol Vega",
        "role": "Front desk",
        "url": "https://tidewater.example/office/join/v1.x/",
        "until": "Mar 6, 2026, 7:42 am",
    },
    Kind.LOG_IN_CHANGED: {**WHENCE, "what": "Your password of the Office Portal was changed."},
    Kind.NEW_DEVICE: WHENCE,
    Kind.SECOND_FACTOR_RESET: {
        "name": "Marisol Vega",
        "who": "Theo Park",
        "when": "Mar 3, 2026, 7:42 am",
        "url": "https://tidewater.example/office/settings/staff/",
    },
    Kind.ADDRESS_CHANGED: {"old": "dana@work.example", "new": "secret@new.example", "by": "Priya Nair"},
}
NOT_SHOWN = {"new"}  # whoever still reads the old mailbox may be somebody else


def letter_of(business, kind, told=None, **other):
    notice = Notice(
        business=business,
        kind=kind,
        to_address="dana.okafor@example.com",
        data=TOLD[kind] if told is None else told,
        message_id="<n.1@tidewater.example>",
        **other,
    )
    letter = letter_for(notice)
    message = message_from_bytes(letter.raw, policy=policy.default)
    return message, *(part.get_payload(decode=True).decode() for part in message.iter_parts())


def texts_in(told):
    if isinstance(told, dict):
        return {text for key, value in told.items() if key not in NOT_SHOWN for text in texts_in(value)}
    return {text for one in told for text in texts_in(one)} if isinstance(told, list) else {str(told)}


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in READY_MADE])
def test_every_kind_says_all_it_is_told_in_both_parts(business, kind):
    message, text, html = letter_of(business, kind)
    for told in texts_in(TOLD[kind]):
        assert told in text
        assert told in html
    for part in (text, html):
        assert "2140 Harbor Way, Astoria, OR 97103" in part
        assert not re.search(r"[\ue000\ue001]|\{\{|\{%", part)
    assert "secret@new.example" not in text + html
    assert message.defects == []


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in READY_MADE])
def test_no_kind_carries_the_headers_of_a_list(business, kind):
    message, text, _ = letter_of(business, kind, choice_url=CHOICE)
    assert not {"List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Precedence"} & set(message.keys())
    assert message["From"] == "Tidewater Swim & Gym <office@tidewater.example>"
    assert message["To"] == "dana.okafor@example.com"
    assert message["Message-ID"] == "<n.1@tidewater.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert f"Choose how we email you: {CHOICE}" in text


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in READY_MADE])
def test_no_kind_sells_anything(business, kind):
    _, text, _ = letter_of(business, kind)
    assert not re.search(r"(?i)\b(offer|discount|% off|sale|book now|review us|rate us|survey|refer a|follow us)", text)


@pytest.mark.parametrize("kind", [Kind.SIGN_UP_CODE, Kind.LOG_IN_CODE, Kind.ADDRESS_CODE])
def test_a_code_stands_large_in_the_letter_and_never_in_the_subject(business, kind):
    message, _, html = letter_of(business, kind)
    assert message["Subject"] == "Your Tidewater Swim & Gym code"
    assert re.search(r"<code style=\"font:700 36px[^>]*>048213</code>", html)


def test_no_childs_name_stands_in_a_header(business):
    message, _, _ = letter_of(business, Kind.ENROLLMENT_CONFIRMATION)
    assert message["Subject"] == "Your enrollment in Swim Level 1"
    assert "Ada" not in str(message.items())


def test_a_link_leads_where_it_was_told_to(business):
    _, text, html = letter_of(business, Kind.STAFF_OPTED_YOU_IN)
    assert f'href="{UNDO}"' in html
    assert f"I did not agree: {UNDO}" in text


@pytest.mark.parametrize(
    "value", ["<img src=x onerror=alert(1)>", "[x](https://evil.example)", "{{ 7|add:7 }}", "| a | b |", "# x"]
)
def test_what_a_person_typed_stays_text(business, value):
    told = {**TOLD[Kind.STAFF_OPTED_YOU_IN], "said": value, "guardian": value}
    _, text, html = letter_of(business, Kind.STAFF_OPTED_YOU_IN, told)
    assert f"Hello {value}," in text
    assert f"Our note: {value}" in text
    assert "<img" not in html
    assert "evil.example)" in html or 'href="https://evil.example' not in html


def test_a_course_with_a_line_break_cannot_make_a_header(business):
    told = {**TOLD[Kind.ENROLLMENT_CONFIRMATION], "course": "Swim\r\nBcc: x@evil.example"}
    with pytest.raises(Unsendable, match="course"):
        letter_of(business, Kind.ENROLLMENT_CONFIRMATION, told)


def test_what_is_not_known_is_left_out(business):
    told = {"guardian": "", "student": "Ada", "course": "Swim", "starts_on": ""}
    _, text, _ = letter_of(business, Kind.ENROLLMENT_CONFIRMATION, told)
    assert "Hello,\r\n" in text
    assert "First day" not in text


def test_a_school_without_an_address_to_write_from_cannot_write(business):
    business.notice_address = ""
    with pytest.raises(Unsendable, match="notice_address"):
        letter_of(business, Kind.LOG_IN_CODE)
