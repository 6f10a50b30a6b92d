"""The way out for letters: an SMTP server, or the mail room when none is set. One contract for both.

It posts what it is given. Whether a letter may go was decided elsewhere, between `offer` and `finish`.
"""

from django.conf import settings

from saidyes.mail.posting.contract import Posting
from saidyes.mail.posting.mail_room import MailRoom
from saidyes.mail.posting.server import MailServer
from saidyes.mail.posting.smtp import SmtpPosting


def open_posting() -> Posting:
    """The posting that SAIDYES_EMAIL_URL asks for. Nothing is connected yet. One thread at a time may use it."""
    if settings.SAIDYES_EMAIL_URL:
        return SmtpPosting(MailServer.at(settings.SAIDYES_EMAIL_URL))
    return MailRoom()
