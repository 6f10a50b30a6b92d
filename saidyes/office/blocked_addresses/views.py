"""Every address that gets nothing for a reason apart from its choice, and the blocks that an owner may end."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from saidyes.accounts.rights import Right
from saidyes.common.paging import page_of
from saidyes.consent.blocking import MayNotLift, unblock, why_it_stays
from saidyes.consent.models import Suppression, SuppressionKind
from saidyes.families.models import Family
from saidyes.ledger.actors import Source
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.families.forms.blocking import ReasonForm
from saidyes.office.pages import ask, posted


@dataclass(frozen=True)
class Row:
    """One reason at one address. `stays`: why nobody may lift it now; empty when an owner may."""

    suppression: Suppression
    families: list[Family]
    stays: str

    @property
    def kind(self) -> str:
        return str(SuppressionKind(self.suppression.kind).label)


@require_safe
@staff_only(Right.SEE_CONSENT)
def listing(request: StaffRequest) -> HttpResponse:
    standing = request.business.suppressions.filter(lifted_at=None).select_related("address")
    page = page_of(standing.order_by("-set_at", "pk"), request.GET.get("page"))
    rows = [_row(one) for one in page]
    return render(request, "office/blocked_addresses/list.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.LIFT_BLOCKS)
def lift(request: StaffRequest, suppression_id: UUID) -> HttpResponse:
    standing = request.business.suppressions.filter(lifted_at=None).select_related("address")
    suppression = get_object_or_404(standing, pk=suppression_id)
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            unblock(suppression, reason=form.cleaned_data["reason"], actor=request.actor, source=Source.OFFICE)
        except MayNotLift as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, f"The block of {suppression.address.spelling} is lifted.")
            return redirect("office-blocked-addresses")
    return ask(request, "office/blocked_addresses/lift.html", form, row=_row(suppression))


def _row(suppression: Suppression) -> Row:
    families = Family.objects.filter(guardians__held_addresses__address=suppression.address, archived_at=None)
    return Row(suppression, list(families.distinct()), why_it_stays(suppression, suppression.address))
