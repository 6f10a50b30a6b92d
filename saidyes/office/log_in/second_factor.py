"""After the password: a code of their app, a recovery code, or a passkey."""

from allauth.account.internal.flows.login import record_authentication
from allauth.core import ratelimit
from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from saidyes.accounts.factors import GIVEN, factors_of, has_app, open_with_code, was_given
from saidyes.accounts.passkeys import NoPasskey, ask_for_one, passkeys_of, who_answers
from saidyes.office.doors import HalfwayRequest, password_given
from saidyes.office.pages import ask, posted, wanted_page
from saidyes.ui.fields import LineField

PAGE = "office/log_in/second_factor.html"
NOT_RIGHT = "That code is not right, or was used before"
NO_PASSKEY = "That passkey was not recognized. Use another one, or a code"
TOO_MANY = "Too many tries. Wait five minutes, then try again"


class FactorForm(forms.Form):
    code = LineField(
        label="Code",
        limit=20,
        missing="Enter the 6 digits that your app shows",
        help_text="Without your app: one of your recovery codes.",
        autocomplete="one-time-code",
        width="code",
    )

    def __init__(self, request: HalfwayRequest, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.request = request
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
        if not has_app(request.own.user):
            self.fields["code"].label, self.fields["code"].help_text = "Recovery code", ""

    def clean_code(self) -> str:
        if not _may_try(self.request):
            raise forms.ValidationError(TOO_MANY)
        code, user = str(self.cleaned_data["code"]), self.request.own.user
        if not open_with_code(user, code):
            raise forms.ValidationError(NOT_RIGHT)
        return code


@require_http_methods(["GET", "HEAD", "POST"])
@password_given
def page(request: HalfwayRequest) -> HttpResponse:
    user = request.own.user
    if was_given(request, user) or not factors_of(user).exists():
        return redirect(wanted_page(request))
    form = FactorForm(request, posted(request))
    if not form.is_valid():
        return _ask(request, form)
    return _let_in(request)


@require_POST
@password_given
def passkey(request: HalfwayRequest) -> HttpResponse:
    """What the browser is to ask the device; then, with its answer, the log-in."""
    if "answer" not in request.POST:
        return JsonResponse(ask_for_one(request.own.user))
    try:
        who_answers(request.POST["answer"], request.own.user)
    except NoPasskey:
        form = FactorForm(request, {})
        form.errors.clear()
        form.add_error(None, NO_PASSKEY)
        return _ask(request, form)
    return _let_in(request)


def _let_in(request: HalfwayRequest) -> HttpResponse:
    record_authentication(request, request.own.user, method=GIVEN)
    request.session.cycle_key()
    return redirect(wanted_page(request))


def _ask(request: HalfwayRequest, form: FactorForm) -> HttpResponse:
    user = request.own.user
    shown = {"has_app": has_app(user), "has_passkey": passkeys_of(user).exists()}
    return ask(request, PAGE, form, next=wanted_page(request), **shown)


def _may_try(request: HalfwayRequest) -> bool:
    return bool(ratelimit.consume(request, action="second_factor", key=str(request.own.user_id)))
