"""Somebody with a browser behind the proxy of an installation: cookies, forms and the headers that come with them."""

import http.client
import re
import uuid
from pathlib import Path
from urllib.parse import urlencode, urlsplit

HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*name="(\w+)"[^>]*value="([^"]*)"')
PATIENCE_SECONDS = 60


class Refused(Exception):
    """A page answered otherwise than the story needs."""


class Browser:
    """At https://HOST/, as its proxy hands it on to a port of loopback."""

    def __init__(self, base_url: str, port: int) -> None:
        self._base, self.port = urlsplit(base_url), port
        self._cookies: dict[str, str] = {}
        self.path = "/"

    def get(self, path: str) -> str:
        """The page it leads to."""
        return self._ask("GET", path, b"", {})

    def submit(self, path: str, typed: dict[str, str], *, then: str = "") -> str:
        """Open the page, fill in its form and send it. `then` is a part of the address it must lead to."""
        hidden = dict(HIDDEN.findall(self.get(path)))
        return self._send(self.path, {**hidden, **typed}, then)

    def press(self, page: str, typed: dict[str, str], *, then: str = "") -> str:
        """Send the form of a page that was an answer itself."""
        return self._send(self.path, {**dict(HIDDEN.findall(page)), **typed}, then)

    def upload(self, path: str, name: str, file: Path, *, then: str) -> str:
        hidden, border = dict(HIDDEN.findall(self.get(path))), uuid.uuid4().hex
        head = f'--{border}\r\nContent-Disposition: form-data; name="'
        parts = [f'{head}{field}"\r\n\r\n{value}\r\n'.encode() for field, value in hidden.items()]
        parts.append(f'{head}{name}"; filename="{file.name}"\r\nContent-Type: text/csv\r\n\r\n'.encode())
        body = b"".join([*parts, file.read_bytes(), f"\r\n--{border}--\r\n".encode()])
        return self._checked(self._ask("POST", path, body, _kind(f"multipart/form-data; boundary={border}")), then)

    def _send(self, path: str, fields: dict[str, str], then: str) -> str:
        body = urlencode(fields).encode()
        return self._checked(self._ask("POST", path, body, _kind("application/x-www-form-urlencoded")), then)

    def _checked(self, page: str, then: str) -> str:
        if then not in self.path:
            raise Refused(f"{self.path} instead of {then}: {_told(page)}")
        return page

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        base = f"{self._base.scheme}://{self._base.netloc}"
        headers = {**headers, "Host": self._base.netloc, "X-Forwarded-For": "203.0.113.7", "Referer": base + self.path}
        headers |= {"X-Forwarded-Proto": self._base.scheme, "Cookie": "; ".join(map("=".join, self._cookies.items()))}
        try:
            connection.request(method, path, body, headers | ({"Origin": base} if method == "POST" else {}))
            answer = connection.getresponse()
            page = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        self.path = path
        if 300 <= answer.status < 400:
            return self._ask("GET", answer.headers["Location"].removeprefix(base), b"", {})
        if answer.status >= 400:
            raise Refused(f"{method} {path}: {answer.status} {_told(page)}")
        return page


def _kind(kind: str) -> dict[str, str]:
    return {"Content-Type": kind}


def _told(page: str) -> str:
    """What a page says to its reader, in short."""
    main = page.partition("<main")[2] or page
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))[:600].strip()
