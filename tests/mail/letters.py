"""Letters for the tests of the wire."""

from saidyes.mail.letter import Letter, compose


def letter_to(recipient: str, text: str = "Hello\n", *, needs_smtputf8: bool = False) -> Letter:
    headers = [
        ("From", "news@tidewater.example"),
        ("To", recipient),
        ("Subject", "The pool is closed"),
        ("Message-ID", "<one@tidewater.example>"),
    ]
    return Letter(
        sender="news@tidewater.example",
        recipient=recipient,
        message_id="<one@tidewater.example>",
        raw=compose(headers, text=text, html="<p>Hello</p>"),
        needs_smtputf8=needs_smtputf8,
    )
