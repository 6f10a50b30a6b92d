"""Change a sealed ledger behind its back in thirteen ways, a hundred times each, and see whether verification tells.

As the owner of the tables, with their triggers off. Cut ends and older copies are held against the last anchor. In
between honest work goes on and is verified too: no false alarm. At last a bundle of evidence, one bit at a time.
"""

import io
import os
import random
import zipfile
from contextlib import redirect_stdout
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from bench.attacks import ATTACKS, Attack
from bench.reporting import Report
from saidyes.businesses.models import Business
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.evidence import Evidence
from saidyes.consent.knowing import address_for
from saidyes.consent.models import WordingKind
from saidyes.consent.verification import Verdict, verify
from saidyes.ledger import checkpoints, sealing, verify_bundle
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.sample import cast
from tests.flushing import lifted_on_postgresql, lifted_on_sqlite

TIMES, FLIPS = 100, 2_000
ADDRESSES, ROUNDS = 12, 8
ANA = Actor(ActorKind.GUARDIAN, id="g", name="Ana Reed", ip="203.0.113.7", on_behalf_of="g")


def main(arguments: list[str]) -> int:
    times = int(arguments[0]) if arguments else TIMES
    chance, report = random.Random(20261123), Report()
    call_command("createcachetable", verbosity=0)
    business = cast.tidewater("tidewater.localhost")
    for number in range(ROUNDS):
        work(business, chance, number)
    report.title(f"tamper on {connection.vendor}: {times} times each, all found and the first bad event named")
    for name, attack in ATTACKS.items():
        verdicts = [attacked(business, attack, chance) for _ in range(times)]
        report.line(f"{name}: found", sum(found for found, _ in verdicts), times)
        report.line(f"{name}: named", sum(named for _, named in verdicts), times)
    report.title("honest work between two verifications")
    report.line("false alarms", sum(alarm(business, chance, number) for number in range(times)), 0)
    report.title("a bundle of evidence, one bit at a time")
    flips = FLIPS * times // TIMES
    report.line("flipped bits found", flipped(business, chance, flips), flips)
    return report.verdict()


def work(business: Business, chance: random.Random, number: int) -> None:
    """Some choices, and mostly a seal."""
    words = wording_of(business, WordingKind.QUESTION)
    for one in range(ADDRESSES):
        if chance.random() < 0.5:
            address = address_for(business, f"ana.{one}@reed.example", actor=SYSTEM, source=Source.API)
            yes = chance.random() < 0.5
            record_choice(
                address, said_yes=yes, wording=words, actor=ANA, source=Source.PORTAL, evidence=Evidence(proved=True)
            )
    if number % 3 or number < ROUNDS:
        sealing.seal(business.pk)


def attacked(business: Business, attack: Attack, chance: random.Random) -> tuple[bool, bool]:
    """Whether it was found, and whether the first finding names what was done. Then it never happened."""
    lifted = lifted_on_postgresql if connection.vendor == "postgresql" else lifted_on_sqlite
    anchor = anchored(business)
    with transaction.atomic():
        lift = lifted(connection)
        lift.__enter__()  # and never again on: the transaction is rolled back
        blamed = attack(business, chance)
        verdict = verify(business.pk, anchor)
        transaction.set_rollback(True)
    first = verdict.first[0] if verdict.first else None
    return verdict.found > 0, first is not None and bool({first.event_id, first.subject} & blamed)


def anchored(business: Business) -> list[checkpoints.Anchor]:
    seal = sealing.newest(business.pk)
    return list(checkpoints.anchors_in(checkpoints.note_of(seal))) if seal else []


def alarm(business: Business, chance: random.Random, number: int) -> bool:
    anchor = anchored(business)
    work(business, chance, number + ROUNDS)
    verdict: Verdict = verify(business.pk, anchor)
    return verdict.found > 0


def flipped(business: Business, chance: random.Random, times: int) -> int:
    """How many of so many bits, each anywhere in the files of the bundle, made it fail."""
    folder = Path(os.environ["SAIDYES_DATA_DIR"]) / "bundle"
    with redirect_stdout(io.StringIO()):
        call_command("export_evidence", f"{folder}.zip", business=business.host)
        with zipfile.ZipFile(f"{folder}.zip") as archive:
            archive.extractall(folder)
        good = verify_bundle.main([str(folder)]) == 0
        return sum(good and is_found(folder, chance) for _ in range(times))


def is_found(folder: Path, chance: random.Random) -> bool:
    file = chance.choice(sorted(folder.iterdir()))
    was = file.read_bytes()
    place = chance.randrange(len(was))
    file.write_bytes(was[:place] + bytes([was[place] ^ 1 << chance.randrange(8)]) + was[place + 1 :])
    found = verify_bundle.main([str(folder)]) == 1
    file.write_bytes(was)
    return found
