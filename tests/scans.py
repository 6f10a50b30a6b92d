"""Photos and scans as files: drawn by nobody, but put together as cameras and scanners do."""

import struct
import zlib

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PLACE = b"GPS 46.1879 N 123.8313 W"


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(wide: int = 2, high: int = 2, *, more: bytes = b"", after: bytes = b"") -> bytes:
    """A PNG; `more` are chunks before the picture, `after` what hangs behind its end."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0))
    rows = zlib.compress(b"\x00\xff\xff" * 2)
    return b"\x89PNG\r\n\x1a\n" + head + more + chunk(b"IDAT", rows) + chunk(b"IEND") + after


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int = 6) -> bytes:
    """Held on its side, and taken somewhere."""
    entries = struct.pack(">HHHIHH", 1, 0x0112, 3, 1, orientation, 0)
    return segment(0xE1, b"Exif\x00\x00MM\x00\x2a" + struct.pack(">I", 8) + entries + bytes(4) + PLACE)


def jpeg(wide: int = 2, high: int = 2, *, more: bytes = b"", after: bytes = b"") -> bytes:
    frame = segment(0xC0, struct.pack(">BHHB", 8, high, wide, 1) + b"\x01\x11\x00")
    pixels = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00") + more + frame + pixels + (
        b"\xff\xd9" + after
    )  # fmt: skip
