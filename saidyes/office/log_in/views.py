from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from saidyes.accounts.devices import known_device, remember_device
from saidyes.accounts.models import User
from saidyes.accounts.telling import tell_of_new_device
from saidyes.office.doors import OfficeRequest, actor_of, anyone, membership_of
from saidyes.office.log_in.entering import enter
from saidyes.office.log_in.forms import LogInForm
from saidyes.office.pages import ask, posted, wanted_page

PAGE = "office/log_in/log_in.html"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@anyone
def log_in(request: OfficeRequest) -> HttpResponse:
    then = wanted_page(request)
    too_many: HttpResponse | None = None
    if request.method == "POST":
        too_many = ratelimit.consume_or_429(request, action="login")
    if too_many:
        return too_many
    form = LogInForm(request, posted(request))
    if not form.is_valid() or form.user is None:
        return ask(request, PAGE, form, next=then)
    answer = _let_in(request, form.user, then=then)
    remember_device(request, answer, form.user)
    return answer


@transaction.atomic
def _let_in(request: OfficeRequest, user: User, *, then: str) -> HttpResponse:
    """They learn of a device that nobody used with their password before."""
    membership = membership_of(user, request.business)
    if membership and not known_device(request, user.email):
        tell_of_new_device(membership, actor=actor_of(request, membership))
    return enter(request, user, then=then)


@require_POST
@anyone
def log_out(request: OfficeRequest) -> HttpResponse:
    get_adapter().logout(request)
    return redirect("office-log-in")
