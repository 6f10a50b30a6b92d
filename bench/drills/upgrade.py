"""Upgrade the release before while it serves and sends, and kill the migration. KILLS VERSION: 20, the newest tag.

Families leave over HTTP and an Email Blast goes out all the while. Each kill is a try of its own: the release before
must go on at once, and the next call must get to the end. Then all is taken back for the next try.
"""

import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from uuid import UUID

from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from bench.crowd import our_mail_server
from bench.leaving import NotAsPromised, by_one_click
from bench.processes import ROOT, NeverCame, answers, pages, worker
from bench.release_before import NoHistory, newest_before, prepare, send_a_blast, unpack
from bench.reporting import Report
from bench.smtp_server import SmtpServer
from saidyes.common.migrating import to_do
from saidyes.consent.links import UNSUBSCRIBE
from saidyes.consent.models import Address, Standing
from saidyes.consent.unsubscribing import link_token
from saidyes.safekeeping.archive import reading

BREATH = 1.0  # seconds between two who leave
LETTERS_A_SECOND = "2"
SEES_ALL = "-c saidyes.school=every"  # a release from before row-level security never says whose rows it wants
SUBJECT = "Closed on Friday"
BEGINS, MIGRATED = "to do.", " s\n"
PAGES_BACK_SECONDS = 5


@dataclass(frozen=True)
class Try:
    in_the_midst: bool
    opens: bool
    resumes: bool


def main(arguments: list[str]) -> int:
    kills = int(arguments[0]) if arguments else 20
    version = arguments[1] if len(arguments) > 1 else newest_before()
    os.environ["SAIDYES_MAILS_A_SECOND"] = LETTERS_A_SECOND
    os.environ["PGOPTIONS"] = SEES_ALL
    report = Report()
    report.title(f"upgrade on {connection.vendor}: from {version}, {kills} kills")
    with tempfile.TemporaryDirectory(prefix="saidyes-before-") as name, our_mail_server() as server:
        try:
            act(report, unpack(version, Path(name)), server, kills)
        except (NoHistory, NeverCame) as why:
            report.off.append(f"{type(why).__name__}: {why}")
    return report.verdict()


def act(report: Report, before: Path, server: SmtpServer, kills: int) -> None:
    with before_the_fence():
        prepare(before)
    school = Leaving()
    with ExitStack() as stack:
        with before_the_fence():
            stack.enter_context(pages(before))
            stack.enter_context(worker(before))
            send_a_blast(before, SUBJECT)
        with school.leaving():
            base = leaves()
            report.at_least("migrations from there to here", len(to_do()), 1)
            tries = tries_of(base, kills)
            report.line("kills in the midst of it", sum(each.in_the_midst for each in tries), kills)
            report.line("the release before went on, at once", sum(each.opens for each in tries), len(tries))
            report.line("the next call got to the end", sum(each.resumes for each in tries), len(tries))
            report.line("what the last one, with its backup, ended with", upgrade(), 0)
    with pages(), worker(), school.leaving():
        time.sleep(5 * BREATH)
    count(report, school, server)
    both = sum(each.in_the_midst and each.opens and each.resumes for each in tries)
    print(f"\nopens and resumes {both} of {kills}, lost {school.lost()}")


@contextmanager
def before_the_fence() -> Iterator[None]:
    """A release that does not say whose rows it wants would see none; so its connections say `every`."""
    os.environ["PGOPTIONS"] = "-c saidyes.school=every"
    yield
    del os.environ["PGOPTIONS"]


def leaves() -> list[tuple[str, str]]:
    """What the release before has, by the last migration of each app."""
    executor = MigrationExecutor(connection)
    applied, graph = executor.loader.applied_migrations, executor.loader.graph
    ends = [one for one in applied if one in graph.nodes and not applied.keys() & set(graph.node_map[one].children)]
    connections.close_all()
    return ends


def take_back(base: list[tuple[str, str]]) -> None:
    MigrationExecutor(connection).migrate(base)
    connections.close_all()


