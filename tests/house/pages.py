"""The pages that people read, taken apart: links and their anchors, commands, paths, words of the screens."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.house.plans import HOUSE, ROOT, tree

FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
BOLD = re.compile(r"\*\*([^*]+)\*\*")
FORMATTING = re.compile(r"[`*]|\[([^\]]*)\]\([^)]*\)")
NOT_IN_AN_ANCHOR = re.compile(r"[^\w\- ]")
OF_A_PROMISE = re.compile(r"^test_(?:(?:and_)?[a-z]\d+_)*")  # test_s8_..., test_t10_...


def documents() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]


@cache
def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text("utf-8"))


def links(page: Path) -> Iterator[tuple[str, str]]:
    """The words, and where they lead, of each link that stays in the repository."""
    for words, target, picture in LINK.findall(prose(page)):
        if not re.match(r"\w+:", target or picture):
            yield " ".join(words.split()), target or picture


def anchors(page: Path) -> set[str]:
    """As GitHub and the site name headings."""
    titles = [FORMATTING.sub(r"\1", title) for title in HEADING.findall(prose(page))]
    return {NOT_IN_AN_ANCHOR.sub("", title.lower()).replace(" ", "-") for title in titles}


def code(page: Path) -> Iterator[str]:
    """Each line of code, in a block or within a sentence."""
    for block in FENCE.findall(page.read_text("utf-8")):
        yield from block.splitlines()[1:-1]
    yield from SPAN.findall(prose(page))


def labels(page: Path) -> set[str]:
    """What is set in bold: in a guide, words of the screen."""
    return {" ".join(words.split()) for words in BOLD.findall(prose(page))}


@cache
def said_on_screens() -> str:
    sources = [path for kind in ("*.html", "*.md", "*.py") for path in sorted(HOUSE.rglob(kind))]
    return "\n".join(" ".join(path.read_text("utf-8").split()) for path in sources)


def proofs_in(file: Path) -> set[str]:
    """Their names without what marks them as tests, and as keepers of a promise."""
    names = [node.name for node in tree(file).body if isinstance(node, ast.FunctionDef)]
    return {OF_A_PROMISE.sub("", name) for name in names if name.startswith("test_")}


@cache
def places() -> list[str]:
    """Every file and folder of the repository that is ours, as a path that begins with a slash."""
    folders = [ROOT / name for name in (".ci", ".github", "bench", "deploy", "docs", "saidyes", "tests")]
    below = [path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts]
    return [f"/{path.relative_to(ROOT).as_posix()}" for path in [*ROOT.iterdir(), *folders, *below]]
