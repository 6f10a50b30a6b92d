"""A guardian logs in without a code: by a passkey of their device. Nobody needs one: a code by email always works."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from saidyes.accounts.models import User
from saidyes.accounts.passkeys import NoPasskey, ask_for_new, keep_passkey, passkeys_of
from saidyes.accounts.passwords import may_choose
from saidyes.families.models import Family
from saidyes.ledger.actors import Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.portal.doors import GuardianRequest, guardian_just_now
from saidyes.portal.my_account.forms import PasskeyForm
from saidyes.portal.pages import ask, posted


@require_http_methods(["GET", "HEAD", "POST"])
@guardian_just_now
def add(request: GuardianRequest) -> HttpResponse:
    """The page; what the browser is to ask the device; then, with its answer, the new passkey."""
    user = _user(request)
    if "ask-device" in request.POST:
        return JsonResponse(ask_for_new(user, logs_in=True))
    form = PasskeyForm(posted(request))
    if form.is_valid():
        try:
            with transaction.atomic():
                keep_passkey(user, form.cleaned_data["answer"], form.cleaned_data["name"])
                _write_down(request, Verb.PASSKEY_ADDED)
        except NoPasskey:
            form.add_error(None, _("No passkey came of it. Try again. A code by email always works"))
        else:
            messages.success(request, _("Saved. You can log in with your passkey now."))
            return redirect("portal-log-ins")
    return ask(request, "portal/my_account/passkey_add.html", form)


@require_POST
@guardian_just_now
def remove(request: GuardianRequest, passkey_id: int) -> HttpResponse:
    passkey = get_object_or_404(passkeys_of(_user(request)), pk=passkey_id)
    with transaction.atomic():
        passkey.delete()
        _write_down(request, Verb.PASSKEY_REMOVED)
    messages.success(request, _("Saved. That passkey opens nothing any more."))
    return redirect("portal-log-ins")


def _user(request: GuardianRequest) -> User:
    """Not where it would stand in for the second factor of the Office Portal: an emailed code must set up none."""
    user = request.guardian.user
    if user is None or not may_choose(user):
        raise PermissionDenied(_("You work here too: passkeys are added in the Office Portal, under Your account."))
    return user


def _write_down(request: GuardianRequest, verb: Verb) -> None:
    family = Family.objects.locked().get(pk=request.guardian.family_id)
    record(verb, Subject.of(family), actor=request.actor, source=Source.PORTAL)
