"""A school's logo, as bytes: a PNG, JPEG or WebP by its content, cleaned of what it tells beside the picture."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from saidyes.common.scans import DAMAGED, ENDINGS, FRAMES, TOO_WIDE, NotAScan, content_type_of, read_scan, segments

LARGEST = 1024 * 1024
LONGEST_SIDE, SHORTEST_SIDE = 4_000, 16
WEBP = "image/webp"
TYPES = {"image/png": ".png", "image/jpeg": ".jpg", WEBP: ".webp"}

WEBP_DRAWS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"}
WEBP_MOVES = {b"ANIM", b"ANMF"}
MAY_SAY = 0x30  # of what a VP8X announces: a colour profile and transparency

NO_LOGO = "Choose a PNG, JPEG or WebP file"
TOO_HEAVY = "Choose a file of at most 1 MB"
WRONG_SIZE = f"Choose a picture between {SHORTEST_SIDE} and {LONGEST_SIDE:,} pixels on each side"
MOVES = "Choose a picture that does not move"
BROKEN = "This file is damaged. Save the logo again and try once more"


class NotALogo(ValueError):
    """The file cannot be kept. The message is a sentence for whoever chose it."""


@dataclass(frozen=True)
class Picture:
    """What is kept of a file that somebody chose."""

    kind: str
    width: int
    height: int
    data: bytes = field(repr=False)

    @property
    def ending(self) -> str:
        return TYPES[self.kind]


def read_logo(data: bytes) -> Picture:
    """The picture to keep, whatever its file was called. Raises `NotALogo`."""
    if len(data) > LARGEST:
        raise NotALogo(TOO_HEAVY)
    try:
        picture = _webp(data) if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else _drawn(data)
    except NotAScan as wrong:
        raise NotALogo({DAMAGED: BROKEN, TOO_WIDE: WRONG_SIZE}.get(str(wrong), NO_LOGO)) from wrong
    except struct.error as cut_off:
        raise NotALogo(BROKEN) from cut_off
    if not all(SHORTEST_SIDE <= side <= LONGEST_SIDE for side in (picture.width, picture.height)):
        raise NotALogo(WRONG_SIZE)
    return picture


def _drawn(data: bytes) -> Picture:
    """A PNG or a JPEG."""
    kept = read_scan(data)
    kind = content_type_of(kept)
    if kind not in TYPES:
        raise NotALogo(NO_LOGO)
    if ENDINGS[kind] == ".png":
        wide, high = struct.unpack_from(">II", kept, 16)
        return Picture(kind, wide, high, kept)
    high, wide = next(struct.unpack_from(">HH", body, 1) for marker, body, _ in segments(kept) if marker in FRAMES)
    return Picture(kind, wide, high, kept)


def _webp(data: bytes) -> Picture:
    """Put together anew from the chunks that draw it: where and when it was made stays out."""
    kept, kinds, size = [], set(), (0, 0)
    for kind, body in _chunks(data):
        if kind in WEBP_MOVES:
            raise NotALogo(MOVES)
        if kind in WEBP_DRAWS:
            kinds.add(kind)
            size = max(size, _size(kind, body))
            kept.append(_chunk(kind, bytes([body[0] & MAY_SAY]) + body[1:] if kind == b"VP8X" else body))
    if not kinds & {b"VP8 ", b"VP8L"}:
        raise NotALogo(BROKEN)
    picture = b"WEBP" + b"".join(kept)
    return Picture(WEBP, size[0], size[1], b"RIFF" + struct.pack("<I", len(picture)) + picture)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    (length,) = struct.unpack_from("<I", data, 4)
    at, end = 12, 8 + length
    while at < end:
        kind, size = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + size]
        if len(body) != size or not body:
            raise NotALogo(BROKEN)
        yield kind, body
        at += 8 + size + size % 2


def _chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2)


def _size(kind: bytes, body: bytes) -> tuple[int, int]:
    """Width and height as the chunk says them; nothing where it does not."""
    match kind:
        case b"VP8X":
            return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
        case b"VP8L":
            bits = int.from_bytes(body[1:5], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            wide, high = struct.unpack_from("<HH", body, 6)
            return wide & 0x3FFF, high & 0x3FFF
        case _:
            return 0, 0
