"""A new migration runs while the release before it serves and sends, so it only adds: CONTRIBUTING says how else."""

import tomllib
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models.fields import NOT_PROVIDED

from tests.house.plans import ROOT

BEFORE = {  # the last one of each app that was there before anybody ran a release
    "accounts": 3,
    "blasts": 3,
    "businesses": 5,
    "classes": 2,
    "consent": 8,
    "delivery": 5,
    "families": 4,
    "ledger": 7,
    "notices": 6,
    "retention": 1,
}
GROW = {"delivery.recipient", "ledger.event", "notices.notice"}  # too long to read while everybody waits
TAKING = (operations.RemoveField, operations.RenameField, operations.RenameModel, operations.DeleteModel)
READING = (operations.AddIndex, operations.AddConstraint)
LABEL: models.Field = models.CharField(max_length=20)
LONG: models.Field = models.CharField(max_length=40)
LONGER: models.Field = models.TextField()


def version(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


def this_release() -> str:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def new_ones(loader: MigrationLoader) -> Iterator[Migration]:
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if migration.__module__.startswith("saidyes.") and int(name[:4]) > BEFORE.get(app, 0):
            yield migration


def breaks(migration: Migration, loader: MigrationLoader | None = None) -> list[str]:
    """What the release before would stumble over, or wait for. Tables that it does not know are no affair of its."""
    made = {act.name_lower for act in migration.operations if isinstance(act, operations.CreateModel)}
    known = [act for act in migration.operations if getattr(act, "model_name_lower", None) not in made]
    found = [sentence for act in known for sentence in judged(act, migration, loader)]
    return found if migration.atomic else [*found, "not atomic: a kill would leave half of it"]


def judged(act: Operation, migration: Migration, loader: MigrationLoader | None) -> Iterator[str]:
    if isinstance(act, TAKING) and not nobody_reads(migration):
        yield f"{act.describe()}: the release before still uses it"
    if isinstance(act, operations.AddField) and must_be_given(act.field):
        yield f"{act.describe()}: the release before does not fill it; give it a db_default, or let it be null"
    if isinstance(act, READING) and f"{migration.app_label}.{act.model_name_lower}" in GROW:
        yield f"{act.describe()}: everybody waits while the whole table is read"
    if isinstance(act, operations.AlterField) and loader:
        then = loader.project_state((migration.app_label, migration.name), at_end=False)
        if narrower(then.models[migration.app_label, act.model_name_lower].fields[act.name], act.field):
            yield f"{act.describe()}: the release before may write what no longer fits"


def must_be_given(field: models.Field) -> bool:
    computed = field.many_to_many or getattr(field, "generated", False)
    return not computed and not field.null and field.db_default is NOT_PROVIDED


def narrower(old: models.Field, new: models.Field) -> bool:
    shorter = 0 < (new.max_length or 0) < (old.max_length or 0)
    return (old.null and not new.null) or shorter or old.get_internal_type() != new.get_internal_type()


def nobody_reads(migration: Migration) -> bool:
    """The migration names the release that had stopped using what goes, and that one is out."""
    since = getattr(import_module(migration.__module__), "NOBODY_READS_SINCE", None)
    return since is not None and version(since) < version(this_release())


def test_the_release_before_works_beside_each_new_migration():
    loader = MigrationLoader(None)
    wrong = {f"{new.app_label}.{new.name}": found for new in new_ones(loader) if (found := breaks(new, loader))}
    assert wrong == {}


@pytest.mark.parametrize(
    "act",
    [
        operations.RemoveField("family", "note"),
        operations.RenameField("family", "note", "notes"),
        operations.RenameModel("Family", "Household"),
        operations.DeleteModel("Family"),
        operations.AddField("family", "label", LABEL),
        operations.AddField("family", "label", models.CharField(max_length=9, default="x")),
    ],
)
def test_each_way_to_break_it_is_seen(act):
    bad = Migration("9999_bad", "families")
    bad.__module__ = __name__
    bad.operations = [act]
    assert len(breaks(bad)) == 1


def test_what_only_adds_is_let_through():
    good = Migration("9999_good", "families")
    good.operations = [
        operations.AddField("family", "label", models.CharField(max_length=9, db_default="")),
        operations.AddField("family", "at", models.DateTimeField(null=True)),
        operations.CreateModel("Thing", [("id", models.BigAutoField(primary_key=True))]),
        operations.AddField("thing", "label", LABEL),
    ]
    assert breaks(good) == []
    good.atomic = False
    assert breaks(good) == ["not atomic: a kill would leave half of it"]


def test_a_column_may_grow_but_not_shrink():
    assert [narrower(LABEL, LONG), narrower(LONG, LABEL)] == [False, True]
    assert narrower(models.CharField(max_length=20, null=True), LABEL)
    assert narrower(LABEL, LONGER)


def test_an_index_on_a_table_that_grows_is_seen():
    slow = Migration("9999_slow", "delivery")
    slow.operations = [operations.AddIndex("recipient", models.Index(fields=["state"], name="slow"))]
    assert "everybody waits" in breaks(slow)[0]
