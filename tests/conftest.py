"""The ground of every test: a database, and a data folder of its own. The people are in cast.py."""

import gc
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings as installed
from django.db import connections

from saidyes.common.fence import whose
from tests.flushing import lift_for_the_flush
from tests.restoring import stay_connected

pytest_plugins = ["tests.browser", "tests.cast", "tests.delivering", "tests.mail_server"]

whose.this_process_is_everybodys()
lift_for_the_flush()
stay_connected()
gc.set_threshold(20_000)  # each 700 objects, as is usual, it costs a twentieth of the time


# Nothing is timed. A change lands by the same examples each time; everywhere else the search goes on with new ones.
hypothesis.settings.register_profile("landing", derandomize=bool(os.environ.get("CI")), deadline=None)
hypothesis.settings.load_profile("landing")


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: no collection of garbage need look through it again."""
    gc.freeze()


def pytest_configure() -> None:
    installed.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 is slow on purpose
    installed.SAIDYES_NAME_SERVERS = ["127.0.0.1:0"]  # no test asks the world's
    installed.STORAGES = {
        **installed.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},  # needs no collecting
    }


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory) -> None:
    """SQLite in a file, as in production: in memory it has no WAL, and two connections would wait for each other."""
    database = connections.databases["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        as_ever = database["OPTIONS"]["init_command"]
        database["OPTIONS"]["init_command"] = f"{as_ever} PRAGMA synchronous=OFF;"  # no test cuts the power


@pytest.fixture(scope="session")
def data_folders(tmp_path_factory) -> Iterator[Path]:
    """An unused name for each test: `tmp_path` would look through all names that are taken to find one."""
    folder = tmp_path_factory.mktemp("data")
    return (folder / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def data_folder(settings, data_folders) -> Path:
    settings.SAIDYES_DATA_DIR = next(data_folders)
    settings.SAIDYES_DATA_DIR.mkdir()
    return settings.SAIDYES_DATA_DIR
