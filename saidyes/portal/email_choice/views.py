from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from saidyes.common.addresses import masked
from saidyes.consent.choosing import record_choice
from saidyes.consent.confirming import ask_by_link
from saidyes.consent.evidence import Evidence, MayNotOptIn
from saidyes.consent.models import Address, Standing
from saidyes.consent.prompting import ask_to_choose, is_asked_to_choose
from saidyes.consent.unsubscribing import Leaver, leaver_of, may_undo, undo_token, unsubscribe
from saidyes.delivery.acknowledging import wait_until_clear
from saidyes.families.holding import evidence_of, only_user_of
from saidyes.ledger.actors import Source
from saidyes.portal.doors import (
    GuardianRequest,
    LinkRequest,
    PortalRequest,
    guardian_only,
    link_only,
    offer_a_fresh_link,
)
from saidyes.portal.email_choice.asking import question_for
from saidyes.portal.email_choice.forms import SAID, ChoiceForm
from saidyes.portal.email_choice.history import choices_so_far
from saidyes.portal.email_choice.receipts import with_receipt
from saidyes.portal.pages import ask, posted
from saidyes.portal.unsubscribe.acknowledging import settle


@require_http_methods(["GET", "HEAD", "POST"])
@guardian_only
def choice(request: GuardianRequest, address_id: UUID) -> HttpResponse:
    address = get_object_or_404(request.own_addresses, pk=address_id)
    evidence = evidence_of(request.guardian, address.pk)
    form = _form(request, address, address.spelling, title=_("Email Blast choice"))
    if form.is_valid() and _is_saved(request, address, form, evidence):
        messages.success(request, _sentence(address))
        return redirect("portal-account-information")
    page = {"address": address, "lines": choices_so_far(address, request.guardian)}
    if evidence.own:
        return ask(request, "portal/email_choice/choice.html", form, **page)
    return ask(request, "portal/email_choice/no_only.html", form, **page, **_whose(request, address))


@require_POST
@guardian_only
def ask_another(request: GuardianRequest, address_id: UUID) -> HttpResponse:
    """Put the question to whoever reads this address, at their next log-in. It sends no mail."""
    address = get_object_or_404(request.own_addresses, pk=address_id)
    ask_to_choose(address, actor=request.actor, source=Source.PORTAL)
    return redirect("portal-email-choice", address_id)


@require_http_methods(["GET", "HEAD", "POST"])
@link_only(leaver_of, lost=offer_a_fresh_link)
def by_token(request: LinkRequest[Leaver]) -> HttpResponse:
    """A no counts at once. A yes asks the mailbox first: mails are forwarded, and a link proves no person."""
    address = request.about.address
    form = _form(request, address, masked(address.spelling))
    page: dict[str, Any] = {"form": form, "address": address, "messages": ()}
    if not form.is_valid():
        return ask(request, "portal/email_choice/by_token.html", **page)
    if form.said_yes:
        page["waits"] = _is_asked(request, form)
        return render(request, "portal/email_choice/yes_by_token.html", page)
    source = Source.UNSUBSCRIBE_PAGE
    event = unsubscribe(request.about, actor=request.actor, source=source, wording=form.words)
    settle(request, source)
    page |= {"event": event, "undo": undo_token(event) if may_undo(event) else ""}
    return render(request, "portal/email_choice/no_by_token.html", page)


def _form(request: PortalRequest, address: Address, called: str, *, title: str = "") -> ChoiceForm:
    """The question, with what the address chose before selected."""
    said = {"said": SAID.get(address.standing)}
    badge = render_to_string("ui/components/standing.html", {"address": address})
    hint = format_html(_("For <strong>{}</strong> only. Now: {}"), called, badge)
    return ChoiceForm(question_for(request), posted(request), initial=said, title=title, hint=hint)


def _is_asked(request: LinkRequest[Leaver], form: ChoiceForm) -> bool:
    """Whether the mailbox is asked to confirm this yes. Not where nobody knows whose it would be, nor after a spam
    report: then somebody has to log in.
    """
    address = request.about.address
    reader = only_user_of(address)
    if reader is None or address.standing == Standing.OPTED_IN:
        return False
    try:
        ask_by_link(address, wording=form.words, actor=replace(request.actor, on_behalf_of=str(reader.pk)))
    except MayNotOptIn:
        return False
    return True


def _is_saved(request: GuardianRequest, address: Address, form: ChoiceForm, evidence: Evidence) -> bool:
    """Whether the choice is taken; if a yes may not be, the form says why. A no is done when nothing is on its way."""
    evidence = replace(evidence, seen_version=form.seen_version)
    words, source = form.words, Source.PORTAL
    try:
        record_choice(
            address, said_yes=form.said_yes, wording=words, actor=request.actor, source=source, evidence=evidence
        )
    except MayNotOptIn as why:
        form.refuse(why)
        return False
    if not form.said_yes:
        wait_until_clear(address.pk)
    return True


def _sentence(address: Address) -> str:
    """What came of the choice; once it counts, with the way to its receipt."""
    address.refresh_from_db()
    if address.waits:
        waits = _("Almost done. We sent an email to %(address)s. Press Confirm in it; until then nothing changes.")
        return waits % {"address": address.spelling}
    if address.standing == Standing.OPTED_IN:
        went = _("Saved. %(address)s is now opted in to Email Blasts.")
    else:
        went = _("Saved. %(address)s is now opted out of Email Blasts.")
    return with_receipt(went % {"address": address.spelling}, address)


def _whose(request: GuardianRequest, address: Address) -> dict[str, Any]:
    """For an address the asker may only say no for: whom to ask, and whether somebody did."""
    holders = address.holders.filter(guardian__family=request.guardian.family).select_related("guardian")
    whose = ", ".join(held.guardian.first_name for held in holders)
    return {"whose": whose, "is_asked": is_asked_to_choose(address)}
