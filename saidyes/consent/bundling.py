"""Evidence that leaves the house: one file that anyone can verify with Python alone, without us or a network."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent.models import Address
from saidyes.ledger import checkpoints, sealing, signing
from saidyes.ledger.actors import Actor, Source
from saidyes.ledger.canonical import canonical
from saidyes.ledger.merkle import inclusion_paths
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

    python3 verify_bundle.py

Then compare the key it prints with the one you were given by another way: it is part of every seal that was
mailed to the school's owner and auditor. The bundle holds personal data; keep it accordingly.

events.jsonl    one event a line, as it was hashed (RFC 8785); its hash is SHA-256 over 0x00 and the line
private.jsonl   the personal details that an event commits to: HMAC-SHA-256 under the salt
seals.jsonl     the signed checkpoints (c2sp.org/tlog-checkpoint)
{tree}
wordings.jsonl  the words people saw, by the id and hash that their event names
manifest.json   the hash of each file and the public keys; manifest.sig signs it (Ed25519)

It proves that what is here is as it was written, and that no event between two of a chain is missing. That no
later event is missing, only a seal proves that you kept from a later day. It does not prove that what staff
wrote down was true: for that, look at the evidence each event names.
"""
TREE = "leaves.txt      the hashes of all events in the order they were sealed: the leaves of the tree (RFC 9162)"
PROOFS = "proofs.jsonl    for each event its path to the root of the seal (RFC 9162)"


def write_bundle(business: Business, file: BinaryIO, *, address: Address | None = None, actor: Actor) -> int:
    """All events of a school, or those about one address, into a ZIP. How many; that it was taken is written down."""
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
        readme = README.format(name=self._business.name, made_at=self._made_at, tree=PROOFS if self._address else TREE)
        self._add("README.txt", [readme.encode()])
        self._add("verify_bundle.py", [VERIFIER.read_bytes()])
        self._add("events.jsonl", self._counted(canonical(row_of(event)) for event in self._events()))
        self._add("private.jsonl", map(_line, self._private()))
        self._add("seals.jsonl", map(_line, self._seals()))
        if self._address:
            self._add("proofs.jsonl", map(_line, self._proofs()))
        else:
            self._add("leaves.txt", (f"{row_hash}\n".encode() for row_hash in self._leaves()))
        self._add("wordings.jsonl", map(_line, self._wordings()))
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
            "format": "saidyes evidence 1",
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
        return events_of(self._business.pk, self._subject)

    def _private(self) -> Iterator[dict[str, Any]]:
        for event in self._events():
            if event.salt is not None:
                yield {"event": str(event.id), "salt": bytes(event.salt).hex(), "details": event.details}

    def _seals(self) -> Iterator[dict[str, Any]]:
        seals = Seal.objects.filter(business_id=self._business.pk).order_by("number")
        last = sealing.newest(self._business.pk)
        if self._address and last:
            seals = seals.filter(pk=last.pk)
        for seal in seals.iterator(AT_ONCE):
            text = checkpoints.text_of(seal)
            yield {"number": seal.number, "text": text, "key_id": seal.key_id, "signature": seal.signature}

    def _leaves(self) -> Iterator[str]:
        leaves = SealLeaf.objects.filter(business_id=self._business.pk).order_by("place")
        return leaves.values_list("row_hash", flat=True).iterator(AT_ONCE)

    def _proofs(self) -> Iterator[dict[str, Any]]:
        events = Event.objects.filter(business_id=self._business.pk, subject=self._subject).values("pk")
        places = dict(SealLeaf.objects.filter(event_id__in=events).values_list("place", "event_id"))
        paths = inclusion_paths(map(bytes.fromhex, self._leaves()), set(places))
        for place, path in sorted(paths.items()):
            yield {"event": str(places[place]), "place": place, "path": [step.hex() for step in path]}

    def _wordings(self) -> Iterator[dict[str, Any]]:
        wordings = self._business.wordings.order_by("published_at", "pk")
        for one in wordings:
            facts = {"id": str(one.pk), "kind": one.kind, "language": one.language, "version": one.version}
            yield {**facts, "text": one.text, "sha256": one.sha256, "published_at": one.published_at.isoformat()}

    @property
    def _subject(self) -> str:
        return Subject.of(self._address).name if self._address else ""


def _line(row: dict[str, Any]) -> bytes:
    return canonical(row) + b"\n"
