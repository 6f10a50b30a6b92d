"""The worker, but for 20 ms between the last question and the dots: room for a no that the real one hardly leaves."""

import os
import time
from collections.abc import Sequence

import django
from django.core.management import call_command

PAUSE_SECONDS = 0.02


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saidyes.settings")
    django.setup()
    from saidyes.delivery import desk  # noqa: PLC0415 (not before Django is set up)
    from saidyes.mail.models import State  # noqa: PLC0415

    ask = desk.settle_and_decide

    def hesitating(results: Sequence[desk.Result], questions: Sequence[desk.Question]) -> dict[int, State]:
        answer = ask(results, questions)
        time.sleep(PAUSE_SECONDS)
        return answer

    desk.settle_and_decide = hesitating
    call_command("deliver")


if __name__ == "__main__":
    main()
