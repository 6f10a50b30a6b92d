"""Nobody's mailbox is bombed: few mails that ask somebody to prove or confirm an address go to any one."""

from datetime import timedelta

from django.db import connection
from django.utils.translation import gettext as _

from saidyes.common import clock
from saidyes.common.fence.whose import count_everywhere
from saidyes.notices.kinds import PROVES
from saidyes.notices.models import Notice

AT_MOST, WITHIN = 3, timedelta(hours=24)
FOR_ITS_READER = 1  # more than anybody can use up by typing the address
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


class AskedEnough(Exception):
    """The address had its share of such mails. The message is a sentence for whoever asked for one more."""


def spare(key: str, *, by_reader: bool = False) -> None:
    """Raise `AskedEnough` when the address `key` had three within a day, of all schools together.

    `by_reader`: whoever asks has shown that they read that mailbox; for them there is one more, so that no stranger
    keeps them out.

    To be called last before the mail is left: on PostgreSQL whoever asks for the same address at the same moment
    waits for this transaction to end; on SQLite there is one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(ONE_AT_A_TIME, [f"proving {key}"])
    lately = Notice.objects.filter(to_key=key, kind__in=PROVES, created_at__gt=clock.now() - WITHIN)
    if (sent := count_everywhere(lately)) >= AT_MOST + by_reader * FOR_ITS_READER:
        enough = _("We have sent %(count)s emails to this address in 24 hours. Use the newest, or wait a day.")
        raise AskedEnough(enough % {"count": sent})
