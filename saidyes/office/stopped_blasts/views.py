"""Why no Email Blast leaves, in numbers, and the owner's word that lets them go on."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from saidyes.accounts.rights import Right, who_may
from saidyes.blasts.models import Blast, Status, StoppedBy
from saidyes.blasts.stopping import held_because, let_go_on, standing
from saidyes.checkup.rates import LIMITS
from saidyes.office.doors import StaffRequest, insist_on, staff_only

GO_ON = "Email Blasts can go on. Resume those that were paused."


class Seen(forms.Form):
    """The stop that was on the page."""

    stop = forms.UUIDField()


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.SEE_BLASTS)
def page(request: StaffRequest) -> HttpResponse:
    business = request.business
    if request.method == "POST":
        insist_on(Right.CHANGE_SETTINGS, request.membership)
        seen = Seen(request.POST)
        done = seen.is_valid() and let_go_on(business, seen.cleaned_data["stop"], actor=request.actor)
        waits_still = held_because(business.pk)
        messages.success(request, f"{waits_still}." if waits_still else GO_ON if done else "Nothing waits for you.")
        return redirect("office-stopped-blasts")
    stops = [(stop, 100 * LIMITS[StoppedBy(stop.why)].share) for stop in standing().filter(business=business)]
    paused = Blast.objects.filter(business=business, status=Status.PAUSED).order_by("-saved_at")
    shown = {"stops": stops, "paused": paused, "who_may": who_may(Right.CHANGE_SETTINGS)}
    return render(request, "office/stopped_blasts/page.html", shown)
