"""What tests of every page need of the import."""

from saidyes.classes import importing
from saidyes.classes.importing import desk
from tests.classes.exports import file_of, reed


def imported_file(school):
    """A file that waits to be loaded, and the remarks of one that was."""
    file_id = desk.put_down(school, file_of(reed()))
    desk.keep_remarks(school, file_id, importing.foresee(desk.plan_of(school, file_id)))
    return file_id
