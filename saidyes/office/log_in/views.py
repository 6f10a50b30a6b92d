from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from saidyes.accounts.devices import remember_device
from saidyes.office.doors import OfficeRequest, anyone
from saidyes.office.log_in.entering import enter
from saidyes.office.log_in.forms import LogInForm
from saidyes.office.pages import ask, posted, wanted_page

PAGE = "office/log_in/log_in.html"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
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
    answer = enter(request, form.user, then=then)
    remember_device(request, answer, form.user)
    return answer


@require_POST
@anyone
def log_out(request: OfficeRequest) -> HttpResponse:
    get_adapter().logout(request)
    return redirect("office-log-in")
