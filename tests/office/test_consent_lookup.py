"""Did we have consent for an address on a given day: one sentence, the evidence, and what may leave the house."""

import base64
import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saidyes.consent.models import SuppressionKind
from saidyes.consent.suppressing import suppress
from saidyes.families.holding import give
from saidyes.ledger import sealing
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from tests.delivery.acts import choose
from tests.office import pdf_text
from tests.reading import text_of

URL = "/office/consent/"
KIM = "kim@park.example"
ADDED = datetime(2027, 1, 14, 17, 6, tzinfo=UTC)  # 9:06 am in Astoria
SAID_YES = ADDED + timedelta(days=1)
SAID_NO = datetime(2027, 3, 3, 15, 42, tzinfo=UTC)
TODAY = datetime(2027, 3, 20, 18, 0, tzinfo=UTC)


@pytest.fixture
def kim(noor):
    """An address of Noor's: added, opted in the next day, opted out seven weeks later; today is Mar 20."""
    with time_machine.travel(ADDED, tick=False) as clock:
        address = give(noor, KIM, actor=SYSTEM, source=Source.OFFICE).address
        clock.move_to(SAID_YES)
        choose(address, said_yes=True)
        clock.move_to(SAID_NO)
        choose(address, said_yes=False)
        clock.move_to(TODAY)
        yield address


@pytest.fixture
def ask(office, priya):
    return lambda **question: office(priya).get(URL, {"email": KIM, **question})


def said(answer) -> str:
    return answer.context["lookup"].answer


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ({"on": "2027-01-13"}, "We did not have this address on Jan 13, 2027."),
        ({"on": "2027-01-14"}, "It changed that day: not on file until 9:06 am, then no choice yet."),
        ({"on": "2027-01-14", "at": "09:05"}, "We did not have this address on Jan 14, 2027, 9:05 am."),
        ({"on": "2027-01-14", "at": "09:06"}, "No. On Jan 14, 2027, 9:06 am no choice had been made."),
        ({"on": "2027-02-01"}, "Yes. On Feb 1, 2027 this address was opted in."),
        ({"on": "2027-03-03"}, "It changed that day: opted in until 7:42 am, then opted out."),
        ({"on": "2027-03-03", "at": "07:41"}, "Yes. On Mar 3, 2027, 7:41 am this address was opted in."),
        ({"on": "2027-03-03", "at": "07:42"}, "No. On Mar 3, 2027, 7:42 am this address was opted out."),
        ({"on": "2027-03-10"}, "No. On Mar 10, 2027 this address was opted out."),
        ({}, "No. On Mar 20, 2027 this address was opted out."),
        ({"email": "nobody@nowhere.example"}, "We did not have this address on Mar 20, 2027."),
    ],
)
def test_each_day_has_its_one_sentence(kim, ask, question, answer):
    page = ask(**question)
    assert (page.status_code, said(page)) == (200, answer)
    assert answer in text_of(page)


def test_the_second_line_says_since_when_by_whom_and_what_came_after(kim, ask):
    yes = ask(on="2027-02-01").context["lookup"].ground
    assert yes == (
        "A guardian said yes on Jan 15, 2027, 9:06 am in the Customer Portal. That stood until Mar 3, 2027, 7:42 am."
    )
    assert ask().context["lookup"].ground.endswith("and nothing has changed it since.")
    assert ask(on="2027-01-13").context["lookup"].ground == "It was added on Jan 14, 2027, 9:06 am."


def test_a_yes_that_was_of_no_use_says_why(kim, ask, noor):
    choose(kim, said_yes=True)
    suppress(kim, SuppressionKind.BOUNCE, reason="550 5.1.1 gone", actor=SYSTEM, source=Source.BOUNCE)
    assert "Even so, no Email Blast would have gone there: mail to it has bounced since" in text_of(ask(at="11:00"))


def test_a_change_that_lasted_no_minute_is_not_told(ask, noor):
    with time_machine.travel(SAID_NO, tick=False):
        address = give(noor, KIM, actor=SYSTEM, source=Source.OFFICE).address
        choose(address, said_yes=True)
    with time_machine.travel(TODAY, tick=False):
        assert said(ask(on="2027-03-03")) == "It changed that day: not on file until 7:42 am, then opted in."


def test_the_timeline_shows_the_words_and_marks_what_was_in_force(kim, ask):
    page = text_of(ask(on="2027-02-01"))
    assert page.count("In force on Feb 1, 2027") == 1
    assert "Yes, please send me emergency notifications and informational emails" in page
    assert "The question to families, version 1 (en)" in page
    for event in Event.objects.filter(subject=f"address:{kim.pk}"):
        assert event.row_hash[:16] in page


def test_an_ip_is_shown_only_to_those_who_may_see_the_audit_log(kim, noor, office, priya, ines):
    visitor = Actor(ActorKind.MAILBOX, ip="203.0.113.24")
    suppress(kim, SuppressionKind.MANUAL, reason="asked", actor=visitor, source=Source.OFFICE)
    shown = {member: "203.0.113.24" in text_of(office(member).get(URL, {"email": KIM})) for member in (priya, ines)}
    assert shown == {priya: False, ines: True}


