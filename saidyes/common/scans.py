"""A photo or a scan, as bytes: what it is by its content, and cleaned of what it tells beside the picture.

A JPEG and a PNG are put together anew from the parts that draw the picture: where it was taken, with which camera, its
thumbnail, and whatever hangs behind its end stay out. Nothing is ever decoded. A PDF is kept as it is.
"""

import re
import struct
import zlib
from collections.abc import Iterator

LARGEST = 8 * 1024 * 1024
MOST_PIXELS = 50_000_000
PNG_START, JPEG_START, PDF_START = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-"
TYPES = {PNG_START: "image/png", JPEG_START: "image/jpeg", PDF_START: "application/pdf"}
ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "application/pdf": ".pdf"}

PNG_DRAWS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs"}

EOI, SOS, EXIF, ICC, ADOBE = 0xD9, 0xDA, 0xE1, 0xE2, 0xEE
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # these say how large the picture is
JPEG_DRAWS = {*range(0xC0, 0xD0), *range(0xDA, 0xDE)}
BEHIND_THE_PIXELS = re.compile(rb"\xff[^\x00\x01\xd0-\xd7]")  # neither a stuffed byte nor a restart
ORIENTATION = 0x0112

NO_SCAN = "Choose a photo or scan: a JPEG, PNG or PDF file"
DAMAGED = "This file is damaged. Take the photo or scan again"
TOO_LARGE = "Choose a file of at most 8 MB"
TOO_WIDE = "Choose a picture of at most 50 megapixels"


class NotAScan(ValueError):
    """The file cannot be kept. The message is a sentence for whoever chose it."""


def read_scan(data: bytes) -> bytes:
    """The bytes to keep, whatever the file was called; `NotAScan` for all that is no whole JPEG, PNG or PDF."""
    if len(data) > LARGEST:
        raise NotAScan(TOO_LARGE)
    try:
        if data.startswith(PNG_START):
            return _png(data)
        if data.startswith(JPEG_START):
            return _jpeg(data)
    except struct.error as cut_off:
        raise NotAScan(DAMAGED) from cut_off
    if data.startswith(PDF_START) and b"%%EOF" in data[-1024:]:
        return data
    raise NotAScan(NO_SCAN)


def content_type_of(scan: bytes) -> str:
    """Of bytes that `read_scan` gave."""
    return next(name for start, name in TYPES.items() if scan.startswith(start))


def _png(data: bytes) -> bytes:
    kept, kinds = [PNG_START], set()
    for kind, body, whole in _chunks(data):
        if kind == b"IHDR":
            _refuse_many_pixels(*struct.unpack_from(">II", body))
        if kind in PNG_DRAWS:
            kinds.add(kind)
            kept.append(whole)
    if b"IDAT" not in kinds:
        raise NotAScan(DAMAGED)
    return b"".join(kept)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Kind, body, and all of each chunk up to the last one; what follows that is not part of the picture."""
    at, kind = len(PNG_START), b""
    while kind != b"IEND":
        is_first = not kind
        (length,) = struct.unpack_from(">I", data, at)
        kind, whole = data[at + 4 : at + 8], data[at : at + 12 + length]
        is_whole = len(whole) == 12 + length and zlib.crc32(whole[4:-4]) == int.from_bytes(whole[-4:], "big")
        if not is_whole or is_first != (kind == b"IHDR"):
            raise NotAScan(DAMAGED)
        yield kind, whole[8:-4], whole
        at += 12 + length


def _jpeg(data: bytes) -> bytes:
    turned, kept, markers = b"", [], set()
    for marker, body, whole in segments(data):
        if marker in FRAMES:
            high, wide = struct.unpack_from(">HH", body, 1)
            _refuse_many_pixels(wide, high)
        if marker == EXIF and body.startswith(b"Exif\x00\x00"):
            turned = turned or _only_orientation(body[6:])
        elif marker in JPEG_DRAWS or _is_colour(marker, body):
            markers.add(marker)
            kept.append(whole)
    if not (markers & FRAMES and SOS in markers):
        raise NotAScan(DAMAGED)
    return b"".join([b"\xff\xd8", turned, *kept, b"\xff\xd9"])


def _is_colour(marker: int, body: bytes) -> bool:
    """What the colours depend on: a profile, or Adobe's word for how they are mixed."""
    is_adobes = marker == ADOBE and body.startswith(b"Adobe") and len(body) == 12
    return is_adobes or (marker == ICC and body.startswith(b"ICC_PROFILE\x00"))


def segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, body, and all of each segment up to the end of the picture; pixels belong to the segment before them."""
    at = 2
    while data[at : at + 2] != bytes([0xFF, EOI]):
        sign, marker, length = struct.unpack_from(">BBH", data, at)
        end = at + 2 + length
        if sign != 0xFF or marker < 0xC0 or length < 2 or end > len(data):
            raise NotAScan(DAMAGED)
        body = data[at + 4 : end]
        if marker == SOS:
            end = _end_of_pixels(data, end)
        yield marker, body, data[at:end]
        at = end


def _end_of_pixels(data: bytes, start: int) -> int:
    found = BEHIND_THE_PIXELS.search(data, start)
    if found is None:
        raise NotAScan(DAMAGED)
    return found.start()


def _only_orientation(tiff: bytes) -> bytes:
    """An Exif segment that says which way is up and nothing else; none where the photo does not say."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2], ">")
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        found = [struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number) for number in range(count)]
    except struct.error:
        return b""
    turns = [value for tag, kind, values, value in found if (tag, kind, values) == (ORIENTATION, 3, 1)]
    if not turns:
        return b""
    body = b"Exif\x00\x00MM\x00\x2a" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, turns[0], 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _refuse_many_pixels(wide: int, high: int) -> None:
    if wide * high > MOST_PIXELS:
        raise NotAScan(TOO_WIDE)
    if wide * high == 0:
        raise NotAScan(DAMAGED)
