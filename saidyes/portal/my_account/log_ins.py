"""Where a guardian is logged in, and by which passkeys. Any of it can be ended."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from saidyes.accounts.models import User, Visit
from saidyes.accounts.passkeys import passkeys_of
from saidyes.accounts.passwords import may_choose
from saidyes.accounts.visits import end_others, end_visits, visits_of
from saidyes.portal.doors import GuardianRequest, guardian_only


@require_http_methods(["GET", "HEAD", "POST"])
@guardian_only
def show(request: GuardianRequest) -> HttpResponse:
    """The page; its button ends every log-in but this one."""
    user = _user(request)
    if request.method == "POST":
        end_others(user, request.session.session_key)
        messages.success(request, _("Logged out everywhere else."))
        return redirect("portal-log-ins")
    page = {
        "passkeys": [(passkey, str(passkey)) for passkey in passkeys_of(user)] if may_choose(user) else [],
        "is_staff": not may_choose(user),
        "visits": visits_of(user),
        "here": request.session.session_key,
    }
    return render(request, "portal/my_account/log_ins.html", page)


@require_POST
@guardian_only
def end(request: GuardianRequest, visit_id: UUID) -> HttpResponse:
    visits: QuerySet[Visit] = visits_of(_user(request))
    visit = get_object_or_404(visits, pk=visit_id)
    end_visits(visits.filter(pk=visit.pk))
    messages.success(request, _("Logged out there."))
    return redirect("portal-log-ins")


def _user(request: GuardianRequest) -> User:
    user = request.guardian.user
    if user is None:
        raise TypeError("a guardian who is logged in has a user")
    return user
