"""Say that something is not well: on Home, and to the owners by mail, each thing once a day at most."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from saidyes.accounts.rights import Role
from saidyes.accounts.telling import tell_staff
from saidyes.businesses.models import Business
from saidyes.checkup.models import Alarm, AlarmKind
from saidyes.common import clock
from saidyes.notices.kinds import Kind

ONCE_IN = timedelta(days=1)
SHOWN_AFTER = timedelta(days=1)  # so long Home says that it is well again
REMEDIES = {
    AlarmKind.STOPPED: "Look at why, then let them go on. Receipts, confirmations and statements go out as always.",
    AlarmKind.PAUSED: "Its page says why. When that is mended, resume it: whoever has got it does not get it twice.",
    AlarmKind.WORKER: "Whoever runs the server should look whether the worker runs (manage.py deliver) and restart it. "
    "Nothing is lost: what waits leaves then.",
    AlarmKind.MAIL: "Whoever runs the server should run “manage.py doctor”: it asks the mail server.",
    AlarmKind.SEAL: "Whoever runs the server should run “manage.py doctor”: it looks at the keys that sign.",
    AlarmKind.DISK: "Whoever runs the server should make room: when the disk is full, nobody can unsubscribe.",
}
WELL_AGAIN = {
    AlarmKind.STOPPED: "Email Blasts can go on",
    AlarmKind.PAUSED: "no Email Blast is paused by itself",
    AlarmKind.WORKER: "emails are being sent",
    AlarmKind.MAIL: "receipts and codes are leaving",
    AlarmKind.SEAL: "the audit log is being sealed",
    AlarmKind.DISK: "there is room on the disk",
}
ONLY_ON_HOME = (AlarmKind.MAIL,)  # no mail can tell that no mail leaves

Wrong = Mapping[tuple[UUID, AlarmKind], str]


def settle(wrong: Wrong) -> int:
    """Begin the alarms of what is wrong now, end those of what is not any more. How many rows or letters that took."""
    known = {(alarm.business_id, AlarmKind(alarm.kind)): alarm for alarm in Alarm.objects.filter(ended_at=None)}
    over = [alarm.pk for key, alarm in known.items() if key not in wrong]
    ended = Alarm.objects.filter(pk__in=over, ended_at=None).update(ended_at=clock.now()) if over else 0
    return ended + sum(sound(business_id, kind, words) for (business_id, kind), words in wrong.items())


@transaction.atomic
def sound(business_id: UUID, kind: AlarmKind, words: str) -> int:
    """Begin an alarm, or let it go on, and tell of it when nobody was told today."""
    business = Business.objects.locked().get(pk=business_id)
    alarm, is_new = Alarm.objects.get_or_create(
        business=business, kind=kind, ended_at=None, defaults={"words": words[:500]}
    )
    told = Alarm.objects.filter(business=business, kind=kind, told_at__gt=clock.now() - ONCE_IN).exists()
    if told or kind in ONLY_ON_HOME or not business.notice_address:
        return int(is_new)
    alarm.told_at, alarm.words = clock.now(), words[:500]
    alarm.save(update_fields=["told_at", "words"])
    about = {"title": kind.label, "words": alarm.words, "remedy": REMEDIES[kind]}
    url = business.url(reverse("office-home"))
    return int(is_new) + tell_staff(business, Role.OWNER, kind=Kind.ALARM, data={**about, "url": url})


def sounding(business: Business) -> list[Alarm]:
    """What is not well now, oldest first."""
    return list(Alarm.objects.filter(business=business, ended_at=None).order_by("since", "pk"))


def just_ended(business: Business) -> list[str]:
    """What is well again since yesterday, a sentence each."""
    ended = Alarm.objects.filter(business=business, ended_at__gt=clock.now() - SHOWN_AFTER)
    again = {alarm.kind for alarm in ended} - {alarm.kind for alarm in sounding(business)}
    return [f"Well again: {words}" for kind, words in WELL_AGAIN.items() if kind in again]
