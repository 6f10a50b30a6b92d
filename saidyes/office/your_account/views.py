"""What is a member of staff's own: their password, their second factor, and where they are logged in."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saidyes.accounts.devices import remember_device
from saidyes.accounts.factors import factors_of, has_app, recovery_codes_left
from saidyes.accounts.passwords import set_staff_password
from saidyes.accounts.visits import end_others, end_visits, visits_of
from saidyes.common.counting import counted
from saidyes.office.doors import StaffRequest, own_account
from saidyes.office.pages import ask, posted
from saidyes.office.your_account.forms import NewPasswordForm


@require_safe
@own_account()
def show(request: StaffRequest) -> HttpResponse:
    user = request.membership.user
    page = {
        "factors": [(factor, factor.type == "totp", str(factor)) for factor in factors_of(user)],
        "has_app": has_app(user),
        "codes_left": recovery_codes_left(user),
        "visits": visits_of(user),
        "here": request.session.session_key,
    }
    return render(request, "office/your_account/your_account.html", page)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@own_account(just_now=True)
def password(request: StaffRequest) -> HttpResponse:
    form = NewPasswordForm(request.membership, posted(request))
    if not form.is_valid():
        return ask(request, "office/your_account/password.html", form)
    user = request.membership.user
    set_staff_password(request.membership, form.cleaned_data["password"], actor=request.actor)
    update_session_auth_hash(request, user)
    end_others(user, request.session.session_key)
    messages.success(request, "Saved. Everywhere else you are logged out.")
    answer = redirect("office-your-account")
    remember_device(request, answer, user)
    return answer


@require_POST
@own_account()
def end(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    visits = visits_of(request.membership.user)
    visit = get_object_or_404(visits, pk=visit_id)
    end_visits(visits.filter(pk=visit.pk))
    messages.success(request, "Logged out there.")
    return redirect("office-your-account")


@require_POST
@own_account()
def end_elsewhere(request: StaffRequest) -> HttpResponse:
    ended = end_others(request.membership.user, request.session.session_key)
    messages.success(request, f"Logged out in {counted(ended, 'other browser', 'other browsers')}.")
    return redirect("office-your-account")
