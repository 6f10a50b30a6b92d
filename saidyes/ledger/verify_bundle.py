"""Verify an evidence bundle of Saidyes: python3 verify_bundle.py [BUNDLE.zip or its folder]

Needs Python 3.9 or newer and nothing else: no network, no database, no other file of Saidyes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import sys
import zipfile
from typing import IO, Any, Dict, Iterator, Tuple, Union

FORMAT = "saidyes evidence 1"
SIGNED = b"saidyes evidence manifest\n"
PRIVATE = b"saidyes private details\x00"
OURSELVES = {"manifest.json", "manifest.sig"}
Row = Dict[str, Any]
Events = Dict[str, Tuple[str, str]]  # by its id: the hash of an event, and what it says of its personal details
Point = Tuple[int, int, int, int]
MOST_SIGNATURES = 1000  # of the newest seals; each names the one before it, so they cover all


class Bad(Exception):
    """What is wrong, in words."""


def main(arguments: list[str]) -> int:
    path = arguments[0] if arguments else os.path.dirname(os.path.abspath(__file__))
    try:
        said = verify(Zip(path) if zipfile.is_zipfile(path) else Folder(path))
    except Bad as wrong:
        sys.stdout.write(f"NOT GOOD: {wrong}\n")
        return 1
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, zipfile.BadZipFile) as wrong:
        sys.stdout.write(f"NOT GOOD: the bundle cannot be read ({type(wrong).__name__}: {wrong})\n")
        return 1
    sys.stdout.write("\n".join([*said, "Good: everything is as it was written.", ""]))
    return 0


def verify(bundle: Bundle) -> list[str]:
    """Every check there is; what was looked at, line by line."""
    manifest = signed_manifest(bundle)
    keys = {name: bytes.fromhex(key) for name, key in manifest["keys"].items()}
    wordings = seen_words(bundle)
    events, subjects = chains(bundle, manifest, wordings)
    seals = signed_seals(bundle, manifest, keys)
    sealed = in_proofs(bundle, events, seals) if manifest["address"] else in_tree(bundle, events, seals)
    private = personal_details(bundle, events)
    whole = "Only the events about one address: " + manifest["address"] if manifest["address"] else "The whole log"
    lines = [
        f"{manifest['name']} ({manifest['host']}), {manifest['made_at']}. {whole}.",
        f"{len(events)} events in {subjects} chains, {private} with personal details; {len(wordings)} wordings.",
        f"{sealed} under seal {seals[-1]['number'] if seals else 0}, {len(events) - sealed} not sealed yet.",
    ]
    for name, key in keys.items():
        point = hashlib.sha256(key).hexdigest()
        lines.append(
            f"Key {name}: {key.hex()}. Compare it with what you were given otherwise (SHA-256 {point[:16]}...)."
        )
    return lines


# The files, and the signed list of them


class Folder:
    def __init__(self, path: str) -> None:
        self.path = path

    def names(self) -> set[str]:
        return {name for name in os.listdir(self.path) if name != "__pycache__"}

    def open(self, name: str) -> IO[bytes]:
        return open(os.path.join(self.path, name), "rb")


class Zip:
    def __init__(self, path: str) -> None:
        self.zip = zipfile.ZipFile(path)

    def names(self) -> set[str]:
        names = self.zip.namelist()
        require(len(names) == len(set(names)), "a file is there twice")
        return set(names)

    def open(self, name: str) -> IO[bytes]:
        return self.zip.open(name)


Bundle = Union[Folder, Zip]


def signed_manifest(bundle: Bundle) -> Row:
    with bundle.open("manifest.json") as file:
        text = file.read()
    with bundle.open("manifest.sig") as file:
        signature = file.read()
    manifest = json.loads(text)
    require(canonical(manifest) + b"\n" == text, "manifest.json is not as it was written")
    require(manifest["format"] == FORMAT, "this is another kind of bundle")
    key_id, value = signature.decode("ascii").rstrip("\n").split(" ")
    require(f"{key_id} {value.lower()}\n".encode() == signature, "manifest.sig is not as it was written")
    key = bytes.fromhex(manifest["keys"].get(key_id, ""))
    require(ed25519(key, SIGNED + text, bytes.fromhex(value)), "manifest.json is not signed by the key it names")
    require(bundle.names() == set(manifest["files"]) | OURSELVES, "a file is missing, or one too many")
    for name, digest in manifest["files"].items():
        require(digest_of(bundle, name) == digest, f"{name} is not the file that was written")
    return manifest


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


# The events


def chains(bundle: Bundle, manifest: Row, wordings: dict[str, str]) -> tuple[Events, int]:
    """Hash of each event, by its id, and how many chains they form: each without a gap from its first event on."""
    events: Events = {}
    before: Row | None = None
    subjects = 0
    for line, event in rows(bundle, "events.jsonl"):
        name = f"event {event['id']} about {event['subject']}"
        last = before if before and before["subject"] == event["subject"] else None
        subjects += not last
        require(event["business"] == manifest["business"], f"{name} is of another school")
        require(event["seq"] == (last["seq"] + 1 if last else 1), f"{name} does not follow the one before it")
        require(event["prev_hash"] == (events[last["id"]][0] if last else ""), f"{name} does not continue its chain")
        require(not last or event["happened_at"] >= last["happened_at"], f"{name} is older than the one before it")
        require(event["id"] not in events, f"{name} is there twice")
        seen = event["facts"].get("wording")
        require(seen is None or wordings.get(seen) == event["facts"]["wording_sha256"], f"{name} names other words")
        events[event["id"]] = (hashlib.sha256(b"\x00" + line).hexdigest(), event["private_digest"])
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


def personal_details(bundle: Bundle, events: Events) -> int:
    """How many events have their details; each must be what the event committed to."""
    count = 0
    for _, row in rows(bundle, "private.jsonl"):
        promised = events[row["event"]][1]
        made = hmac.new(bytes.fromhex(row["salt"]), PRIVATE + canonical(row["details"]), hashlib.sha256).hexdigest()
        require(made == promised, f"the personal details of event {row['event']} are not what was written")
        count += 1
    return count


# The seals


def signed_seals(bundle: Bundle, manifest: Row, keys: dict[str, bytes]) -> list[Row]:
    """Number, size and root of each seal; all signed, each naming the one before it."""
    seals: list[Row] = []
    texts: list[Row] = []
    for _, row in rows(bundle, "seals.jsonl"):
        origin, size, root, number, _count, after, *_ = row["text"].split("\n")
        require(origin == f"saidyes.ledger/{manifest['business']}", "a seal is of another school")
        number = int(number.split(" ")[1])
        if seals:
            named = f"after {hashlib.sha256(texts[-1]['text'].encode()).hexdigest()}"
            require(number == seals[-1]["number"] + 1 and after == named, f"seal {number} does not continue")
        seals.append({"number": number, "size": int(size), "root": base64.b64decode(root)})
        texts.append(row)
    for row in texts[-MOST_SIGNATURES:]:
        good = ed25519(keys[row["key_id"]], row["text"].encode(), bytes.fromhex(row["signature"]))
        require(good, f"a seal is not signed by key {row['key_id']}")
    return seals


def in_tree(bundle: Bundle, events: Events, seals: list[Row]) -> int:
    """All events, in the order they were sealed, under each root (RFC 9162, section 2.1). How many are sealed."""
    known, size = {row_hash for row_hash, _ in events.values()}, 0
    peaks: list[bytes] = []
    require(not seals or seals[0]["number"] == 1, "the first seals are missing")
    with bundle.open("leaves.txt") as file:
        for seal in seals:
            while size < seal["size"]:
                leaf = file.readline().decode("ascii").rstrip("\n")
                require(leaf in known, f"place {size} of the tree holds no event that is here")
                known.remove(leaf)
                grow(peaks, size, bytes.fromhex(leaf))
                size += 1
            require(root_over(peaks) == seal["root"], f"the events under seal {seal['number']} are not those sealed")
        require(not file.readline(), "the tree goes on beyond the last seal")
    return size


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


def in_proofs(bundle: Bundle, events: Events, seals: list[Row]) -> int:
    """Each event by its path to the root of the newest seal (RFC 9162, section 2.1.3.2). How many are sealed."""
    count = 0
    for _, row in rows(bundle, "proofs.jsonl"):
        place, last = row["place"], seals[-1]["size"] - 1
        require(0 <= place <= last, f"event {row['event']} has no place under the seal")
        found = bytes.fromhex(events[row["event"]][0])
        for step in map(bytes.fromhex, row["path"]):
            require(last > 0, f"the path of event {row['event']} is too long")
            if place & 1 or place == last:
                found = node(step, found)
                while not place & 1 and place:
                    place, last = place >> 1, last >> 1
            else:
                found = node(found, step)
            place, last = place >> 1, last >> 1
        require(last == 0 and found == seals[-1]["root"], f"event {row['event']} is not under the seal")
        count += 1
    return count


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
