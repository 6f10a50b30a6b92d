import pytest

from saidyes.ledger.actors import Actor, ActorKind
from tests.retention.traces import wanda_signs_up

OWNER = Actor(ActorKind.OWNER, name="Marisol Vega")


@pytest.fixture
def wanda(business, deliver):
    return wanda_signs_up(business)


@pytest.fixture
def erased_by(office, django_capture_on_commit_callbacks):
    """`erased_by(marisol, family)`: she types the name and presses the button; the answer."""

    def erase(owner, family):
        browser = office(owner)
        with django_capture_on_commit_callbacks(execute=True):
            return browser.post(f"/office/families/{family.pk}/erase/", {"name": family.name}, follow=True)

    return erase
