"""The page that the link of an invitation opens. Looking at it changes nothing; its button works once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from saidyes.accounts.inviting import NoLongerOpen, has_password, join
from saidyes.accounts.origin import origin_of
from saidyes.office.doors import InvitedRequest, invited_only
from saidyes.office.pages import ask, posted
from saidyes.office.staff.forms import JoinForm

OVER = "office/staff/over.html"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@invited_only
def join_the_staff(request: InvitedRequest) -> HttpResponse:
    invitation, origin = request.invitation, origin_of(request.META)
    if not invitation.is_open:
        return render(request, OVER, status=410)
    form = JoinForm(request, known=has_password(invitation), data=posted(request))
    if not form.is_valid():
        return ask(request, "office/staff/join.html", form, invitation=invitation)
    try:
        join(invitation, password=form.cleaned_data["password"], ip=origin.ip, user_agent=origin.user_agent)
    except NoLongerOpen:
        return render(request, OVER, status=410)
    messages.success(request, "Welcome. Log in to begin.")
    return redirect("office-log-in")
