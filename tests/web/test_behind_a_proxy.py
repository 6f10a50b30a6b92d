"""The proxy in front ends TLS and says so: then pages are served, forms are believed, and nothing goes unencrypted."""

import re

import pytest
from django.test import Client

from tests.cast import HOST

PAGE = "/portal/log-in/"
OVER_TLS = {"Host": HOST, "X-Forwarded-Proto": "https", "Origin": f"https://{HOST}"}


@pytest.fixture
def browser(production, business) -> Client:
    return Client(SERVER_NAME=HOST, enforce_csrf_checks=True)


def test_a_form_that_came_over_tls_is_believed(browser):
    page = browser.get(PAGE, headers=OVER_TLS).content.decode()
    typed = {"email": "no address", "csrfmiddlewaretoken": re.findall('csrfmiddlewaretoken" value="(.+?)"', page)[0]}
    assert browser.post(PAGE, typed, headers=OVER_TLS).status_code == 422
    foreign = {**OVER_TLS, "Origin": "https://elsewhere.example"}
    assert browser.post(PAGE, typed, headers=foreign).status_code == 403


def test_whoever_came_without_is_led_to_it_and_a_machine_is_not(browser):
    led = browser.get(PAGE, headers={**OVER_TLS, "X-Forwarded-Proto": "http"})
    assert (led.status_code, led["Location"]) == (301, f"https://{HOST}{PAGE}")
    assert browser.get("/readyz").status_code == 200
    assert browser.post("/api/inbound/", b"", content_type="message/rfc822").status_code == 403


def test_where_no_proxy_is_named_nobody_says_what_it_was(settings, business):
    settings.SECURE_SSL_REDIRECT = True
    assert Client(SERVER_NAME=HOST).get(PAGE, headers=OVER_TLS).status_code == 301
