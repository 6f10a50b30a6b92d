"""The settings that a school's own server runs with, read from an environment as it is at such a server."""

import os
import runpy
from types import SimpleNamespace

from tests.house.plans import HOUSE

OF_A_SCHOOL = {
    "SAIDYES_BASE_URL": "https://blasts.tidewater.example",
    "SAIDYES_TRUSTED_PROXIES": "1",
    "SAIDYES_SECRET_KEY": "k9Vd0wq3ZrT7-bYx5mLh2nPf8sGj4uKc6eAa1iQoRtWzXyEpNvBd",
    "EMAIL_URL": "smtp+tls://blasts:word@mail.tidewater.example:587",
}
OURS = ("SAIDYES_", "DATABASE_URL", "EMAIL_URL", "BROKER_URL")


def settings_by(monkeypatch, data_folder, **environment: str) -> SimpleNamespace:
    """What settings.py makes of that environment, and of nothing else."""
    for name in [name for name in os.environ if name.startswith(OURS)]:
        monkeypatch.delenv(name)
    for name, value in {"SAIDYES_DATA_DIR": str(data_folder), **environment}.items():
        monkeypatch.setenv(name, value)
    made = runpy.run_path(str(HOUSE / "settings.py"))
    return SimpleNamespace(**{name: value for name, value in made.items() if name.isupper()})
