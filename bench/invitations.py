"""The doors of an invitation to the staff, asked about people with an account at another school and without."""

import os
from collections.abc import Callable
from datetime import timedelta
from itertools import cycle

from django.contrib.auth.hashers import make_password
from django.urls import reverse

from bench.doors import session_of
from saidyes.accounts.hiring import hire
from saidyes.accounts.inviting import PATH, invitation_token
from saidyes.accounts.models import Invitation, Membership, User
from saidyes.accounts.rights import Role
from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.sample import cast

ELSEWHERE, UNKNOWN = "far.{}@reed.example", "zoe.{}@reed.example"
NEXT_DOOR = "lakeside.localhost"
NOT_HERE = ("another school's invitation", "an invitation nobody made")
Steps = list[tuple[str, dict[str, str] | None]]  # paths, and what a form there sends


class Invitations:
    """An owner who invites, and links that are over, another school's, or nobody's."""

    def __init__(self, business: Business, each: int) -> None:
        self.business = business
        self.owner = hire(business, **vars(cast.MARISOL), password=os.urandom(12).hex())
        self.far = hire(cast.lakeside(NEXT_DOOR), **vars(cast.NEXT_DOOR), password=os.urandom(12).hex())
        self.session = session_of(self.owner.user, business.host)
        self.ends = cycle(({"ended_at": clock.now()}, {"good_until": clock.now() - timedelta(days=1)}))
        hashed = make_password("the right password 1")
        people = [User(email=ELSEWHERE.format(number), password=hashed) for number in range(each)]
        there = {"business": self.far.business, "role": Role.AUDITOR}
        Membership.objects.bulk_create(Membership(user=user, **there) for user in User.objects.bulk_create(people))

    @property
    def doors(self) -> dict[str, Callable[[str], Steps]]:
        return {
            "inviting": self._invite,
            "an invitation that is over": lambda address: _join(self._kept(self.owner, address, **next(self.ends))),
            NOT_HERE[0]: lambda address: _join(self._kept(self.far, address)),
            NOT_HERE[1]: lambda address: _join(_forged(self._kept(self.owner, address))),
        }

    def forget(self) -> None:
        """The next one is asked in the same school as this one."""
        Invitation.objects.all().delete()

    def _invite(self, address: str) -> Steps:
        """And what the owner sees of it afterwards."""
        typed = {"name": "Kim Park", "address": address, "role": Role.AUDITOR.value}
        return [(reverse("office-staff-invite"), typed), (reverse("office-staff"), None)]

    def _kept(self, by: Membership, address: str, **more: object) -> str:
        """The token of one that was left by the school of `by`."""
        when = {"good_until": clock.now() + timedelta(days=3), **more}
        named = {"name": "Kim Park", "address": address, "key": address, "role": Role.AUDITOR}
        return invitation_token(Invitation.objects.create(business=by.business, invited_by=by, **named, **when))


def _forged(token: str) -> str:
    """With another last letter but one: the last holds bits that nobody reads."""
    return f"{token[:-2]}{'A' if token[-2] != 'A' else 'B'}{token[-1]}"


def _join(token: str) -> Steps:
    path = PATH.format(token)
    return [(path, None), (path, {"password": "seahorse lantern 42"})]