def test_the_ribbon_says_in_words_what_it_draws(kim, ask):
    page = ask(on="2027-02-01")
    ribbon = page.context["ribbon"]
    assert [part.name for part in ribbon.parts] == ["none", "no_choice", "opted_in", "opted_out"]
    assert round(sum(part.width for part in ribbon.parts)) == 100
    spoken = (
        "Not on file at first, then no choice yet from Jan 14, 2027, then opted in from Jan 15, 2027, "
        "then opted out from Mar 3, 2027 until today. The marker is at Feb 1, 2027."
    )
    assert spoken in text_of(page)
    assert "The same as a list" in text_of(page)


def test_the_last_blasts_each_have_their_sentence(business, ask, kim, theo, send, deliver):
    send(theo, "Closed on Monday")
    deliver()
    page = text_of(ask())
    assert "Closed on Monday" in page
    assert "Left out: it opted out on Mar 3, 2027, 7:42 am in the Customer Portal." in page
    assert "Closed on Monday" not in text_of(ask(on="2027-03-10")), "a day shows the blasts until then: so any is found"


@pytest.mark.parametrize(
    ("question", "error"),
    [
        ({"email": "nonsense"}, "Enter an email address, like name@example.com"),
        ({"on": "2027-02-30"}, "Enter a day that exists, like 2026-03-31"),
        ({"on": "2027-03-21"}, "The date can’t be in the future"),
        ({"at": "23:00"}, "The date can’t be in the future"),
        ({"at": "late"}, "Enter a time, like 07:42"),
    ],
)
@pytest.mark.parametrize("way", ["get", "proof/", "export/"])
def test_what_cannot_be_looked_up_is_named_and_kept(kim, office, ines, question, error, way):
    browser, question = office(ines), {"email": KIM, **question}
    answer = browser.get(URL, question) if way == "get" else browser.post(URL + way, question)
    assert (answer.status_code, error in text_of(answer), "lookup" in answer.context) == (422, True, False)
    assert all(value in text_of(answer) for value in question.values())


def test_next_door_never_had_it(kim, office, lakeside):
    wren = lakeside.memberships.get()
    assert said(office(wren).get(URL, {"email": KIM})) == "We did not have this address on Mar 20, 2027."


def newest_event() -> Event:
    return Event.objects.filter(verb=Verb.EXPORTED).latest("happened_at")


def test_the_proof_carries_the_newest_seal(kim, office, ines):
    sealing.seal_new()
    seal = sealing.newest(kim.business_id)
    answer = office(ines).post(URL + "proof/", {"email": KIM, "on": "2027-02-01"})
    assert f"seal-{seal.number}-" in answer["Content-Disposition"]
    assert base64.b64encode(bytes.fromhex(seal.root)).decode() in pdf_text.text_of(answer.content)


def test_the_proof_is_a_pdf_and_the_log_knows_who_took_it(kim, office, ines):
    answer = office(ines).post(URL + "proof/", {"email": KIM, "on": "2027-02-01"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="consent-proof-2027-03-20.pdf"'
    assert answer.content.startswith(b"%PDF-1.7")
    event = newest_event()
    assert (event.facts, event.private["actor_name"]) == (
        {"what": "consent-proof", "address": str(kim.pk)},
        "Ines Falk",
    )


def test_the_history_as_csv_is_one_line_an_event_with_its_words_and_hashes(kim, office, ines):
    rows = rows_of(office(ines).post(URL + "export/", {"email": KIM}))
    assert [row["What"] for row in rows] == ["Opt-out", "Opt-in", "Address used by a guardian", "Address added"]
    assert rows[0]["When"] == "2027-03-03T07:42:00.000000-08:00"
    assert rows[0]["Hash before"] == rows[1]["Hash"]
    assert len(rows[0]["Words SHA-256"]) == 64
    assert newest_event().facts == {"what": "consent-history", "address": str(kim.pk)}


def test_everyone_on_a_day(kim, office, ines):
    def standing_on(day) -> dict[str, str]:
        rows = rows_of(office(ines).post(URL + "everyone/", {"on": day}))
        return {row["Email address"]: f"{row['Standing']}/{row['Email Blasts']}/{row['Why not']}" for row in rows}

    assert standing_on("2027-01-13").get(KIM) is None
    assert standing_on("2027-02-01")[KIM] == "Opted in/Yes/"
    assert standing_on("2027-03-10")[KIM] == "Opted out/No/Opted out"
    assert standing_on("2027-03-10")["ortega.family@example.com"] == "Opted in/No/Can’t deliver"
    assert newest_event().facts["what"] == "consent-of-everyone"
    refused = office(ines).post(URL + "everyone/", {"on": "2027-03-21"})
    assert (refused.status_code, "The date can’t be in the future" in text_of(refused)) == (422, True)


def test_a_long_story_takes_no_more_queries_than_a_short_one(kim, office, priya, theo, send, deliver):
    browser = office(priya)
    browser.get(URL)  # with the first page a log-in is written down

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get(URL, {"email": KIM})
        return len(asked)

    send(theo, "Blast")
    deliver()
    before = queries()
    for number in range(4):
        choose(kim, said_yes=number % 2 == 0)
        send(theo, f"Blast {number}")
        deliver()
    assert queries() == before
    assert before <= 15
