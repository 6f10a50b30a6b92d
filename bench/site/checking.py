"""Whether each link of a built site leads to a file and an anchor of it, and nothing is loaded from anywhere else."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ATTRIBUTES = ("href", "src")
LEADS_AWAY = ("a",)  # a reader may leave; a page may load nothing from elsewhere


@dataclass
class Page(HTMLParser):
    """What a page can be linked at, and what it links to."""

    path: Path
    anchors: set[str] = field(default_factory=set)
    links: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("id", "name") and value:
                self.anchors.add(value)
            elif name in ATTRIBUTES and value:
                self.links.append((tag, value))


def trouble_in(site: Path) -> tuple[int, int, list[str]]:
    """How many pages and links there are, and a line for each link that is wrong."""
    pages = {path: Page(path) for path in sorted(site.rglob("*.html"))}
    trouble = [
        f"{path.relative_to(site)}: {link}"
        for path, page in pages.items()
        for tag, link in page.links
        if is_wrong(tag, link, path, site, pages)
    ]
    return len(pages), sum(len(page.links) for page in pages.values()), trouble


def is_wrong(tag: str, link: str, path: Path, site: Path, pages: dict[Path, Page]) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return tag not in LEADS_AWAY and parts.scheme != "data"
    start = site if parts.path.startswith("/") else path.parent
    file = (start / unquote(parts.path).lstrip("/")).resolve() if parts.path else path
    if file.is_dir():
        file /= "index.html"
    if not file.exists():
        return True
    anchor = unquote(parts.fragment)
    return bool(anchor) and file in pages and anchor not in pages[file].anchors
