"""What Home shows: who can be reached, what the last 30 days brought, what wants doing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse

from saidyes.blasts.models import Blast, Status
from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent import gate
from saidyes.consent.braking import held
from saidyes.consent.checking import held_because
from saidyes.consent.history import left_since
from saidyes.consent.models import Address, Standing
from saidyes.consent.wishing import wishes
from saidyes.delivery import results
from saidyes.delivery.results import Results
from saidyes.families.models import Family, HeldAddress
from saidyes.retention.asking import who_asks

DAYS = 30
PERIODS = 10
BLASTS_SHOWN = 5
WISHES_SHOWN = 5
BOUNCES_BELOW = 2  # percent
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
class Tile:
    label: str
    value: str
    verdict: str
    points: list[int]
    url: str = ""

    @property
    def points_words(self) -> str:
        """What the line shows, for who cannot see it."""
        return f"From {self.points[0]} to {self.points[-1]}, at most {max(self.points)}" if self.points else ""


@dataclass(frozen=True)
class Doing:
    """Something that wants doing; `glyph` is the badge it is about."""

    glyph: str
    text: str
    url: str
    link: str


def tiles_of(business: Business, reach: Reach) -> list[Tile]:
    since = clock.now() - timedelta(days=DAYS)
    return [_new_families(business, since), _unsubscribed(business, since, reach.counts["opted_in"])]


def blasts_of(business: Business) -> list[tuple[Blast, Results]]:
    """The newest Email Blasts, drafts too, each with its counts."""
    newest = business.blasts.select_related("author").order_by("-saved_at")[:BLASTS_SHOWN]
    return [(blast, results.of(blast)) for blast in newest]


def bounced(rows: Iterable[tuple[Blast, Results]]) -> Tile | None:
    """The share of letters that were refused, over the blasts that came to rest; none while there is no such blast."""
    ended = [counted for blast, counted in rows if blast.status == Status.FINISHED and counted.settled]
    if not ended:
        return None
    refused = [100 * counted.failed // counted.settled for counted in reversed(ended)]
    share = 100 * sum(counted.failed for counted in ended) / sum(counted.settled for counted in ended)
    verdict = (
        f"Good. Keep it under {BOUNCES_BELOW}%"
        if share < BOUNCES_BELOW
        else f"Too many. Keep it under {BOUNCES_BELOW}%"
    )
    label = f"Bounced, last {len(ended)} blasts" if len(ended) > 1 else "Bounced, last blast"
    return Tile(label, f"{share:.1f}%", verdict, refused if len(refused) > 1 else [])


def to_do(business: Business, reach: Reach) -> list[Doing]:
    families, settings_page = reverse("office-families"), reverse("office-settings")
    doubles = business.families.filter(possible_double=True, archived_at=None).count()
    bouncing, reported = reach.counts["cant_deliver"], held(business.pk).count()
    reports_page = reverse("office-held-reports")
    held_back = held_because(business.pk)
    found = [
        (held_back, Doing("cant_deliver", held_back, reverse("office-verification"), "See what was found")),
        (business.cannot_send_because(), Doing("no_choice", business.cannot_send_because(), settings_page, "Settings")),
        (no_mail_server(business), Doing("cant_deliver", NO_MAIL_SERVER, "", "")),
        (reported, Doing("cant_deliver", _reported(reported), reports_page, "Decide")),
        (doubles, Doing("no_choice", _families_there_twice(doubles), f"{families}?double=on", "See which")),
        (bouncing, Doing("cant_deliver", _addresses(bouncing), f"{families}?standing=cant_deliver", "See which")),
    ]
    asked = [_erasure(family) for family in who_asks(business)[:WISHES_SHOWN]]
    wished = [_wish(address) for address in wishes(business.pk)[:WISHES_SHOWN]]
    return [doing for wanted, doing in found if wanted] + asked + wished


def no_mail_server(business: Business) -> bool:
    """Whether letters go to the mail room though the school is a real one."""
    return not settings.SAIDYES_EMAIL_URL and not business.is_sample


def _new_families(business: Business, since: datetime) -> Tile:
    created = business.families.filter(created_at__gte=since, archived_at=None)
    moments = list(created.order_by("created_at").values_list("created_at", flat=True))
    primary = HeldAddress.objects.filter(guardian__family__in=created, guardian__is_primary=True, is_primary=True)
    answers = primary.aggregate(
        yes=Count("id", filter=Q(address__standing=Standing.OPTED_IN)),
        no=Count("id", filter=Q(address__standing=Standing.OPTED_OUT)),
    )
    verdict = f"{answers['yes']} said yes, {answers['no']} said no"
    url = f"{reverse('office-families')}?created={DAYS}"
    return Tile(f"New families, {DAYS} days", f"{len(moments):,}", verdict, _in_periods(moments, since), url)


def _unsubscribed(business: Business, since: datetime, opted_in: int) -> Tile:
    moments = left_since(business.pk, since)
    had_said_yes = opted_in + len(moments)
    share = 100 * len(moments) / had_said_yes if had_said_yes else 0
    verdict = f"{share:.1f}% of opted-in addresses"
    return Tile(f"Unsubscribed, {DAYS} days", f"{len(moments):,}", verdict, _in_periods(moments, since))


def _in_periods(moments: Iterable[datetime], since: datetime) -> list[int]:
    """How many fell in each of ten equal periods until now."""
    counts = [0] * PERIODS
    for moment in moments:
        counts[min(int((moment - since) / timedelta(days=DAYS) * PERIODS), PERIODS - 1)] += 1
    return counts


def _erasure(family: Family) -> Doing:
    """Nobody is erased by a click of their own: an owner decides."""
    url = reverse("office-family-erase", args=[family.pk])
    return Doing("no_choice", f"The {family} asked to be erased", url, "Decide")


def _wish(address: Address) -> Doing:
    """Somebody wrote that they want to leave, and it is not sure who: staff look, within two days."""
    text = f"{address.spelling} seems to have asked by email to unsubscribe"
    return Doing("opted_out", text, reverse("office-wish", args=[address.pk]), "Decide")


def _reported(count: int) -> str:
    return f"{'1 address was' if count == 1 else f'{count:,} addresses were'} reported with too many others at once"


def _families_there_twice(count: int) -> str:
    return "1 family may be there twice" if count == 1 else f"{count:,} families may be there twice"


def _addresses(count: int) -> str:
    return "1 address can’t be delivered to" if count == 1 else f"{count:,} addresses can’t be delivered to"
