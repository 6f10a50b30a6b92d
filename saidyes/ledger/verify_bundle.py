"""Verify an evidence bundle of Saidyes: python3 -I verify_bundle.py [BUNDLE.zip or its folder] [CHECKPOINT ...]

CHECKPOINT is a file with a seal that you kept or were mailed: the mail as it was saved, or the text of it. Needs Python
3.9 or newer and nothing else: no network, no database, no other file of Saidyes.
"""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import hmac
import json
import os
import re
import sys
import zipfile
from datetime import datetime, timedelta
from typing import IO, Any, Dict, Iterator, NamedTuple, Tuple

FORMAT = "saidyes evidence 2"
SIGNED = b"saidyes evidence manifest\n"
PRIVATE = b"saidyes private details\x00"
OURSELVES = {"manifest.json", "manifest.sig"}
NAMES_WORDS = {"opt_in", "opt_out", "confirmation_asked"}  # no such event without the words that were seen
NOTE = re.compile(r"^(saidyes\.ledger/.+?\n)\n— \S+ (\S+)$", re.MULTILINE | re.DOTALL)
LATE = timedelta(hours=1)  # nothing honest is sealed later than that
Row = Dict[str, Any]
Point = Tuple[int, int, int, int]


class Event(NamedTuple):
    """What is remembered of one."""

    id: str
    verb: str
    at: str
    hash: str
    private: str
    scan: str
    scan_hash: str
    took: Any  # of how many events an erasure took the details


class Seal(NamedTuple):
    number: int
    size: int
    root: bytes
    after: str
    at: str
    text: str
    begin: str  # nothing honest that is younger than this seal happened before


Events = Dict[str, Event]


class Bad(Exception):
    """What is wrong, in words."""


def main(arguments: list[str]) -> int:
    path, *kept = arguments or [os.path.dirname(os.path.abspath(__file__))]
    try:
        said = verify(Bundle(path), kept)
    except Bad as wrong:
        sys.stdout.write(f"NOT GOOD: {wrong}.\n")
        return 1
    except Exception as wrong:  # noqa: BLE001 whatever was put in its place
        sys.stdout.write(f"NOT GOOD: the bundle cannot be read ({type(wrong).__name__}: {wrong}).\n")
        return 1
    sys.stdout.write("\n".join([*said, ""]))
    return 0


def verify(bundle: Bundle, kept: list[str]) -> list[str]:
    """Every check there is; what was looked at, line by line."""
    manifest, signer = signed_manifest(bundle)
    keys = {name: bytes.fromhex(key) for name, key in manifest["keys"].items()}
    wordings = seen_words(bundle)
    events, subjects = chains(bundle, manifest, wordings)
    seals = signed_seals(bundle, manifest, keys)
    in_tree(bundle, events, seals, whole=not manifest["address"])
    private, erased = personal_details(bundle, events, whole=not manifest["address"])
    scans, no_scans = kept_scans(manifest, events)
    whole = "Only the events about one address: " + manifest["address"] if manifest["address"] else "The whole log"
    return [
        f"{manifest['name']} ({manifest['host']}), {manifest['made_at']}. {whole}.",
        f"{len(events)} events in {subjects} chains, each under one of {len(seals)} seals; {len(wordings)} wordings.",
        f"{private} events with their personal details, {erased} whose details were erased.",
        f"{scans} photos or scans, {no_scans} that are named but not here: lost, or erased.",
        f"Signed by key {signer}: {manifest['keys'][signer]}.",
        *held_against(kept, manifest, seals, keys),
        "Good: everything is as it was written.",
        *not_shown(manifest, seals, kept),
    ]


