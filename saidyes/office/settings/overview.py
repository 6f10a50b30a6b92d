"""All that can be set, a line for each: what stands there, and what is missing."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from saidyes.businesses.models import Business
from saidyes.common import times
from saidyes.common.counting import counted
from saidyes.consent.asking import languages_asked, question_of
from saidyes.mail.headers import mailbox
from saidyes.mail.looks import BRAND


@dataclass(frozen=True)
class Line:
    """One thing to set. `missing` says in a word or two what keeps Email Blasts from leaving."""

    title: str
    text: str
    page: str
    action: str = "Change"
    owners_only: bool = True
    missing: str = ""

    @property
    def url(self) -> str:
        return reverse(self.page)


def sections_of(business: Business) -> dict[str, list[Line]]:
    """The lines by what they are about."""
    return {
        "The school": [_school(business), _owner(business), _brand(business)],
        "What families are asked": [_question(business), _sign_up(business)],
        "Email": [_sender(business), _dns(business), _mail_server(business)],
        "Consent": [_yes(business), _blocked(business)],
        "Running": [_check_up()],
    }


def _school(business: Business) -> Line:
    said = (business.name, business.postal_address, business.shown_phone, business.time_zone.replace("_", " "))
    missing = "" if business.postal_address else "Postal address missing"
    return Line("School", " · ".join(filter(None, said)), "office-settings-school", missing=missing)


def _owner(business: Business) -> Line:
    return Line("Belongs to", business.legal_name or business.name, "office-settings-owner")


def _brand(business: Business) -> Line:
    colour = "The color we begin with" if business.brand_colour == BRAND else f"Color {business.brand_colour}"
    logo = "with a logo" if business.logo_name else "no logo"
    return Line("Logo and color", f"{colour}, {logo}", "office-settings-brand")


def _question(business: Business) -> Line:
    words = question_of(business).wording
    since = times.day(words.published_at, business.zone)
    languages = ", ".join(languages_asked(business))
    text = f"Version {words.version}, since {since}. Asked in {languages}"
    return Line("The question to families", text, "office-wordings", "Words", owners_only=False)


def _sign_up(business: Business) -> Line:
    url = business.url(reverse("portal-create-account"))
    return Line("Sign-up link", url, "office-sign-up-poster", "Print a poster", owners_only=False)


def _sender(business: Business) -> Line:
    if not business.blast_address:
        return Line("Sender", "Where Email Blasts come from", "office-settings-sender", missing="Missing")
    name = business.sender_name or business.name
    said = (mailbox("sender_name", name, business.blast_address), f"receipts from {business.notice_address}")
    replies = f"replies to {business.reply_to}" if business.reply_to else "nobody gets replies"
    missing = "" if business.sender_name else "Name missing"
    return Line("Sender", " · ".join((*said, replies)), "office-settings-sender", missing=missing)


def _dns(business: Business) -> Line:
    text = "What mailbox providers ask of your domain: SPF, DKIM, DMARC"
    return Line("Domain check", text, "office-settings-sender-check", "Check now", owners_only=False)


def _check_up() -> Line:
    text = "Does all of it work? Mail server, domain, unsubscribe link, audit log"
    return Line("Check-up", text, "office-check-up", "Check now", owners_only=False)


def _mail_server(business: Business) -> Line:
    server = urlsplit(settings.SAIDYES_EMAIL_URL).hostname
    if server:
        return Line("Mail server", server, "office-mail-room", "")
    if settings.SAIDYES_REHEARSAL:
        text = "None, for this is a rehearsal: every letter stays in the mail room"
        return Line("Mail server", text, "office-mail-room", "Mail room", owners_only=False)
    missing = "" if business.is_sample else "Not set up"
    text = "None. Letters stay in the mail room until whoever runs the server sets EMAIL_URL"
    return Line("Mail server", text, "office-mail-room", "Mail room", owners_only=False, missing=missing)


def _yes(business: Business) -> Line:
    counts = f"Counts: {business.get_confirmation_display().lower()}"
    ends = [
        f"after {counted(business.yes_lasts_months, 'month')}" if business.yes_lasts_months else "",
        f"after {counted(business.dormant_after_months, 'month')} unused" if business.dormant_after_months else "",
    ]
    ending = " or ".join(filter(None, ends))
    overruled = "" if business.desk_overrules_no else "Not by the front desk over a no"
    said = (counts, f"Ends {ending}" if ending else "Never ends by itself", overruled)
    return Line("A yes to Email Blasts", " · ".join(filter(None, said)), "office-settings-consent")


def _blocked(business: Business) -> Line:
    text = "Bounced, marked as spam, or blocked by staff"
    return Line("Blocked addresses", text, "office-blocked-addresses", "Show", owners_only=False)
