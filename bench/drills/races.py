"""Sixteen clients change five addresses through four doors while web is killed and a file is loaded, and count.

--clients 16 --changes 500 --rows 50000 --kills 2. Guardians, staff, the unsubscribe page and one-click, each by HTTP; a
part of the forms is stale. Staff upload a file of so many families, with a yes for each of the five addresses too, and
the worker loads it beside. Each request wears a name that its event keeps, so they are counted against each other.
"""

import argparse
import random
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from django.core.management import call_command
from django.db import connection

from bench.big_file import loaded_beside
from bench.crowd import school_of
from bench.doors import Asked, Mailbox, Visitor, mailbox_of, session_of
from bench.processes import Web, wait_for, worker
from bench.reckoning import Reckoning
from bench.reporting import Report
from saidyes.accounts.models import Membership
from saidyes.common import clock
from saidyes.consent.models import Address
from saidyes.families.models import HeldAddress

ADDRESSES = 5
STALE_ONE_IN = 12
OLD = 3  # versions
LONGEST_SECONDS = 3_600


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run drill races")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--changes", type=int, default=500)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--pause", type=float, default=1, help="seconds between two changes of a client, in the mean")
    options = parser.parse_args(arguments)
    report = Report()
    each = f"{options.clients} clients, {options.changes} changes each on {ADDRESSES} addresses"
    report.title(
        f"races on {connection.vendor}: {each}, {options.rows:,} rows beside, web killed {options.kills} times"
    )
    call_command("collectstatic", interactive=False, verbosity=0)
    staff = school_of(ADDRESSES)
    drill = Drill(staff, options.clients, options.changes, options.pause)
    with Web() as web, worker(), loaded_beside(drill.staff, drill.business, options.rows) as file:
        drill.run(web, options.kills)
        file.wait()
    Reckoning(report, drill.business, drill.asked, drill.away).count(file)
    return report.verdict()


class Drill:
    """Who asks, for what, and all that was asked."""

    def __init__(self, staff: Membership, clients: int, changes: int, pause: float) -> None:
        self.business, self.clients, self.changes, self.pause = staff.business, clients, changes, pause
        held = HeldAddress.objects.filter(business=self.business).select_related("address", "guardian", "business")
        self.mailboxes = [mailbox_of(one) for one in held.order_by("address__key")]
        host = self.business.host
        guardians = [one.guardian for one in held.order_by("address__key")]
        self.guardians = [Visitor(host, session_of(one.user, host)) for one in guardians if one.user]
        self.staff, self.anybody = Visitor(host, session_of(staff.user, host)), Visitor(host)
        self.asked: list[Asked] = []
        self.away: list[tuple[float, float]] = []  # from when until when there was no web
        self.over = Event()

    def run(self, web: Web, kills: int) -> None:
        """All clients at once; web dies whenever another part of the changes has been asked for."""
        with ThreadPoolExecutor(self.clients) as pool:
            running = [pool.submit(self._client, number) for number in range(self.clients)]
            try:
                for number in range(kills):
                    self._kill_once(web, self.clients * self.changes * (number + 1) // (kills + 1))
                for one in running:
                    one.result()
            finally:
                self.over.set()

    def _kill_once(self, web: Web, enough: int) -> None:
        wait_for(lambda: len(self.asked) >= enough, "the changes", LONGEST_SECONDS)
        began = time.time()
        web.kill()
        self.away.append((began, time.time()))

    def _client(self, number: int) -> None:
        """One after the other; a request that was cut off is not made again."""
        chance = random.Random(number)
        door = (self._guardian, self._guardian, self._staff, self._letter)[number % 4]
        for change in range(self.changes):
            if self.over.is_set():
                break
            asked = door(f"races/{number}/{change}", chance)
            self.asked.append(asked)
            time.sleep(chance.uniform(0, 2 * self.pause))
        connection.close()

    def _guardian(self, name: str, chance: random.Random) -> Asked:
        place = chance.randrange(ADDRESSES)
        mailbox = self.mailboxes[place]
        seen = self._seen(mailbox, chance)
        return self.guardians[place].choose(mailbox, name, said_yes=chance.random() < 0.6, seen=seen)

    def _staff(self, name: str, chance: random.Random) -> Asked:
        mailbox = chance.choice(self.mailboxes)
        seen, now = self._seen(mailbox, chance), clock.now().astimezone(self.business.zone)
        return self.staff.edit(mailbox, name, said_yes=chance.random() < 0.6, seen=seen, now=now)

    def _letter(self, name: str, chance: random.Random) -> Asked:
        mailbox = chance.choice(self.mailboxes)
        return chance.choice((self.anybody.leave, self.anybody.one_click))(mailbox, name)

    def _seen(self, mailbox: Mailbox, chance: random.Random) -> int:
        """The version a page would have shown: now, or in a tab that was opened some changes ago."""
        version = Address.objects.values_list("version", flat=True).get(pk=mailbox.address)
        return max(0, version - OLD) if chance.randrange(STALE_ONE_IN) == 0 else version