def rehearsed(base: list[tuple[str, str]]) -> list[float]:
    """How long each migration takes when nobody kills it."""
    with upgrading() as process:
        moments = [time.monotonic() for line in process.stdout or [] if BEGINS in line or MIGRATED in line]
    take_back(base)
    return [after - before for before, after in pairwise(moments)]


def tries_of(base: list[tuple[str, str]], kills: int) -> list[Try]:
    """At each migration in turn, until so many were killed in the midst; some are quicker than their kill."""
    chance, seconds = random.Random(7), rehearsed(base)
    tries: list[Try] = []
    for number in range(3 * kills):
        which = number % len(seconds)
        tries.append(killed(base, which, chance.random() * seconds[which]))
        if sum(each.in_the_midst for each in tries) == kills:
            break
    return tries


def killed(base: list[tuple[str, str]], migrations: int, after: float) -> Try:
    """SIGKILL when so many are done and the next has run so many seconds; a look at the pages; the way to the end."""
    with upgrading() as process:
        wait_for_line(process, BEGINS)
        for _ in range(migrations):
            wait_for_line(process, MIGRATED)
        time.sleep(after)
        process.kill()
    began = time.monotonic()
    opens = answers() and time.monotonic() - began < PAGES_BACK_SECONDS
    in_the_midst = process.returncode < 0 and bool(to_do())
    connections.close_all()
    resumes = upgrade("--without-backup") == 0 and not to_do()
    take_back(base)
    return Try(in_the_midst=in_the_midst, opens=opens, resumes=resumes)


@contextmanager
def upgrading() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "manage.py", "upgrade", "--without-backup"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        yield process


def wait_for_line(process: subprocess.Popen[str], words: str) -> None:
    for line in process.stdout or []:
        if words in line:
            return


def upgrade(*options: str) -> int:
    """Undisturbed; its exit code."""
    command = [sys.executable, "manage.py", "upgrade", *options]
    return subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL).returncode


def link_of(business: UUID, address: UUID) -> str:
    return os.environ["SAIDYES_BASE_URL"] + UNSUBSCRIBE.format(link_token(business, address))


class Leaving:
    """Families of the larger sample school who leave one after the other, and what they were told."""

    def __init__(self) -> None:
        willing = Address.objects.filter(standing=Standing.OPTED_IN).order_by("key")
        schools = Counter(willing.values_list("business_id", flat=True))
        [(largest, _)] = schools.most_common(1)
        self._waiting = list(willing.filter(business_id=largest).values_list("business_id", "pk"))
        connections.close_all()
        self.told: set[UUID] = set()
        self.refused: list[str] = []

    @contextmanager
    def leaving(self) -> Iterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=self._leave, args=(stop,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _leave(self, stop: threading.Event) -> None:
        while self._waiting and not stop.wait(BREATH):
            business, address = self._waiting.pop()
            try:
                by_one_click(link_of(business, address), multipart=False)
                self.told.add(address)
            except (NotAsPromised, OSError) as why:
                self.refused.append(str(why))

    def lost(self) -> int:
        """Told that they are unsubscribed, and not."""
        out = set(Address.objects.filter(standing=Standing.OPTED_OUT).values_list("pk", flat=True))
        return len(self.told - out)


def count(report: Report, school: Leaving, server: SmtpServer) -> None:
    report.at_least("families who left meanwhile", len(school.told), 1)
    report.line("of them still opted in", school.lost(), 0)
    report.line("answers that were none", len(school.refused), 0)
    for why in school.refused[:5]:
        print(f"    {why}")
    letters = Counter(letter.rcpt for letter in server.letters if letter.parsed["Subject"] == SUBJECT)
    report.at_least("letters of the Email Blast", sum(letters.values()), 1)
    report.line("of them twice", sum(letters.values()) - len(letters), 0)
    [backup] = (Path(os.environ["SAIDYES_DATA_DIR"]) / "backups").glob("before-upgrade-*.zip")
    with reading(backup) as (_, manifest):
        report.line("the backup before it can be read", int(manifest["rows"]["consent_address"] > 0), 1)
    verify = subprocess.run([sys.executable, "manage.py", "verify_ledger"], cwd=ROOT, check=False)
    report.line("what the audit log's verification ended with", verify.returncode, 0)
