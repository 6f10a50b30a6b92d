from typing import cast

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from saidyes.accounts.devices import remember_device
from saidyes.common.paths import own_path
from saidyes.notices.kinds import Kind
from saidyes.portal.codes import CodeForm, code_is_out, is_right, send_code, take, wait, waiting
from saidyes.portal.doors import PortalRequest, anyone
from saidyes.portal.forms import AddressForm
from saidyes.portal.log_in.arriving import first_page_of, guardian_at, let_in, prove_log_in_address
from saidyes.portal.log_in.forms import PasswordLogInForm
from saidyes.portal.pages import ask, only_posted, posted
from saidyes.portal.speaking import keep_what_was_picked

CODE = Kind.LOG_IN_CODE


@require_http_methods(["GET", "HEAD", "POST"])
@anyone
def log_in(request: PortalRequest) -> HttpResponse:
    then = _wanted(request)
    known = request.guardian.user if request.guardian else None
    form = AddressForm(posted(request), initial={"email": known.email if known else ""})
    if not form.is_valid():
        return ask(request, "portal/log_in/log_in.html", form, next=then)
    wait(request, CODE, form.cleaned_data["email"], next=then)
    _send(request)
    return redirect("portal-log-in-code")


@require_http_methods(["GET", "HEAD", "POST"])
@anyone
def code(request: PortalRequest) -> HttpResponse:
    if not code_is_out(request, CODE):
        return redirect("portal-log-in")
    left, form = waiting(request, CODE), CodeForm(posted(request))
    guardian = guardian_at(request.business, left["address"]) if is_right(request, CODE, form) else None
    if guardian is None or guardian.user is None:
        return ask(request, "portal/log_in/code.html", form, address=left["address"])
    take(request, CODE)
    prove_log_in_address(guardian)
    keep_what_was_picked(request, guardian)
    return let_in(request, guardian.user, first_page_of(guardian, left["next"]))


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@anyone
def by_password(request: PortalRequest) -> HttpResponse:
    """For guardians who set one. It proves no mailbox: who logs in so has shown no code."""
    then = _wanted(request)
    too_many = ratelimit.consume_or_429(request, action="login") if request.method == "POST" else None
    if too_many:
        return cast(HttpResponse, too_many)
    form = PasswordLogInForm(request, posted(request))
    if not form.is_valid() or form.guardian is None or form.guardian.user is None:
        return ask(request, "portal/log_in/password.html", form, next=then)
    keep_what_was_picked(request, form.guardian)
    answer = let_in(request, form.guardian.user, first_page_of(form.guardian, then), method="password")
    remember_device(request, answer, form.guardian.user)
    return answer


@anyone
@only_posted("portal-log-in-code")
def new_code(request: PortalRequest) -> HttpResponse:
    if code_is_out(request, CODE):
        _send(request)
    return redirect("portal-log-in-code")


@anyone
@only_posted("portal-start")
def log_out(request: PortalRequest) -> HttpResponse:
    get_adapter().logout(request)
    return redirect("portal-start")


def _wanted(request: PortalRequest) -> str:
    """The page of ours that somebody was on the way to; empty when none."""
    return own_path(request.POST.get("next") or request.GET.get("next", ""), under="/portal/")


def _send(request: PortalRequest) -> None:
    """Known and unknown addresses meet the same page; only the known get a letter."""
    address = waiting(request, CODE)["address"]
    send_code(request, CODE, write=guardian_at(request.business, address) is not None)
