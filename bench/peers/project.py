"""A Django project of one file around somebody else's queue."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import django
from django.conf import settings
from django.core.management import call_command

TEMPLATES = "templates"


class Work(NamedTuple):
    """What is to be sent, as the benchmark wrote it down. `people` are contexts; their `address` is where it goes."""

    database: dict[str, Any]
    port: int
    subject: str
    text: str
    html: str
    sender: str
    people: list[dict[str, str]]


def begin(folder: Path, *apps: str, **others: Any) -> Work:
    """Set Django up for it, with empty tables."""
    work = Work(**json.loads((folder / "work.json").read_text("utf-8")))
    engine = {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [folder / TEMPLATES]}
    settings.configure(
        DATABASES={"default": work.database},
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=work.port,
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", *apps],
        TEMPLATES=[{**engine, "APP_DIRS": True}],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        SECRET_KEY="of a throwaway project",
        USE_TZ=True,
        **others,
    )
    django.setup()
    call_command("migrate", verbosity=0)
    return work
