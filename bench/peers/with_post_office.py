"""django-post_office: queued by `send_many`, rendered on delivery, sent by `send_queued_mail` in two processes."""

import sys
import time
from pathlib import Path

from django.core.management import call_command

from bench.peers.project import begin

BATCH = 1_000  # ten times its own default, for it starts its processes anew for each batch


def main() -> None:
    config = {"BATCH_SIZE": BATCH, "LOG_LEVEL": 1}
    work = begin(Path(sys.argv[1]), "post_office", POST_OFFICE=config)
    from post_office import mail  # noqa: PLC0415 (not before Django is set up)
    from post_office.models import EmailTemplate  # noqa: PLC0415

    template = EmailTemplate.objects.create(
        name="blast", subject=work.subject, content=work.text, html_content=work.html
    )
    mail.send_many(
        [
            {
                "recipients": person["address"],
                "sender": work.sender,
                "template": template,
                "context": person,
                "headers": {"List-Unsubscribe": f"<{person['unsubscribe_url']}>"},
                "render_on_delivery": True,
            }
            for person in work.people
        ]
    )
    began = time.perf_counter()
    call_command("send_queued_mail", processes=2, log_level=1)
    print(time.perf_counter() - began)


if __name__ == "__main__":
    main()
