"""A guardian's addresses: add, correct, remove; and what the guardian told us about Email Blasts."""

import logging
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from saidyes.accounts.rights import Right
from saidyes.consent.evidence import MayNotOptIn
from saidyes.consent.prompting import ask_to_choose
from saidyes.delivery.acknowledging import wait_until_clear
from saidyes.families.holding import give, take
from saidyes.families.models import HeldAddress
from saidyes.families.vouching import save_address
from saidyes.ledger.actors import Source
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.families.forms.addresses import AddressForm
from saidyes.office.families.forms.people import NewAddressForm
from saidyes.office.families.views.people import find_guardian
from saidyes.office.families.views.record import guardians_page
from saidyes.office.pages import ask, posted

security = logging.getLogger("saidyes.security")


def find_held(request: StaffRequest, family_id: UUID, guardian_id: UUID, held_id: UUID) -> HeldAddress:
    guardian = find_guardian(request, family_id, guardian_id)
    return get_object_or_404(guardian.held_addresses.select_related("address", "guardian", "business"), pk=held_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_CONSENT)
def edit_address(request: StaffRequest, family_id: UUID, guardian_id: UUID, held_id: UUID) -> HttpResponse:
    held = find_held(request, family_id, guardian_id, held_id)
    may_overrule = request.membership.may(Right.OVERRULE_NO)
    form = AddressForm(held, posted(request), request.FILES or None, may_overrule=may_overrule)
    if form.is_valid():
        try:
            saved = save_address(held, form.cleaned_data["address"], form.vouch, actor=request.actor)
        except MayNotOptIn as why:
            security.warning("an opt-in by staff was refused: %s, user %s", type(why).__name__, request.actor.id)
            form.refuse(why)
        else:
            for address_id in {held.address_id, saved.address_id} if form.said_yes is False else ():
                wait_until_clear(address_id)
            messages.success(request, _sentence(saved, form))
            return redirect(f"{reverse('office-family', args=[family_id])}?history={saved.pk}")
        held = find_held(request, family_id, guardian_id, held_id)  # as it stands now, after the refusal
    status = form.refusal if form.is_bound else 200
    return guardians_page(request, held.guardian.family, held, form=form, status=status)


def _sentence(saved: HeldAddress, form: AddressForm) -> str:
    address, name = saved.address, saved.guardian.first_name
    if form.said_yes and address.waits:
        return f"Saved. We asked {name} by email to confirm. Until then nothing changes for {address.spelling}."
    if form.said_yes:
        return f"Saved. {address.spelling} is now opted in. We told {name} by email."
    if form.said_yes is False:
        return f"Saved. {address.spelling} is now opted out of Email Blasts."
    if saved.address_id != form.held.address_id:
        return f"Saved. {address.spelling}: {address.get_standing_display().lower()}. No choice was carried over."
    return "Saved."


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_FAMILIES)
def new_address(request: StaffRequest, family_id: UUID, guardian_id: UUID) -> HttpResponse:
    guardian = find_guardian(request, family_id, guardian_id)
    form = NewAddressForm(posted(request))
    if not form.is_valid():
        heading = f"Add an email address for {guardian.first_name}"
        return ask(request, "office/families/people.html", form, family=guardian.family, heading=heading)
    held = give(guardian, form.cleaned_data["address"], actor=request.actor, source=Source.OFFICE)
    messages.success(request, f"Saved. {held.address.spelling}: {held.address.get_standing_display().lower()}.")
    return redirect("office-family", guardian.family_id)


@require_POST
@staff_only(Right.CHANGE_CONSENT)
def ask_for_a_choice(request: StaffRequest, family_id: UUID, guardian_id: UUID, held_id: UUID) -> HttpResponse:
    """The question waits for whoever reads the address; no mail is sent about it."""
    held = find_held(request, family_id, guardian_id, held_id)
    if ask_to_choose(held.address, actor=request.actor, source=Source.OFFICE):
        name = held.guardian.first_name
        messages.success(request, f"{name} will be asked at the next log-in. We send no email about it.")
    else:
        messages.info(request, f"There is nothing to ask: {held.address.spelling} was asked, or has an answer.")
    return redirect("office-family", family_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_FAMILIES)
def remove_address(request: StaffRequest, family_id: UUID, guardian_id: UUID, held_id: UUID) -> HttpResponse:
    held = find_held(request, family_id, guardian_id, held_id)
    if request.method != "POST":
        question = f"Remove {held.address.spelling} from {held.guardian.name}?"
        page = {"family": held.guardian.family, "held": held, "question": question}
        return render(request, "office/families/remove_address.html", page)
    spelling = held.address.spelling
    take(held, actor=request.actor, source=Source.OFFICE)
    messages.success(request, f"{spelling} was removed from {held.guardian.name}.")
    return redirect("office-family", family_id)
