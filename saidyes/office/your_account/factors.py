"""An app or a passkey beside the password, and codes for the day the telephone is lost."""

from allauth.account.internal.flows.login import record_authentication
from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from saidyes.accounts.factors import (
    GIVEN,
    factors_of,
    keep_app,
    keep_staff_passkey,
    new_app,
    new_recovery_codes,
    recovery_codes_left,
    take_away,
)
from saidyes.accounts.passkeys import NoPasskey, ask_for_new
from saidyes.office.doors import StaffRequest, own_account
from saidyes.office.pages import ask, posted, wanted_page
from saidyes.office.your_account.forms import NewAppForm, PasskeyForm

WAITS = "new-app"  # where in the session the shown secret waits for its first code


@require_http_methods(["GET", "HEAD", "POST"])
@own_account(just_now=True)
def set_up(request: StaffRequest) -> HttpResponse:
    """With an app. The same secret is shown until its first code is right, or the log-in is over."""
    app = new_app(request.membership.user, request.session.get(WAITS))
    request.session[WAITS] = app.secret
    form = NewAppForm(app.secret, posted(request))
    if not form.is_valid():
        is_asked = request.membership.needs_second_factor and not factors_of(request.membership.user).exists()
        shown = {"app": app, "is_asked": is_asked, "next": wanted_page(request)}
        return ask(request, "office/your_account/set_up.html", form, **shown)
    keep_app(request.membership, app.secret, actor=request.actor)
    del request.session[WAITS]
    return _is_set_up(request)


@require_http_methods(["GET", "HEAD", "POST"])
@own_account(just_now=True)
def add_passkey(request: StaffRequest) -> HttpResponse:
    """The page; what the browser is to ask the device; then, with its answer, the new passkey."""
    if "ask-device" in request.POST:
        return JsonResponse(ask_for_new(request.membership.user, logs_in=False))
    form = PasskeyForm(posted(request))
    if form.is_valid():
        name, answer = form.cleaned_data["name"], form.cleaned_data["answer"]
        try:
            keep_staff_passkey(request.membership, answer, name, actor=request.actor)
        except NoPasskey:
            form.add_error(None, "No passkey came of it. Try again, or set up an app instead")
        else:
            return _is_set_up(request)
    return ask(request, "office/your_account/passkey.html", form)


@require_POST
@own_account(just_now=True)
def recovery_codes(request: StaffRequest) -> HttpResponse:
    if not factors_of(request.membership.user).exists():
        return redirect("office-second-factor-set-up")
    return _show_new_codes(request)


@require_POST
@own_account(just_now=True)
def remove(request: StaffRequest, factor_id: int) -> HttpResponse:
    factors = factors_of(request.membership.user)
    factor = get_object_or_404(factors, pk=factor_id)
    if request.membership.needs_second_factor and factors.count() == 1:
        messages.error(request, "Your school asks for a second factor. Set up another one first.")
    else:
        take_away(request.membership, factor, actor=request.actor)
        messages.success(request, "Removed.")
    return redirect("office-your-account")


def _is_set_up(request: StaffRequest) -> HttpResponse:
    """From now on this log-in has it too. With the first factor come the recovery codes."""
    record_authentication(request, request.membership.user, method=GIVEN)
    if not recovery_codes_left(request.membership.user):
        return _show_new_codes(request)
    messages.success(request, "Saved. You are asked for it at your next log-in.")
    return redirect("office-your-account")


def _show_new_codes(request: StaffRequest) -> HttpResponse:
    codes = new_recovery_codes(request.membership, actor=request.actor)
    page = {"codes": codes, "form": forms.Form(), "next": wanted_page(request)}
    return render(request, "office/your_account/recovery_codes.html", page)
