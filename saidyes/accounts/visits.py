"""How long a log-in lasts, and where somebody is logged in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from allauth.account.authentication import get_authentication_records
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest

from saidyes.accounts.models import User, Visit
from saidyes.accounts.origin import origin_of
from saidyes.common import clock

WRITTEN_EVERY = timedelta(minutes=1)
JUST_NOW = timedelta(minutes=5)
WHILE_FILLING_IN = timedelta(minutes=15)


@dataclass(frozen=True)
class Lasts:
    """`idle` without use, and `longest` at all."""

    idle: timedelta
    longest: timedelta


OFFICE = Lasts(idle=timedelta(minutes=30), longest=timedelta(hours=12))
PORTAL = Lasts(idle=timedelta(days=14), longest=timedelta(days=30))


def still_lasts(request: HttpRequest, user: User, lasts: Lasts) -> bool:
    """Whether this log-in is not over yet; then this request is a use of it. What a page asks for by itself is none."""
    now, office = clock.now(), lasts is OFFICE
    visit = Visit.objects.filter(user=user, session_key=request.session.session_key).first()
    visit = visit or _begun(request, user, now, office=office)
    used = visit.office_at or visit.began_at if office else visit.seen_at
    if now - used > lasts.idle or now - visit.began_at > lasts.longest:
        return False
    by_itself = request.method == "GET" and "HX-Request" in request.headers
    if now - used > WRITTEN_EVERY and not by_itself:
        Visit.objects.filter(pk=visit.pk).update(seen_at=now, **({"office_at": now} if office else {}))
    return True


def _begun(request: HttpRequest, user: User, now: datetime, *, office: bool) -> Visit:
    """Written down with its first page. A session that got another key began when its log-in did."""
    log_ins = [done["at"] for done in get_authentication_records(request, user) if "reauthenticated" not in done]
    began = datetime.fromtimestamp(max(log_ins), UTC) if log_ins else now
    visit, _ = Visit.objects.get_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "user_agent": origin_of(request.META).user_agent,
            "began_at": began,
            "seen_at": now,
            "office_at": now if office and now - began <= OFFICE.idle else None,
        },
    )
    return visit


def visits_of(user: User) -> QuerySet[Visit]:
    """Those that are not over, the newest first."""
    alive = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    recent = Visit.objects.filter(user=user, session_key__in=alive)
    since = clock.now() - PORTAL.idle
    return recent.filter(seen_at__gt=since, began_at__gt=clock.now() - PORTAL.longest).order_by("-seen_at")


def end_visits(visits: QuerySet[Visit]) -> int:
    """They are logged out there with their next page. How many."""
    keys = list(visits.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    Visit.objects.filter(session_key__in=keys).delete()
    return len(keys)


def end_others(user: User, session_key: str | None) -> int:
    """Everywhere but here."""
    return end_visits(Visit.objects.filter(user=user).exclude(session_key=session_key or ""))


def forget_old_visits() -> int:
    """Rows of log-ins that are long over."""
    return Visit.objects.filter(seen_at__lt=clock.now() - PORTAL.longest).delete()[0]


def proved_within(request: HttpRequest, user: User, age: timedelta) -> bool:
    """Whether they showed who they are so short a time ago."""
    at = [done["at"] for done in get_authentication_records(request, user)]
    return bool(at) and clock.now().timestamp() - max(at) < age.total_seconds()
