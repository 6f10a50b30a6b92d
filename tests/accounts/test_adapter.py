"""What allauth may do here, and from where a request is believed to come."""

import pytest
from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from saidyes.accounts.origin import origin_of
from tests.cast import PASSWORD


def test_allauth_makes_no_account_and_writes_no_letter(rf):
    adapter = get_adapter()
    assert adapter.is_open_for_signup(rf.get("/")) is False
    with pytest.raises(NotImplementedError):
        adapter.send_mail("account/email/login_code", "x@example.com", {})


def test_every_spelling_of_an_address_is_one_person(business, theo):
    request = RequestFactory().post("/office/log-in/")
    for spelling in ("theo@tidewater.example", "Theo@Tidewater.EXAMPLE", " theo@tidewater.example\u200b"):
        assert get_adapter().authenticate(request, email=spelling, password=PASSWORD) == theo.user


def test_every_spelling_counts_as_the_same_tries(business, theo):
    request = RequestFactory().post("/office/log-in/")
    spellings = ["theo@tidewater.example", "THEO@tidewater.example"]
    for number in range(5):
        get_adapter().authenticate(request, email=spellings[number % 2], password="wrong")
    with pytest.raises(ValidationError, match="Too many tries"):
        get_adapter().authenticate(request, email=spellings[0], password=PASSWORD)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (0, "198.51.100.1", "203.0.113.9"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (1, "", "203.0.113.9"),
    ],
)
def test_only_trusted_proxies_say_where_a_request_comes_from(settings, proxies, forwarded, believed):
    settings.SAIDYES_TRUSTED_PROXIES = proxies
    meta = {"REMOTE_ADDR": "203.0.113.9"} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    assert origin_of(meta).ip == believed
