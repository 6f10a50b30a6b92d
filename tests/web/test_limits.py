"""More than any page of ours sends is refused before it is read, with a page that says so."""

from uuid import UUID

import pytest

from saidyes.web.limits import LARGEST_BODY
from tests.portal.visits import shows

PAGE = "/portal/log-in/"


@pytest.fixture(autouse=True)
def at_the_door(client):
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("request_", "status", "said"),
    [
        ({"CONTENT_LENGTH": str(LARGEST_BODY + 1)}, 413, "That is too large"),
        ({"CONTENT_LENGTH": "9" * 5000}, 413, "At most 10 MB can be sent at once."),
        ({"HTTP_X_LONG": "x" * 64 * 1024}, 431, "That is too large"),
        ({"HTTP_COOKIE": "x=" + "y" * 20_000}, 431, "Delete the cookies of this site"),
        ({"QUERY_STRING": "q=" + "x" * 9_000}, 414, "Your browser sent more than we read."),
        ({"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}, 411, "Say with Content-Length how long it is."),
        ({"HTTP_HOST": "evil.example"}, 400, "We could not read that"),
        ({"HTTP_HOST": "dana@example.com"}, 400, "We could not read that"),
    ],
)
def test_too_much_gets_a_sentence_and_a_number(client, request_, status, said):
    answer = client.generic("POST", PAGE, b"email=dana%40example.com", **request_)
    assert answer.status_code == status
    assert shows(answer, said, "read out this number", answer["X-Request-ID"])
    assert "evil" not in answer.content.decode()


def test_a_form_has_so_many_fields_and_letters(client):
    many = client.post(PAGE, {f"field-{number}": "x" for number in range(20_000)})
    assert (many.status_code, shows(many, "We could not read that")) == (400, True)
    large = client.post(PAGE, f"email={'x' * 3_000_000}", content_type="application/x-www-form-urlencoded")
    assert (large.status_code, shows(large, "That is too large")) == (413, True)


@pytest.mark.parametrize("method", ["TRACE", "PUT", "PATCH", "DELETE", "CONNECT", "BREW"])
def test_there_is_nothing_but_looking_and_sending(client, method):
    answer = client.generic(method, PAGE, b"")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")


def test_a_method_in_a_header_or_a_field_counts_for_nothing(client):
    answer = client.post(PAGE, {"_method": "DELETE"}, headers={"X-HTTP-Method-Override": "DELETE"})
    assert answer.status_code == 422


def test_a_machine_gets_a_line(client):
    answer = client.post("/api/inbound/", b"", content_type="message/rfc822", CONTENT_LENGTH=str(LARGEST_BODY + 1))
    assert (answer.status_code, answer["Content-Type"]) == (413, "text/plain; charset=utf-8")
    assert answer.content == b"At most 10 MB can be sent at once. Choose a smaller file, or send less.\n"


def test_who_reloads_what_only_took_what_was_posted_is_helped_on_in_their_language(client):
    answer = client.get("/api/inbound/")
    assert (answer.status_code, answer["Allow"], answer["Content-Type"]) == (405, "POST", "text/plain; charset=utf-8")
    ended = f"/portal/my-account/account-information/log-ins/{UUID(int=1)}/end/"
    answer = client.get(ended, headers={"accept-language": "es"})
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert shows(answer, "Vuelva atrás", "(503) 555-0142")
