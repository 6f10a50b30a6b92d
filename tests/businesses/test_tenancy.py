import pytest
from django.test import Client

from saidyes.businesses.models import Business
from saidyes.businesses.tenancy import business_of


def test_each_host_is_its_own_school(business, lakeside):
    assert business_of("tidewater.localhost") == business
    assert business_of("LAKESIDE.localhost:8000") == lakeside


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000"])
def test_loopback_means_the_first_school(business, lakeside, host):
    assert business_of(host) == business


def test_a_host_nobody_claims_is_told_nothing(business, lakeside):
    assert business_of("elsewhere.localhost") is None
    assert Client(SERVER_NAME="elsewhere.localhost").get("/portal/").status_code == 404


def test_a_foreign_host_is_refused(business):
    assert Client(SERVER_NAME="evil.example").get("/portal/").status_code == 400


def test_links_are_made_of_the_configured_host(business, settings):
    settings.SAIDYES_BASE_URL = "https://mail.example:8443"
    assert business.url("/portal/") == "https://tidewater.localhost:8443/portal/"


def test_a_school_without_a_postal_address_cannot_send(business):
    assert business.cannot_send_because() == ""
    business.street = ""
    assert business.cannot_send_because() == "Add your postal address before sending"
    assert Business(blast_address="a@b.example", sender_name="A").postal_address == ""


def test_a_page_that_is_not_there_still_says_whose_site_it_is(client):
    answer = client.get("/portal/nothing-here/")
    assert answer.status_code == 404
    assert "(503) 555-0142" in answer.content.decode()
