"""Evidence that leaves the house: one file that anyone can verify with Python alone, without us or a network."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent.models import Address
from saidyes.consent.papers import NotAsKept, Paper, read_paper
from saidyes.ledger import checkpoints, sealing, signing
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.canonical import canonical
from saidyes.ledger.models import Event, Seal, SealLeaf, row_of
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.ledger.verifying import Line, events_of, one_moment

SIGNED = b"saidyes evidence manifest\n"
AT_ONCE = 2_000
VERIFIER = Path(signing.__file__).with_name("verify_bundle.py")
README = """\
Evidence from the audit log of {name}, made {made_at}.

Verify it on any machine that has Python 3.9 or newer. Nothing is installed and nothing leaves the machine:

    python3 -I verify_bundle.py . CHECKPOINT

CHECKPOINT is a seal that you kept or were mailed, on any day: the mail as you saved it, or its text in a file. It shows
that the key is the school's and that nothing up to that day was cut or written anew. Without one the bundle only
vouches for itself: anybody can make a key. Whoever changed a bundle could also have changed the verifier in it. If that
matters to you, take verify_bundle.py from a release of Saidyes (saidyes/ledger) and name the bundle as it came, packed:

    python3 -I verify_bundle.py BUNDLE.zip CHECKPOINT

The bundle holds personal data; keep it accordingly.

events.jsonl    one event a line, as it was hashed (RFC 8785); its hash is SHA-256 over 0x00 and the line
private.jsonl   the personal details that an event commits to: HMAC-SHA-256 under the salt; or which erasure took them
seals.jsonl     the signed checkpoints (c2sp.org/tlog-checkpoint)
leaves.txt      the hashes of all events in the order they were sealed: the leaves of the tree (RFC 9162)
wordings.jsonl  the words people saw, by the id and hash that their event names
scan-...        photos and scans of what was signed, by the name and hash that their event names
manifest.json   the hash of each file and the public keys; manifest.sig signs it (Ed25519)

{limit} It does not prove that what staff wrote down was true: for that, look at the evidence each
event names.
"""
ALL = """\
It proves that what is here is as it was written, and that nothing is missing up to the newest checkpoint that you
kept yourself."""
ONE = """\
It proves that what is here is as it was written, and that no event between two others is missing. Whether the last
events about the address were left out, only a bundle of the whole log shows."""


def write_bundle(business: Business, file: BinaryIO, *, address: Address | None = None, actor: Actor) -> int:
    """All events of a school, or those about one address, into a ZIP. How many; that it was taken is written down.

    Raises `sealing.BrokenSeal`: what cannot be sealed is no evidence.
    """
    facts = {"what": "evidence", **({"address": str(address.pk)} if address else {})}
    with transaction.atomic():
        business = Business.objects.locked().get(pk=business.pk)
        record(Verb.EXPORTED, Subject.of(business), actor=actor, source=Source.COMMAND_LINE, facts=facts)
    sealing.seal(business.pk)
    with one_moment(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        bundle = Bundle(archive, business, address)
        bundle.write()
    return bundle.events


class Bundle:
    """The files of one bundle, each hashed while it is written."""

    def __init__(self, archive: zipfile.ZipFile, business: Business, address: Address | None) -> None:
        self.events = 0
        self._archive, self._business, self._address = archive, business, address
        self._digests: dict[str, str] = {}
        self._made_at = clock.now().isoformat(timespec="seconds")

    def write(self) -> None:
        """Everything, the signed list of files last."""
        limit = ONE if self._address else ALL
        readme = README.format(name=self._business.name, made_at=self._made_at, limit=limit)
        self._add("README.txt", [readme.encode()])
        self._add("verify_bundle.py", [VERIFIER.read_bytes()])
        self._add("events.jsonl", self._counted(canonical(row_of(event)) for event in self._events()))
        self._add("private.jsonl", map(_line, self._private()))
        self._add("seals.jsonl", map(_line, self._seals()))
        self._add("leaves.txt", (f"{row_hash}\n".encode() for row_hash in self._leaves()))
        self._add("wordings.jsonl", map(_line, self._wordings()))
        for ref, scan in self._scans():
            self._add(f"scan-{ref}", [scan])
        self._sign()

    def _counted(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        for line in lines:
            self.events += 1
            yield line + b"\n"

    def _add(self, name: str, blocks: Iterable[bytes]) -> None:
        digest = hashlib.sha256()
        with self._archive.open(name, "w", force_zip64=True) as member:
            for block in blocks:
                digest.update(block)
                member.write(block)
        self._digests[name] = digest.hexdigest()

    def _sign(self) -> None:
        manifest = {
            "format": "saidyes evidence 2",
            "business": str(self._business.pk),
            "host": self._business.host,
            "name": self._business.name,
            "address": self._address.spelling if self._address else "",
            "made_at": self._made_at,
            "keys": {key_id: key.hex() for key_id, key in signing.public_keys().items()},
            "files": dict(self._digests),
        }
        text = canonical(manifest) + b"\n"
        signature = signing.sign(SIGNED + text)
        self._archive.writestr("manifest.json", text)
        self._archive.writestr("manifest.sig", f"{signature.key_id} {signature.value.hex()}\n")

    def _events(self) -> Iterator[Line]:
        return events_of(self._business.pk, self._subject, sealed=True)

    def _private(self) -> Iterator[dict[str, Any]]:
        for event in self._events():
            if event.salt is not None:
                yield {"event": str(event.id), "salt": bytes(event.salt).hex(), "details": event.details}
            elif event.shredded is not None:
                yield {"event": str(event.id), "erased_by": str(event.shredded)}

    def _seals(self) -> Iterator[dict[str, Any]]:
        seals = Seal.objects.filter(business_id=self._business.pk).order_by("number")
        for seal in seals.iterator(AT_ONCE):
            text = checkpoints.text_of(seal)
            yield {"number": seal.number, "text": text, "key_id": seal.key_id, "signature": seal.signature}

    def _leaves(self) -> Iterator[str]:
        leaves = SealLeaf.objects.filter(business_id=self._business.pk).order_by("place")
        return leaves.values_list("row_hash", flat=True).iterator(AT_ONCE)

    def _wordings(self) -> Iterator[dict[str, Any]]:
        wordings = self._business.wordings.order_by("published_at", "pk")
        for one in wordings:
            facts = {"id": str(one.pk), "kind": one.kind, "language": one.language, "version": one.version}
            yield {**facts, "text": one.text, "sha256": one.sha256, "published_at": one.published_at.isoformat()}

    def _scans(self) -> Iterator[tuple[str, bytes]]:
        """Each once. One that was lost, or erased, is not there: the verifier counts it."""
        events = Event.objects.filter(business_id=self._business.pk, facts__has_key="evidence_ref")
        about = events.filter(subject=self._subject) if self._address else events
        named = about.values_list("facts__evidence_ref", "facts__evidence_sha256")
        papers = {Paper(ref, sha256) for ref, sha256 in named}
        for paper in sorted(papers, key=lambda one: one.ref):
            with suppress(NotAsKept):
                yield paper.ref, read_paper(self._business.pk, paper)

    @property
    def _subject(self) -> str:
        return Subject.of(self._address).name if self._address else ""


def _line(row: dict[str, Any]) -> bytes:
    return canonical(row) + b"\n"
