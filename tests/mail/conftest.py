"""What the tests of the wire share."""

import pytest

from bench.certificate import self_signed


@pytest.fixture(scope="session")
def certificate():
    return self_signed()
