"""`./run messages`: gather what families read into both catalogues, and compile them, without GNU gettext."""

import io
import pathlib
from collections.abc import Iterator

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = pathlib.Path(__file__).parents[1]
HOUSE = ROOT / "saidyes"
TRANSLATED = {"es": "es", "fr_CA": "fr_CA"}  # folder and locale
ENGLISH_ONLY = ("office", "api", "sample", "locale")
TEMPLATES = (".html", ".md", ".txt")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def main() -> None:
    wanted = gathered()
    for folder in TRANSLATED:
        catalogue = stored(folder)
        since = catalogue.creation_date
        catalogue.update(wanted, no_fuzzy_matching=True, update_header_comment=False)
        catalogue.creation_date = since  # the same messages make the same files, whenever
        catalogue.obsolete.clear()
        po_of(folder).write_bytes(written(catalogue))
        mo_of(folder).write_bytes(compiled(catalogue))
        missing = [message.id for message in catalogue if message.id and not message.string]
        print(f"{folder}: {len(catalogue):,} messages, {len(missing):,} to translate")


def gathered() -> Catalog:
    """Every message that the source asks for, and the files that ask for it."""
    catalogue = Catalog()
    for path in sorted(HOUSE.rglob("*")):
        place = path.relative_to(HOUSE)
        if place.parts[0] not in ENGLISH_ONLY and path.suffix in (".py", *TEMPLATES):
            for name, context in messages_in(path):
                catalogue.add(name, None, [(str(path.relative_to(ROOT)), 0)], context=context)
    return catalogue


def messages_in(path: pathlib.Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    text, method = path.read_text("utf-8"), "python"
    if path.suffix != ".py":
        text, method = templatize(text), "javascript"  # whose reader minds no indentation
    for _, name, _, context in extract(method, io.BytesIO(text.encode()), KEYWORDS):
        yield name, context


def stored(folder: str) -> Catalog:
    with po_of(folder).open("rb") as file:
        return read_po(file, locale=TRANSLATED[folder])


def written(catalogue: Catalog) -> bytes:
    file = io.BytesIO()
    write_po(file, catalogue, width=120, sort_output=True, omit_header=False)
    return file.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def po_of(folder: str) -> pathlib.Path:
    return HOUSE / "locale" / folder / "LC_MESSAGES" / "django.po"


def mo_of(folder: str) -> pathlib.Path:
    return po_of(folder).with_suffix(".mo")


if __name__ == "__main__":
    main()
