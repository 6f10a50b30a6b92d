"""The headers by which a mail provider names a letter in its reports (SAIDYES_PROVIDER).

What a provider calls a letter is its own; each gives back one word of ours, and that is the letter's stamped name.
"""

import json

from django.conf import settings

from saidyes.mail.return_paths import Way, name_of

LETTER = "letter"  # what the word is called


def name_headers(way: Way, mark: str) -> list[tuple[str, str]]:
    """None where no provider reports. They are for the provider: most take them off."""
    if not (mark and settings.SAIDYES_PROVIDER):
        return []
    name = name_of(way, mark)
    match settings.SAIDYES_PROVIDER:
        case "mailgun":
            return [("X-Mailgun-Variables", json.dumps({LETTER: name}))]
        case "postmark":
            return [(f"X-PM-Metadata-{LETTER}", name), ("X-PM-KeepID", "true")]
        case "sendgrid":
            return [("X-SMTPAPI", json.dumps({"unique_args": {LETTER: name}}))]
        case _:
            return [("X-Metadata", json.dumps({LETTER: name}))]  # Amazon SES shows all headers of the letter
