"""A real mail server on loopback for one test: `smtp_server.letters` is what it kept, `.behave(...)` spoils it."""

import pytest

from bench.smtp_server import SmtpServer


@pytest.fixture
def smtp_server(settings):
    with SmtpServer() as server:
        settings.SAIDYES_EMAIL_URL = server.url
        yield server
