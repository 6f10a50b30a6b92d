"""Beside docs/, the site has each file of the repository that a page leads to: pages as pages, code as code."""

import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
LINK = re.compile(r"\[([^\]]*)\]\((?!\w+:|#)([^)#\s]+)(#[^)\s]*)?\)")
TITLE = re.compile(r"^# (?:\d{4} )?(.+)$", re.MULTILINE)
CODE = """---
search:
  exclude: true
hide: [toc]
---

# {name}

````````{language} linenums="1"
{text}
````````
"""
LANGUAGES = {".py": "python", ".toml": "toml", ".yml": "yaml"}
LINE = "#__codelineno-0-{}"  # the name of a line of code in what Material draws


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Follow the links out of docs/, and those of the pages found so."""
    waiting = [DOCS / file.src_uri for file in files.documentation_pages()]
    while waiting:
        for target in linked_from(waiting.pop()):
            if files.get_file_from_path(place(target)) is None:
                files.append(File.generated(config, place(target), content=content(target)))
                waiting += [target] if target.suffix == ".md" else []


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let each link lead to where its file lies in the site."""
    source = origin(page.file.src_uri)
    here = posixpath.dirname(page.file.src_uri)

    def moved(link: re.Match[str]) -> str:
        words, path, anchor = link.groups()
        target = at(source, path)
        if not target.exists():
            return link[0]
        return f"[{words}]({posixpath.relpath(place(target), here)}{anchor or anchor_of(words, target)})"

    return LINK.sub(moved, markdown)


def linked_from(page: Path) -> Iterator[Path]:
    if page.suffix == ".md":
        for _, path, _ in LINK.findall(page.read_text("utf-8")):
            target = at(page, path)
            if target.exists() and (target.is_dir() or not target.is_relative_to(DOCS)):
                yield target


def at(page: Path, path: str) -> Path:
    return Path(os.path.normpath(page.parent / path))


def place(target: Path) -> str:
    """Where a file of the repository lies in the site; a folder is its list of pages."""
    if target.is_dir():
        return f"{target.relative_to(DOCS).as_posix()}/index.md"
    if target.is_relative_to(DOCS):
        return target.relative_to(DOCS).as_posix()
    name = target.relative_to(ROOT).as_posix()
    return name if target.suffix == ".md" else f"code/{name}.md"


def origin(src_uri: str) -> Path:
    """Back from its place in the site. Code links to nothing."""
    return DOCS / src_uri if (DOCS / src_uri).exists() else ROOT / src_uri


def content(target: Path) -> str:
    if target.is_dir():
        pages = {path.name: TITLE.search(path.read_text("utf-8")) for path in sorted(target.glob("*.md"), reverse=True)}
        lines = [f"- [{name[:4]} {title[1] if title else name}]({name})" for name, title in pages.items()]
        return f"# {target.name.capitalize()}\n\nThe newest first.\n\n" + "\n".join(lines)
    text = target.read_text("utf-8")
    if target.suffix == ".md":
        return text
    return CODE.format(name=target.relative_to(ROOT), language=LANGUAGES.get(target.suffix, "text"), text=text)


def anchor_of(words: str, target: Path) -> str:
    """The line of the test that a link tells in words."""
    name = re.sub(r"\s+", "_", words)
    if target.suffix == ".py":
        for number, line in enumerate(target.read_text("utf-8").splitlines(), start=1):
            if re.match(rf"def test_(?:\w+_)?{name}\(", line):
                return LINE.format(number)
    return ""
