"""What stands in the way of an address: block it, ask whether mail arrives there, take back a yes that was wrong."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from saidyes.accounts.rights import Right
from saidyes.consent.blocking import block
from saidyes.consent.lapsing import lapse
from saidyes.consent.models import SuppressionKind
from saidyes.consent.rechecking import NothingToCheck, ask_whether_mail_arrives
from saidyes.consent.requesting import AskedLately
from saidyes.delivery.acknowledging import wait_until_clear
from saidyes.families.speaking import language_of
from saidyes.ledger.actors import Source
from saidyes.office.doors import StaffRequest, insist_on, staff_only
from saidyes.office.families.forms.blocking import BlockForm, ReasonForm
from saidyes.office.families.views.addresses import find_held
from saidyes.office.pages import ask, posted

PAGE = "office/families/address_act.html"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_CONSENT)
def block_address(request: StaffRequest, family_id: UUID, guardian_id: UUID, held_id: UUID) -> HttpResponse:
    held = find_held(request, family_id, guardian_id, held_id)
    form = BlockForm(posted(request), legal=request.membership.may(Right.LIFT_BLOCKS))
    if not form.is_valid():
        return ask(request, PAGE, form, held=held, heading="Block an address", act="Block the address")
    kind = SuppressionKind(form.cleaned_data["kind"])
    if kind == SuppressionKind.LEGAL:
        insist_on(Right.LIFT_BLOCKS, request.membership)
    block(held.address, kind, reason=form.cleaned_data["reason"], actor=request.actor, source=Source.OFFICE)
    wait_until_clear(held.address_id)
    messages.success(request, f"{held.address.spelling} is blocked. No Email Blasts go there.")
    return redirect("office-family", family_id)


@require_POST
@staff_only(Right.OVERSEE_CONSENT)
def check_address(request: StaffRequest, family_id: UUID, guardian_id: UUID, held_id: UUID) -> HttpResponse:
    """A bounce is lifted by the click in this mail alone. It asks for no choice, and changes none."""
    address = find_held(request, family_id, guardian_id, held_id).address
    try:
        ask_whether_mail_arrives(address, language=language_of(address), actor=request.actor, source=Source.OFFICE)
    except NothingToCheck:
        messages.info(request, f"Mail to {address.spelling} does not bounce any more.")
    except AskedLately as why:
        messages.error(request, str(why))
    else:
        messages.success(request, f"We asked {address.spelling} by email. The click in it lifts the bounce.")
    return redirect("office-family", family_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.OVERSEE_CONSENT)
def void_yes(request: StaffRequest, family_id: UUID, guardian_id: UUID, held_id: UUID) -> HttpResponse:
    """The yes was recorded wrongly: nobody agreed, or the evidence does not hold. Back to no choice yet."""
    held = find_held(request, family_id, guardian_id, held_id)
    form = ReasonForm(posted(request))
    if not form.is_valid():
        act = "Take the yes back"
        return ask(request, PAGE, form, held=held, heading="Take back a yes that was recorded wrongly", act=act)
    reason = "the evidence does not hold"
    lapse(held.address, reason=reason, said=form.cleaned_data["reason"], actor=request.actor, source=Source.OFFICE)
    wait_until_clear(held.address_id)
    held.address.refresh_from_db()
    standing = held.address.get_standing_display().lower()
    messages.success(request, f"Saved. {held.address.spelling}: {standing}.")
    return redirect("office-family", family_id)
