"""One school's long blast holds up nobody else's short one: a turn is a share, and schools take turns."""

from contextlib import closing

import pytest
import time_machine

from saidyes.common import clock
from saidyes.delivery import sharing, stock
from saidyes.delivery.lanes import blast_lane
from saidyes.delivery.models import Recipient
from saidyes.delivery.worker import never
from saidyes.sample import cast
from tests.cast import member
from tests.delivery.acts import crowd, filled

SHARE = 3
pytestmark = pytest.mark.usefixtures("smtp_server", "small_shares")


@pytest.fixture
def small_shares(monkeypatch):
    monkeypatch.setattr(sharing, "A_SHARE", SHARE)
    monkeypatch.setattr(stock, "AT_ONCE", SHARE)


def ahead_of_the_last(smtp_server) -> int:
    """How many letters of the other school left before the last one of Lakeside."""
    theirs = [letter.envelope_from.endswith("lakeside.example") for letter in smtp_server.letters]
    return theirs[: len(theirs) - theirs[::-1].index(True)].count(False)


@pytest.fixture
def both_send(theo, lakeside, send):
    """`both_send(blasts, big, small)`: each blast of Tidewater is full before Lakeside's only one."""

    def confirm(blasts: int, big: int, small: int) -> int:
        crowd(theo.business, big)
        crowd(lakeside, small, "lake.example")
        for author in [theo] * blasts + [member(lakeside, cast.NEXT_DOOR)]:
            filled(send(author))
        return Recipient.objects.count()

    return confirm


@pytest.mark.parametrize("blasts", [1, 3])
def test_a_short_blast_waits_for_one_share_a_turn_however_long_the_others_are(both_send, deliver, smtp_server, blasts):
    letters = both_send(blasts, big=4 * SHARE - 3, small=2 * SHARE - 1)
    deliver()
    assert len(smtp_server.letters) == letters == blasts * 4 * SHARE + 2 * SHARE
    assert ahead_of_the_last(smtp_server) <= 2 * SHARE


@pytest.mark.parametrize("blasts", [1, 3])
def test_under_a_slow_pace_both_get_their_turn(both_send, smtp_server, settings, blasts):
    settings.SAIDYES_MAILS_A_SECOND = 2
    letters = both_send(blasts, big=7, small=3)
    with time_machine.travel(clock.now(), tick=False) as traveller, closing(blast_lane(stopping=never)) as lane:
        while lane.turn():
            traveller.shift(1)
    assert len(smtp_server.letters) == letters
    assert ahead_of_the_last(smtp_server) <= 2 * 2
