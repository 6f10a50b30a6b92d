"""Every column with text, dates or bytes is named in the policy, and docs/retention.md says what the policy says."""

from pathlib import Path

from django.apps import apps
from django.db import models

from saidyes.retention.policy import as_markdown, policy
from tests.house.plans import ROOT

TELLS = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.DateField)
THEIRS = ("sessions", "account", "auth", "contenttypes")


def columns() -> set[str]:
    """What may tell of a person, as `app.Model.column`. A moment alone tells of nobody."""
    return {
        f"{model._meta.label}.{field.attname}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if isinstance(field, TELLS) and not isinstance(field, models.DateTimeField)
    }


def named() -> list[str]:
    about_people = [column for one in policy().kept for column in one.columns]
    return about_people + [f"{model}.{name}" for model, names in policy().harmless.items() for name in names]


def test_every_column_is_named_and_every_name_is_a_column():
    assert columns() - set(named()) == set()
    assert set(named()) - columns() == set()


def test_no_column_is_named_twice():
    assert len(named()) == len(set(named()))


def test_every_way_to_go_is_explained_and_every_reason_is_given():
    assert {one.erasure for one in policy().kept} == set(policy().ways)
    assert all(one.what and one.why and one.how_long and (one.columns or one.files) for one in policy().kept)


def test_the_page_says_what_the_policy_says():
    page = (ROOT / "docs/retention.md").read_text("utf-8")
    assert as_markdown() in page


def test_every_place_in_the_data_folder_is_named():
    code = "".join(path.read_text("utf-8") for path in Path(ROOT / "saidyes").rglob("*.py"))
    for place in ("evidence", "imports", "restricted-keys"):
        assert f'kept_at("{place}")' in code
        assert place in "".join(one.files for one in policy().kept)
