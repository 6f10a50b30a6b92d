import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.core.management import call_command
from django.test import override_settings

from saidyes.ui.storage import ENTRIES, IMPORT
from tests.house.plans import HOUSE

CSS = Path(str(find("ui/css/portal.css"))).parent
COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
FILES = sorted(CSS.rglob("*.css"))


@pytest.fixture
def collected(tmp_path):
    storages = {"staticfiles": {"BACKEND": "saidyes.ui.storage.FlatStaticFilesStorage"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield tmp_path


def served(folder, name):
    """What a page asks for under this name: the copy that carries its hash."""
    return folder / json.loads((folder / "staticfiles.json").read_text())["paths"][name]


def test_each_portal_gets_one_file_with_everything_in_it(collected):
    for entry in ENTRIES:
        flat = served(collected, entry).read_text()
        assert "@import" not in flat
        assert flat.startswith("@layer reset, tokens, base, layout, components, utilities, print;")
        assert ".badge--opted_in" in flat


def test_the_next_start_pours_the_stylesheets_anew(collected):
    """What lies there from before an upgrade is newer than its source, and was poured from older parts."""
    for entry in ENTRIES:
        (collected / entry).write_text("@layer reset; /* of the last version */")
    call_command("collectstatic", interactive=False, verbosity=0)
    assert all(".badge--opted_in" in served(collected, entry).read_text() for entry in ENTRIES)


def test_a_page_of_the_customer_portal_weighs_at_most_40_kilobytes(collected):
    parts = [served(collected, name) for name in ("ui/css/portal.css", "ui/js/focus.js")]
    assert sum(len(gzip.compress(part.read_bytes())) for part in parts) <= 40_000


def test_every_stylesheet_is_used_by_a_portal():
    used = {name for entry in ENTRIES for name in IMPORT.findall((CSS / Path(entry).name).read_text())}
    written = {str(file.relative_to(CSS)) for file in FILES} - {Path(entry).name for entry in ENTRIES}
    assert used == written


def test_every_rule_stands_in_a_layer():
    assert [
        file.name for file in FILES if not COMMENTS.sub("", file.read_text()).lstrip().startswith(("@layer", "@import"))
    ] == []


def test_every_colour_is_a_token():
    allowed = {"tokens.css", "print.css", "editor.css", "icon.css", "dialog.css"}  # paper, the letter's frame, the mark
    for file in FILES:
        if file.name not in allowed:
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b", file.read_text()), file.name


def test_every_token_that_is_used_is_defined_somewhere():
    text = "".join(file.read_text() for file in FILES)
    assert set(re.findall(r"var\((--[\w-]+)", text)) <= set(re.findall(r"(--[\w-]+)\s*:", text))


def test_every_class_is_worn_somewhere():
    """In a page, a script or a form; or it begins there and ends in a variable: `badge--{{ standing }}`."""
    rules = re.sub(r'"[^"]*"|url\([^)]*\)', "", COMMENTS.sub("", "".join(file.read_text() for file in FILES)))
    styled = set(re.findall(r"\.([a-z][\w-]*)", " ".join(re.findall(r"([^{};]+)\{", rules))))
    wearers = [path for kind in ("html", "js", "py") for path in HOUSE.rglob(f"*.{kind}")]
    words = set(re.findall(r"[\w-]+\{?", "".join(path.read_text("utf-8") for path in wearers)))
    begun = {word[:-1] for word in words if word.endswith("-{")}
    worn = {word.rstrip("{") for word in words}
    assert {name for name in styled - worn if not name.startswith(tuple(begun))} == set()
