"""What the worker watches, with its own duties."""

from saidyes.blasts import scheduling, stopping
from saidyes.checkup import rates
from saidyes.delivery.worker import every

A_MINUTE = 60


@every(A_MINUTE)
def stop_where_too_many() -> int:
    """Schools whose letters are marked as spam or bounce too often: their Email Blasts wait for an owner."""
    stopped = sum(
        stopping.stop(business_id, why, reports=share.reports, letters=share.letters)
        for business_id, why, share in rates.too_many()
    )
    scheduling.pause_what_is_stopped()
    return stopped
