"""What comes in is told apart, bounded, and never trusted."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saidyes.mail.reading import Envelope, NotReadable, Outcome, read
from tests.mail.arriving import bounce, complaint, reply


def test_a_bounce_says_what_happened_and_where():
    found = read(bounce("b+17.abc@in.example.org", status="5.1.1", diagnostic="550-5.1.1 No such\n user"))
    assert found.outcomes == (Outcome("failed", "5.1.1", "550-5.1.1 No such user", "mail.example.com"),)
    assert "b+17.abc@in.example.org" in found.arrived_for
    assert found.returns_to_nobody
    assert not found.complaint


def test_a_bounce_from_somebody_is_from_somebody():
    assert not read(bounce("b@in.example.org", sender="eve@evil.example")).returns_to_nobody
    assert not read(bounce("b@in.example.org"), Envelope("eve@evil.example", "b@in.example.org")).returns_to_nobody
    assert read(b"Subject: no word of its sender\r\n\r\n").returns_to_nobody is False


def test_what_the_mail_server_says_counts_more_than_the_headers():
    found = read(bounce("b+forged@in.example.org"), Envelope("", "b+told@in.example.org"))
    assert found.arrived_for == "b+told@in.example.org"


def test_a_spam_report_says_its_type_and_shows_the_headers_of_the_letter():
    found = read(complaint("Message-ID: <b.1.2@mail.example>\nTo: redacted", type="Abuse"))
    assert found.complaint == "abuse"
    assert "Message-ID: <b.1.2@mail.example>" in found.about
    assert found.outcomes == ()


def test_a_report_in_name_alone_reports_nothing():
    plain = bounce("b@in.example.org").replace(b"multipart/report; report-type=delivery-status;", b"multipart/mixed;")
    found = read(plain)
    assert (found.outcomes, found.complaint, found.about) == ((), "", "")


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: auto-replied (vacation)", "X-Autoreply: yes", "Precedence: junk", "List-Id: <x.example>"],
)
def test_an_automatic_answer_is_known_as_one(header: str):
    assert read(reply("dana@example.com", "x@example.org", more=header)).automatic


def test_a_person_is_not_automatic():
    found = read(reply("Dana@Example.com", "x@example.org", text="unsubscribe\n"))
    assert (found.author, found.automatic, found.text.strip()) == ("dana@example.com", "", "unsubscribe")
    assert not read(reply("dana@example.com", "x@example.org", more="Auto-Submitted: no")).automatic


@pytest.mark.parametrize("sender", ["Undisclosed:;", "<>", "a@b.example, c@d.example", "=?utf-8?q?=FF?= <"])
def test_a_strange_sender_is_nobody(sender: str):
    raw = f"From: {sender}\r\nSubject: =?utf-8?b?!!?=\r\nContent-Type: text/plain; charset=nope\r\n\r\nHi".encode()
    found = read(raw)
    assert (found.author, found.text) == ("", "Hi")


@pytest.mark.parametrize("raw", [b"", b" \r\n ", b"Subject: big\r\n\r\n" + b"x" * 1_000_000])
def test_nothing_and_too_much_are_refused(raw: bytes):
    with pytest.raises(NotReadable):
        read(raw)


def test_parts_within_parts_end_somewhere():
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(5_000))
    with pytest.raises(NotReadable):
        read(deep)
    many = b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n' + b"--x\r\n\r\nhi\r\n" * 20_000
    assert read(many).text.strip() == "hi"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 900))
def test_no_octets_break_the_reader(noise: bytes, at: int):
    for whole in (bounce("b@in.example.org"), complaint("Message-ID: <x@y>")):
        with suppress(NotReadable):
            read(whole[:at] + noise + whole[at:])
