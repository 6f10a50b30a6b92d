"""Guardians: add one, correct one; and the family's own name and home."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from saidyes.accounts.rights import Right
from saidyes.families.adding import add_guardian
from saidyes.families.changing import change_family, change_guardian
from saidyes.families.models import Guardian
from saidyes.ledger.actors import Source
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.families.forms.people import FamilyForm, GuardianForm, NewGuardianForm
from saidyes.office.families.views.record import find_family
from saidyes.office.pages import ask, posted

PAGE = "office/families/people.html"


def find_guardian(request: StaffRequest, family_id: UUID, guardian_id: UUID) -> Guardian:
    of_family = request.business.guardians.filter(family=family_id).select_related("family", "business")
    return get_object_or_404(of_family, pk=guardian_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_FAMILIES)
def edit_family(request: StaffRequest, family_id: UUID) -> HttpResponse:
    family = find_family(request, family_id)
    form = FamilyForm(posted(request), family=family)
    if not form.is_valid():
        return ask(request, PAGE, form, family=family, whole=True, heading=f"Edit {family}")
    change_family(family, form.cleaned_data["name"], form.home, actor=request.actor, source=Source.OFFICE)
    messages.success(request, "Saved.")
    return redirect("office-family", family.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_FAMILIES)
def new_guardian(request: StaffRequest, family_id: UUID) -> HttpResponse:
    family = find_family(request, family_id)
    form = NewGuardianForm(request.business, posted(request))
    if not form.is_valid():
        return ask(request, PAGE, form, family=family, heading="Add a guardian")
    guardian = add_guardian(family, form.person, actor=request.actor, source=Source.OFFICE)
    messages.success(request, f"Saved. {guardian.name} is now a guardian of the {family}.")
    return redirect("office-family", family.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_FAMILIES)
def edit_guardian(request: StaffRequest, family_id: UUID, guardian_id: UUID) -> HttpResponse:
    guardian = find_guardian(request, family_id, guardian_id)
    form = GuardianForm(request.business, posted(request), guardian=guardian)
    if not form.is_valid():
        return ask(request, PAGE, form, family=guardian.family, guardian=guardian, heading=f"Edit {guardian.name}")
    change_guardian(guardian, form.person, actor=request.actor, source=Source.OFFICE)
    messages.success(request, "Saved.")
    return redirect("office-family", guardian.family_id)
