"""A guardian whose code was right is let in, and where to."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpResponse
from django.urls import reverse

from saidyes.accounts.models import User
from saidyes.businesses.models import Business
from saidyes.common.addresses import canonical
from saidyes.consent.models import Standing
from saidyes.families.holding import prove
from saidyes.families.models import Guardian, HeldAddress
from saidyes.portal.doors import PortalRequest


def guardian_at(business: Business, address: str) -> Guardian | None:
    """The guardian of this school who logs in with this address."""
    here = Guardian.objects.filter(business=business, active=True, family__archived_at=None, user__is_active=True)
    return here.filter(user__email=canonical(address).key).select_related("user").first()


def let_in(request: PortalRequest, user: User, then: str) -> HttpResponse:
    """Log in and go to `then`. Nothing of whoever used this browser before is carried over."""
    if request.user.is_authenticated and request.user != user:
        get_adapter().logout(request)
    record_authentication(request, user, method="code", email=user.email)
    return perform_login(request, Login(user=user, email=user.email, redirect_url=then))


def first_page_of(guardian: Guardian, wanted: str) -> str:
    """Where a log-in leads: the page asked for, else the question that was never answered, else My Account."""
    unasked = _log_in_address(guardian)
    if wanted:
        return wanted
    if unasked and unasked.address.standing == Standing.NO_CHOICE:
        return reverse("portal-email-choice", args=[unasked.address_id])
    return reverse("portal-my-account")


def prove_log_in_address(guardian: Guardian) -> None:
    """The code that let them in was read in that mailbox."""
    held = _log_in_address(guardian)
    if held:
        prove(held)


def own_path(target: str) -> str:
    """`target` when it is a page of the portal, else nothing: a log-in leads nowhere else."""
    plain = target.isascii() and target.isprintable() and "\\" not in target
    return target if plain and target.startswith("/portal/") else ""


def _log_in_address(guardian: Guardian) -> HeldAddress | None:
    key = guardian.user.email if guardian.user else ""
    return guardian.held_addresses.filter(address__key=key).select_related("address").first()
