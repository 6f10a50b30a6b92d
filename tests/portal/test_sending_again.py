"""A form with a token that is too old: nothing is saved, and what was typed is one button away."""

import re

import pytest
from django.test import Client

from tests.cast import HOST
from tests.portal.visits import JOIN, KIM, LOG_IN, shows

OURS = f"http://{HOST}"
KEPT = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@pytest.fixture
def strict(business):
    """A browser that is asked for the token, as every real one is."""
    return Client(SERVER_NAME=HOST, enforce_csrf_checks=True)


def test_what_was_typed_is_kept_and_can_be_sent_again(strict):
    refused = strict.post(JOIN, {**KIM, "last_name": 'Park "the" <b>'}, headers={"origin": OURS})
    assert refused.status_code == 403
    assert shows(refused, "Please send this again", "Send again", 'Park "the" <b>')
    again = {**KIM, **dict(KEPT.findall(refused.content.decode()))}
    assert strict.post(JOIN, again, headers={"origin": OURS}).status_code == 302


@pytest.mark.parametrize("origin", [{}, {"origin": "https://evil.example"}, {"origin": "null"}])
def test_nothing_of_another_site_is_offered(strict, origin):
    refused = strict.post(JOIN, KIM, headers=origin)
    assert refused.status_code == 403
    assert not shows(refused, KIM["email"])
    assert shows(refused, "Go back, reload the page, and send it again.")


def test_a_password_is_not_written_into_a_page(strict):
    typed = {"email": KIM["email"], "password": "otter under the pier 9"}
    refused = strict.post(f"{LOG_IN}password/", typed, headers={"origin": OURS})
    assert not shows(refused, "otter")
