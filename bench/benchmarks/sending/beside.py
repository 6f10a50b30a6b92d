"""Another process at the same blast: told to begin it sends until nothing is due, and says how much CPU that took."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import django

from bench.processes import ROOT
from saidyes.common.fence import whose

Beside = subprocess.Popen[str]


@contextmanager
def others(count: int) -> Iterator[list[Beside]]:
    """So many of them, set up and waiting."""
    command = [sys.executable, "-m", __name__]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    started = [subprocess.Popen(command, cwd=ROOT, **pipes) for _ in range(count)]  # type: ignore[call-overload]
    try:
        for each in started:
            _heard(each)
        yield started
    finally:
        for each in started:
            each.kill()
            each.wait()


def begin(all_others: Sequence[Beside]) -> None:
    for each in all_others:
        assert each.stdin
        each.stdin.write("begin\n")


def end(all_others: Sequence[Beside]) -> float:
    """Wait for their last result. Seconds of CPU they took."""
    return sum(float(_heard(each)) for each in all_others)


def _heard(each: Beside) -> str:
    assert each.stdout
    return each.stdout.readline()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saidyes.settings")
    whose.this_process_is_everybodys()
    django.setup()
    from bench.benchmarks.sending.ground import send  # noqa: PLC0415 (not before Django is set up)

    print("ready", flush=True)
    for _ in sys.stdin:
        print(send().cpu, flush=True)


if __name__ == "__main__":
    main()
