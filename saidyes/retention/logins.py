"""Log-ins of an erased family, and what browsers were about to send in its name."""

import json

from django.contrib.sessions.models import Session

from saidyes.accounts.models import User
from saidyes.common.fence.whose import count_everywhere
from saidyes.retention.households import Household


def forget(household: Household) -> None:
    """A log-in that is staff here, or family at another school, stays theirs; here it is logged out."""
    _end_sessions({str(user.pk) for user in household.users}, household.texts)
    for user in household.users:
        if count_everywhere(user.memberships.all()) + count_everywhere(user.guardianships.all()) == 0:
            User.objects.filter(pk=user.pk).delete()


def _end_sessions(users: set[str], texts: frozenset[str]) -> None:
    """Also of somebody who typed one of the addresses and has not logged in yet."""
    ended = []
    for session in Session.objects.iterator():
        data = session.get_decoded()
        written = json.dumps(data, default=str, ensure_ascii=False).lower()
        if data.get("_auth_user_id") in users or any(text.lower() in written for text in texts):
            ended.append(session.pk)
    Session.objects.filter(pk__in=ended).delete()
