"""Who may come in. Every portal page wears one of these."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from saidyes.accounts.models import User
from saidyes.accounts.origin import origin_of
from saidyes.accounts.visits import PORTAL, proved_within, still_lasts
from saidyes.businesses.models import Business
from saidyes.common.signing import BadToken
from saidyes.consent.models.address import AddressQuerySet
from saidyes.families.holding import addresses_of_family
from saidyes.families.models import Guardian
from saidyes.families.speaking import language_of
from saidyes.ledger.actors import Actor, ActorKind
from saidyes.portal.forms import AddressForm
from saidyes.portal.speaking import speak, speak_without_cookies

P = ParamSpec("P")
Asked = TypeVar("Asked")
JUST_NOW = timedelta(minutes=30)
YEAR = 365 * 24 * 60 * 60  # seconds


class PortalRequest(HttpRequest):
    """What every view of the portal may rely on. `guardian` is None for whoever is not logged in here."""

    business: Business
    guardian: Guardian | None
    actor: Actor


class GuardianRequest(PortalRequest):
    """Behind `guardian_only`: who asks, and the addresses of their family."""

    guardian: Guardian
    own_addresses: AddressQuerySet


class LinkRequest(PortalRequest, Generic[Asked]):
    """Behind `link_only`: what the link in a mail speaks of."""

    about: Asked


Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def anyone(view: Callable[Concatenate[PortalRequest, P], HttpResponse]) -> Page[P]:
    """Open to all, and kept by nobody's browser; `actor` says only from where."""

    @wraps(view)
    def through(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        visitor = cast(PortalRequest, request)
        visitor.guardian, visitor.actor = _guardian_of(visitor), _actor(visitor, ActorKind.GUARDIAN)
        return _private(view(visitor, *args, **kwargs))

    through.door = "anyone"  # type: ignore[attr-defined]
    return through


def for_everybody(view: Callable[Concatenate[PortalRequest, P], HttpResponse]) -> Page[P]:
    """Open to all and the same for all: it asks nobody who they are, and caches may keep it for ever, since its address
    changes with its content.
    """

    @wraps(view)
    def through(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(cast(PortalRequest, request), *args, **kwargs)
        patch_cache_control(response, public=True, immutable=True, max_age=YEAR)
        return response

    through.door = "for_everybody"  # type: ignore[attr-defined]
    return through


def guardian_only(view: Callable[Concatenate[GuardianRequest, P], HttpResponse]) -> Page[P]:
    """Open to guardians of this school who are logged in; the others go to the log-in page and come back."""

    @wraps(view)
    def through(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        asker = _let_in(request)
        return _private(view(asker, *args, **kwargs) if asker else _to_log_in(request))

    through.door = "guardian_only"  # type: ignore[attr-defined]
    return through


def guardian_just_now(view: Callable[Concatenate[GuardianRequest, P], HttpResponse]) -> Page[P]:
    """As `guardian_only`, for what a borrowed phone must not do: the log-in is at most half an hour old."""

    @wraps(view)
    def through(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        asker = _let_in(request)
        if asker and not _logged_in_just_now(request):
            messages.info(request, _("Log in again first. It keeps your account yours."))
            asker = None
        return _private(view(asker, *args, **kwargs) if asker else _to_log_in(request))

    through.door = "guardian_just_now"  # type: ignore[attr-defined]
    return through


def no_such_link(request: HttpRequest) -> HttpResponse:
    """For a link that may have been cut off: choose in My Account, or call."""
    return unseen(render(request, "portal/confirm/unknown.html", {"messages": ()}, status=404))


def offer_a_fresh_link(request: HttpRequest) -> HttpResponse:
    """For whoever may want to leave: an address gets a new link by mail."""
    page = {"form": AddressForm(), "messages": ()}
    return unseen(render(request, "portal/unsubscribe/ask.html", page, status=404))


def link_only(
    read: Callable[[str, Business], Asked], *, lost: Callable[[HttpRequest], HttpResponse] = no_such_link
) -> Callable[[Callable[[LinkRequest[Asked]], HttpResponse]], Callable[..., HttpResponse]]:
    """Open to whoever holds the link of a mail: no log-in, no cookie, no CSRF token (RFC 8058 3.2).

    It never looks at the session, so a guardian who happens to be logged in changes nothing. `read` says what a token
    speaks of; for one that was not made here it raises `BadToken`, and the answer is the page `lost`, with 404.
    """

    def door(view: Callable[[LinkRequest[Asked]], HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def through(request: HttpRequest, token: str) -> HttpResponse:
            reader = cast(LinkRequest[Any], request)
            speak_without_cookies(reader)
            try:
                reader.about = read(token, reader.business)
            except BadToken:
                return lost(request)
            reader.guardian, reader.actor = None, _actor(reader, ActorKind.MAILBOX)
            if address := getattr(reader.about, "address", None):
                speak(request, language_of(address))
            return unseen(view(reader))

        through.door, through.csrf_exempt = "link_only", True  # type: ignore[attr-defined]
        return through

    return door


def unseen(response: HttpResponse) -> HttpResponse:
    """Neither kept, nor told to other sites, nor found by search."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return _private(response)


def _let_in(request: HttpRequest) -> GuardianRequest | None:
    """The request with its guardian; None when nobody is logged in. Somebody without a family here is told so."""
    asker = cast(GuardianRequest, request)
    guardian = _guardian_of(asker)
    if guardian is None:
        if isinstance(request.user, User) and still_lasts(request, request.user, PORTAL):
            refused = _("This log-in has no family at %(school)s. Log out, then log in with a family’s address.")
            raise PermissionDenied(refused % {"school": asker.business.name})
        return None
    asker.guardian, asker.own_addresses = guardian, addresses_of_family(guardian.family)
    asker.actor = _actor(asker, ActorKind.GUARDIAN, guardian)
    return asker


def _guardian_of(request: PortalRequest) -> Guardian | None:
    if not isinstance(request.user, User) or not still_lasts(request, request.user, PORTAL):
        return None
    here = request.business.guardians.filter(user=request.user, active=True, family__archived_at=None)
    found = here.select_related("family").first()
    if found:
        found.user = request.user  # it is known already, and so is the school
        speak(request, found.language)
    return found


def _actor(request: PortalRequest, kind: ActorKind, guardian: Guardian | None = None) -> Actor:
    origin = origin_of(request.META)
    if guardian is None:
        return Actor(kind, ip=origin.ip, user_agent=origin.user_agent)
    return Actor(
        kind,
        id=str(guardian.user_id),
        name=guardian.name,
        ip=origin.ip,
        user_agent=origin.user_agent,
        on_behalf_of=str(guardian.pk),
    )


def _logged_in_just_now(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and proved_within(request, request.user, JUST_NOW)


def _to_log_in(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("portal-my-account")
    return HttpResponseRedirect(f"{reverse('portal-log-in')}?{urlencode({'next': back})}")


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
