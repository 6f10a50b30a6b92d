"""Two ways to leave, over HTTP and with nothing but the letter: a person with a browser, and a mail program."""

import http.client
import os
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

MULTIPART = "multipart/form-data; boundary=b"
FORM = "application/x-www-form-urlencoded"


class NotAsPromised(Exception):
    """The page answered something else than the letter promises."""


def by_the_page(link: str) -> None:
    """Open the link, press the one button that is there."""
    status, headers, page = _ask("GET", link)
    form = _Form(page)
    if status != 200 or headers.get("Set-Cookie") or not form.button:
        raise NotAsPromised(f"GET answered {status}")
    status, headers, _ = _ask("POST", link, urlencode(form.button), FORM)
    if status != 200 or headers.get("Set-Cookie"):
        raise NotAsPromised(f"the button answered {status}")


def by_one_click(link: str, *, multipart: bool) -> None:
    """POST what RFC 8058 section 3.2 says, in either encoding: 200, no cookie, no redirect."""
    body, kind = "List-Unsubscribe=One-Click", FORM
    if multipart:
        name = 'Content-Disposition: form-data; name="List-Unsubscribe"'
        body, kind = f"--b\r\n{name}\r\n\r\nOne-Click\r\n--b--\r\n", MULTIPART
    status, headers, _ = _ask("POST", link, body, kind)
    if status != 200 or headers.get("Set-Cookie") or headers.get("Location"):
        raise NotAsPromised(f"one-click answered {status}")


def fetch(link: str, method: str) -> None:
    """What a scanner does."""
    _ask(method, link)


def _ask(method: str, link: str, body: str | None = None, kind: str = "") -> tuple[int, http.client.HTTPMessage, str]:
    """Any host ending in .localhost is this machine, whatever the resolver says."""
    url = urlsplit(link)
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(os.environ["SAIDYES_BASE_URL"]).port, timeout=30)
    connection.request(method, url.path, body, {"Host": url.netloc, **({"Content-Type": kind} if kind else {})})
    answer = connection.getresponse()
    page = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, answer.headers, page


class _Form(HTMLParser):
    """The fields that the first button of a posting form would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.button: dict[str, str] = {}
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self._inside = (found.get("method") or "").lower() == "post" and not found.get("action")
        elif tag == "button" and self._inside and found.get("name") and not self.button:
            self.button = {str(found["name"]): found.get("value") or ""}
