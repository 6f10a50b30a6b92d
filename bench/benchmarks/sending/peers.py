"""The same letters as Django sends them: a template, EmailMultiAlternatives and send_messages over one connection."""

import statistics
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.template import Context, Engine

from bench.benchmarks.sending.ground import all_sent, filled, our_port, postfix_and_sink, school_of, send
from saidyes.accounts.models import Membership
from saidyes.blasts.models import Blast
from saidyes.consent.links import Links
from saidyes.delivery.models import Recipient
from saidyes.families.models import Guardian
from saidyes.mail.slots import SLOT

REACH = 12
THEIRS = 2_000  # letters, for it takes its time


def measure(recipients: int = 20_000, rounds: int = 5) -> int:
    author = school_of(recipients)
    with postfix_and_sink(our_port()) as (_, sink):
        found = [one_round(author, recipients) for _ in range(rounds)]
        expected = rounds * (recipients + min(recipients, THEIRS))
        print(f"  {sink.letters:,} of {expected:,} letters at the sink")
    median = statistics.median(found)
    print(f"  median {median:.1f} times Django's, to reach {REACH}")
    return 0 if median >= REACH else 1


def one_round(author: Membership, letters: int) -> float:
    blast = filled(author)
    ours = letters / send()
    if not all_sent(blast, letters):
        raise SystemExit("a row that is not sent")
    theirs = djangos(blast, min(letters, THEIRS))
    print(f"  ours {ours:.0f} a second, Django's {theirs:.0f}: {ours / theirs:.1f}", flush=True)
    return ours / theirs


def djangos(blast: Blast, count: int) -> float:
    """Letters a second: its rows read, rendered and sent; no question is asked and nothing is written down."""
    server = urlsplit(settings.SAIDYES_EMAIL_URL)
    began = time.perf_counter()
    with EmailBackend(host=server.hostname, port=server.port, username="", password="", use_tls=False) as backend:
        sent = backend.send_messages(list(messages(blast, count)))
    if sent != count:
        raise SystemExit("Django did not send them all")
    return count / (time.perf_counter() - began)


def messages(blast: Blast, count: int) -> Iterator[EmailMultiAlternatives]:
    frozen: dict[str, Any] = blast.frozen
    text, html = (Engine().from_string(SLOT.sub(r"{{ \1 }}", frozen[part])) for part in ("text", "html"))
    links = Links(blast.business, blast.pk)
    rows = Recipient.objects.filter(blast=blast).select_related("guardian__family", "business")
    for row in rows.prefetch_related("guardian__family__students").order_by("pk")[:count]:
        leave, choice = links.of(row.address_id)
        guardian = row.guardian or Guardian()
        context = Context(
            {
                "guardian_first_name": guardian.first_name,
                "student_first_names": ", ".join(one.first_name for one in guardian.family.students.all()),
                "school_name": frozen["school_name"],
                "address": row.email,
                "opted_in_on": "Jan 14, 2026",
                "unsubscribe_url": leave,
                "choice_url": choice,
            }
        )
        headers = {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        message = EmailMultiAlternatives(
            frozen["subject"], text.render(context), frozen["sender"], [row.email], headers=headers
        )
        message.attach_alternative(html.render(context), "text/html")
        yield message
