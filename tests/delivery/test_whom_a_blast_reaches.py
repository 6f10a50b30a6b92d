"""Who gets an Email Blast, who does not, and what arrives whatever the choice (S1, S2, S3, S12)."""

from datetime import date
from decimal import Decimal

import pytest

from saidyes.blasts.models import Status
from saidyes.classes.enrolling import enroll
from saidyes.classes.models import Method
from saidyes.classes.paying import record_payment
from saidyes.classes.stating import send_statement
from saidyes.delivery import results
from saidyes.delivery.filling import start_and_fill
from saidyes.delivery.models import LeftOut, Recipient
from saidyes.ledger.actors import Actor, ActorKind
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from saidyes.mail.models import State
from tests.delivery.acts import address_of, choose

THOSE_WHO_SAID_YES = ["dana.okafor@example.com", "harbor.house@example.com", "noor.haddad@example.com"]


def readers(letters) -> list[str]:
    return sorted(letter["To"] for letter in letters)


def test_s1_only_those_who_said_yes_are_written_to(theo, send, deliver, letters):
    blast = send(theo)
    deliver()
    assert readers(letters()) == THOSE_WHO_SAID_YES
    blast.refresh_from_db()
    assert blast.status == Status.FINISHED
    assert results.of(blast).facts == {"sent": 3, "uncertain": 0, "failed": 0, "waiting": 0, "left_out": 5}
    assert blast.left_out == {"cant_deliver": 1, "no_choice": 1, "opted_out": 3}


def test_s1_who_was_never_asked_gets_nothing_until_they_say_yes(theo, emeka, send, deliver, letters):
    send(theo, "First")
    deliver()
    choose(address_of(emeka), said_yes=True)
    send(theo, "Second")
    deliver()
    assert [letter["Subject"] for letter in letters() if letter["To"] == "emeka.okafor@example.org"] == ["Second"]


def test_s2_what_staff_write_with_the_tool_goes_to_those_who_said_yes(theo, noor, send, deliver, letters):
    send(theo, "Summer camp", "Camp begins in July, {{ guardian first name }}.")
    deliver()
    letter = next(letter for letter in letters() if letter["To"] == address_of(noor).spelling)
    assert letter["Subject"] == "Summer camp"
    assert "Camp begins in July, Noor." in letter.get_body(("plain",)).get_content()


def test_each_letter_names_the_yes_it_relied_on(theo, send, deliver):
    blast = send(theo)
    deliver()
    assert blast.recipients.count() == 3
    for recipient in blast.recipients.all():
        event = Event.objects.get(pk=recipient.consent_event)
        assert event.subject == f"address:{recipient.address_id}"
        assert event.verb == Verb.OPT_IN
        assert event.happened_at <= recipient.handed_at


def test_two_families_that_share_a_mailbox_get_one_letter_which_greets_who_agreed(theo, send, deliver, letters):
    send(theo, body="Hello {{ guardian first name }} {{ guardian last name }}")
    deliver()
    shared = [letter for letter in letters() if letter["To"] == "harbor.house@example.com"]
    assert len(shared) == 1
    assert "Hello Jonas Weiss" in shared[0].get_body(("plain",)).get_content()


def test_next_door_gets_nothing(theo, lakeside, send, deliver, letters):
    send(theo)
    deliver()
    assert "iris.lakewood@example.com" not in readers(letters())
    assert not Recipient.objects.filter(business=lakeside).exists()


def test_who_says_no_after_the_blast_was_filled_is_left_out_for_good(theo, noor, send, deliver, letters):
    blast = send(theo)
    start_and_fill()
    address = address_of(noor)
    choose(address, said_yes=False)
    deliver()
    choose(address, said_yes=True)
    deliver()
    assert "noor.haddad@example.com" not in readers(letters())
    row = blast.recipients.get(address=address)
    assert (row.state, row.left_out_because) == (State.LEFT_OUT, LeftOut.OPTED_OUT)


@pytest.fixture
def swim(business):
    return business.courses.create(name="Swim Level 1 Tue 16:00")


def test_s3_and_s12_who_opted_out_still_gets_what_is_owed(theo, tom, swim, send, deliver, letters):
    actor = Actor(ActorKind.STAFF, name=theo.name)
    enroll(tom.family.students.get(), swim, actor=actor)
    record_payment(
        tom.family, Decimal("80.00"), method=Method.CARD, for_what="Tuition", paid_on=date(2026, 3, 3), actor=actor
    )
    send_statement(tom.family, date(2026, 1, 1), date(2026, 12, 31), actor=actor)
    send(theo)
    deliver()
    his = [letter for letter in letters() if letter["To"] == "tom.becker@example.net"]
    assert len(his) == 3
    assert [letter for letter in his if letter["List-Unsubscribe"]] == []


def test_s13_every_letter_says_who_writes_and_where_they_are(theo, send, deliver, letters):
    send(theo)
    deliver()
    assert len(letters()) == 3
    for letter in letters():
        assert letter["From"] == "Tidewater Swim & Gym <news@mail.tidewater.example>"
        assert letter["Reply-To"] == "office@tidewater.example"
        assert "2140 Harbor Way, Astoria, OR 97103" in letter.get_body(("plain",)).get_content()
        assert "2140 Harbor Way" in letter.get_body(("html",)).get_content()
