"""The forms on a page, filled in as somebody of good will would: for whoever then spoils one field of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

TYPED = {
    "email": "zoe.new@example.com",
    "address": "zoe.new@example.com",
    "your_address": "zoe.new@example.com",
    "login": "zoe.new@example.com",
    "blast_address": "blasts@tidewater.example",
    "notice_address": "office@tidewater.example",
    "reply_to": "desk@tidewater.example",
    "phone": "(503) 555-0177",
    "amount": "85.00",
    "code": "123456",
    "other": "2",
    "least": "3",
    "most": "9",
    "body": "We are closed.\n\nHi {{ guardian first name }}.",
    "subject": "Closed on Friday",
}
BY_KIND = {
    "date": "2025-03-01",
    "datetime-local": "2025-03-01T10:00",
    "time": "07:42",
    "number": "2",
    "password": "seahorse lantern 42",
    "color": "#1f7f52",
}
CHOSEN = ("checkbox", "radio")
PRESSED = ("submit", "button", "image", "reset")


@dataclass(frozen=True)
class Form:
    """What a browser would send. `typed` are the fields that somebody can write into; the rest is chosen or hidden."""

    method: str
    path: str
    fields: dict[str, str] = field(default_factory=dict)
    typed: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()

    @property
    def name(self) -> tuple[str, str, frozenset[str]]:
        return self.method, self.path, frozenset(self.fields)

    def spoiled(self, name: str, value: str) -> dict[str, str]:
        return {**self.fields, name: value}


def forms_on(html: str, at: str) -> list[Form]:
    """Every form of the page at this path that leads to a page of ours."""
    page = _Page(at)
    page.feed(html)
    return [form for form in page.found if form.path.startswith("/")]


class _Page(HTMLParser):
    def __init__(self, at: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._at, self._open, self._select, self._area = at, False, "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            where = urlsplit(urljoin(self._at, told.get("action", "") or self._at))
            path = f"{where.path}?{where.query}" if where.query else where.path
            self.found.append(Form(told.get("method", "get").upper(), path))
            self._open = True
        elif self._open:
            self._take(tag, told)

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "form"
        self._select = "" if tag == "select" else self._select
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        if self._area and data.strip():
            self._put(self._area, data, typed=True)

    def _take(self, tag: str, told: dict[str, str]) -> None:
        name = told.get("name", "")
        if tag == "option" and self._select:
            self._put(self._select, told.get("value", ""), over="selected" in told)
        elif name and tag == "select":
            self._select = name
            self._put(name, "")
        elif name and tag == "textarea":
            self._area = name
            self._put(name, TYPED.get(name, "Some words"), typed=True)
        elif name and tag in ("input", "button"):
            self._take_input(name, "submit" if tag == "button" else told.get("type", "text"), told)

    def _take_input(self, name: str, kind: str, told: dict[str, str]) -> None:
        if kind in PRESSED:
            self._put(name, told.get("value", ""), over=False)
        elif kind == "file":
            self.found[-1] = replace(self.found[-1], files=self.found[-1].files | {name})
        elif kind in CHOSEN:
            self._put(name, told.get("value", "on"), over="checked" in told)
        else:
            value = told.get("value") or ("" if kind == "hidden" else TYPED.get(name) or BY_KIND.get(kind, "Zoe"))
            self._put(name, value, typed=kind != "hidden")

    def _put(self, name: str, value: str, *, typed: bool = False, over: bool = True) -> None:
        form = self.found[-1]
        kept = form.fields.get(name, "")
        fields = {**form.fields, name: value if over or not kept else kept}
        self.found[-1] = replace(form, fields=fields, typed=form.typed | ({name} if typed else set()))


def each_once(forms: Iterator[Form]) -> list[Form]:
    return list({form.name: form for form in forms}.values())
