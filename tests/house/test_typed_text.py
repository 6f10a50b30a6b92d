"""Whatever somebody types comes in by one of our own fields, which clean it, or is named here with what reads it."""

import ast
from pathlib import Path

from tests.house.plans import calls, modules, relative, tree

JUDGED_BY_ITSELF = {"saidyes/office/blasts/forms.py": {"RegexField"}}  # the page's own mark: 32 hexadecimal digits
WHERE_FIELDS_ARE_MADE = "saidyes/ui/"
TEXT = {"Field", "CharField", "RegexField", "EmailField", "URLField", "SlugField", "JSONField"}
OF_TEXT = {f"forms.{name}" for name in TEXT}
READ_APART = {
    "List-Unsubscribe": "compared with one word",
    "believed": "looked up among two words",
    "undo": "a token",
    "answer": "what a device answers: accounts/passkeys",
    "FIELD": "a password: office/asking_again",
    "recipient": "a number of at most 18 digits",
    "seen": "compared with an id",
    "seen_by": "an id, or nothing",
    "history": "an id, or nothing",
    "next": "a path of ours, or nothing: common/paths",
    "page": "digits, or the first page: common/paging",
    "sort": "looked up among the columns: office/sorting",
    "show": "looked up among the tabs",
    "said": "compared with what was said before",
    "q": "an address, or nothing; then the field of the same name",
    "language": "looked up among our languages",
}


def made_by_django() -> dict[str, set[str]]:
    """Fields of Django's own, by the file that puts them into a form."""
    found: dict[str, set[str]] = {}
    for path in modules("saidyes"):
        names = {
            node.func.attr
            for _, node in calls(tree(path))
            if isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "forms"
        }
        if not relative(path).startswith(WHERE_FIELDS_ARE_MADE):
            found[relative(path)] = names & TEXT
    return found


def test_no_form_takes_text_past_the_cleaner():
    past = {path: names - JUDGED_BY_ITSELF.get(path, set()) for path, names in made_by_django().items()}
    assert {path: names for path, names in past.items() if names} == {}


def read_by_name(path: Path) -> set[str]:
    """What a view takes from a request by itself: `request.POST["x"]`, `request.GET.get("x")`."""
    asked = [node.slice for node in ast.walk(tree(path)) if isinstance(node, ast.Subscript) and is_typed(node.value)]
    asked += [
        node.args[0]
        for name, node in calls(tree(path))
        if name == "get" and isinstance(node.func, ast.Attribute) and is_typed(node.func.value)
    ]
    return {ast.unparse(name).strip("'") for name in asked}


def is_typed(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in {"POST", "GET"}


def test_whatever_is_read_without_a_form_is_named_with_what_reads_it():
    assert {name for path in modules("saidyes") for name in read_by_name(path)} == READ_APART.keys()


def test_fields_of_our_own_are_made_in_one_place():
    heirs = {
        relative(path)
        for path in modules("saidyes")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and {ast.unparse(base) for base in node.bases} & OF_TEXT
    }
    assert {path for path in heirs if not path.startswith(WHERE_FIELDS_ARE_MADE)} == set()
