"""The worker, but for MILLISECONDS between the last question and the dots: room for a no, which it hardly leaves."""

import os
import sys
import time
from collections.abc import Sequence

import django
from django.core.management import call_command

from saidyes.common.fence import whose


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saidyes.settings")
    whose.this_process_is_everybodys()
    django.setup()
    from saidyes.delivery import desk  # noqa: PLC0415 (not before Django is set up)
    from saidyes.mail.models import State  # noqa: PLC0415

    ask, pause = desk.settle_and_decide, int(sys.argv[1]) / 1000

    def hesitating(results: Sequence[desk.Result], questions: Sequence[desk.Question]) -> dict[int, State]:
        answer = ask(results, questions)
        time.sleep(pause)
        return answer

    desk.settle_and_decide = hesitating
    call_command("deliver")


if __name__ == "__main__":
    main()
