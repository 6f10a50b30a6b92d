"""A thing that outgrows its size is two things."""

import ast
from pathlib import Path

from tests.house.plans import HOUSE, ROOT, functions, modules, relative, templates

FILE, TEST_FILE = 400, 300
FUNCTION, VIEW, TEST = 50, 25, 40
PARAMETERS = 6
TEMPLATE, STYLESHEET = 150, 200


def too_long(files: list[Path], limit: int) -> list[str]:
    lengths = {relative(path): len(path.read_text("utf-8").splitlines()) for path in files}
    return [f"{name}: {length} lines, {limit} at most" for name, length in lengths.items() if length > limit]


def lines(function: ast.FunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def too_much(files: list[Path], limit: int, name: str = "") -> list[str]:
    return [
        f"{relative(path)} {function.name}: {lines(function)} lines, {limit} at most"
        for path in files
        for function in functions(path)
        if function.name.startswith(name) and lines(function) > limit
    ]


def parameters(function: ast.FunctionDef) -> int:
    given = function.args
    own = [argument for argument in given.posonlyargs + given.args if argument.arg not in {"self", "cls"}]
    return len(own) + len(given.kwonlyargs)


def test_no_file_is_too_long():
    assert too_long([*modules("saidyes", "bench", "deploy"), ROOT / "run"], FILE) == []


def test_no_test_file_is_too_long():
    assert too_long(modules("tests"), TEST_FILE) == []


def test_no_function_is_too_long():
    assert too_much([*modules("saidyes", "bench", "deploy"), ROOT / "run"], FUNCTION) == []


def test_no_view_is_too_long():
    views = [path for path in modules("saidyes") if path.name == "views.py" or "views" in path.parts]
    assert too_much(views, VIEW) == []


def test_no_test_is_too_long():
    assert too_much(modules("tests"), TEST, "test_") == []


def test_nobody_asks_for_too_much():
    crowded = [
        f"{relative(path)} {function.name}: {parameters(function)} parameters, {PARAMETERS} at most"
        for path in [*modules("saidyes", "bench", "deploy"), ROOT / "run"]
        for function in functions(path)
        if parameters(function) > PARAMETERS
    ]
    assert crowded == []


def test_no_template_is_too_long():
    assert too_long(templates(), TEMPLATE) == []


def test_no_stylesheet_is_too_long():
    assert too_long(sorted(HOUSE.rglob("static/**/*.css")), STYLESHEET) == []
