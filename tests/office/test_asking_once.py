"""What every page asks the database for, it asks once."""

import re
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from saidyes.accounts.models import Membership, User
from saidyes.businesses.models import Business
from saidyes.families.models import Family, Guardian
from tests.office.blasts_acts import path, press_send, write

READ = re.compile(r'(?:FROM|JOIN) "(\w+)"')


@pytest.fixture
def asked():
    """`asked(browser, url)`: how often rows of each table were asked for."""

    def tables(browser, url: str) -> Counter[str]:
        browser.get(url)  # the first page of a log-in also writes it down
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200
        return Counter(table for query in queries for table in READ.findall(query["sql"]))

    return tables


def test_a_page_of_the_office_asks_who_and_where_once(asked, office, marisol):
    found = asked(office(marisol), reverse("office-reports"))
    assert [found[model._meta.db_table] for model in (Business, User, Membership)] == [1, 1, 1]


def test_a_page_of_the_portal_asks_who_and_where_once(asked, portal_as, dana):
    found = asked(portal_as(dana), reverse("portal-contact"))
    assert [found[model._meta.db_table] for model in (Business, User, Guardian)] == [1, 1, 1]


def test_what_a_page_asks_for_by_itself_counts_nothing_for_the_rail(asked, office, marisol):
    browser = office(marisol)
    blast = write(browser)
    press_send(browser, blast)
    assert asked(browser, path(blast))[Family._meta.db_table] == 1
    browser.defaults["HTTP_HX_REQUEST"] = "true"
    assert asked(browser, path(blast))[Family._meta.db_table] == 0
