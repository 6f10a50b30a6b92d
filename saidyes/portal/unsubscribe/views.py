from dataclasses import replace
from typing import Any, cast

from allauth.core import ratelimit
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from saidyes.common.addresses import canonical
from saidyes.common.languages import current
from saidyes.common.signing import BadToken
from saidyes.consent.evidence import MayNotOptIn
from saidyes.consent.knowing import known
from saidyes.consent.links import unsubscribe_url
from saidyes.consent.models import Address, Standing
from saidyes.consent.unsubscribing import (
    TRIAL,
    Leaver,
    is_trial,
    leaver_of,
    may_undo,
    undo,
    undo_token,
    unsubscribe,
)
from saidyes.families.speaking import language_of
from saidyes.ledger.actors import ActorKind, Source
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox
from saidyes.portal.doors import LinkRequest, PortalRequest, anyone, link_only, offer_a_fresh_link, unseen
from saidyes.portal.forms import AddressForm
from saidyes.portal.pages import ask, posted
from saidyes.portal.speaking import speak_without_cookies
from saidyes.portal.unsubscribe.acknowledging import settle
from saidyes.portal.untold import leave_only_if, take_a_moment


def speaks_for_nobody(request: HttpRequest) -> HttpResponse:
    """A link signed here for nobody is the check-up's, which learns that the way works. Anybody else is helped on."""
    token, business = request.path.rstrip("/").rpartition("/")[2], cast(PortalRequest, request).business
    if is_trial(token, business):
        return unseen(HttpResponse(TRIAL, content_type="text/plain; charset=utf-8"))
    return offer_a_fresh_link(request)


@require_http_methods(["GET", "HEAD", "OPTIONS", "POST"])
@link_only(leaver_of, lost=speaks_for_nobody)
def page(request: LinkRequest[Leaver]) -> HttpResponse:
    """One URL: fetching it shows a page and changes nothing; a POST acts when it says what it wants."""
    if request.method == "POST":
        if request.POST.get("List-Unsubscribe", "").strip() == "One-Click":
            request.actor = replace(request.actor, kind=ActorKind.PROVIDER_ONE_CLICK)
            return _leave(request, Source.ONE_CLICK)
        if "undo" in request.POST:
            return _undo(request)
        if "unsubscribe" in request.POST:
            return _leave(request, Source.UNSUBSCRIBE_PAGE)
    return _show(request, "leave", status=400 if request.method == "POST" else 200)


@csrf_exempt  # it changes nothing by itself, and must work without cookies
@require_http_methods(["GET", "HEAD", "POST"])
@anyone
def ask_for_link(request: PortalRequest) -> HttpResponse:
    """A fresh link for whoever's own is broken. The answer is the same for every address."""
    speak_without_cookies(request)
    form = AddressForm(posted(request))
    if form.is_valid():
        _send_link(request, form.cleaned_data["email"])
        return unseen(render(request, "portal/unsubscribe/asked.html", {}))
    return unseen(ask(request, "portal/unsubscribe/ask.html", form))


def _leave(request: LinkRequest[Leaver], source: Source) -> HttpResponse:
    event = unsubscribe(request.about, actor=request.actor, source=source)
    settle(request, source)
    if source == Source.ONE_CLICK:  # a mail program asked (RFC 8058 section 3.2)
        return HttpResponse(_("You will get no more Email Blasts.") + "\n", content_type="text/plain; charset=utf-8")
    return _show(request, "done", event=event, undo=undo_token(event) if may_undo(event) else "")


def _undo(request: LinkRequest[Leaver]) -> HttpResponse:
    try:
        undo(request.about, request.POST["undo"], actor=request.actor)
    except (BadToken, MayNotOptIn):
        return _show(request, "too_late", status=409)
    return _show(request, "undone")


def _show(request: LinkRequest[Leaver], name: str, *, status: int = 200, **page: Any) -> HttpResponse:
    """Without messages: those lie in the session, which this page never looks at."""
    address = request.about.address
    is_out = address.standing == Standing.OPTED_OUT and not address.waits
    page |= {"address": address, "is_out": is_out, "messages": ()}
    return render(request, f"portal/unsubscribe/{name}.html", page, status=status)


def _send_link(request: PortalRequest, text: str) -> None:
    """Only to an address that said yes, and not to bomb anybody's mailbox."""
    address = known(request.business, text) or Address(business=request.business, spelling=text)
    few = ratelimit.consume(request, action="unsubscribe_link", key=canonical(text).key)
    gets_it = bool(few) and address.standing == Standing.OPTED_IN
    mailbox = Mailbox(address.spelling, language=language_of(address) or current())
    data = {"url": unsubscribe_url(request.business, address.pk)}
    with transaction.atomic():
        kind = Kind.UNSUBSCRIBE_LINK
        leave_only_if(wanted=gets_it, kind=kind, business=request.business, mailbox=mailbox, data=data)
    take_a_moment()
