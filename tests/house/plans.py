"""Where things lie, read once for all house tests."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "saidyes"
FACES = ("portal", "office", "api")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def modules(*folders: str) -> list[Path]:
    """Every Python file we wrote; migrations are written by Django."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]


@cache
def calls(node: ast.AST) -> list[tuple[str, ast.Call]]:
    """Each call below, by the last part of its name: `choosing.record_choice(...)` is record_choice."""
    found = [below for below in ast.walk(node) if isinstance(below, ast.Call)]
    return [(getattr(call.func, "attr", getattr(call.func, "id", "")), call) for call in found]


def templates() -> list[Path]:
    return sorted(path for path in HOUSE.rglob("templates/**/*") if path.suffix in {".html", ".txt"})


def pages() -> list[Path]:
    """Templates a browser shows; those of letters have inline styles, for mail programs know no other."""
    return [path for path in templates() if path.suffix == ".html" and "mail" not in path.relative_to(HOUSE).parts]
