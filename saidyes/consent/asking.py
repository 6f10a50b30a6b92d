"""The words that are put to people: the question, the tick box, the unsubscribe page. Versioned, never edited."""

from dataclasses import dataclass
from typing import Self

from django.db import transaction
from django.utils.translation import gettext as _

from saidyes.businesses.models import Business
from saidyes.common.languages import LANGUAGES, MAIN, speaking
from saidyes.consent.models import Ending, OwnWords, Wording, WordingKind
from saidyes.consent.phrases import PHRASES
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb

BETWEEN = "\n\n"
OWN = ("title", "yes_hint", "no_hint", "covers")
YES, NO = PHRASES[MAIN].yes, PHRASES[MAIN].no

ASKS_FOR_MORE = "the question asks for more than it did"
TICK = "Subscribe to E-Mail Blast"
TICK_HINT = "Only use this when the customer has explicitly agreed to receive email communications."
TICK_AGAIN = "They agreed again after opting out"


class CannotAsk(Exception):
    """A line of the question would be empty. The message is a sentence for whoever words it."""


@dataclass(frozen=True)
class Question:
    """The question as it stands on the screen, read from its stored wording."""

    wording: Wording
    title: str
    yes: str
    yes_hint: str
    no: str
    no_hint: str
    paragraph: str

    @classmethod
    def of(cls, wording: Wording) -> Self:
        return cls(wording, *wording.text.split(BETWEEN))


def question_of(business: Business, language: str = MAIN) -> Question:
    """The question as this business puts it now."""
    return Question.of(wording_of(business, WordingKind.QUESTION, language))


def languages_asked(business: Business) -> list[str]:
    """What each language calls itself in which this school has put the question."""
    said = set(business.wordings.filter(kind=WordingKind.QUESTION).values_list("language", flat=True))
    return [name for language, name in LANGUAGES.items() if language in said]


def question_in(business: Business, own: OwnWords) -> Question:
    """The question as these words would put it; nothing is stored."""
    kind, text = WordingKind.QUESTION, _question(business, own)
    return Question.of(Wording(business=business, kind=kind, language=own.language, text=text))


def wording_of(business: Business, kind: WordingKind, language: str = MAIN) -> Wording:
    """The newest words of a kind; in the first language where this school never said it in that one."""
    said = business.wordings.filter(kind=kind)
    return said.filter(language=language).order_by("version").last() or said.filter(language=MAIN).latest("version")


def own_words_of(business: Business, language: str) -> OwnWords:
    """What the school says in its own words; what it begins with, where it never asked in this language."""
    said = business.own_words.filter(language=language).first()
    prepared = {name: getattr(PHRASES[language], name) for name in OWN}
    return said or OwnWords(business=business, language=language, **prepared)


@transaction.atomic
def reword(own: OwnWords, *, widened: bool = False, actor: Actor) -> list[Wording]:
    """Ask in these words from now on: the next version, and no older one is touched. Returns what was published.

    `widened`: they ask for more than before, so every yes of before ends (`ending`). Raises `CannotAsk`.
    """
    business = Business.objects.locked().get(pk=own.business_id)
    _refuse_a_gap(business, own)
    said = {name: getattr(own, name) for name in OWN}
    OwnWords.objects.update_or_create(business=business, language=own.language, defaults=said)
    published = publish_wordings(business, actor=actor, source=Source.OFFICE)
    asked = [one for one in published if (one.kind, one.language) == (WordingKind.QUESTION, own.language)]
    if widened and asked:
        Ending.objects.create(business=business, why=ASKS_FOR_MORE)
        record(Verb.WIDENED, Subject.of(business), actor=actor, source=Source.OFFICE, facts=asked[0].facts)
    return published


@transaction.atomic
def publish_wordings(business: Business, *, actor: Actor, source: Source) -> list[Wording]:
    """Give every kind whose words changed, or that has none yet, its next version.

    Called when a business is set up, when it words its question anew, and after its name, address or phone changed:
    they are part of the words (CASL 10(1), SOR/2012-36 s. 4).
    """
    Business.objects.locked().get(pk=business.pk)
    stands = _newest(business)
    return [
        _published(_next(business, kind, language, text, stands.get((kind, language))), actor=actor, source=source)
        for (kind, language), text in words_of(business).items()
        if (kind, language) not in stands or stands[kind, language].text != text
    ]


def languages_of(business: Business) -> list[str]:
    """The languages that families are asked in."""
    said = {MAIN, *business.own_words.values_list("language", flat=True)}
    return [language for language in PHRASES if language in said]


def words_of(business: Business) -> dict[tuple[WordingKind, str], str]:
    """What each kind says for this business, as of now, in each language it is said in."""
    languages = languages_of(business)
    asked = {
        (WordingKind.QUESTION, language): _question(business, own_words_of(business, language))
        for language in sorted(languages)
    }
    fixed = {(kind, MAIN): text for kind, text in _fixed_words(business).items()}
    read = {(kind, language): text for language in languages for kind, text in _read_by_families(business, language)}
    return {**asked, **fixed, **read}


