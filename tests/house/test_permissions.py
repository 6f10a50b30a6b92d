"""The matrix of who may do what names every page there is. `./run drill permissions` asks each of them as everybody."""

from tests.house.url_map import pages
from tests.permissions import ROWS, pages_of_rows


def names():
    return {page.name for page in pages()}


def test_every_page_is_in_a_row_of_the_matrix():
    assert names() - pages_of_rows() == set()


def test_no_row_names_a_page_that_is_gone():
    assert pages_of_rows() - names() == set()


def test_every_row_of_the_specification_is_there():
    assert list(ROWS) == list(range(1, 63))
    assert all(named for _, named in ROWS.values())
