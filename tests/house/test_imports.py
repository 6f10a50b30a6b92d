"""What import contracts cannot say, for they see whole packages: who may import which names from outside."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.plans import HOUSE, functions, modules, tree

FACES = ("portal/", "office/", "api/")
PAGES = (*FACES, "web/", "businesses/", "accounts/")
WIRE = ("mail/posting/",)
ALLOWED = {
    "django.http": PAGES,
    "django.shortcuts": FACES,
    "smtplib": WIRE,
    "django.core.mail": WIRE,
    "django.dispatch": (),
    "django.db.models.signals": (),
    "celery": ("delivery/engines/celery.py",),
    "kombu": ("delivery/engines/celery.py",),
}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def forbidden(place: str, name: str) -> bool:
    return any(
        (name == module or name.startswith(f"{module}.")) and not place.startswith(allowed)
        for module, allowed in ALLOWED.items()
    )


def test_each_outside_door_has_its_porter():
    strays = [
        f"{place} imports {name}"
        for path in modules("saidyes")
        for name in imported(path)
        if forbidden(place := path.relative_to(HOUSE).as_posix(), name)
    ]
    assert strays == []


def test_nothing_is_imported_inside_a_function():
    hidden = [
        f"{path.relative_to(HOUSE)} {function.name}"
        for path in modules("saidyes")
        for function in functions(path)
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function))
    ]
    assert hidden == []
