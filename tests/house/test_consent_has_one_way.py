"""A standing moves in one place, is asked in one place, and a no is answered only when nothing is on its way."""

import ast

from tests.house.call_graph import Place, called_by, leading_to
from tests.house.plans import FACES, HOUSE, calls, modules, relative, tree

WRITER = "consent/models/address.py"
READERS = {WRITER, "consent/gate.py"}
RECORDING = ("saidyes.consent.choosing", "record_choice")
WAITING = ("saidyes.delivery.acknowledging", "wait_until_clear")
ALWAYS_A_YES = {
    ("saidyes.consent.unsubscribing", "undo"),
    ("saidyes.consent.confirming", "ask_by_link"),
    ("saidyes.consent.confirming", "confirm"),
}


def elsewhere(*places: str):
    return [path for path in modules("saidyes") if path.relative_to(HOUSE).as_posix() not in places]


def test_only_the_address_itself_moves_its_standing():
    movers = [
        f"{relative(path)}:{node.lineno}"
        for path in elsewhere(WRITER)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "standing" and isinstance(node.ctx, ast.Store)
    ]
    updates = [
        f"{relative(path)}:{call.lineno}"
        for path in elsewhere(WRITER)
        for name, call in calls(tree(path))
        if name in {"update", "create", "update_or_create", "get_or_create"}
        and any(keyword.arg == "standing" for keyword in call.keywords)
    ]
    assert movers + updates == []


def test_only_the_gate_asks_who_is_willing():
    askers = [
        f"{relative(path)}:{call.lineno}"
        for path in elsewhere(*READERS)
        for name, call in calls(tree(path))
        if name in {"filter", "exclude", "get", "Q"}
        and any((keyword.arg or "").endswith("willing") for keyword in call.keywords)
    ]
    assert askers == []


def in_a_face(place: Place) -> bool:
    return place[0].split(".")[1] in FACES


def test_a_page_that_writes_down_a_no_waits_until_nothing_is_on_its_way():
    recording = {place for place in leading_to({RECORDING}) if not in_a_face(place)} - ALWAYS_A_YES
    at_the_door = {place for place, calls in called_by().items() if in_a_face(place) and calls & recording}
    assert at_the_door - leading_to({WAITING}) == set()
