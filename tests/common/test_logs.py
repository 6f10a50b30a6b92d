import logging

import pytest

from saidyes.common.logs import WithoutLinks
from saidyes.common.signing import sign


def line(text: str, *args: object) -> str:
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, text, args, None)
    assert WithoutLinks().filter(record)
    return record.getMessage()


@pytest.mark.parametrize("text", ["Not Found: %s", "%s"])
def test_a_link_is_hidden_wherever_it_stands(text):
    token = sign("unsubscribe", b"0" * 48)
    assert token not in line(text, f"/portal/unsubscribe/{token}/")
    assert "/portal/unsubscribe/v1.hidden/" in line(text, f"/portal/unsubscribe/{token}/")
    assert token not in line(f"GET /portal/email-choice/{token}/ %d", 200)


def test_everything_else_is_written_as_it_is():
    assert line("%s handled in %.1f s by worker v1.2", "3 rows", 0.25) == "3 rows handled in 0.2 s by worker v1.2"
