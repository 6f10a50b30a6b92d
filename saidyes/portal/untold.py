"""How long an answer took must not tell whose address is known."""

import time
from random import SystemRandom

MOST_SECONDS = 0.02
chance = SystemRandom()


def take_a_moment() -> None:
    """As long as nobody can foresee, up to `MOST_SECONDS`, outside of every transaction.

    Known and unknown do the same work, but a row that stays is not quite a row that goes again. That difference is far
    smaller than this moment, and an address may be asked about too seldom to see through it.
    """
    time.sleep(chance.uniform(0, MOST_SECONDS))
