"""The screens behind the owner's door: each may be skipped, and all of it can be changed in Settings later."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from saidyes.accounts.rights import Right
from saidyes.businesses.sending_domains import check_domains
from saidyes.consent.asking import question_of
from saidyes.consent.describing import describe
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.first_run.steps import after
from saidyes.office.first_run.views import screen
from saidyes.office.pages import posted
from saidyes.office.settings.forms import OfSchool, PlaceForm, SenderForm


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_SETTINGS)
def place(request: StaffRequest) -> HttpResponse:
    page = "office-set-up-place"
    return _ask(request, page, PlaceForm.of(request.business, posted(request)), then=after(page))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_SETTINGS)
def sender(request: StaffRequest) -> HttpResponse:
    form = SenderForm.of(request.business, posted(request))
    return _ask(request, "office-set-up-sender", form, then="office-set-up-sender-check")


@require_safe
@staff_only(Right.CHANGE_SETTINGS)
def sender_check(request: StaffRequest) -> HttpResponse:
    """The second half of the sender: what the DNS says of its domains."""
    return screen(request, "office-set-up-sender", domains=check_domains(request.business))


@require_safe
@staff_only(Right.CHANGE_SETTINGS)
def staff(request: StaffRequest) -> HttpResponse:
    members = request.business.memberships.filter(active=True).select_related("user").order_by("created_at")
    return screen(request, "office-set-up-staff", staff=members)


@require_safe
@staff_only(Right.CHANGE_SETTINGS)
def question(request: StaffRequest) -> HttpResponse:
    return screen(request, "office-set-up-question", question=question_of(request.business))


@require_safe
@staff_only(Right.CHANGE_SETTINGS)
def families(request: StaffRequest) -> HttpResponse:
    url = request.business.url(reverse("portal-create-account"))
    return screen(request, "office-set-up-families", sign_up_url=url, count=request.business.families.count())


def _ask(request: StaffRequest, page: str, form: OfSchool, *, then: str) -> HttpResponse:
    if not form.is_valid():
        return screen(request, page, form)
    describe(request.business, form.cleaned_data, actor=request.actor)
    return redirect(then)
