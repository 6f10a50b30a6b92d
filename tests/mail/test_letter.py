"""What goes into a letter comes out of it in any mail program: checked with the parser of the standard library."""

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saidyes.mail.headers import header, mailbox, phrase
from saidyes.mail.letter import Letter, Unsendable, compose
from saidyes.mail.slots import slot

CONTROLS = "".join(map(chr, [*range(32), *range(127, 160), 0x2028, 0x2029]))
LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=CONTROLS), max_size=200)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Co"]) | st.sampled_from("=.\n\r\t \u2028"), max_size=400)


def parts(raw):
    message = message_from_bytes(raw, policy=policy.SMTP)
    assert message.defects == []
    text, html = (part.get_payload(decode=True).decode() for part in message.iter_parts())
    return text, html


def in_one_kind_of_line_end(text):
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


@given(text=TEXT, html=TEXT)
def test_both_parts_arrive_as_they_were_written(text, html):
    raw = compose([("From", "news@tidewater.example")], text=text, html=html)
    assert parts(raw) == (in_one_kind_of_line_end(text), in_one_kind_of_line_end(html))


@given(before=TEXT, name=TEXT, after=TEXT)
def test_a_value_arrives_where_its_slot_was_and_is_escaped_in_the_html(before, name, after):
    around = before + slot("name") + after
    text, html = parts(compose([], text=around, html=around, values={"name": name}))
    assert text == "".join(map(in_one_kind_of_line_end, (before, name, after)))
    escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    escaped = escaped.replace('"', "&quot;").replace("'", "&#x27;")
    assert html == "".join(map(in_one_kind_of_line_end, (before, escaped, after)))


@given(text=TEXT, name=TEXT)
def test_every_line_is_short_ascii_and_ends_in_crlf(text, name):
    raw = compose([("Subject", "Hello")], text=text + slot("name"), html=text, values={"name": name})
    assert raw.isascii()
    assert raw.endswith(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 76
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw)


@given(subject=LINE)
def test_a_subject_arrives_as_the_text_it_is(subject):
    raw = compose([("Subject", subject), ("To", "noor@example.com")], text="", html="")
    message = message_from_bytes(raw, policy=policy.default)
    assert (str(message["Subject"]), message["To"]) == (subject, "noor@example.com")
    assert raw.isascii()


@given(name=LINE.filter(str.strip).map(str.strip))
def test_a_sender_name_is_a_name_whatever_it_holds(name):
    written = header("From", mailbox("sender_name", name, "news@tidewater.example")).decode().strip()
    display_name, address = parseaddr(written.removeprefix("From: "))
    assert address == "news@tidewater.example"
    assert str(make_header(decode_header(display_name))) == name


@pytest.mark.parametrize(
    "subject", ["=?utf-8?q?Hi=0ABcc:_x?=", "Zoë’s Sommer-Camp 🤸", "=?", " two  spaces ", "x" * 200]
)
def test_a_subject_that_could_be_taken_for_something_else_is_plain_text(subject):
    message = message_from_bytes(compose([("Subject", subject)], text="", html=""), policy=policy.default)
    assert str(message["Subject"]) == subject
    assert message["Bcc"] is None


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\0", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\ud800"])
@pytest.mark.parametrize("name", ["Subject", "To", "List-Unsubscribe"])
def test_no_header_value_can_end_its_line(name, line_end):
    with pytest.raises(Unsendable) as refused:
        compose([(name, f"Hi{line_end}Bcc: x@evil.example")], text="", html="")
    assert refused.value.field == name
    assert "evil" not in str(refused.value)


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\u2028"])
def test_no_sender_name_can_end_its_line(line_end):
    with pytest.raises(Unsendable, match="sender_name"):
        mailbox("sender_name", f"Tidewater{line_end}Bcc: x@evil.example", "news@tidewater.example")


def test_no_header_name_can_hold_a_header():
    with pytest.raises(Unsendable):
        header("X-Mine: 1\r\nBcc", "x@evil.example")


def test_a_header_that_is_too_long_for_the_wire_is_refused():
    with pytest.raises(Unsendable, match="List-Unsubscribe"):
        header("List-Unsubscribe", f"<https://tidewater.example/{'x' * 1000}>")


def test_letters_outside_ascii_stay_out_of_headers_that_cannot_hold_them():
    with pytest.raises(Unsendable, match="List-Id"):
        header("List-Id", "Zoë <blasts.example>")
    assert header("List-Id", f"{phrase('name', 'Zoë & Co')} <blasts.example>").isascii()


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "noor",
        "a@b@c.example",
        "a@x.example,b@y.example",
        "<a@x.example>",
        "a b@x.example",
        "a@x.example\r\nRCPT TO:x",
    ],
)
def test_a_letter_has_exactly_one_recipient(recipient):
    with pytest.raises(Unsendable, match="recipient"):
        Letter("news@tidewater.example", recipient, "<1@x.example>", b"\r\n")


def test_a_letter_with_other_line_ends_is_none():
    with pytest.raises(Unsendable, match="CRLF"):
        Letter("news@tidewater.example", "noor@example.com", "<1@x.example>", b"Subject: a\n\nb\r\n")


def test_a_missing_value_is_named():
    with pytest.raises(Unsendable, match="family_name"):
        compose([], text=slot("family_name"), html="")