def not_shown(manifest: Row, seals: list[Seal], kept: list[str]) -> list[str]:
    """What nobody should read into it."""
    lines = []
    if not kept:
        lines.append("whose key it is. Give a checkpoint that you kept, or were mailed, as a second argument")
    lines.append(f"anything later than {seals[-1].at if seals else manifest['made_at']}. Ask for a newer bundle")
    if manifest["address"]:
        lines.append("that no later event about the address was left out. A bundle of the whole log shows that")
    return [f"Not shown: {line}." for line in lines]


class Bundle:
    """The files of a folder, or of a ZIP that nobody needs to unpack."""

    def __init__(self, path: str) -> None:
        self.path, self.zip = path, zipfile.ZipFile(path) if zipfile.is_zipfile(path) else None

    def names(self) -> set[str]:
        found = self.zip.namelist() if self.zip else [one for one in os.listdir(self.path) if one != "__pycache__"]
        require(len(found) == len(set(found)), "a file is there twice")
        return set(found)

    def open(self, name: str) -> IO[bytes]:
        return self.zip.open(name) if self.zip else open(os.path.join(self.path, name), "rb")


def signed_manifest(bundle: Bundle) -> tuple[Row, str]:
    """The list of files, every file as it says, and the key that signed it."""
    there = bundle.names()
    require(there >= OURSELVES, f"{min(OURSELVES - there, default='')} is missing")
    with bundle.open("manifest.json") as file:
        text = file.read()
    with bundle.open("manifest.sig") as file:
        signature = file.read()
    manifest = json.loads(text)
    require(canonical(manifest) + b"\n" == text, "manifest.json is not as it was written")
    require(manifest["format"] == FORMAT, "this bundle is of another kind: use the verifier that came with it")
    key_id, value = signature.decode("ascii").rstrip("\n").split(" ")
    require(f"{key_id} {value.lower()}\n".encode() == signature, "manifest.sig is not as it was written")
    key = bytes.fromhex(manifest["keys"].get(key_id, ""))
    require(ed25519(key, SIGNED + text, bytes.fromhex(value)), "manifest.json is not signed by the key it names")
    named = set(manifest["files"]) | OURSELVES
    require(named <= there, f"{min(named - there, default='')} is missing")
    require(there <= named, f"{min(there - named, default='')!r} was not there when the bundle was signed")
    for name, digest in manifest["files"].items():
        require(digest_of(bundle, name) == digest, f"{name} is not the file that was written")
    return manifest, key_id


def digest_of(bundle: Bundle, name: str) -> str:
    digest = hashlib.sha256()
    with bundle.open(name) as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def rows(bundle: Bundle, name: str) -> Iterator[tuple[bytes, Row]]:
    """Each line, as it lies there and as what it says."""
    if name not in bundle.names():
        return
    with bundle.open(name) as file:
        for ended in file:
            line = ended[:-1]
            row = json.loads(line)
            require(canonical(row) == line, f"{name} is not in canonical form (RFC 8785)")
            yield line, row


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def require(claim: object, why: str) -> None:
    if not claim:
        raise Bad(why)


def chains(bundle: Bundle, manifest: Row, wordings: dict[str, str]) -> tuple[Events, int]:
    """Each event by its id, and how many chains they form: each without a gap from its first event on."""
    events: Events = {}
    before: Row | None = None
    subjects = 0
    for line, event in rows(bundle, "events.jsonl"):
        name = f"event {event['id']} about {event['subject']}"
        last = before if before and before["subject"] == event["subject"] else None
        subjects += not last
        require(event["business"] == manifest["business"], f"{name} is of another school")
        require(event["seq"] == (last["seq"] + 1 if last else 1), f"{name} does not follow the one before it")
        require(event["prev_hash"] == (events[last["id"]].hash if last else ""), f"{name} does not continue its chain")
        require(not last or event["happened_at"] >= last["happened_at"], f"{name} is older than the one before it")
        require(event["id"] not in events, f"{name} is there twice")
        seen = event["facts"].get("wording")
        require(seen or event["verb"] not in NAMES_WORDS, f"{name} names no words")
        require(seen is None or wordings.get(seen) == event["facts"]["wording_sha256"], f"{name} names other words")
        facts, row_hash = event["facts"], hashlib.sha256(b"\x00" + line).hexdigest()
        scan = facts.get("evidence_ref", ""), facts.get("evidence_sha256", "")
        told = event["verb"], event["happened_at"], row_hash, event["private_digest"]
        events[event["id"]] = Event(event["id"], *told, *scan, facts.get("details"))
        before = event
    return events, subjects


