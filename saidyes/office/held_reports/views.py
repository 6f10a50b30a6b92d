from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from saidyes.accounts.rights import Right
from saidyes.consent.braking import decide, held
from saidyes.delivery.acknowledging import wait_until_clear
from saidyes.ledger.actors import Source
from saidyes.office.doors import StaffRequest, staff_only

DECISIONS = {"yes": True, "no": False}
SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_SETTINGS)
def page(request: StaffRequest) -> HttpResponse:
    """Reports that came too many at once: an owner says whether they are true, of all at once."""
    believed = DECISIONS.get(request.POST.get("believed", ""))
    if request.method == "POST" and believed is not None:
        decided = decide(request.business, believed=believed, actor=request.actor, source=Source.OFFICE)
        for address_id in decided:
            wait_until_clear(address_id)
        done = "No Email Blasts go there any more." if believed else "Those addresses get Email Blasts again."
        messages.success(request, done if decided else "Somebody else decided already.")
        return redirect("office-home")
    reports = held(request.business.pk).select_related("beside")
    shown = {"count": reports.count(), "reports": reports[:SHOWN]}
    return render(request, "office/held_reports/page.html", shown, status=422 if request.method == "POST" else 200)
