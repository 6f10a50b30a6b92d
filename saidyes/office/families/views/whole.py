"""The family as a whole: archived and brought back, merged with another, a guardian set aside or on their own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from saidyes.accounts.rights import Right
from saidyes.classes.merging import merge
from saidyes.delivery.acknowledging import wait_until_clear
from saidyes.families.archiving import set_active, set_archived
from saidyes.families.holding import addresses_of_family
from saidyes.families.merging import CannotMerge, alike, split_off
from saidyes.families.models import Family
from saidyes.ledger.actors import Source
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.families.forms.blocking import MergeForm, OtherFamilyForm
from saidyes.office.families.views.people import find_guardian
from saidyes.office.families.views.record import find_family
from saidyes.office.pages import posted

SURE = "office/families/sure.html"
AWAY = "No Email Blasts go to addresses that only they use. Every choice stays as it is, for when they come back."
BACK = "Each address stands where it stood: who was opted in gets Email Blasts again."


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_FAMILIES)
def archive(request: StaffRequest, family_id: UUID, *, away: bool) -> HttpResponse:
    """Away, or back again; the same pressed twice is done once."""
    family = find_family(request, family_id)
    if request.method != "POST":
        title, act = (f"Archive the {family}?", "Archive") if away else (f"Bring the {family} back?", "Bring back")
        page = {"family": family, "title": title, "act": act, "text": AWAY if away else BACK}
        return render(request, SURE, {**page, "url": request.path})
    set_archived(family, archived=away, actor=request.actor, source=Source.OFFICE)
    for address in addresses_of_family(family) if away else ():
        wait_until_clear(address.pk)
    messages.success(request, f"The {family} is archived." if away else f"The {family} is back.")
    return redirect("office-family", family.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_FAMILIES)
def set_guardian_aside(request: StaffRequest, family_id: UUID, guardian_id: UUID, *, away: bool) -> HttpResponse:
    """Away, or back again; the same pressed twice is done once."""
    guardian = find_guardian(request, family_id, guardian_id)
    name = guardian.name
    if request.method != "POST":
        title, act = (f"Set {name} aside?", "Set aside") if away else (f"Bring {name} back?", "Bring back")
        page = {"family": guardian.family, "title": title, "act": act, "text": AWAY if away else BACK}
        return render(request, SURE, {**page, "url": request.path})
    set_active(guardian, active=not away, actor=request.actor, source=Source.OFFICE)
    for held in guardian.held_addresses.all() if away else ():
        wait_until_clear(held.address_id)
    messages.success(request, f"{name} is no longer active." if away else f"{name} is active again.")
    return redirect("office-family", family_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.MERGE_FAMILIES)
def split(request: StaffRequest, family_id: UUID, guardian_id: UUID) -> HttpResponse:
    guardian = find_guardian(request, family_id, guardian_id)
    if request.method != "POST":
        text = "The students stay. Each address goes with its guardian and keeps its choice."
        page = {
            "family": guardian.family,
            "title": f"Give {guardian.name} a family of their own?",
            "act": "Make the family",
        }
        return render(request, SURE, {**page, "text": text, "url": request.path})
    try:
        family = split_off(guardian, actor=request.actor, source=Source.OFFICE)
    except CannotMerge as why:
        messages.error(request, str(why))
        return redirect("office-family", family_id)
    messages.success(request, f"Saved. {guardian.name} is now family {family.number}.")
    return redirect("office-family", family.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.MERGE_FAMILIES)
def merge_with(request: StaffRequest, family_id: UUID) -> HttpResponse:
    """First which family, then who of them is one person, then it is done."""
    family = find_family(request, family_id)
    asked = OtherFamilyForm(request.GET if "other" in request.GET else None)
    other = _other(family, asked)
    if other is None:
        page = {"family": family, "form": asked, "alike": _there_twice(family)}
        return render(request, "office/families/merge.html", page, status=422 if asked.is_bound else 200)
    pairs = list(alike(family, other))
    form, refused = MergeForm(pairs, posted(request)), 422
    if form.is_valid():
        same = {UUID(one) for one in form.cleaned_data["same"]}
        try:
            merge(family, other, same=same, actor=request.actor, source=Source.OFFICE)
        except CannotMerge as why:
            refused = 409
            form.add_error(None, str(why))
        else:
            messages.success(request, f"Family {other.number} is now part of family {family.number}.")
            return redirect(reverse("office-family", args=[family.pk]))
    page = {"family": family, "other": other, "form": form, "pairs": pairs}
    return render(request, "office/families/merge_review.html", page, status=refused if form.is_bound else 200)


def _other(family: Family, form: OtherFamilyForm) -> Family | None:
    if not form.is_valid():
        return None
    here = family.business.families.filter(archived_at=None).exclude(pk=family.pk)
    other = here.filter(number=form.cleaned_data["other"]).first()
    if other is None:
        form.add_error("other", "There is no other family with this number")
    return other


def _there_twice(family: Family) -> list[Family]:
    """Families that share an address with this one, or its name: perhaps the same."""
    here = family.business.families.filter(archived_at=None).exclude(pk=family.pk)
    sharing = here.filter(guardians__held_addresses__address__in=addresses_of_family(family))
    return list((sharing | here.filter(name__iexact=family.name)).distinct().order_by("number")[:10])
