"""Send test to me: one letter to whoever pressed, marked, counted nowhere, written down."""

from allauth.account.models import EmailAddress

from saidyes.blasts.models import Blast
from saidyes.businesses.models import Business
from saidyes.delivery.models import Recipient
from saidyes.ledger.recording import Subject
from saidyes.ledger.verbs import Verb
from saidyes.notices.models import Notice
from tests.office.blasts_acts import LIST, PAGE, WORDS, path, write

ASKED = {**WORDS, "body": "Hi {{ guardian first name }}, for {{ student first names }}", "version": 0, "editor": PAGE}


def test_a_test_goes_to_whoever_pressed_and_to_nobody_else(office, priya, deliver, letters):
    answer = office(priya).post(f"{LIST}new/", {**ASKED, "keep": "test", "to": "dana.okafor@example.com"}, follow=True)
    assert f"Test sent to {priya.user.email}" in answer.content.decode()
    deliver()
    [letter] = letters()
    text = letter.get_body(("plain",)).get_content()
    assert (letter["To"], letter["Subject"]) == (priya.user.email, "Test: Closed on Friday")
    assert "This is a test." in text
    assert "Hi Priya, for your children" in text
    assert not {"List-Unsubscribe", "Precedence"} & set(letter.keys())


def test_a_test_is_written_down_and_counted_nowhere(office, priya, deliver):
    desk = office(priya)
    desk.post(f"{LIST}new/", {**ASKED, "keep": "test"})
    deliver()
    blast = Blast.objects.get()
    [event] = Subject.of(blast).events
    assert (event.verb, event.facts, event.private["to"]) == (Verb.BLAST_TESTED, {"version": 1}, priya.user.email)
    assert not Recipient.objects.exists()
    assert blast.status == "draft"
    assert Notice.objects.get().data == {}  # what it said is kept nowhere else
    review = desk.get(path(blast, "review/")).content.decode()
    assert "Send another test to me" in review
    assert "before the last change" not in review
    write(desk, subject="Closed on Monday")
    assert "before the last change" in desk.get(path(blast, "review/")).content.decode()


def test_the_review_sends_one_too(office, priya):
    desk = office(priya)
    blast = write(desk)
    answer = desk.post(path(blast, "test/"), follow=True)
    assert answer.redirect_chain == [(path(blast, "review/"), 302)]
    assert Notice.objects.get().to_address == priya.user.email


def test_what_cannot_be_tested_is_said(office, priya, business):
    desk = office(priya)
    assert desk.post(f"{LIST}new/", {**ASKED, "body": "", "keep": "test"}).status_code == 422
    blast = write(desk)
    EmailAddress.objects.filter(user=priya.user).update(verified=False)
    assert "Confirm the address you log in with" in desk.post(path(blast, "test/"), follow=True).content.decode()
    Business.objects.update(street="", city="", state="", postal_code="")
    assert "Add your postal address before sending" in desk.post(path(blast, "test/"), follow=True).content.decode()
    Blast.objects.update(status="sending")
    assert desk.post(path(blast, "test/")).status_code == 409
    assert not Notice.objects.exists()
