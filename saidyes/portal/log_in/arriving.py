"""A guardian whose code was right is let in, and where to."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse

from saidyes.accounts.models import User
from saidyes.businesses.models import Business
from saidyes.common.addresses import canonical
from saidyes.consent.models import Standing
from saidyes.consent.prompting import is_asked_to_choose
from saidyes.families.holding import prove
from saidyes.families.models import Guardian, HeldAddress
from saidyes.portal.doors import PortalRequest


def guardian_at(business: Business, address: str) -> Guardian | None:
    """The guardian of this school who logs in with this address."""
    here = Guardian.objects.filter(business=business, active=True, family__archived_at=None, user__is_active=True)
    return here.filter(user__email=canonical(address).key).select_related("user").first()


def let_in(request: PortalRequest, user: User, then: str, *, method: str = "code") -> HttpResponse:
    """Log in and go to `then`. Nothing of whoever used this browser before is carried over."""
    if request.user.is_authenticated and request.user != user:
        get_adapter().logout(request)
    elif request.user.is_authenticated:
        request.session.cycle_key()  # Django keeps the key of whoever logs in once more
    record_authentication(request, user, method=method, email=user.email)
    return perform_login(request, Login(user=user, email=user.email, redirect_url=then))


def first_page_of(guardian: Guardian, wanted: str) -> str:
    """Where a log-in leads: a question that somebody asked them to answer, else the page they want, else the question
    about their log-in address when it was never answered, else My Account.
    """
    unasked = [held.address for held in _own(guardian) if held.address.standing == Standing.NO_CHOICE]
    asked = [address for address in unasked if is_asked_to_choose(address)]
    if asked:
        return reverse("portal-email-choice", args=[asked[0].pk])
    if wanted:
        return wanted
    log_in = [address for address in unasked if guardian.user and address.key == guardian.user.email]
    return reverse("portal-email-choice", args=[log_in[0].pk]) if log_in else reverse("portal-my-account")


def prove_log_in_address(guardian: Guardian) -> None:
    """The code that let them in was read in that mailbox."""
    for held in _own(guardian):
        if guardian.user and held.address.key == guardian.user.email:
            prove(held)


def _own(guardian: Guardian) -> QuerySet[HeldAddress]:
    return guardian.held_addresses.select_related("address").order_by("position")
