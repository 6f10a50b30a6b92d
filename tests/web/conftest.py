"""The web as a school's own server has it."""

import pytest

from tests.web.production import OF_A_SCHOOL, settings_by

OF_THE_WEB = ("SECURE_", "SESSION_", "CSRF_", "LANGUAGE_COOKIE", "DEVICE_COOKIE", "X_FRAME", "HTTPS", "SAIDYES_TRUSTED")


@pytest.fixture
def production(monkeypatch, settings, data_folder):
    """What a school's own server would say of the web; the database and the hosts are the tests'."""
    chosen = vars(settings_by(monkeypatch, data_folder, **OF_A_SCHOOL))
    for name, value in chosen.items():
        if name.startswith(OF_THE_WEB):
            setattr(settings, name, value)
    settings.STATIC_ROOT = data_folder / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "icon.svg").write_text("<svg/>")
