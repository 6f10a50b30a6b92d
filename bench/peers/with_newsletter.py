"""django-newsletter: a submission to all subscribers, its templates overridden by ours, sent by `submit_newsletter`."""

import re
import sys
import time
from datetime import timedelta
from pathlib import Path
from types import ModuleType

from django.core.management import call_command
from django.urls import include, path
from django.utils import timezone

from bench.peers.project import TEMPLATES, Work, begin

OURS = re.compile(r"\{\{ (\w+) \}\}")
APPS = ("django.contrib.sites", "sorl.thumbnail", "newsletter")
OF_A_PERSON = {  # what it knows of a subscriber, for what we know
    "guardian_first_name": "subscription.name",
    "student_first_names": "subscription.name",
    "address": "subscription.email",
    "opted_in_on": 'subscription.subscribe_date|date:"M j, Y"',
    "unsubscribe_url": "subscription.unsubscribe_activate_url",
    "choice_url": "subscription.update_activate_url",
    "school_name": "newsletter.title",
}


def main() -> None:
    folder = Path(sys.argv[1])
    urls = ModuleType("urls")
    settings = {"SITE_ID": 1, "NEWSLETTER_THUMBNAIL": "sorl-thumbnail", "NEWSLETTER_USE_HTTPS": True}
    work = begin(folder, *APPS, ROOT_URLCONF=urls, **settings)
    vars(urls)["urlpatterns"] = [path("newsletter/", include("newsletter.urls"))]
    write_templates(work, folder / TEMPLATES / "newsletter" / "message")
    queue(work)
    began = time.perf_counter()
    call_command("submit_newsletter", verbosity=0)
    print(time.perf_counter() - began)


def write_templates(work: Work, folder: Path) -> None:
    folder.mkdir(parents=True)
    files = {"message_subject.txt": work.subject, "message.txt": work.text, "message.html": work.html}
    for name, text in files.items():
        (folder / name).write_text(OURS.sub(lambda found: f"{{{{ {OF_A_PERSON[found[1]]} }}}}", text), "utf-8")


def queue(work: Work) -> None:
    from django.contrib.sites.models import Site  # noqa: PLC0415 (not before Django is set up)
    from newsletter.models import Message, Newsletter, Submission, Subscription  # noqa: PLC0415

    newsletter = Newsletter.objects.create(title="Tidewater", slug="tidewater", email="news@tidewater.example")
    newsletter.site.set(Site.objects.all())
    now = timezone.now()
    Subscription.objects.bulk_create(
        Subscription(
            newsletter=newsletter,
            name_field=person["guardian_first_name"],
            email_field=person["address"],
            subscribed=True,
            subscribe_date=now,
            activation_code=f"{number:040}",
        )
        for number, person in enumerate(work.people)
    )
    message = Message.objects.create(title=work.subject, slug="closed", newsletter=newsletter)
    submission = Submission.from_message(message)
    submission.prepared, submission.publish_date = True, now - timedelta(minutes=1)
    submission.save()


if __name__ == "__main__":
    main()
