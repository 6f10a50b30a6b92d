"""Names are words of the office, every app says what it is, and nothing of one machine is in the house."""

import ast
import re
import subprocess
from pathlib import Path

from tests.house.plans import HOUSE, ROOT, modules, relative, tree

NO_NAMES = {"utils", "helpers", "services", "managers", "misc", "base", "core"}
NAMED_BY_DJANGO = {"saidyes/common/fence/base.py"}  # a database backend is looked for there
LIMITS = re.compile(r"\b(never|no|not|nothing|nobody)\b", re.IGNORECASE)
HOMES = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/\w")
PAGE = re.compile(r"\b[\w-]+\.md\b|\b(?:rules?|ledger|security|matrix|sending) [A-Z]{0,2}-?\d[\w-]*")
README_LINES = 60


def apps():
    return [path.parent for path in sorted(HOUSE.glob("*/apps.py"))]


def ours() -> list[Path]:
    """What would be in a clone: tracked, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def test_every_app_opens_with_what_it_is_and_what_it_never_does():
    paragraphs = {app.name: ast.get_docstring(tree(app / "__init__.py")) or "" for app in apps()}
    assert [name for name, paragraph in paragraphs.items() if not LIMITS.search(paragraph)] == []


def test_no_file_is_called_by_a_name_that_says_nothing():
    nameless = {relative(path) for path in modules("saidyes", "bench", "tests") if path.stem in NO_NAMES}
    assert nameless == NAMED_BY_DJANGO


def test_no_file_knows_where_its_writer_lived():
    texts = {relative(path): path.read_bytes().decode("utf-8", "ignore") for path in ours()}
    assert [name for name, text in texts.items() if HOMES.search(text)] == []


def test_no_comment_leads_to_a_page_that_is_not_there():
    there = {path.name for path in ours() if path.suffix == ".md"}
    texts = {relative(path): path.read_text("utf-8") for path in modules("saidyes", "bench", "tests")}
    assert [f"{name}: {page}" for name, text in texts.items() for page in PAGE.findall(text) if page not in there] == []


def test_the_lock_files_name_no_package_index():
    texts = {file.name: file.read_text("utf-8") for file in ROOT.glob("*.lock")}
    assert len(texts) == 5
    assert [name for name, text in texts.items() if "://" in text] == []


def test_the_readme_is_read_in_a_minute():
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= README_LINES
