"""The record of one family: its guardians, the emails it was sent, and what was written down about it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from saidyes.accounts.rights import Right
from saidyes.common.paging import page_of
from saidyes.families.holding import addresses_of_family
from saidyes.families.models import Family, HeldAddress
from saidyes.ledger.reading import events_about
from saidyes.office.consent_lookup.forms import OnADay
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.families.emails import emails_of
from saidyes.office.families.record import cards_of, students_of, tabs_of
from saidyes.reports import audit_log as log
from saidyes.reports import family_then


def find_family(request: StaffRequest, family_id: UUID) -> Family:
    """A family of this school. Of an erased one there is nothing to see or change."""
    families = request.business.families.filter(erased_at=None)
    return get_object_or_404(families.select_related("business"), pk=family_id)


def head(family: Family, tab: str) -> dict[str, object]:
    """What every tab of the record shows."""
    return {"family": family, "tabs": tabs_of(family, tab), "students": students_of(family)}


@require_safe
@staff_only(Right.SEE_FAMILIES)
def family(request: StaffRequest, family_id: UUID) -> HttpResponse:
    erased = request.business.erasures.filter(family=family_id).select_related("family").first()
    if erased:
        return render(request, "office/families/erased.html", {"family": erased.family, "erasure": erased})
    found = find_family(request, family_id)
    return guardians_page(request, found, _asked_for(found, request.GET.get("history", "")))


def guardians_page(
    request: StaffRequest, family: Family, held: HeldAddress | None, *, form: object = None, status: int = 200
) -> HttpResponse:
    """The Guardians tab with the history of one address beside it; with a form, that address is being edited."""
    cards = cards_of(family)
    rows = [row for card in cards for row in card.rows]
    told = next((row for row in rows if held and row.held.pk == held.pk), rows[0] if rows else None)
    page = {**head(family, "office-family"), "cards": cards, "rows": rows, "told": told, "form": form}
    return render(request, "office/families/family.html", page, status=status)


@require_safe
@staff_only(Right.SEE_FAMILIES)
def emails(request: StaffRequest, family_id: UUID) -> HttpResponse:
    found = find_family(request, family_id)
    page = page_of(emails_of(found), request.GET.get("page"))
    return render(request, "office/families/emails.html", {**head(found, "office-family-emails"), "page": page})


@require_safe
@staff_only(Right.SEE_CONSENT)
def audit_log(request: StaffRequest, family_id: UUID) -> HttpResponse:
    found = find_family(request, family_id)
    one = [found.pk, *found.taken_in.values_list("pk", flat=True)]
    subjects = [*(f"family:{pk}" for pk in one), *(f"address:{address.pk}" for address in addresses_of_family(found))]
    page = page_of(events_about(found.business_id, subjects), request.GET.get("page"))
    shown = {**head(found, "office-family-audit-log"), "page": page, "rows": log.rows(request.business, list(page))}
    return render(request, "office/families/audit_log.html", shown)


@require_safe
@staff_only(Right.SEE_CONSENT)
def standing(request: StaffRequest, family_id: UUID) -> HttpResponse:
    """Where the whole family stood on a day, or at one time of it."""
    found = find_family(request, family_id)
    form = OnADay(request.GET, zone=request.business.zone)
    page: dict[str, object] = {**head(found, ""), "form": form}
    if form.is_valid():
        page |= {"asked": form.asked, "rows": family_then.rows(found, form.asked.last)}
    return render(request, "office/families/standing.html", page, status=422 if form.errors else 200)


def _asked_for(family: Family, held_id: str) -> HeldAddress | None:
    try:
        return HeldAddress.objects.filter(guardian__family=family, pk=UUID(held_id)).first()
    except ValueError:
        return None
