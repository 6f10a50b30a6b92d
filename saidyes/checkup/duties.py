"""What the worker watches, with its own duties."""

from saidyes.blasts import scheduling, stopping
from saidyes.checkup import alarming, pulse, rates, watching
from saidyes.delivery.worker import every

A_MINUTE = 60


@every(pulse.SECONDS_A_BEAT)
def beat() -> int:
    """Whoever looks sees that the worker lives."""
    pulse.beat()
    return 0


@every(A_MINUTE)
def stop_where_too_many() -> int:
    """Schools whose letters are marked as spam or bounce too often: their Email Blasts wait for an owner."""
    stopped = sum(
        stopping.stop(business_id, why, reports=share.reports, letters=share.letters)
        for business_id, why, share in rates.too_many()
    )
    scheduling.pause_what_is_stopped()
    return stopped


@every(A_MINUTE, long=True)
def watch_over_all() -> int:
    """Alarms of what is not well, and the end of those of what is well again."""
    return alarming.settle(watching.what_is_wrong())
