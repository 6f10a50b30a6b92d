"""Erase a family, which only an owner does; or learn that they no longer ask for it."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from saidyes.accounts.rights import Right
from saidyes.delivery.acknowledging import wait_until_clear
from saidyes.ledger.actors import Source
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.families.forms.erasing import EraseForm
from saidyes.office.families.views.record import find_family
from saidyes.office.pages import ask, posted
from saidyes.retention.asking import ask_no_longer
from saidyes.retention.erasing import CannotErase, erase_family


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.ERASE_FAMILIES, just_now=True)
def erase(request: StaffRequest, family_id: UUID) -> HttpResponse:
    family = find_family(request, family_id)
    form = EraseForm(family, posted(request))
    if not form.is_valid():
        return ask(request, "office/families/erase.html", form, family=family, years=settings.SAIDYES_EVIDENCE_YEARS)
    try:
        erased = erase_family(family, actor=request.actor)
    except CannotErase as why:
        messages.error(request, str(why))
        return redirect("office-family", family.pk)
    for address_id in erased.addresses:
        wait_until_clear(address_id)
    messages.success(request, f"Family {family.number} is erased.")
    return redirect("office-family", family.pk)


@require_POST
@staff_only(Right.ERASE_FAMILIES)
def keep(request: StaffRequest, family_id: UUID) -> HttpResponse:
    """They told somebody that they changed their mind."""
    family = find_family(request, family_id)
    ask_no_longer(family, actor=request.actor, source=Source.OFFICE)
    messages.success(request, f"The {family} stays. Nothing was erased.")
    return redirect("office-family", family.pk)
