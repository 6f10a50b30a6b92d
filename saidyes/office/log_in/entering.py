"""The end of every log-in of staff: whoever gave their password is let in."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse

from saidyes.accounts.models import User


def enter(request: HttpRequest, user: User, *, then: str) -> HttpResponse:
    """Nothing of whoever used this browser before is carried over."""
    if request.user.is_authenticated:
        get_adapter().logout(request)
    login = Login(user=user, email=user.email, redirect_url=then)
    answer: HttpResponse = perform_password_login(request, {"email": user.email}, login)
    return answer
