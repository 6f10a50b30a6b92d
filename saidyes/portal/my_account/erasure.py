"""A guardian asks for everything about the family to be erased, or no longer does. An owner looks at it first."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from saidyes.ledger.actors import Source
from saidyes.portal.doors import GuardianRequest, guardian_only
from saidyes.retention.asking import ask_no_longer, ask_to_be_erased


@require_http_methods(["GET", "HEAD", "POST"])
@guardian_only
def erasure(request: GuardianRequest) -> HttpResponse:
    family = request.guardian.family
    if request.method != "POST":
        return render(request, "portal/my_account/erasure.html", {"family": family})
    if "keep" in request.POST:
        ask_no_longer(family, actor=request.actor, source=Source.PORTAL)
        messages.success(request, _("Saved. Everything stays as it is."))
    else:
        ask_to_be_erased(family, actor=request.actor, source=Source.PORTAL)
        messages.success(request, _("Saved. %(school)s will look at it.") % {"school": request.business.name})
    return redirect("portal-erasure")
