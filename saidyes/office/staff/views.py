"""Who works here and as what: seen by those who see the settings, decided by owners."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from saidyes.accounts import staffing
from saidyes.accounts.factors import staff_with_factors
from saidyes.accounts.inviting import CannotInvite, invite
from saidyes.accounts.models import Membership
from saidyes.accounts.rights import Right, Role
from saidyes.blasts.parting import part_with
from saidyes.common import clock
from saidyes.common.counting import counted
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.pages import ask, posted
from saidyes.office.staff.forms import InviteForm, RoleForm

SURE = "office/staff/sure.html"
LAST_OWNER = "Somebody has to be owner. Make somebody else an owner first."
LEAVES = (
    "Logged out at once, and let in no more. Invitations they sent end. Email Blasts they confirmed, and that have not "
    "begun, wait for an owner. What they did stays in the audit log under their name."
)


@require_safe
@staff_only(Right.SEE_SETTINGS)
def listing(request: StaffRequest) -> HttpResponse:
    members = request.business.memberships.select_related("user", "business")
    staff = staff_with_factors(members).order_by("-active", "created_at")
    invited = request.business.invitations.filter(ended_at=None, good_until__gt=clock.now()).order_by("created_at")
    return render(request, "office/staff/list.html", {"staff": staff, "invited": invited})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_STAFF, just_now=True)
def invite_somebody(request: StaffRequest) -> HttpResponse:
    form = InviteForm(posted(request))
    if form.is_valid():
        typed = {**form.cleaned_data, "role": Role(form.cleaned_data["role"])}
        try:
            invitation = invite(request.business, **typed, by=request.membership, actor=request.actor)
        except CannotInvite as why:
            form.add_error("address", str(why))
        else:
            messages.success(request, f"{invitation.name} gets an email with a link. It works for three days.")
            return redirect("office-staff")
    return ask(request, "office/staff/invite.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_STAFF, just_now=True)
def end(request: StaffRequest, invitation_id: UUID) -> HttpResponse:
    invitation = get_object_or_404(request.business.invitations, pk=invitation_id)
    if request.method != "POST":
        text = "The link in the email no longer works. You can invite them again."
        return _sure(request, f"Take back the invitation of {invitation.name}?", text, "Take back")
    ended = staffing.end_invitation(invitation, actor=request.actor)
    messages.success(request, "The invitation is taken back." if ended else "The invitation was over already.")
    return redirect("office-staff")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_STAFF, just_now=True)
def role(request: StaffRequest, membership_id: UUID) -> HttpResponse:
    member = _found(request, membership_id)
    form, status = RoleForm(posted(request), initial={"role": member.role}), 422
    if form.is_valid():
        try:
            staffing.change_role(member, Role(form.cleaned_data["role"]), actor=request.actor)
        except staffing.LastOwner:
            form.add_error("role", LAST_OWNER)
            status = 409
        else:
            messages.success(request, "Saved.")
            return redirect("office-staff")
    page = {"form": form, "member": member}
    return render(request, "office/staff/member.html", page, status=status if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_STAFF, just_now=True)
def log_out(request: StaffRequest, membership_id: UUID) -> HttpResponse:
    member = _found(request, membership_id)
    if request.method != "POST":
        text = "Wherever they are logged in to this Office Portal, they have to log in again."
        return _sure(request, f"Log {member.name} out everywhere?", text, "Log out everywhere")
    staffing.log_out_everywhere(member, actor=request.actor)
    messages.success(request, f"{member.name} is logged out everywhere.")
    return redirect("office-staff")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_STAFF, just_now=True)
def disable(request: StaffRequest, membership_id: UUID) -> HttpResponse:
    member = _found(request, membership_id)
    if request.method != "POST":
        return _sure(request, f"Disable {member.name}?", LEAVES, "Disable", danger=True)
    try:
        waiting = part_with(member, actor=request.actor)
    except staffing.LastOwner:
        return _sure(request, f"{member.name} is the last owner", LAST_OWNER, "", status=409)
    blasts = f" {counted(waiting, 'Email Blast waits', 'Email Blasts wait')} for an owner." if waiting else ""
    messages.success(request, f"{member.name} is disabled.{blasts}")
    return redirect("office-staff")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.CHANGE_STAFF, just_now=True)
def enable(request: StaffRequest, membership_id: UUID) -> HttpResponse:
    member = _found(request, membership_id)
    if request.method != "POST":
        text = f"They may log in again as {member.get_role_display().lower()}, with the password they had."
        return _sure(request, f"Enable {member.name} again?", text, "Enable")
    staffing.enable(member, actor=request.actor)
    messages.success(request, f"{member.name} may log in again.")
    return redirect("office-staff")


def _found(request: StaffRequest, membership_id: UUID) -> Membership:
    return get_object_or_404(request.business.memberships.select_related("user", "business"), pk=membership_id)


def _sure(
    request: StaffRequest, title: str, text: str, act: str, *, danger: bool = False, status: int = 200
) -> HttpResponse:
    """The last question before an act; without `act`, why it cannot be done."""
    page = {"title": title, "text": text, "act": act, "danger": danger, "url": request.path}
    return render(request, SURE, page, status=status)
