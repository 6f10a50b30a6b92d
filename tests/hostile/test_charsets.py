"""Text is UTF-8 at every door: who says that it is anything else is refused before a word of it is read."""

import pytest

from tests.house.url_map import THING, pages

OTHERS = ("utf-7", "unicode_escape", "utf-16", "latin-1", "rot13", "idna", "undefined", "nonsense")
NOTHING = "00000000-0000-0000-0000-000000000000"
NAMED = {"headers": {"Content-Type": "text/plain; charset=utf-7"}}


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_reads_another_charset(client, method):
    read = {}
    for page in pages():
        answer = getattr(client, method)(THING.sub(NOTHING, page.path), **NAMED)
        if (answer.status_code, answer.content) != (400, b"Text must be UTF-8.\n"):
            read[page.path] = answer.status_code
    assert read == {}


@pytest.mark.parametrize("charset", OTHERS)
def test_half_a_character_cannot_come_in_by_another_charset(client, charset):
    form = b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n+2AA-\\ud800@example.com\r\n--x--\r\n'
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    assert client.generic("POST", "/portal/log-in/", form, content_type=kind).status_code == 400


@pytest.mark.parametrize("kind", ["; charset=UTF-8", '; charset="utf-8"', ""])
def test_utf_8_is_read_however_it_is_said(client, kind):
    typed = "email=zo%C3%AB"
    kind = f"application/x-www-form-urlencoded{kind}"
    answer = client.generic("POST", "/portal/log-in/", typed, content_type=kind)
    assert (answer.status_code, "zoë" in answer.content.decode()) == (422, True)
