import struct

import pytest

from saidyes.common.logos import LARGEST, NotALogo, read_logo
from tests.scans import PDF, PLACE, chunk, exif, jpeg, png


def part(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2)


def webp(*parts: bytes) -> bytes:
    inside = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


def canvas(wide: int, high: int, flags: int = 0x3C) -> bytes:
    sides = (wide - 1).to_bytes(3, "little") + (high - 1).to_bytes(3, "little")
    return part(b"VP8X", bytes([flags, 0, 0, 0]) + sides)


LOSSLESS = part(b"VP8L", b"\x2f" + (39 | 19 << 14).to_bytes(4, "little") + b"pixels")
LOSSY = part(b"VP8 ", b"\x30\x01\x00\x9d\x01\x2a" + struct.pack("<HH", 40, 20) + b"pixels")
PLACED = part(b"EXIF", PLACE) + part(b"XMP ", PLACE)


@pytest.mark.parametrize(
    "file",
    [
        png(40, 20, more=chunk(b"tEXt", PLACE), after=PLACE),
        jpeg(40, 20, more=exif(), after=PLACE),
        webp(LOSSLESS, PLACED) + PLACE,
        webp(LOSSY, PLACED),
        webp(canvas(40, 20), LOSSY, PLACED),
    ],
    ids=["png", "jpeg", "webp lossless", "webp lossy", "webp with a canvas"],
)
def test_a_logo_is_put_together_anew_and_says_how_large_it_is(file):
    picture = read_logo(file)
    assert (picture.width, picture.height) == (40, 20)
    assert PLACE not in picture.data
    assert b"<script>" not in read_logo(file + b"<script>").data
    assert read_logo(picture.data) == picture


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "PNG, JPEG or WebP"),
        (b"GIF89a" + bytes(40), "PNG, JPEG or WebP"),
        (PDF, "PNG, JPEG or WebP"),
        (b"", "PNG, JPEG or WebP"),
        (png(40, 20)[:-30], "damaged"),
        (jpeg(40, 20)[:40], "damaged"),
        (webp(LOSSY)[:-3], "damaged"),
        (webp(canvas(40, 20)), "damaged"),
        (webp(part(b"VP8 ", b"\x30")), "damaged"),
        (webp(canvas(40, 20), part(b"ANIM", bytes(6)), LOSSY), "does not move"),
        (png(50_000, 50_000), "between 16 and 4,000"),
        (png(4_001, 40), "between 16 and 4,000"),
        (png(40, 15), "between 16 and 4,000"),
        (png(40, 20) + bytes(LARGEST), "at most 1 MB"),
    ],
)
def test_what_is_no_logo_gets_a_sentence(file, sentence):
    with pytest.raises(NotALogo, match=sentence):
        read_logo(file)
