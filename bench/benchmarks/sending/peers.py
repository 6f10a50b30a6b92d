"""The same letters as Django sends them: a template, EmailMultiAlternatives and send_messages over one connection."""

import statistics
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.template import Context, Engine

from bench.benchmarks.sending.beside import Beside, others
from bench.benchmarks.sending.ground import filled, must_be_sent, our_port, postfix_and_sink, school_of, send
from saidyes.accounts.models import Membership
from saidyes.blasts.models import Blast
from saidyes.consent.links import Links
from saidyes.delivery.models import Recipient
from saidyes.families.models import Guardian
from saidyes.mail.slots import SLOT

REACH = 12
THEIRS = 2_000  # letters, for it takes its time


def measure(recipients: int = 20_000, rounds: int = 5, processes: int = 1) -> int:
    author = school_of(recipients)
    with postfix_and_sink(our_port()) as (_, sink), others(processes - 1) as beside:
        found = [one_round(author, recipients, beside) for _ in range(rounds)]
        expected = rounds * (recipients + min(recipients, THEIRS))
        print(f"  {sink.letters:,} of {expected:,} letters at the sink")
    median = statistics.median(found)
    print(f"  median {median:.1f} times Django's, to reach {REACH}")
    return 0 if median >= REACH else 1


def one_round(author: Membership, letters: int, beside: list[Beside]) -> float:
    blast = filled(author)
    ours = letters / send(beside).seconds
    must_be_sent(blast, letters)
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
    text, html = (Engine().from_string(template) for template in templates(blast))
    for person in people(blast, count):
        link = person["unsubscribe_url"]
        headers = {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        context, to = Context(person), [person["address"]]
        message = EmailMultiAlternatives(
            blast.frozen["subject"], text.render(context), blast.frozen["sender"], to, headers=headers
        )
        message.attach_alternative(html.render(context), "text/html")
        yield message


def templates(blast: Blast) -> tuple[str, str]:
    """Its text and its HTML, as Django's templates."""
    text, html = (SLOT.sub(r"{{ \1 }}", blast.frozen[part]) for part in ("text", "html"))
    return text, html


def people(blast: Blast, count: int) -> Iterator[dict[str, str]]:
    """What their letters say of the first of its recipients."""
    links = Links(blast.business, blast.pk)
    rows = Recipient.objects.filter(blast=blast).select_related("guardian__family", "business")
    for row in rows.prefetch_related("guardian__family__students").order_by("pk")[:count]:
        leave, choice = links.of(row.address_id)
        guardian = row.guardian or Guardian()
        yield {
            "guardian_first_name": guardian.first_name,
            "student_first_names": ", ".join(one.first_name for one in guardian.family.students.all()),
            "school_name": blast.frozen["school_name"],
            "address": row.email,
            "opted_in_on": "Jan 14, 2026",
            "unsubscribe_url": leave,
            "choice_url": choice,
        }