def seen_words(bundle: Bundle) -> dict[str, str]:
    """The SHA-256 of each wording, by its id, recomputed."""
    found = {}
    for _, row in rows(bundle, "wordings.jsonl"):
        digest = hashlib.sha256(row["text"].encode()).hexdigest()
        require(digest == row["sha256"], f"wording {row['id']} is not what was published")
        found[row["id"]] = digest
    return found


def personal_details(bundle: Bundle, events: Events, *, whole: bool) -> tuple[int, int]:
    """How many events have their details, each what the event committed to; and of how many they were erased."""
    there: set[str] = set()
    erased: Dict[str, int] = {}
    for _, row in rows(bundle, "private.jsonl"):
        event = events.get(row["event"])
        require(event and event.private and event.id not in there, f"details of an event {row['event']} that has none")
        there.add(row["event"])
        if "erased_by" in row:
            act = events.get(row["erased_by"])
            ordered = act is not None and act.verb == "family_erased"
            require(ordered or not whole, f"the details of event {row['event']} are gone, and nobody erased them")
            erased[row["erased_by"]] = erased.get(row["erased_by"], 0) + 1
        else:
            salt, said = bytes.fromhex(row["salt"]), PRIVATE + canonical(row["details"])
            made = hmac.new(salt, said, hashlib.sha256).hexdigest()
            is_it = event is not None and made == event.private
            require(is_it, f"the personal details of event {row['event']} are not what was written")
    gone = next((event.id for event in events.values() if event.private and event.id not in there), None)
    require(gone is None, f"the personal details of event {gone} were left out")
    for act_id, count in erased.items() if whole else ():
        require(events[act_id].took in (count, None), f"erasure {act_id} took other details than are gone")
    return len(there) - sum(erased.values()), sum(erased.values())


def kept_scans(manifest: Row, events: Events) -> tuple[int, int]:
    """How many photos and scans are here, each the one that its event names; and how many are named and not here."""
    named = {event.scan: event for event in events.values() if event.scan}
    files = {name[len("scan-") :]: digest for name, digest in manifest["files"].items() if name.startswith("scan-")}
    for scan, digest in files.items():
        good = scan in named and named[scan].scan_hash == digest
        require(good, f"scan-{scan} is not the photo or scan that was kept")
    return len(files), len(named) - len(files)


def signed_seals(bundle: Bundle, manifest: Row, keys: dict[str, bytes]) -> list[Seal]:
    """All seals from the first on. Each names the one before it, so the signature of the newest covers all."""
    seals: list[Seal] = []
    for _, row in rows(bundle, "seals.jsonl"):
        seal = seal_of(row["text"], manifest)
        before = hashlib.sha256(seals[-1].text.encode()).hexdigest() if seals else "nothing"
        require(seal.number == len(seals) + 1, f"seal {len(seals) + 1} is missing")
        require(seal.after == before, f"seal {seal.number} does not continue the one before it")
        seals.append(seal)
    if seals:
        good = ed25519(keys.get(row["key_id"], b""), row["text"].encode(), bytes.fromhex(row["signature"]))
        require(good, f"seal {len(seals)} is not signed by key {row['key_id']}")
    return seals


