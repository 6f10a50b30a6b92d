"""What a PDF of ours says, read from the file itself: each glyph's number through the font's own table of letters."""

import re
import zlib
from collections.abc import Iterator

OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
STREAM = rb"stream\r?\n(.*?)\nendstream"
FLAT = rb"\((?:\\.|[^\\()])*\)"
NESTED = rb"\((?:\\.|[^\\()]|%s)*\)"  # glyphs that look like brackets are not escaped where they match
STRING = NESTED % (NESTED % (NESTED % FLAT))
SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|\[((?:%s|[^](])*)\] ?TJ|(%s|<[0-9A-Fa-f]*>) ?Tj" % (STRING, STRING), re.DOTALL)
PIECE = re.compile(rb"(%s)|<([0-9A-Fa-f]*)>" % STRING, re.DOTALL)
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(pdf: bytes) -> str:
    """All text, in the order it is drawn, without the spaces that only the layout makes."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    fonts = _fonts(objects)
    pages = [body for body in objects.values() if b"/Type/Page/" in body or b"/Type/Page " in body]
    contents = [int(_first(rb"/Contents (\d+) 0 R", page)) for page in pages]
    return "\n".join("".join(_drawn(_unpacked(objects[number]), fonts)) for number in contents)


def metadata_of(pdf: bytes) -> str:
    return _first(rb"(<x:xmpmeta.*?</x:xmpmeta>)", pdf).decode()


def _first(pattern: bytes, text: bytes) -> bytes:
    found = re.search(pattern, text, re.DOTALL)
    assert found, pattern
    return found[1]


def _unpacked(body: bytes) -> bytes:
    content = _first(STREAM, body)
    return zlib.decompress(content) if b"/FlateDecode" in body else content


def _fonts(objects: dict[int, bytes]) -> dict[str, dict[int, str]]:
    found = {}
    for body in objects.values():
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", body):
            table = _first(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
            found[name.decode()] = _letters(_unpacked(objects[int(table)]))
    return found


def _letters(table: bytes) -> dict[int, str]:
    return {
        int(glyph, 16): bytes.fromhex(letters.decode()).decode("utf-16-be")
        for glyph, letters in re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", table)
    }


def _drawn(content: bytes, fonts: dict[str, dict[int, str]]) -> Iterator[str]:
    font: dict[int, str] = {}
    for name, several, one in SHOWN.findall(content):
        if name:
            font = fonts[name.decode()]
        for plain, hexed in PIECE.findall(several or one):
            glyphs = bytes.fromhex(hexed.decode()) if hexed else _unescaped(plain[1:-1])
            yield "".join(font.get(int.from_bytes(glyphs[at : at + 2]), "") for at in range(0, len(glyphs), 2))


def _unescaped(plain: bytes) -> bytes:
    return re.sub(rb"\\([nrtbf()\\]|[0-7]{1,3})", lambda found: _meant(found[1]), plain, flags=re.DOTALL)


def _meant(escape: bytes) -> bytes:
    return bytes([int(escape, 8)]) if escape.isdigit() else ESCAPED.get(escape, escape)
