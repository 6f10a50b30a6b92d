"""The disk that the data folder lies on."""

import shutil
from dataclasses import dataclass

from django.conf import settings

LEAST_SHARE = 0.05
LEAST_BYTES = 512 * 1024 * 1024
GIGABYTE = 1024**3


@dataclass(frozen=True)
class Room:
    """What is free of it, in bytes."""

    free: int
    total: int

    @property
    def is_short(self) -> bool:
        return self.free < LEAST_BYTES or self.free < LEAST_SHARE * self.total

    @property
    def sentence(self) -> str:
        return f"{self.free / GIGABYTE:,.1f} of {self.total / GIGABYTE:,.1f} GB are free where the data lie"


def room() -> Room:
    usage = shutil.disk_usage(settings.SAIDYES_DATA_DIR)
    return Room(usage.free, usage.total)
