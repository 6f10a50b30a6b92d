from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from saidyes.businesses.models import Business
from saidyes.office.doors import OfficeRequest, anyone
from saidyes.office.first_run.forms import FirstRunForm
from saidyes.office.first_run.opening import AlreadyOpen, open_first_school
from saidyes.office.pages import ask, posted

PAGE = "office/first_run/set_up.html"


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
@anyone
def set_up(request: OfficeRequest) -> HttpResponse:
    """Gone as soon as there is a school; until then, whoever has the code becomes the owner."""
    if Business.objects.exists():
        raise Http404
    form = FirstRunForm(posted(request))
    if not form.is_valid():
        return ask(request, PAGE, form)
    try:
        open_first_school(form.cleaned_data)
    except AlreadyOpen as wrong:
        raise Http404 from wrong
    messages.success(request, "Your school is set up. Log in to begin.")
    return redirect("office-log-in")
