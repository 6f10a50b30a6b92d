"""The worker, but for 20 ms between the last question and each dot: room for a no that the real one hardly leaves."""

import os
import signal
import time
from threading import Event, Thread

import django

PAUSE_SECONDS = 0.02


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saidyes.settings")
    django.setup()
    from saidyes.delivery.engines.local import Rounds, keep_turning  # noqa: PLC0415 (not before Django is set up)
    from saidyes.delivery.lanes import BlastLane  # noqa: PLC0415
    from saidyes.mail.posting import open_posting  # noqa: PLC0415
    from saidyes.mail.posting.contract import Posting, Receipt  # noqa: PLC0415

    class SlowDots:
        """A posting that hesitates."""

        def __init__(self, posting: Posting) -> None:
            self.offer, self.drop, self.close = posting.offer, posting.drop, posting.close
            self._finish = posting.finish

        def finish(self) -> Receipt:
            time.sleep(PAUSE_SECONDS)
            return self._finish()

    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    Thread(target=keep_turning, args=(Rounds().turn, stop), daemon=True).start()
    lane = BlastLane(SlowDots(open_posting()), stopping=stop.is_set)
    keep_turning(lane.turn, stop)
    lane.close()


if __name__ == "__main__":
    main()
