"""Every deployment option is on one page, and nothing on that page is a rumour."""

import ast
import re

from tests.house.plans import ROOT, modules, tree

VARIABLE = re.compile(r"(SAIDYES_[A-Z_]+|DATABASE_URL|EMAIL_URL|BROKER_URL)")
DOCUMENTED = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)
READERS = {"env", "environ"}


def read_by(path):
    """Names that are handed to env.str(...), os.environ.get(...), os.environ[...] and their like."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call | ast.Subscript):
            names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
            names |= {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
            if names & READERS:
                found |= {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
    return {value for value in found if isinstance(value, str) and VARIABLE.fullmatch(value)}


def documented() -> set[str]:
    return set(DOCUMENTED.findall((ROOT / "docs/configuration.md").read_text("utf-8")))


def test_every_variable_that_is_read_is_documented_and_none_besides():
    read = set().union(*(read_by(path) for path in [*modules("saidyes"), ROOT / "run"]))
    assert read == documented()


def test_the_example_file_names_only_what_is_documented():
    named = set(VARIABLE.findall((ROOT / ".env.example").read_text("utf-8")))
    assert named <= documented()
