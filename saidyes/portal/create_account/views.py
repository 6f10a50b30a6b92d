from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from saidyes.accounts.passwords import may_choose
from saidyes.common.languages import current
from saidyes.consent.knowing import known
from saidyes.delivery.acknowledging import wait_until_clear
from saidyes.families.adding import Home, Person
from saidyes.families.joining import Joined, join
from saidyes.families.speaking import remember
from saidyes.notices.kinds import Kind
from saidyes.portal.codes import CodeForm, code_is_out, is_right, send_code, take, wait, waiting
from saidyes.portal.create_account.forms import DetailsForm
from saidyes.portal.doors import GuardianRequest, PortalRequest, anyone, guardian_only
from saidyes.portal.email_choice.asking import question_for
from saidyes.portal.email_choice.forms import ChoiceForm
from saidyes.portal.log_in.arriving import guardian_at, let_in
from saidyes.portal.pages import ask, only_posted, posted

CODE = Kind.SIGN_UP_CODE


@require_http_methods(["GET", "HEAD", "POST"])
@anyone
def details(request: PortalRequest) -> HttpResponse:
    if request.guardian:
        return redirect("portal-my-account")
    left = waiting(request, CODE)
    typed = {**left.get("home", {}), **left.get("person", {}), "email": left.get("address", "")}
    form = DetailsForm(request.business, posted(request), initial=typed)
    if not form.is_valid():
        return ask(request, "portal/create_account/details.html", form)
    wait(request, CODE, form.person.address, person=asdict(form.person), home=asdict(form.home))
    return redirect("portal-create-account-choice")


@require_http_methods(["GET", "HEAD", "POST"])
@anyone
def choice(request: PortalRequest) -> HttpResponse:
    left = waiting(request, CODE)
    if not left:
        return redirect("portal-create-account")
    said, hint = {"said": left.get("said")}, _for_whom(left["address"])
    form = ChoiceForm(question_for(request), posted(request), initial=said, hint=hint)
    if not form.is_valid():
        return ask(request, "portal/create_account/choice.html", form)
    has_account = "yes" if guardian_at(request.business, left["address"]) else ""  # which only the letter says
    answered = {"said": form.cleaned_data["said"], "wording": str(form.words.pk)}
    wait(request, CODE, **{**left, **answered, "has_account": has_account})
    send_code(request, CODE)
    return redirect("portal-create-account-code")


@require_http_methods(["GET", "HEAD", "POST"])
@anyone
def code(request: PortalRequest) -> HttpResponse:
    if not code_is_out(request, CODE):
        return redirect("portal-create-account-choice")
    form = CodeForm(posted(request))
    if not is_right(request, CODE, form):
        return ask(request, "portal/create_account/code.html", form, address=waiting(request, CODE)["address"])
    left = take(request, CODE)
    had_a_login = guardian_at(request.business, left["address"]) is not None
    joined = _joined(request, left)
    if not joined.guardian.language:
        remember(joined.guardian, current())
    return let_in(request, joined.user, _next_page(request, joined, had_a_login=had_a_login))


@anyone
@only_posted("portal-create-account-code")
def new_code(request: PortalRequest) -> HttpResponse:
    if code_is_out(request, CODE):
        send_code(request, CODE)
    return redirect("portal-create-account-code")


@require_safe
@guardian_only
def welcome(request: GuardianRequest) -> HttpResponse:
    held = request.guardian.held_addresses.filter(is_primary=True).select_related("address").first()
    user = request.guardian.user
    page = {"address": held.address if held else None, "may_add_passkey": user is not None and may_choose(user)}
    return render(request, "portal/create_account/welcome.html", page)


def _for_whom(address: str) -> SafeString:
    return format_html(_("This is for <strong>{}</strong>. You can change your choice at any time."), address)


def _joined(request: PortalRequest, left: dict[str, Any]) -> Joined:
    """Store what was typed, now that the address is proved; after a no, wait until nothing is on its way there."""
    person, home = Person(**left["person"]), Home(**left["home"])
    said_yes, wording = left["said"] == "yes", request.business.wordings.get(pk=left["wording"])
    try:
        joined = join(request.business, person, home, said_yes=said_yes, wording=wording, actor=request.actor)
    except IntegrityError:  # two browsers finished at the same moment: this one finds the other's account
        joined = join(request.business, person, home, said_yes=said_yes, wording=wording, actor=request.actor)
    address = known(request.business, person.address)
    if address and not said_yes:
        wait_until_clear(address.pk)
    return joined


def _next_page(request: PortalRequest, joined: Joined, *, had_a_login: bool) -> str:
    if joined.refused:
        messages.warning(request, _("Your yes could not be saved. %(why)s") % {"why": joined.refused})
    if had_a_login:
        messages.success(request, _("You already had an account here. You are logged in, and your choice is saved."))
        return reverse("portal-account-information")
    return reverse("portal-welcome")
