"""What was sent, held against the ledger: n of n, and the first that it speaks against is named."""

from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from saidyes.common import clock
from saidyes.delivery.checking import check
from saidyes.delivery.models import LeftOut
from saidyes.mail.models import State
from tests.delivery.acts import address_of, choose, filled, row_of


@pytest.fixture
def blast(theo, noor, send, deliver):
    """Two were sent it, and Noor left while it was under way."""
    blast = filled(send(theo))
    choose(address_of(noor), said_yes=False)
    deliver()
    return blast


def first_wrong(blast) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("check_blast", str(blast.pk))
    return str(refused.value)


def test_every_decision_is_what_the_ledger_says(blast, noor, capsys):
    call_command("check_blast", str(blast.pk))
    assert "2 of 2 hand-overs were to willing addresses" in capsys.readouterr().out
    assert row_of(blast, noor).left_out_because == LeftOut.OPTED_OUT
    tally = check(blast)
    assert (tally.left_out, tally.unwilling, tally.wrong) == (1, 1, "")


def test_a_no_afterwards_takes_nothing_back(blast, dana):
    choose(address_of(dana), said_yes=False)
    assert check(blast).willing == 2


def test_a_letter_after_a_no_is_named(blast, noor):
    row = row_of(blast, noor)
    type(row).objects.filter(pk=row.pk).update(
        state=State.SENT, left_out_because="", handed_at=clock.now(), consent_event=address_of(noor).last_event
    )
    assert f"recipient {row.pk}, address:{row.address_id}: handed over at" in first_wrong(blast)
    assert "though it stood at opted_out" in first_wrong(blast)


@pytest.mark.parametrize("event", [None, uuid4()])
def test_a_letter_that_relied_on_anything_but_the_last_choice_is_named(blast, dana, event):
    row = row_of(blast, dana)
    type(row).objects.filter(pk=row.pk).update(consent_event=event)
    assert f"on event {event or 'none'}; its last choice was {address_of(dana).last_event}" in first_wrong(blast)


def test_whom_it_left_out_though_they_were_willing_is_named(blast, dana):
    row = row_of(blast, dana)
    type(row).objects.filter(pk=row.pk).update(
        state=State.LEFT_OUT, left_out_because=LeftOut.OPTED_OUT, handed_at=None, settled_at=clock.now()
    )
    assert "though it was willing" in first_wrong(blast)


def test_a_blast_nobody_has_is_refused(business):
    with pytest.raises(CommandError, match="There is no Email Blast"):
        call_command("check_blast", str(uuid4()))
