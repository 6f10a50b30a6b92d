"""A file is what its bytes are; a picture is kept without what it tells beside itself."""

import struct

import pytest

from saidyes.common.scans import LARGEST, NotAScan, content_type_of, read_scan
from tests.scans import PDF, PLACE, chunk, exif, jpeg, png, segment

PAGE = b"<html><script>alert(1)</script>"
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


@pytest.mark.parametrize(("data", "kind"), [(png(), "image/png"), (jpeg(), "image/jpeg"), (PDF, "application/pdf")])
def test_the_bytes_say_what_a_file_is(data, kind):
    assert content_type_of(read_scan(data)) == kind


@pytest.mark.parametrize(
    "data",
    [
        b"", PAGE, SVG, b"GIF89a" + bytes(20), b"PK\x03\x04" + PDF, b"MZ" + bytes(64),
        b"\n%PDF-1.4\n%%EOF", b"%PDF-1.4 never ends", png()[:-3], png()[:20], png().replace(b"IDAT", b"iDAT"),
        b"\x89PNG\r\n\x1a\n" + PAGE, b"\xff\xd8\xff" + PAGE, jpeg()[:-2], jpeg()[:9], b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xd9" + PAGE, b"\x89PNG\r\n\x1a\n" + chunk(b"IEND"), chunk(b"IHDR") + png(), png(0, 0),
        jpeg(0, 5),
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"short"), b"\xff\xd8" + segment(0xC0, b"") + b"\xff\xd9",
    ],
)  # fmt: skip
def test_what_is_no_whole_photo_or_scan_is_refused(data):
    with pytest.raises(NotAScan):
        read_scan(data)


@pytest.mark.parametrize("data", [png(50_000, 50_000), jpeg(65_000, 65_000), png(2**31, 2**31)])
def test_a_picture_that_would_fill_the_memory_is_refused_unopened(data):
    with pytest.raises(NotAScan, match="50 megapixels"):
        read_scan(data)


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(NotAScan, match="8 MB"):
        read_scan(png(more=chunk(b"tEXt", bytes(LARGEST))))


def test_a_photo_keeps_which_way_is_up_and_not_where_it_was_taken():
    kept = read_scan(jpeg(more=exif(6) + segment(0xFE, PLACE) + segment(0xE1, b"http://ns.adobe.com/xap/" + PLACE)))
    assert PLACE not in kept
    assert struct.pack(">HHIH", 0x0112, 3, 1, 6) in kept
    assert read_scan(kept) == kept


def test_a_scan_says_nothing_beside_its_picture():
    kept = read_scan(png(more=chunk(b"tEXt", PLACE) + chunk(b"eXIf", PLACE) + chunk(b"iTXt", PAGE)))
    assert kept == png()


@pytest.mark.parametrize("make", [png, jpeg])
def test_what_hangs_behind_the_picture_is_cut_off(make):
    assert PAGE not in read_scan(make(after=PAGE + b"PK\x03\x04"))


@pytest.mark.parametrize(
    "broken", [b"II\x2a\x00", b"XX\x2a\x00\xff\xff\xff\xff", b"MM\x00\x2a\x00\x00\x00\x08\xff\xff"]
)
def test_broken_details_of_a_photo_are_left_out(broken):
    assert b"Exif" not in read_scan(jpeg(more=segment(0xE1, b"Exif\x00\x00" + broken)))
