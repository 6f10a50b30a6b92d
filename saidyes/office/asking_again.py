"""The password once more, for what an unwatched screen must not do. Whatever was typed comes along and is not lost."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables

from saidyes.accounts.models import User
from saidyes.accounts.visits import JUST_NOW, WHILE_FILLING_IN, proved_within
from saidyes.ui.fields import PasswordField

FIELD = "password-again"
NOT_RIGHT = "That is not your password"
NOT_KEPT = ("csrfmiddlewaretoken", "only-look")


class AgainForm(forms.Form):
    password = PasswordField(is_new=False, label="Your password", missing="Enter your password", wrong=NOT_RIGHT)

    def __init__(self, request: HttpRequest, user: User, data: dict[str, str] | None = None) -> None:
        super().__init__(data)
        self.request, self.user = request, user

    def add_prefix(self, field_name: str) -> str:
        return FIELD

    def clean_password(self) -> str:
        """Too many tries raise allauth's own sentence."""
        typed = str(self.cleaned_data["password"])
        if get_adapter().authenticate(self.request, email=self.user.email, password=typed) != self.user:
            raise forms.ValidationError(NOT_RIGHT)
        return typed


@sensitive_variables("typed")
def ask_again(request: HttpRequest, user: User) -> HttpResponse | None:
    """None when they showed who they are five minutes ago or less, or fifteen for the form they were filling in since.
    Else the page that asks; its own answer, if right, lets this very request go on.
    """
    typed = request.POST.get(FIELD)
    if typed is None and proved_within(request, user, WHILE_FILLING_IN if request.method == "POST" else JUST_NOW):
        return None
    form = AgainForm(request, user, None if typed is None else {FIELD: typed})
    if typed is not None and form.is_valid():
        record_authentication(request, user, method="password", reauthenticated=True)
        return redirect(request.get_full_path()) if "only-look" in request.POST else None
    kept = [name for name in request.POST if name not in NOT_KEPT and "password" not in name]
    rest = [(name, value) for name in kept for value in request.POST.getlist(name)]
    page = {"form": form, "typed": rest, "only_looks": request.method != "POST" or "only-look" in request.POST}
    return render(request, "office/log_in/again.html", page, status=422 if form.is_bound else 403)
