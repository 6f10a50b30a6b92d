"""A word that nobody says, in every text of a school, and in each column another: who reads one knows where it was."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from saidyes.accounts.models import User
from saidyes.businesses.models import Business
from tests.flushing import lifted_on_postgresql, lifted_on_sqlite

SEARCHED = "quok"  # a page may repeat what was searched for
CANARY = re.compile(r"quokka(\d+)x", re.IGNORECASE)
ROOM = 16  # characters that the longest takes
SHOWN_TO_ALL = {"businesses_business", "consent_wording", "consent_ownwords"}  # to whoever opens the school's own pages
FOR_MACHINES = {
    *("kind", "verb", "source", "subject", "about", "language", "country", "currency", "time_zone", "host", "editor"),
    *("actor_kind", "actor_id", "on_behalf_of", "brand_colour", "logo_name", "message_id", "agreed_by", "password"),
    *("digest", "sha256", "private_digest", "prev_hash", "row_hash", "root", "prev_seal_hash", "key_id", "signature"),
    *("fingerprint", "peaks", "vouched_by", "counts", "audience", "choice_url"),
}
ADDRESSES = {
    *("key", "spelling", "email", "address", "to_address", "to_key"),
    *("blast_address", "notice_address", "reply_to"),
}
Text = models.Field


class Canaries:
    """Which word stands where."""

    def __init__(self) -> None:
        self.places: list[str] = []
        self.tables: set[str] = set()

    def lay(self, school: Business) -> None:
        """Into every row of the school, whatever watches over the rows."""
        lifted: Any = lifted_on_postgresql if connection.vendor == "postgresql" else lifted_on_sqlite
        watch: AbstractContextManager[None] = lifted(connection)
        with transaction.atomic(), watch:
            for rows in rows_of(school):
                self._lay_into(rows)
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def in_bytes(self, place: str) -> bytes:
        """One for a file."""
        return self._word(place).encode()

    def read_in(self, text: str) -> set[str]:
        """Where those stood that are in the text."""
        return {self.places[int(number)] for number in CANARY.findall(text)}

    def _lay_into(self, rows: models.QuerySet[Any]) -> None:
        meta = rows.model._meta  # noqa: SLF001 (Django's own way to ask)
        words = {text: self._word(f"{meta.db_table}.{text.column}") for text in texts_of(rows.model)}
        for number, row in enumerate(rows):
            values = {
                text.attname: self._changed(text, getattr(row, text.attname), words[text], number) for text in words
            }
            rows.model._base_manager.filter(pk=row.pk).update(**values)  # noqa: SLF001
            self.tables.add(meta.db_table)

    def _word(self, place: str) -> str:
        self.places.append(place)
        return f"quokka{len(self.places) - 1}x"

    def _changed(self, text: Text, value: Any, word: str, number: int) -> Any:
        if isinstance(text, models.JSONField):
            return in_json(value, word)
        return f"{word}{number}{'@example.com' if text.name in ADDRESSES else ''}"


def rows_of(school: Business) -> Iterator[models.QuerySet[Any]]:
    """Everything that is the school's, the school itself, and the log-ins of its people."""
    yield Business.objects.filter(pk=school.pk)
    here = models.Q(memberships__business=school) | models.Q(guardianships__business=school)
    yield User.objects.filter(here).distinct()
    for model in apps.get_models():
        names = {field.attname for field in model._meta.local_fields}  # noqa: SLF001
        if model.__module__.startswith("saidyes.") and "business_id" in names:
            yield model._base_manager.filter(business_id=school.pk)  # noqa: SLF001


def texts_of(model: type[models.Model]) -> list[Text]:
    """Its columns that people write or read."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    found = [field for field in model._meta.local_fields if isinstance(field, kinds)]  # noqa: SLF001
    return [one for one in found if not one.choices and one.name not in FOR_MACHINES and (one.max_length or 99) >= ROOM]


def in_json(value: Any, word: str) -> Any:
    """The same, with the word before each text for people: ids, dates and hashes have neither space nor case."""
    if isinstance(value, dict):
        return {key: in_json(one, word) for key, one in value.items()}
    if isinstance(value, list):
        return [in_json(one, word) for one in value]
    is_for_people = isinstance(value, str) and (" " in value or "@" in value or value[:1].isupper())
    return f"{word} {value}" if is_for_people else value
