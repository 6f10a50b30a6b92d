"""Who may see a page is decided by its door, and every page has exactly one."""

from tests.house.url_map import pages


def doors(view):
    """The name each layer of the view goes by, for the layers that a doors.py put around it."""
    found = []
    layer = view
    while layer is not None:
        code = getattr(layer, "__code__", None)
        if code and code.co_filename.endswith("doors.py"):
            found.append(getattr(layer, "door", "a door without a name"))
        layer = getattr(layer, "__wrapped__", None)
    return found


def test_every_page_has_exactly_one_door():
    wrong = {page.path: doors(page.view) for page in pages() if len(doors(page.view)) != 1}
    assert wrong == {}


def test_every_door_has_a_name_the_page_can_be_asked_for():
    nameless = [page.path for page in pages() if not page.door]
    assert nameless == []
