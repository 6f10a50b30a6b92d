"""A letter that was never answered: a person or its own link says what becomes of it, never a machine."""

import pytest

from bench.smtp_server import Fault
from saidyes.blasts import scheduling
from saidyes.blasts.models import Status
from saidyes.common import clock
from saidyes.consent.unsubscribing import link_token
from saidyes.delivery import resolving, settling
from saidyes.ledger.actors import Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from saidyes.mail.models import State
from saidyes.mail.posting.contract import Receipt
from tests.delivery.acts import STAFF, address_of, choose, row_of

NOOR = "noor.haddad@example.com"
BY_STAFF = {"actor": STAFF, "source": Source.OFFICE}


@pytest.fixture
def blast(theo, send, deliver, smtp_server):
    """Done, but for Noor's letter: it was kept, and the answer to it was lost."""
    smtp_server.behave(Fault("dot", say="", hang_up=True, keep=True, only=NOOR))
    blast = send(theo)
    deliver()
    smtp_server.behave()
    blast.refresh_from_db()
    assert (blast.status, blast.recipients.filter(state=State.UNCERTAIN).count()) == (Status.FINISHED, 1)
    return blast


def got(smtp_server) -> list[str]:
    return sorted(letter.rcpt for letter in smtp_server.letters)


def decisions(blast) -> list[tuple[str, str, list[int]]]:
    events = Event.objects.filter(subject=f"blast:{blast.pk}", verb=Verb.UNCERTAIN_DECIDED).order_by("seq")
    return [(event.private["actor_name"], event.facts["decision"], event.facts["recipients"]) for event in events]


def test_sent_again_it_alone_goes_once_more_though_the_blast_was_done(blast, noor, deliver, smtp_server):
    before = got(smtp_server)
    assert resolving.send_again(blast, **BY_STAFF) == 1
    blast.refresh_from_db()
    assert (blast.status, blast.finished_at) == (Status.SENDING, None)
    assert blast.expires_at > clock.now()
    deliver()
    blast.refresh_from_db()
    assert got(smtp_server) == sorted([*before, NOOR])
    assert (blast.status, row_of(blast, noor).state, row_of(blast, noor).maybe_sent) == (
        Status.FINISHED,
        State.SENT,
        True,
    )
    assert decisions(blast) == [("Theo Brandt", "send_again", [row_of(blast, noor).pk])]


def test_a_second_press_sends_nothing_and_notes_nothing(blast, deliver, smtp_server):
    resolving.send_again(blast, **BY_STAFF)
    assert resolving.send_again(blast, **BY_STAFF) == 0
    deliver()
    assert resolving.leave(blast, **BY_STAFF) == 0
    assert got(smtp_server).count(NOOR) == 2
    assert len(decisions(blast)) == 1


def test_who_opted_out_meanwhile_gets_no_second_letter(blast, noor, deliver, smtp_server):
    choose(address_of(noor), said_yes=False)
    resolving.send_again(blast, **BY_STAFF)
    deliver()
    assert row_of(blast, noor).state == State.LEFT_OUT
    assert got(smtp_server).count(NOOR) == 1


def test_left_it_rests_as_it_is_and_nobody_is_asked_again(blast, noor, deliver, smtp_server):
    assert resolving.leave(blast, **BY_STAFF) == 1
    assert resolving.send_again(blast, **BY_STAFF) == 0
    deliver()
    assert row_of(blast, noor).state == State.UNCERTAIN
    assert not resolving.unanswered_in(blast).exists()
    assert got(smtp_server).count(NOOR) == 1
    assert [decision for _, decision, _ in decisions(blast)] == ["leave"]


def test_left_it_is_not_sent_by_a_worker_either_that_knows_it_never_left(blast, noor, deliver, smtp_server):
    """It was thought dead, hung up before its dot, and comes too late to say so."""
    resolving.leave(blast, **BY_STAFF)
    settling.give_back([row_of(blast, noor)])
    deliver()
    assert row_of(blast, noor).state == State.UNCERTAIN
    assert got(smtp_server).count(NOOR) == 1


def test_only_the_chosen_one_is_decided(theo, noor, dana, send, deliver, smtp_server):
    smtp_server.behave(Fault("dot", say="", hang_up=True, only="noor|dana"))
    blast = send(theo)
    deliver()
    smtp_server.behave()
    assert resolving.send_again(blast, [row_of(blast, dana).pk], **BY_STAFF) == 1
    deliver()
    assert (row_of(blast, dana).state, row_of(blast, noor).state) == (State.SENT, State.UNCERTAIN)


def test_of_a_cancelled_blast_nothing_goes_again(theo, noor, send, deliver, smtp_server):
    smtp_server.behave(Fault("dot", say="", hang_up=True, only=NOOR), Fault("recipient", say="451 Later", only="dana"))
    blast = send(theo)
    deliver()
    scheduling.cancel(blast, counts={}, **BY_STAFF)
    with pytest.raises(scheduling.TooLate):
        resolving.send_again(blast, **BY_STAFF)
    assert row_of(blast, noor).state == State.UNCERTAIN


def test_a_late_answer_before_the_second_try_makes_it_needless(blast, noor, deliver, smtp_server):
    late = row_of(blast, noor)
    resolving.send_again(blast, **BY_STAFF)
    settling.sent(late, Receipt(250, "Kept"))
    deliver()
    assert row_of(blast, noor).state == State.SENT
    assert got(smtp_server).count(NOOR) == 1


@pytest.mark.parametrize(
    ("body", "source"), [({"unsubscribe": "1"}, "unsubscribe_page"), ({"List-Unsubscribe": "One-Click"}, "one_click")]
)
def test_whoever_uses_its_own_link_has_it(blast, noor, client, body, source):
    address = address_of(noor)
    link = f"/portal/unsubscribe/{link_token(blast.business_id, address.pk, blast.pk)}/"
    client.get(link)
    assert row_of(blast, noor).state == State.UNCERTAIN
    assert client.post(link, body).status_code == 200
    row = row_of(blast, noor)
    assert (row.state, row.answer) == (State.SENT, "It arrived: its own link was used")
    event = Event.objects.get(verb=Verb.UNCERTAIN_DECIDED)
    assert (event.source, event.facts) == (source, {"decision": "arrived", "count": 1, "recipients": [row.pk]})


def test_the_link_of_another_letter_proves_nothing(blast, noor, theo, send, client):
    other = send(theo)
    for letter in (other.pk, None):
        token = link_token(blast.business_id, address_of(noor).pk, letter)
        client.post(f"/portal/unsubscribe/{token}/", {"unsubscribe": "1"})
    assert row_of(blast, noor).state == State.UNCERTAIN
