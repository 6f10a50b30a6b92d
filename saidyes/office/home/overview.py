"""What Home shows: who can be reached, the newest Email Blasts, what wants doing."""

from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.urls import reverse

from saidyes.accounts.rights import Right
from saidyes.blasts.models import Blast
from saidyes.blasts.parting import waiting
from saidyes.blasts.stopping import standing
from saidyes.businesses.models import Business
from saidyes.checkup.alarming import just_ended, sounding
from saidyes.checkup.models import Alarm, AlarmKind
from saidyes.checkup.pulse import silent_since
from saidyes.common import times
from saidyes.common.counting import counted
from saidyes.consent import checking, gate
from saidyes.consent.braking import held
from saidyes.consent.models import Address
from saidyes.consent.wishing import wishes
from saidyes.families.models import Family
from saidyes.retention.asking import who_asks

BLASTS_SHOWN = 5
WISHES_SHOWN = 5
SHOWN_ELSEWHERE = (AlarmKind.STOPPED, AlarmKind.WORKER)
VERIFY = Right.VERIFY_AUDIT_LOG
NO_MAIL_SERVER = "Email is not set up. Nothing can be sent."


@dataclass(frozen=True)
class Reach:
    """The addresses in use, by the badge they wear."""

    counts: dict[str, int]

    @classmethod
    def of(cls, business: Business) -> Self:
        counted = gate.counts(business.addresses.filter(held=True))
        return cls({"opted_in": counted["willing"], **{name: counted[name] for name in OTHERS}})

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def share(self) -> int:
        """Percent that said yes and can be reached."""
        return round(100 * self.counts["opted_in"] / self.total) if self.total else 0


OTHERS = ("opted_out", "no_choice", "cant_deliver")


@dataclass(frozen=True)
class Doing:
    """Something that wants doing; `glyph` is the badge it is about. The link is for those who have the right."""

    glyph: str
    text: str
    url: str
    link: str
    right: Right = Right.SEE_FAMILIES


def newest_blasts(business: Business) -> list[Blast]:
    """Drafts too."""
    return list(business.blasts.select_related("author").order_by("-saved_at")[:BLASTS_SHOWN])


def to_do(business: Business, reach: Reach) -> list[Doing]:
    families, settings_page = reverse("office-families"), reverse("office-settings")
    doubles = business.families.filter(possible_double=True, archived_at=None).count()
    bouncing, reported = reach.counts["cant_deliver"], held(business.pk).count()
    reports_page = reverse("office-held-reports")
    held_back, incomplete = checking.held_because(business.pk), business.cannot_send_because()
    stop, silent = standing().filter(business=business).first(), _silence(business)
    found = [
        (stop, Doing("cant_deliver", f"{stop}", reverse("office-stopped-blasts"), "Look at it", Right.SEE_BLASTS)),
        (held_back, Doing("cant_deliver", held_back, reverse("office-verification"), "See what was found", VERIFY)),
        (silent, Doing("cant_deliver", silent, reverse("office-check-up"), "Check-up", Right.SEE_SETTINGS)),
        (incomplete, Doing("no_choice", incomplete, settings_page, "Settings", Right.SEE_SETTINGS)),
        (no_mail_server(business), Doing("cant_deliver", NO_MAIL_SERVER, "", "")),
        (reported, Doing("cant_deliver", _reported(reported), reports_page, "Decide", Right.CHANGE_SETTINGS)),
        (doubles, Doing("no_choice", _families_there_twice(doubles), f"{families}?double=on", "See which")),
        (bouncing, Doing("cant_deliver", _bouncing(bouncing), f"{families}?standing=cant_deliver", "See which")),
    ]
    alarms = [_alarm(alarm) for alarm in sounding(business) if alarm.kind not in SHOWN_ELSEWHERE]
    well = [Doing("opted_in", sentence, "", "") for sentence in just_ended(business)]
    parted = [_nobody_answers(blast) for blast in waiting(business)[:WISHES_SHOWN]]
    asked = [_erasure(family) for family in who_asks(business)[:WISHES_SHOWN]]
    wished = [_wish(address) for address in wishes(business.pk)[:WISHES_SHOWN]]
    never_chose = reach.counts["no_choice"]
    unasked = [Doing("no_choice", _never_chose(never_chose), f"{families}?standing=no_choice", "See which")]
    return (
        alarms
        + [doing for wanted, doing in found if wanted]
        + parted
        + asked
        + wished
        + (unasked if never_chose else [])
        + well
    )


def no_mail_server(business: Business) -> bool:
    """Whether letters go to the mail room though the school is a real one."""
    return not (settings.SAIDYES_EMAIL_URL or settings.SAIDYES_REHEARSAL or business.is_sample)


def _silence(business: Business) -> str:
    since = silent_since()
    return f"No email has left since {times.moment(since, business.zone)}: the worker does not run" if since else ""


def _alarm(alarm: Alarm) -> Doing:
    """What else is not well. Of a paused blast its own page says why."""
    if alarm.kind == AlarmKind.PAUSED:
        return Doing("cant_deliver", alarm.words, reverse("office-blasts"), "Email Blasts", Right.SEE_BLASTS)
    return Doing("cant_deliver", alarm.words, reverse("office-check-up"), "Check-up", Right.SEE_SETTINGS)


def _erasure(family: Family) -> Doing:
    """Nobody is erased by a click of their own: an owner decides."""
    url = reverse("office-family-erase", args=[family.pk])
    return Doing("no_choice", f"The {family} asked to be erased", url, "Decide", Right.ERASE_FAMILIES)


def _nobody_answers(blast: Blast) -> Doing:
    """Whoever confirmed it is not on the staff any more."""
    url = reverse("office-blast", args=[blast.pk])
    return Doing("no_choice", f"“{blast}” waits for an owner: {blast.paused_why}", url, "Decide", Right.SEE_BLASTS)


def _wish(address: Address) -> Doing:
    """Somebody wrote that they want to leave, and it is not sure who: staff look, within two days."""
    text = f"{address.spelling} seems to have asked by email to unsubscribe"
    return Doing("opted_out", text, reverse("office-wish", args=[address.pk]), "Decide", Right.CHANGE_CONSENT)


def _reported(count: int) -> str:
    return f"{counted(count, 'address was', 'addresses were')} reported with too many others at once"


def _families_there_twice(count: int) -> str:
    return f"{counted(count, 'family', 'families')} may be there twice"


def _bouncing(count: int) -> str:
    return f"Mail to {counted(count, 'address', 'addresses')} can’t be delivered"


def _never_chose(count: int) -> str:
    return f"{counted(count, 'address has', 'addresses have')} no choice yet"
