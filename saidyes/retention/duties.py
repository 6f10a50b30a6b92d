"""What ages out, day by day. The worker turns these with its own duties."""

from datetime import timedelta

from saidyes.accounts.models import Invitation
from saidyes.common import clock
from saidyes.delivery.worker import every
from saidyes.notices.models import Notice
from saidyes.retention import files, letters
from saidyes.retention.policy import policy
from saidyes.retention.restricting import forget_open_scans, shred_what_is_over

DAY = 24 * 60 * 60
AT_ONCE = 5_000


@every(DAY)
def shred_evidence() -> int:
    """Evidence of erased families whose time is over."""
    return shred_what_is_over()


@every(DAY)
def forget_old_letters() -> int:
    """Transactional letters at rest for longer than the policy says, some thousand at a time."""
    before = clock.now() - timedelta(days=policy().days_of("notices.Notice.data"))
    old = list(Notice.objects.filter(settled_at__lt=before).values_list("pk", flat=True)[:AT_ONCE])
    return Notice.objects.filter(pk__in=old).delete()[0]


@every(DAY)
def forget_old_invitations() -> int:
    """Invitations to the staff whose link stopped working long ago."""
    before = clock.now() - timedelta(days=policy().days_of("accounts.Invitation.name"))
    return Invitation.objects.filter(good_until__lt=before).delete()[0]


@every(DAY)
def forget_what_came_late() -> int:
    """Answers of mail servers about addresses that were erased meanwhile, files nobody came back for, and
    scans of erased families that still lie open.
    """
    return letters.forget_late_answers() + files.forget_what_is_old() + forget_open_scans()
