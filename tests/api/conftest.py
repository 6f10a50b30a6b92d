"""The doors for mail providers: one of them is believed, and Amazon's certificate is handed out without a network."""

import pytest

from saidyes.api.providers import sns
from tests.api.reports import KEYS, MAKERS, amazons_certificate


@pytest.fixture
def fetched(monkeypatch):
    """What was asked of Amazon; the only thing there is the certificate."""
    asked = []

    def get(host: str, path: str) -> bytes:
        asked.append(host + path)
        return amazons_certificate()

    monkeypatch.setattr(sns, "get", get)
    sns._certificate.cache_clear()
    yield asked
    sns._certificate.cache_clear()


@pytest.fixture(params=MAKERS)
def provider(settings, request, fetched) -> str:
    settings.SAIDYES_PROVIDER, settings.SAIDYES_PROVIDER_KEY = request.param, KEYS[request.param]
    return request.param


@pytest.fixture
def tell(provider):
    """`tell(letter, to, "bounced")`: the provider says so, with its proof."""

    def post(letter: str, to: str, news: str, *words: str):
        return MAKERS[provider](letter, to, news, *words).post(provider)

    return post
