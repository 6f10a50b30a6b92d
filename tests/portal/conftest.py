import pytest
from django.test import Client

from saidyes.accounts.arriving import user_of
from saidyes.families.holding import prove
from tests.portal.visits import log_in


@pytest.fixture
def by_code(business):
    """`by_code(dana)`: her browser, logged in just now by the code in her mail."""

    def enter(guardian):
        held = guardian.held_addresses.select_related("address").get(is_primary=True)
        guardian.user = user_of(held.address.key, name=guardian.name)
        guardian.save(update_fields=["user"])
        prove(held)
        browser = Client(SERVER_NAME=guardian.business.host)
        assert log_in(browser, held.address.key).status_code == 302
        return browser

    return enter
