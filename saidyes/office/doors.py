"""Who may come in. Every office page wears one of these."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from saidyes.accounts.factors import factors_of, was_given
from saidyes.accounts.inviting import invitation_of
from saidyes.accounts.models import Invitation, Membership, User
from saidyes.accounts.origin import origin_of
from saidyes.accounts.rights import Right, Role, who_may
from saidyes.accounts.visits import OFFICE, still_lasts
from saidyes.businesses.models import Business
from saidyes.common.signing import BadToken
from saidyes.families.models import Guardian
from saidyes.ledger.actors import Actor, ActorKind
from saidyes.office.asking_again import ask_again

P = ParamSpec("P")


class OfficeRequest(HttpRequest):
    """What a view behind a door of the office may rely on."""

    business: Business
    htmx: HtmxDetails


class StaffRequest(OfficeRequest):
    """Behind `staff_only`: who asks, with which role, and as whom their acts are written down."""

    membership: Membership
    actor: Actor


class HalfwayRequest(OfficeRequest):
    """Behind `password_given`: whose password it was. No rights come with it."""

    own: Membership


class InvitedRequest(OfficeRequest):
    """Behind `invited_only`: what the link in the mail speaks of, which may be used up."""

    invitation: Invitation


R = TypeVar("R", bound=OfficeRequest)
StaffView = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
HalfwayView = Callable[Concatenate[HalfwayRequest, P], HttpResponseBase]
OpenView = Callable[Concatenate[OfficeRequest, P], HttpResponseBase]
InvitedView = Callable[[InvitedRequest], HttpResponse]
Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def anyone(view: OpenView[P]) -> Page[P]:
    """Open to all: the log-in page. Nothing of it is kept by browsers."""

    @wraps(view)
    def through(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return _private(view(cast(OfficeRequest, request), *args, **kwargs))

    through.door = "anyone"  # type: ignore[attr-defined]
    return through


def invited_only(view: InvitedView) -> Callable[..., HttpResponse]:
    """Open to whoever holds the link of an invitation to this school, be it over: the page says so."""

    @wraps(view)
    def through(request: HttpRequest, invitation_token: str) -> HttpResponse:
        invited = cast(InvitedRequest, request)
        try:
            invited.invitation = invitation_of(invitation_token, invited.business)
        except BadToken as forged:
            raise Http404 from forged
        response = view(invited)
        response["Referrer-Policy"] = "same-origin"  # without one, a browser's form names no origin and is refused
        response["X-Robots-Tag"] = "noindex, nofollow"
        patch_cache_control(response, private=True, no_store=True)
        return response

    through.door = "invited_only"  # type: ignore[attr-defined]
    return through


def staff_only(right: Right, *, just_now: bool = False) -> Callable[[StaffView[P]], Page[P]]:
    """Open to staff of this school, logged in by password and, where it is asked of them, a second factor, whose role
    has the right. `just_now`: and who showed the password in these minutes; else it is asked for on the way.

    Nobody logged in: to the log-in page and back. A guardian, or a role without the right: 403 and who can help.
    """

    def first(request: StaffRequest, membership: Membership) -> HttpResponse | None:
        if missing := _missing_factor(request, membership):
            return _to(request, missing)
        insist_on(right, membership)
        return _as_staff(request, membership, just_now=just_now)

    def door(view: StaffView[P]) -> Page[P]:
        through = _behind_the_password("staff_only", view, first)
        through.right = right  # type: ignore[attr-defined]
        return through

    return door


def own_account(*, just_now: bool = False) -> Callable[[StaffView[P]], Page[P]]:
    """Open to every member of staff, for what is their own alone; also to those who have no second factor yet and come
    to set one up. `just_now` as in `staff_only`.
    """

    def first(request: StaffRequest, membership: Membership) -> HttpResponse | None:
        if factors_of(membership.user).exists() and not was_given(request, membership.user):
            return _to(request, "office-second-factor")
        return _as_staff(request, membership, just_now=just_now)

    return lambda view: _behind_the_password("own_account", view, first)


def password_given(view: HalfwayView[P]) -> Page[P]:
    """Open to staff between their password and their second factor."""

    def first(request: HalfwayRequest, membership: Membership) -> None:
        request.own = membership

    return _behind_the_password("password_given", view, first)


def _behind_the_password(
    door: str,
    view: Callable[Concatenate[R, P], HttpResponseBase],
    first: Callable[[R, Membership], HttpResponse | None],
) -> Page[P]:
    """For whoever gave the password of a member of staff. `first` puts on the request what the view relies on, or hands
    back the page that comes before it. Nothing of it is kept by browsers.
    """

    @wraps(view)
    def through(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        asking = cast(R, request)
        membership = _membership(asking)
        if membership is None:
            return _private(_to(asking, "office-log-in"))
        return _private(first(asking, membership) or view(asking, *args, **kwargs))

    through.door = door  # type: ignore[attr-defined]
    return through


def _as_staff(request: StaffRequest, membership: Membership, *, just_now: bool) -> HttpResponse | None:
    """Whoever is let in acts as themselves; perhaps after showing their password once more."""
    request.membership, request.actor = membership, actor_of(request, membership)
    return ask_again(request, membership.user) if just_now else None


def insist_on(right: Right, membership: Membership) -> None:
    """403, and who can help, for a role without the right: also for the part of a page that asks for more."""
    if not membership.may(right):
        raise PermissionDenied(f"Your role does not let you {right.label}. Ask {who_may(right, but=membership.role)}.")


def actor_of(request: HttpRequest, membership: Membership) -> Actor:
    """As whom this member of staff is written down."""
    origin = origin_of(request.META)
    return Actor(
        kind=ActorKind.OWNER if membership.role == Role.OWNER else ActorKind.STAFF,
        id=str(membership.user_id),
        name=membership.name,
        ip=origin.ip,
        user_agent=origin.user_agent,
        own_key=membership.user.email,
    )


def membership_of(user: User, business: Business) -> Membership | None:
    """The role of a user in a school, while it lasts. Staff who were disabled are nobody."""
    membership = business.memberships.filter(user=user, active=True).first()
    if membership:
        membership.user = user  # it is known already, and so is the school
    return membership


def _membership(request: OfficeRequest) -> Membership | None:
    """The membership of whoever asks; None when they must log in first, by password."""
    user = request.user
    if not isinstance(user, User):
        return None
    membership = membership_of(user, request.business)
    if membership is None:
        _turn_away(user, request.business)
    if membership is None or not _gave_password(request, user, membership) or not still_lasts(request, user, OFFICE):
        return None
    return membership


def _missing_factor(request: HttpRequest, membership: Membership) -> str:
    """The page that asks for the second factor, or helps to set one up; empty when nothing is missing."""
    if was_given(request, membership.user):
        return ""
    if factors_of(membership.user).exists():
        return "office-second-factor"
    return "office-second-factor-set-up" if membership.needs_second_factor else ""


def _turn_away(user: User, business: Business) -> None:
    """Somebody without a role here: a guardian is told, disabled staff may log in as someone else, and to people of
    another school there is nothing here.
    """
    if Guardian.objects.filter(business=business, user=user).exists():
        raise PermissionDenied(f"These pages are for the staff of {business.name}.")
    if not business.memberships.filter(user=user).exists():
        raise Http404


def _gave_password(request: HttpRequest, user: AbstractBaseUser, membership: Membership) -> bool:
    """A guardian's emailed code opens the Customer Portal only, also for staff who are guardians. What was given before
    an owner ended their log-ins counts no more.
    """
    since = membership.log_ins_end.timestamp() if membership.log_ins_end else 0
    records = get_authentication_records(request, user)
    return any(record.get("method") == "password" and record["at"] > since for record in records)


def _to(request: OfficeRequest, page: str) -> HttpResponse:
    """To a page of the log-in, which leads back here, or to the page a form was sent from."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else _sent_from(request)
    target = f"{reverse(page)}?{urlencode({'next': back})}"
    return HttpResponseClientRedirect(target) if request.htmx else HttpResponseRedirect(target)


def _sent_from(request: HttpRequest) -> str:
    page = request.headers.get("referer", "")
    here = f"{request.scheme}://{request.get_host()}"
    return page.removeprefix(here) if page.startswith(f"{here}/") else request.path


def _private(response: HttpResponseBase) -> HttpResponseBase:
    patch_cache_control(response, private=True, no_store=True)
    return response


def mail_room_door(view: StaffView[P]) -> Page[P]:
    """Open to anybody in the sample school, where every letter is made up; else to those who send Email Blasts."""
    guarded = staff_only(Right.SEND_BLASTS)(view)

    @wraps(view)
    def through(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        staff = cast(StaffRequest, request)
        return _private(view(staff, *args, **kwargs)) if staff.business.is_sample else guarded(request, *args, **kwargs)

    through.door = "mail_room_door"  # type: ignore[attr-defined]
    return through
