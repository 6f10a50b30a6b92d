"""What the pages say is so: links lead somewhere, commands and paths are there, labels stand on a screen."""

import re
from collections.abc import Iterable

import pytest
from django.core.management import get_commands, load_command_class

from tests.house.pages import anchors, code, documents, labels, links, places, proofs_in, said_on_screens
from tests.house.plans import ROOT, relative
from tests.house.test_configuration import VARIABLE, documented

COMMAND = re.compile(r"\./run ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?")
OF_HELP = re.compile(r"^\./run ([a-z-]+)", re.MULTILINE)
STORIES = {"drill": "drills", "bench": "benchmarks"}
MANAGE = re.compile(r"(?:\./run manage|manage\.py|^saidyes) (?!help\b|unix\b)([a-z_]+)([^#]*)")
OPTION = re.compile(r"--[a-z][a-z-]*")
PATH = re.compile(r"(?:[\w.-]+/)+[\w.-]*")
FROM_THE_TOP = re.compile(r"(?<![\w/.-])(?:bench|deploy|docs|saidyes|tests)/[\w./-]*\w")
# Made by use, in a wheel, or a name that stands for others: DOMAIN/SELECTOR.pem.
MADE_BY_USE = re.compile(r"var/.*|saidyes/requirements\.lock|\.\./.*|\./run|.*[A-Z]{4,}.*")
GUIDES = ("families", "front-desk", "consent", "questions", "operations")


def wrong(found: Iterable[tuple[str, list[str]]]) -> dict[str, list[str]]:
    return {page: named for page, named in found if named}


def test_every_link_leads_to_a_file_and_a_heading():
    def leads_nowhere(page, target):
        path, _, anchor = target.partition("#")
        file = page.parent / path if path else page
        return not file.exists() or (anchor and anchor not in anchors(file))

    assert wrong((relative(one), [to for _, to in links(one) if leads_nowhere(one, to)]) for one in documents()) == {}


def test_every_proof_that_is_named_is_a_test():
    def no_tests(page):
        for words, target in links(page):
            file = (page.parent / target).resolve()
            if file.parent.parent == ROOT / "tests" and words.replace(" ", "_") not in proofs_in(file):
                yield words

    assert wrong((relative(page), list(no_tests(page))) for page in documents()) == {}


def test_every_page_of_the_docs_is_in_the_site():
    named = re.findall(r"- ([\w-]+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)
    assert {path.name for path in ROOT.glob("docs/*.md")} <= set(named)


def test_every_command_is_one():
    known = set(OF_HELP.findall((ROOT / "run").read_text("utf-8")))
    stories = {
        kind: {"all", *(path.stem.replace("_", "-") for path in ROOT.glob(f"bench/{folder}/*"))}
        for kind, folder in STORIES.items()
    }

    def is_none(command, story):
        return command not in known or (command in stories and story and story not in stories[command])

    def unknown(page):
        return [f"{a} {b}" for line in code(page) for a, b in COMMAND.findall(line) if is_none(a, b)]

    assert wrong((relative(page), unknown(page)) for page in documents()) == {}


def test_every_command_of_the_project_has_the_options_that_are_shown():
    def unknown(page):
        for line in code(page):
            for command, rest in MANAGE.findall(line):
                if command not in get_commands() or not set(OPTION.findall(rest)) <= options_of(command):
                    yield line

    assert wrong((relative(page), list(unknown(page))) for page in documents()) == {}


def options_of(command: str) -> set[str]:
    parser = load_command_class(get_commands()[command], command).create_parser("manage.py", command)
    return {option for action in parser._actions for option in action.option_strings}


def test_every_path_is_there():
    def missing(page):
        named = {span for span in code(page) if PATH.fullmatch(span)}
        named |= {path for line in code(page) for path in FROM_THE_TOP.findall(line)}
        return [path for path in sorted(named) if not MADE_BY_USE.fullmatch(path) and not is_there(path)]

    assert wrong((relative(page), missing(page)) for page in documents()) == {}


def is_there(path: str) -> bool:
    """Whole or its end, `consent/choosing.record_choice` too; or a folder that the house makes."""
    name = path.rstrip("/")
    module, _, attribute = name.rpartition(".")
    for place in places():
        if place.endswith((f"/{name}", f"/{name}.py")):
            return True
        if module and place.endswith(f"/{module}.py"):
            return re.search(rf"\b{attribute}\b", (ROOT / place[1:]).read_text("utf-8")) is not None
    return f'"{name}"' in said_on_screens()


def test_every_variable_is_one():
    known = documented()
    assert (
        wrong(
            (relative(one), [v for line in code(one) for v in VARIABLE.findall(line) if v not in known])
            for one in documents()
        )
        == {}
    )


@pytest.mark.parametrize("guide", GUIDES)
def test_every_label_in_a_guide_stands_on_a_screen(guide):
    missing = [
        label for label in labels(ROOT / f"docs/{guide}.md") if not re.search(on_a_screen(label), said_on_screens())
    ]
    assert sorted(missing) == []


def on_a_screen(label: str) -> str:
    """Between tags or quotes; the dots stand for a name or a number."""
    parts = [re.escape(part.strip()) for part in label.split("…")]
    return r"[>\"}“]\s*" + r".{0,80}?".join(parts) + r"\s*[<\"{”]"
