"""When one letter after the other gets the same bad answer, the fault is ours: the blast waits for a person."""

import pytest

from bench.smtp_server import Fault
from saidyes.blasts import scheduling
from saidyes.blasts.models import Status
from saidyes.delivery import settling
from saidyes.ledger.actors import Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from saidyes.mail.models import State
from tests.delivery.acts import STAFF, crowd, filled


@pytest.fixture
def six_more(business):
    crowd(business, 6)


def states(blast) -> list[str]:
    return sorted(blast.recipients.values_list("state", flat=True))


@pytest.mark.usefixtures("six_more")
@pytest.mark.parametrize("at", ["dot", "recipient"])
def test_five_equal_refusals_of_us_pause_the_blast_and_use_up_nobodys_try(theo, send, deliver, smtp_server, at):
    smtp_server.behave(Fault(at, say="554 5.7.1 Your domain is not welcome"))
    blast = filled(send(theo))
    deliver()
    blast.refresh_from_db()
    assert blast.status == Status.PAUSED
    assert blast.paused_why.endswith("554 5.7.1 Your domain is not welcome")
    assert states(blast) == [State.QUEUED] * 9
    paused = Event.objects.get(subject=f"blast:{blast.pk}", verb=Verb.BLAST_PAUSED)
    assert paused.private["why"] == blast.paused_why
    smtp_server.behave()
    scheduling.resume(blast, actor=STAFF, source=Source.OFFICE)
    deliver()
    assert states(blast) == [State.SENT] * 9
    assert len(smtp_server.letters) == 9


@pytest.mark.usefixtures("six_more")
def test_wrong_addresses_in_a_row_pause_nothing(theo, send, deliver, smtp_server):
    smtp_server.behave(Fault("recipient", say="550 5.1.1 No such user", only="reed.example"))
    blast = filled(send(theo))
    deliver()
    blast.refresh_from_db()
    assert blast.status == Status.FINISHED
    assert states(blast) == [State.FAILED] * 6 + [State.SENT] * 3


@pytest.mark.usefixtures("six_more")
def test_a_good_answer_ends_the_streak(theo, send, deliver, smtp_server):
    smtp_server.behave(Fault("dot", say="554 5.6.0 No", only="ana.[0-35]"))
    blast = filled(send(theo))
    deliver()
    blast.refresh_from_db()
    assert blast.status == Status.FINISHED


@pytest.mark.usefixtures("six_more")
def test_three_silent_dots_pause_the_blast_and_stay_uncertain(theo, send, deliver, smtp_server):
    smtp_server.behave(Fault("dot", say="", hang_up=True, keep=True))
    blast = filled(send(theo))
    deliver()
    blast.refresh_from_db()
    assert blast.status == Status.PAUSED
    assert states(blast) == [State.QUEUED] * 6 + [State.UNCERTAIN] * 3
    smtp_server.behave()
    scheduling.resume(blast, actor=STAFF, source=Source.OFFICE)
    deliver()
    assert states(blast) == [State.SENT] * 6 + [State.UNCERTAIN] * 3
    assert len({letter.rcpt for letter in smtp_server.letters}) == len(smtp_server.letters) == 9


@pytest.mark.usefixtures("six_more")
def test_five_lost_connections_pause_the_blast(theo, send, deliver, smtp_server):
    smtp_server.behave(Fault("recipient", hang_up=True, say=""))
    blast = filled(send(theo))
    deliver()
    blast.refresh_from_db()
    assert (blast.status, states(blast)) == (Status.PAUSED, [State.QUEUED] * 9)
    assert blast.paused_why.startswith("The mail server keeps closing the connection")
    smtp_server.behave()
    scheduling.resume(blast, actor=STAFF, source=Source.OFFICE)
    deliver()
    blast.refresh_from_db()
    assert blast.status == Status.SENDING


def test_letters_taken_back_when_their_blast_was_already_called_done_go_again(theo, send, deliver, smtp_server):
    """The duties run beside the lines: they may see every letter refused just before it is taken back."""
    smtp_server.behave(Fault("dot", say="554 5.7.1 Your domain is not welcome"))
    blast = filled(send(theo))
    deliver()
    blast.refresh_from_db()
    assert (blast.status, states(blast)) == (Status.FINISHED, [State.FAILED] * 3)
    settling.take_back(blast.recipients.all())
    smtp_server.behave()
    deliver()
    blast.refresh_from_db()
    assert (blast.status, states(blast)) == (Status.FINISHED, [State.SENT] * 3)
    verbs = Event.objects.filter(subject=f"blast:{blast.pk}").order_by("seq").values_list("verb", flat=True)
    assert list(verbs)[-3:] == [Verb.BLAST_FINISHED, Verb.BLAST_RESUMED, Verb.BLAST_FINISHED]
