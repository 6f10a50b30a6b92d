from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from saidyes.accounts.rights import Right
from saidyes.consent.wishing import NotTheNewest, dismiss_wishes, wishes_of
from saidyes.families.models import HeldAddress
from saidyes.ledger.actors import Source
from saidyes.office.doors import StaffRequest, staff_only


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_CONSENT)
def page(request: StaffRequest, address_id: UUID) -> HttpResponse:
    """What was written in the name of an address. Staff ask the family; a wish nobody had is dismissed here."""
    address, newer = get_object_or_404(request.business.addresses, pk=address_id), False
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            dismissed = dismiss_wishes(address, seen=seen, actor=request.actor, source=Source.OFFICE)
        except NotTheNewest:
            newer = True
        else:
            done = "Dismissed. Nothing was changed." if dismissed else "Somebody else decided already."
            messages.success(request, done)
            return redirect("office-home")
    users = HeldAddress.objects.filter(address=address, guardian__active=True).select_related("guardian__family")
    shown = {"address": address, "wishes": wishes_of(address), "users": users, "newer": newer}
    return render(request, "office/wishes/page.html", shown, status=409 if newer else 200)