def seal_of(text: str, manifest: Row) -> Seal:
    origin, size, root, number, _count, after, through, sealed, *_ = text.split("\n")
    require(origin == f"saidyes.ledger/{manifest['business']}", "a seal is of another school")
    told = [line.partition(" ")[2] for line in (number, after, through, sealed)]
    begin = (datetime.fromisoformat(told[2]) - LATE).isoformat(timespec="microseconds")
    return Seal(int(told[0]), int(size), base64.b64decode(root), told[1], told[3], text, begin)


def held_against(paths: list[str], manifest: Row, seals: list[Seal], keys: dict[str, bytes]) -> list[str]:
    """Each checkpoint that was kept elsewhere is a seal of this bundle: nothing up to it was cut or written anew."""
    lines = []
    for path in paths:
        origin = f"saidyes.ledger/{manifest['business']}\n"
        ours = [found for found in checkpoints_in(path) if found[0].startswith(origin)]
        require(ours, f"{path} holds no checkpoint of this school")
        for text, signature in ours:
            kept = seal_of(text, manifest)
            name = f"the checkpoint of seal {kept.number}"
            signed = any(ed25519(key, text.encode(), signature) for key in keys.values())
            require(signed, f"no key of this bundle signed {name}: whoever made the bundle is not who made the seal")
            end = f"this bundle ends with seal {len(seals)}"
            require(kept.number <= len(seals), f"{name} saw {kept.size} events; {end}: what came after is missing")
            good = seals[kept.number - 1].text == text
            require(good, f"seal {kept.number} is not the one that was kept: the log was written anew")
        lines.append(f"{path}: agrees, up to seal {kept.number} of {kept.at}.")
    return lines


def checkpoints_in(path: str) -> list[tuple[str, bytes]]:
    """The text and the signature of each, in a mail or in a plain file."""
    with open(path, "rb") as file:
        data = file.read()
    parts = email.message_from_bytes(data, policy=email.policy.default).walk()
    texts = [str(part.get_content()) for part in parts if part.get_content_type() == "text/plain"]
    found: Dict[str, str] = {}
    for text in (data.decode("utf-8", "replace"), *texts):
        found.update(NOTE.findall(text.replace("\r\n", "\n")))
    return [(text, base64.b64decode(line)[4:]) for text, line in found.items()]


def in_tree(bundle: Bundle, events: Events, seals: list[Seal], *, whole: bool) -> None:
    """Every event has its place under each root since (RFC 9162, section 2.1)."""
    left, size, begin = {event.hash: event for event in events.values()}, 0, ""
    peaks: list[bytes] = []
    with bundle.open("leaves.txt") as file:
        for seal in seals:
            while size < seal.size:
                leaf = file.readline().decode("ascii").rstrip("\n")
                require(leaf in left or not whole, f"place {size} of the tree holds no event that is here")
                if event := left.pop(leaf, None):
                    why = f"event {event.id} says it is older than seal {seal.number - 1}, which lacks it"
                    require(event.at >= begin, why)
                grow(peaks, size, bytes.fromhex(leaf))
                size += 1
            require(root_over(peaks) == seal.root, f"the events under seal {seal.number} are not those sealed")
            begin = seal.begin
        require(not file.readline(), "the tree goes on beyond the last seal")
    unsealed = next(iter(left.values()), None)
    require(unsealed is None, f"event {unsealed and unsealed.id} is not under the seals")


def grow(peaks: list[bytes], size: int, leaf: bytes) -> None:
    while size & 1:
        leaf = node(peaks.pop(), leaf)
        size >>= 1
    peaks.append(leaf)


def root_over(peaks: list[bytes]) -> bytes:
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node(peak, root)
    return root


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


# Ed25519 (RFC 8032, sections 5.1.7 and 6): slow, and enough to verify

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = times(s, BASE), added(r, times(h, a))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


def point(data: bytes) -> Point | None:
    """The curve's point of 32 bytes, in extended coordinates; None when there is none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


def added(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number: int, what: Point) -> Point:
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = added(result, what)
        what = added(what, what)
        number >>= 1
    return result


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or (0, 1, 1, 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
