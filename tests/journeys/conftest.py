from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_tries_counted(transactional_db) -> Iterator[None]:
    """Tries are counted in the cache's table, which the flush after a journey does not know."""
    cache.clear()
    yield
    cache.clear()