def _fixed_words(business: Business) -> dict[WordingKind, str]:
    """What staff, machines and files say: the same in every school."""
    return {
        WordingKind.STAFF_TICK: BETWEEN.join([TICK, TICK_HINT]),
        WordingKind.STAFF_TICK_AGAIN: TICK_AGAIN,
        WordingKind.STAFF_OPT_OUT: f"{TICK}: cleared by staff on request",
        WordingKind.ONE_CLICK: "Unsubscribe, by the button of the mail program (RFC 8058)",
        WordingKind.BY_MAIL: "Unsubscribe, by an email that asks for it (RFC 2369)",
        WordingKind.BY_PROVIDER: "Unsubscribe, by a link or button of the mail provider",
        WordingKind.SPAM_REPORT: "Marked as spam in the mail program (RFC 5965)",
        WordingKind.IMPORT_FILE: "Column “Email Blast” of an imported file, vouched for by whoever imported it",
        WordingKind.JOURNAL: "An opt-out from before a backup was restored, read from the journal",
    }


def _read_by_families(business: Business, language: str) -> list[tuple[WordingKind, str]]:
    """What stands on pages and in mails around the question, in the words of the catalogues."""
    with speaking(language):
        leaves = _("You will get no more Email Blasts from %(school)s, starting now.") % {"school": business.name}
        return [
            (WordingKind.UNSUBSCRIBE_PAGE, BETWEEN.join([_("Unsubscribe from Email Blasts?"), leaves])),
            (WordingKind.UNSUBSCRIBE_UNDO, BETWEEN.join([_("Was this a mistake?"), _("Undo – opt me back in")])),
            (WordingKind.CONFIRMATION, BETWEEN.join(_confirmation(business, PHRASES[language].yes))),
            (WordingKind.TAKEN_BACK, BETWEEN.join([_("Did you agree to get Email Blasts?"), _("I did not agree")])),
        ]


def _confirmation(business: Business, yes: str) -> list[str]:
    """The whole email, so that it can be printed one day (BGH I ZR 164/09): its subject, what stands before its button,
    the button, what stands after it, who writes. No offer, no picture, no other link (OLG München 29 U 1682/12).
    """
    not_you = _("Not you? Then ignore this email. Nothing changes without the link. To report it, reply to this email.")
    if business.phone:
        not_you = _(
            "Not you? Then ignore this email. Nothing changes without the link. To report it, reply to this email "
            "or call %(phone)s."
        )
    told = {"school": business.name, "yes": yes, "phone": business.shown_phone}
    who = ", ".join(part for part in (business.name, business.postal_address) if part)
    return [
        _("Please confirm: Email Blasts from %(school)s") % told,
        _("We were told that you would like Email Blasts from %(school)s at this address: “%(yes)s”.") % told,
        _("It counts once you confirm it. Until then nothing changes, and we will not remind you."),
        _("Confirm"),
        _("The link works once, for 14 days. You need no password."),
        not_you % told,
        f"{who} {business.shown_phone}".strip(),
    ]


def _question(business: Business, own: OwnWords) -> str:
    """The school's own words in their frame."""
    phrases = PHRASES[own.language]
    who = ", ".join(part for part in (business.full_name, business.postal_address, business.shown_phone) if part)
    lines = phrases.lines(who=who, covers=own.covers)
    return BETWEEN.join([own.title, phrases.yes, own.yes_hint, phrases.no, own.no_hint, lines])


def _refuse_a_gap(business: Business, own: OwnWords) -> None:
    if not business.postal_address:
        raise CannotAsk("Add your postal address first: the question must say who asks")
    if not business.phone:
        raise CannotAsk("Add your phone first: the question must say how to reach you")
    said = [getattr(own, name).strip() for name in OWN]
    if not all(said) or any("\n" in text for text in said):
        raise CannotAsk("Each line of the question needs words, on one line")


def _newest(business: Business) -> dict[tuple[str, str], Wording]:
    """The words that stand, by kind and language."""
    return {(wording.kind, wording.language): wording for wording in business.wordings.order_by("version")}


def _published(words: Wording, *, actor: Actor, source: Source) -> Wording:
    words.save(force_insert=True)
    facts = {"kind": words.kind, "version": words.version, **words.facts}
    record(Verb.WORDING_PUBLISHED, Subject.of(words.business), actor=actor, source=source, facts=facts)
    return words


def _next(business: Business, kind: WordingKind, language: str, text: str, before: Wording | None) -> Wording:
    """Not stored yet."""
    version = before.version + 1 if before else 1
    digest = Wording.digest(text)
    return Wording(business=business, kind=kind, language=language, version=version, text=text, sha256=digest)
