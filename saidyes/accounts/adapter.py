"""What django-allauth does here: check passwords, carry a log-in through its steps, count tries."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.internal import ratelimit
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saidyes.accounts.devices import known_device
from saidyes.accounts.models import Membership
from saidyes.accounts.origin import origin_of
from saidyes.common import clock
from saidyes.common.addresses import canonical


class Adapter(DefaultAccountAdapter):
    """allauth makes no account, writes no letter and puts no message on a page: those are ours."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: allauth would store the user before the address is proved. See families/joining.py."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """By the canonical key of the address, so that every spelling is one person and one count of tries."""
        return super().authenticate(request, **{**credentials, "email": canonical(credentials["email"]).key})

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try. Whoever guesses from elsewhere uses up the tries of elsewhere: from a device that is known the
        right password still opens.
        """
        key = canonical(credentials["email"]).key
        device = known_device(request, key)
        action, counted = ("known_device", device) if device else ("login_failed", key)
        self._login_failed_rl_usage = ratelimit.consume(request, app="allauth.account", action=action, key=counted)
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def get_login_stages(self) -> list[str]:
        """None: the doors of the office ask for the second factor, whichever way somebody came."""
        return []

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **how: Any) -> HttpResponse:
        """Staff lists say when somebody was last there: at this school, by password."""
        if any(record.get("method") == "password" for record in get_authentication_records(request, user)):
            here = Membership.objects.filter(business=getattr(request, "business", None), user_id=user.pk, active=True)
            here.update(logged_in_at=clock.now())
        answer: HttpResponse = super().post_login(request, user, **how)
        return answer

    def get_client_ip(self, request: HttpRequest) -> str:
        return origin_of(request.META).ip

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("portal-my-account")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise NotImplementedError(f"{template_prefix}: every letter of ours is a notice")

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """The pages say for themselves what happened."""
