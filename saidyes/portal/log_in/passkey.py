"""Log in by a passkey alone: it took a finger, a face or a PIN of the device, and needs no address."""

from typing import cast

from allauth.core import ratelimit
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from saidyes.accounts.passkeys import NoPasskey, ask_for_one, who_answers
from saidyes.common.paths import own_path
from saidyes.families.models import Guardian
from saidyes.portal.doors import PortalRequest, anyone
from saidyes.portal.forms import AddressForm
from saidyes.portal.log_in.arriving import first_page_of, guardian_at, let_in
from saidyes.portal.pages import ask, only_posted
from saidyes.portal.speaking import keep_what_was_picked


@anyone
@only_posted("portal-log-in")
def passkey(request: PortalRequest) -> HttpResponse:
    """What the browser is to ask the device; then, with its answer, the log-in."""
    if "answer" not in request.POST:
        return JsonResponse(ask_for_one())
    if too_many := ratelimit.consume_or_429(request, action="passkey"):
        return cast(HttpResponse, too_many)
    then = own_path(request.POST.get("next", ""), under="/portal/")
    guardian = _who_answers(request)
    if guardian is None or guardian.user is None:
        form = AddressForm({})
        form.errors.clear()
        form.add_error(None, _("That passkey was not recognized. We can email you a code"))
        return ask(request, "portal/log_in/log_in.html", form, next=then)
    keep_what_was_picked(request, guardian)
    return let_in(request, guardian.user, first_page_of(guardian, then), method="passkey")


def _who_answers(request: PortalRequest) -> Guardian | None:
    """Only a guardian of this school: a passkey of somebody else opens nothing here, and says so alike."""
    try:
        user = who_answers(request.POST["answer"])
    except NoPasskey:
        return None
    return guardian_at(request.business, user.email)
