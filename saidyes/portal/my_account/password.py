"""A guardian sets a password, changes it, or does without one again. Nobody needs one: a code by email always works."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from saidyes.accounts.models import User
from saidyes.accounts.passwords import may_choose, remove_password, set_password
from saidyes.accounts.visits import end_others
from saidyes.ledger.actors import Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.portal.doors import GuardianRequest, guardian_just_now
from saidyes.portal.my_account.forms import PasswordForm
from saidyes.portal.pages import ask, posted


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@guardian_just_now
def password(request: GuardianRequest) -> HttpResponse:
    user = _user(request)
    if "remove" in request.POST:
        remove_password(user)
        return _done(request, user, Verb.PASSWORD_REMOVED, _("Saved. A code by email lets you in."))
    form = PasswordForm(user, request.business, posted(request))
    if not form.is_valid():
        return ask(request, "portal/my_account/password.html", form, has_password=user.has_usable_password())
    set_password(user, form.cleaned_data["password"])
    return _done(request, user, Verb.PASSWORD_SET, _("Saved. You can log in with your password now."))


def _user(request: GuardianRequest) -> User:
    user = request.guardian.user
    if user is None or not may_choose(user):
        raise PermissionDenied(_("You work here too: your password opens the Office Portal, and is changed there."))
    return user


def _done(request: GuardianRequest, user: User, verb: Verb, sentence: str) -> HttpResponse:
    """Everywhere else the user is logged out; here they stay."""
    update_session_auth_hash(request, user)
    end_others(user, request.session.session_key)
    record(verb, Subject.of(request.guardian.family), actor=request.actor, source=Source.PORTAL)
    messages.success(request, sentence)
    return redirect("portal-account-information")
