"""Every row belongs to one school, and the database can be split by school one day."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Model, UniqueConstraint

GLOBAL = {"accounts.User", "accounts.Visit", "businesses.Business", "checkup.Pulse", "delivery.Pace"}


def tenant_models():
    for model in apps.get_models(include_auto_created=True):
        owner = model._meta.auto_created or model
        if model.__module__.startswith("saidyes.") and owner._meta.label not in GLOBAL:
            yield model


def unique_sets(model: type[Model]) -> Iterator[tuple[str, ...]]:
    yield from (tuple(names) for names in model._meta.unique_together)
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(constraint.fields)
    for field in model._meta.local_fields:
        if field.unique and not field.primary_key:
            yield (field.name,)


def belongs(model: type[Model]) -> bool:
    return any(field.attname == "business_id" and not field.null for field in model._meta.local_fields)


def test_every_row_knows_its_school():
    assert [model._meta.label for model in tenant_models() if not belongs(model)] == []


def test_every_unique_rule_leads_with_the_school():
    across = {
        f"{model._meta.label} {fields}"
        for model in tenant_models()
        for fields in unique_sets(model)
        if not fields or fields[0] not in {"business", "business_id"}
    }
    assert across == set()


@pytest.mark.django_db
def test_no_change_of_a_model_was_left_without_its_migration():
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
