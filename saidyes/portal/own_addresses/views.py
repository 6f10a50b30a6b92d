from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from saidyes.accounts.arriving import LogsInElsewhere
from saidyes.families.models import HeldAddress
from saidyes.families.proving import use_proved
from saidyes.notices.kinds import Kind
from saidyes.portal.codes import CodeForm, code_is_out, is_right, send_code, take, wait, waiting
from saidyes.portal.doors import GuardianRequest, guardian_just_now
from saidyes.portal.own_addresses.forms import NewAddressForm
from saidyes.portal.pages import ask, only_posted, posted

CODE = Kind.ADDRESS_CODE


@require_http_methods(["GET", "HEAD", "POST"])
@guardian_just_now
def add(request: GuardianRequest) -> HttpResponse:
    form = NewAddressForm(request.guardian, posted(request))
    if not form.is_valid():
        return ask(request, "portal/own_addresses/add.html", form)
    return _send(request, form.cleaned_data["email"])


@require_http_methods(["GET", "HEAD", "POST"])
@guardian_just_now
def replace_one(request: GuardianRequest, address_id: UUID) -> HttpResponse:
    held = _own(request, address_id)
    form = NewAddressForm(request.guardian, posted(request))
    if not form.is_valid():
        return ask(request, "portal/own_addresses/replace.html", form, held=held)
    return _send(request, form.cleaned_data["email"], instead_of=str(held.address_id))


@require_http_methods(["GET", "HEAD", "POST"])
@guardian_just_now
def code(request: GuardianRequest) -> HttpResponse:
    if not code_is_out(request, CODE):
        return redirect("portal-account-information")
    form = CodeForm(posted(request))
    if not is_right(request, CODE, form):
        left = waiting(request, CODE)
        page = {"address": left["address"], "instead_of": left["instead_of"]}
        return ask(request, "portal/own_addresses/code.html", form, **page)
    left = take(request, CODE)
    return _kept(request, left["address"], left["instead_of"])


@guardian_just_now
@only_posted("portal-address-code")
def new_code(request: GuardianRequest) -> HttpResponse:
    if code_is_out(request, CODE):
        send_code(request, CODE)
    return redirect("portal-address-code")


def _send(request: GuardianRequest, address: str, instead_of: str = "") -> HttpResponse:
    wait(request, CODE, address, instead_of=instead_of)
    send_code(request, CODE)
    return redirect("portal-address-code")


def _kept(request: GuardianRequest, address: str, instead_of: str) -> HttpResponse:
    """The proved address is theirs; next is the question."""
    old = request.guardian.held_addresses.filter(address_id=instead_of).first() if instead_of else None
    try:
        held = use_proved(request.guardian, address, instead_of=old, actor=request.actor)
    except LogsInElsewhere:
        taken = _("%(address)s already logs in to another account, so it cannot be your Log In address.")
        messages.error(request, taken % {"address": address})
        return redirect("portal-account-information")
    messages.success(request, _("Saved. %(address)s is on your account.") % {"address": held.address.spelling})
    return redirect("portal-email-choice", held.address_id)


def _own(request: GuardianRequest, address_id: UUID) -> HeldAddress:
    return get_object_or_404(request.guardian.held_addresses.select_related("address"), address_id=address_id)
