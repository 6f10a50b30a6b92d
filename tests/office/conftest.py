import pytest

from saidyes.families.models import HeldAddress

EMEKAS = "emeka.okafor@example.org"


@pytest.fixture
def at_the_desk(office, priya):
    return office(priya)


@pytest.fixture
def emekas(business):
    return HeldAddress.objects.select_related("address", "guardian").get(address__key=EMEKAS)
