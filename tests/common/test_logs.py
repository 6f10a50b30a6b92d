"""What a line of the log says, and what it never does."""

import json
import logging
import sys

import pytest
from django.db import OperationalError

from saidyes.common.logs import REQUEST, JsonLines, Lines
from saidyes.common.signing import sign


def line(text: str, *args: object, wrong: BaseException | None = None, form=Lines, **more: object) -> str:
    about = (type(wrong), wrong, wrong.__traceback__) if wrong else None
    record = logging.LogRecord("saidyes.x", logging.INFO, "x.py", 1, text, args, about)
    record.__dict__.update(more)
    return form().format(record)


@pytest.mark.parametrize("form", [Lines, JsonLines])
@pytest.mark.parametrize("text", ["Not Found: %s", "%s"])
def test_a_link_is_hidden_wherever_it_stands(text, form):
    token = sign("unsubscribe", b"0" * 48)
    hidden = line(text, f"/portal/unsubscribe/{token}/", form=form)
    assert token not in hidden
    assert "/portal/unsubscribe/v1.hidden/" in hidden


@pytest.mark.parametrize("form", [Lines, JsonLines])
@pytest.mark.parametrize(
    "text", ["dana@example.com", "<dana@example.com>", "to=dana%40example.com&x=1", "amqp://saidyes:dana@example.com/x"]
)
def test_an_address_is_hidden_wherever_it_stands(text, form):
    hidden = line("could not reach %s", text, form=form)
    assert "(address)" in hidden
    assert "dana" not in hidden


def test_everything_else_is_written_as_it_is():
    written = line("%s handled in %.1f s by worker v1.2", "3 rows", 0.25)
    assert written.endswith(" INFO saidyes.x 3 rows handled in 0.2 s by worker v1.2")


def test_of_an_error_the_place_is_said_and_not_the_words():
    first, second = (f"{word} is secret" for word in ("dana", 424242))
    try:
        try:
            raise LookupError(first)
        except LookupError as before:
            raise ValueError(second) from before
    except ValueError:
        written = line("it broke", wrong=sys.exc_info()[1], form=JsonLines)
    said = json.loads(written)["error"]
    assert [word in said for word in ("ValueError", "after LookupError", "test_logs.py")] == [True] * 3
    assert "is secret" not in written
    lost = OperationalError("the connection was closed\nDETAIL: of Dana")
    assert "OperationalError the connection was closed\n" in line("x", wrong=lost)
    assert "Dana" not in line("x", wrong=lost)


def test_for_machines_a_record_is_one_line_whatever_is_in_it():
    mark = REQUEST.set("a1b2")
    written = line("first\nsecond\u2028third", form=JsonLines, facts={"status": 200})
    REQUEST.reset(mark)
    assert written.isascii()
    assert "\n" not in written
    assert json.loads(written).items() >= {"request": "a1b2", "status": 200, "level": "INFO"}.items()


def test_what_django_says_of_a_request_is_its_status():
    wrong = ValueError("dana")
    refused = line("Invalid HTTP_HOST header: %r.", "dana", request=object(), status_code=400, wrong=wrong)
    assert refused.endswith(" INFO saidyes.x Bad Request")
