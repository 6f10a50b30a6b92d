"""Which of our functions call which, by name and import: enough to ask what an act comes down to."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.house.plans import ROOT, functions, modules, tree

Place = tuple[str, str]  # module, function


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def called_by() -> dict[Place, set[Place]]:
    return {
        (module_name(path), function.name): set(targets(path, function))
        for path in modules("saidyes")
        for function in functions(path)
    }


def leading_to(ends: set[Place]) -> set[Place]:
    """The ends, and every function that comes down to one of them."""
    found = set(ends)
    while more := {place for place, calls in called_by().items() if calls & found} - found:
        found |= more
    return found


def targets(path: Path, function: ast.FunctionDef) -> Iterator[Place]:
    names = names_in(path)
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield names.get(node.func.id, (module_name(path), node.func.id))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            module, name = names.get(ast.unparse(node.func.value), ("", ""))
            yield f"{module}.{name}", node.func.attr


@cache
def names_in(path: Path) -> dict[str, Place]:
    """What each imported name stands for: its module, and what it is called there."""
    return {
        alias.asname or alias.name: (node.module or "", alias.name)
        for node in tree(path).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
