"""On PostgreSQL each table of the schools has its fence, by which its owner is held too."""

import pytest
from django.apps import apps
from django.db import connection

from saidyes.common.fence.policies import TABLES
from tests.house.plans import HOUSE, calls, modules, tree
from tests.house.test_schema import GLOBAL, tenant_models

FENCED = """SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
    WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.polname = 'of_its_school' AND p.polcmd = '*'
    AND p.polwithcheck IS NULL"""


@pytest.fixture
def fenced(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no row-level security")
    return names(FENCED)


def names(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}


def test_every_table_with_a_school_is_fenced(fenced):
    assert names(TABLES) - fenced == set()
    assert {model._meta.db_table for model in tenant_models()} - fenced == set()


def test_no_table_without_a_fence_leads_to_a_fenced_one(fenced):
    """What is beside a row of a school tells of it, so it must say whose it is."""
    leading = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if field.related_model and field.related_model._meta.db_table in fenced
        if model._meta.db_table not in fenced
    }
    assert leading == set()
    assert {apps.get_model(label)._meta.db_table for label in GLOBAL} & fenced == set()


def callers(name):
    """The modules of the house that call it."""
    found = [path for path in modules("saidyes") if any(called == name for called, _ in calls(tree(path)))]
    return {path.relative_to(HOUSE).as_posix() for path in found}


def test_no_page_can_say_that_it_is_everybodys():
    """Commands are, the doors of machines, and the watch over the worker; a person's request is its school's."""
    assert callers("this_process_is_everybodys") == {"__main__.py"}
    assert callers("of_every_school") == {"businesses/tenancy.py", "checkup/watchman.py"}


def test_what_is_counted_in_all_schools_is_known():
    """A log-in that is used elsewhere stays, one that opens an office is not taken lightly, no mailbox is bombed."""
    assert callers("count_everywhere") == {
        "accounts/hiring.py",
        "accounts/passwords.py",
        "notices/proving.py",
        "retention/logins.py",
    }
