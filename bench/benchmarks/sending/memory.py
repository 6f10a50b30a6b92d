"""What a worker's process holds at most, filling and sending to very many, against a short blast."""

import re
import time
from pathlib import Path

from bench.benchmarks.sending.ground import confirmed, our_port, postfix_and_sink, school_of
from bench.bulk import move_in
from bench.processes import worker
from saidyes.blasts.models import Blast, Status

SHORT = 10_000
REACH = 1.1
MOST = 150.0  # MB
ENOUGH = 50_000  # letters of the long one, after all of it was filled


def measure(recipients: int = 1_000_000, rounds: int = 1) -> int:
    author = school_of(SHORT)
    with postfix_and_sink(our_port()):
        small = peak(confirmed(author))
        move_in(author.business, recipients - SHORT, first=SHORT)
        large = peak(confirmed(author))
    print(f"  {SHORT:,} recipients {small:.0f} MB, {recipients:,} {large:.0f} MB: {large / small:.2f}")
    print(f"  to reach {REACH} and {MOST:.0f} MB")
    return 0 if large <= MOST and large <= REACH * small else 1


def peak(blast: Blast) -> float:
    """The most megabytes the worker held until the blast was over, or enough of it was sent."""
    with worker() as process:
        while not _is_enough(blast):
            time.sleep(0.5)
        status = Path(f"/proc/{process.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    Blast.objects.filter(pk=blast.pk, status=Status.SENDING).update(status=Status.PAUSED)
    return int(found[1]) / 1024 if found else 0.0


def _is_enough(blast: Blast) -> bool:
    blast.refresh_from_db()
    if blast.status == Status.FINISHED:
        return True
    return blast.filled_at is not None and blast.recipients.filter(settled_at__isnull=False)[ENOUGH:].exists()
