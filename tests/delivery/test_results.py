"""What the live page counts."""

from bench.smtp_server import Fault
from saidyes.consent.links import unsubscribe_url
from saidyes.consent.unsubscribing import leaver_of, unsubscribe
from saidyes.delivery import results
from saidyes.ledger.actors import Actor, ActorKind, Source
from tests.delivery.acts import address_of, choose, filled


def leave_by_the_letter(blast, address) -> None:
    token = unsubscribe_url(blast.business, address.pk, blast.pk).split("/")[-2]
    leaver = leaver_of(token, blast.business)
    unsubscribe(leaver, actor=Actor(ActorKind.MAILBOX), source=Source.UNSUBSCRIBE_PAGE)


def test_everybody_is_counted_where_they_are(theo, noor, jonas, send, deliver, smtp_server):
    smtp_server.behave(
        Fault("recipient", say="550 5.1.1 No such user", only="dana"), Fault("dot", say="", hang_up=True, only="harbor")
    )
    blast = filled(send(theo))
    choose(address_of(noor), said_yes=False)
    assert results.of(blast).waiting == results.of(blast).total == 3
    deliver()
    found = results.of(blast)
    assert (found.sent, found.failed, found.uncertain, found.waiting) == (0, 1, 1, 0)
    assert found.left_out == {"opted_out": 4, "cant_deliver": 1, "no_choice": 1}
    assert (found.total, found.settled, found.left_out_in_all) == (2, 2, 6)
    assert [row.email for row in results.unanswered(blast, 10)] == ["harbor.house@example.com"]


def test_who_left_by_a_letter_of_this_blast_counts_once(theo, noor, dana, send, deliver):
    first, second = send(theo), send(theo)
    deliver()
    leave_by_the_letter(first, address_of(noor))
    choose(address_of(noor), said_yes=True)
    leave_by_the_letter(first, address_of(noor))
    choose(address_of(dana), said_yes=False)
    assert (results.of(first).unsubscribed, results.of(second).unsubscribed) == (1, 0)


def test_the_newest_come_first(theo, send, deliver):
    blast = send(theo)
    deliver()
    order = [row.settled_at for row in results.newest(blast, 10)]
    assert order == sorted(order, reverse=True)
    assert len(results.newest(blast, 2)) == 2


def test_the_list_counts_what_arrived(theo, send, deliver):
    first, second = send(theo), send(theo)
    deliver()
    assert results.delivered([first, second]) == {first.pk: 3, second.pk: 3}
