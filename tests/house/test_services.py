"""The services of one machine, as systemd and the proxies would read them. None is started here."""

import configparser
import importlib.util
import re
import shutil
import subprocess

import pytest

from tests.house.plans import ROOT
from tests.house.test_configuration import documented

DEPLOY = ROOT / "deploy"
HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "SystemCallFilter": "@system-service",
    "User": "saidyes",
    "StateDirectory": "saidyes",
    "StateDirectoryMode": "0700",
    "UMask": "0077",
    "RestrictNamespaces": "yes",
}


def module():
    found = importlib.util.spec_from_file_location("installing", DEPLOY / "installing.py")
    loaded = importlib.util.module_from_spec(found)
    found.loader.exec_module(loaded)
    return loaded


@pytest.fixture
def installing(tmp_path):
    """The script, with a folder of its own for what it would write into the machine."""
    script = module()
    script.SETTINGS = tmp_path / "env"
    script.SETTINGS.write_text("SAIDYES_BASE_URL=https://blasts.example.org\nSAIDYES_ANCHORS=/mnt/usb/anchors.txt\n")
    return script


def read(text: str) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(text)
    return unit


def test_every_service_is_hardened_and_may_write_into_its_own_folder_alone(installing):
    text = installing.filled("saidyes-.service.d/hardening.conf")
    wearing = dict(read(text)["Service"])
    assert {name: wearing.get(name) for name in HARDENED} == HARDENED
    assert [line for line in text.splitlines() if line.startswith("ReadWrite")] == ["ReadWritePaths=-/mnt/usb"]


def test_the_units_run_commands_there_are_from_this_folder(installing):
    units = {part: read(installing.filled(part)) for part in installing.PARTS}
    commands = [unit["Service"]["ExecStart"] for unit in units.values() if unit.has_option("Service", "ExecStart")]
    python = f"{ROOT}/.venv/bin/python manage.py"
    assert commands == [f"{python} serve", f"{python} deliver", f"{python} backup --keep 14"]
    assert {part for part in installing.STARTED if units[part].has_section("Install")} == set(installing.STARTED)
    assert "@HERE@" not in "".join(installing.filled(part) for part in [*installing.PARTS, "saidyes"])


def test_systemd_finds_nothing_wrong_with_them(installing, tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not here")
    for part in installing.PARTS:
        text = re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", installing.filled(part))
        installing.write(tmp_path / part, text)
    units = [str(tmp_path / part) for part in installing.PARTS if not part.endswith(".conf")]
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    ours = [line for line in (told.stdout + told.stderr).splitlines() if "saidyes" in line]
    assert (told.returncode, ours) == (0, [])


def test_what_is_installed_names_only_what_is_documented(installing):
    assert set(installing.GIVEN) | set(installing.FOLDERS) <= documented()


def test_a_file_is_there_whole_or_as_it_was(installing, tmp_path):
    unit = tmp_path / "units" / "saidyes-web.service"
    installing.write(unit, "one")
    installing.write(unit, "two", mode=0o640)
    assert (unit.read_text(), unit.stat().st_mode & 0o777) == ("two", 0o640)
    assert list(unit.parent.iterdir()) == [unit]


def test_the_proxies_keep_who_asks_and_which_school():
    nginx = (DEPLOY / "nginx.conf").read_text("utf-8")
    for header in ("Host $host", "X-Forwarded-For $proxy_add_x_forwarded_for", "X-Forwarded-Proto $scheme"):
        assert f"proxy_set_header {header};" in nginx
    assert nginx.count("{") == nginx.count("}")
    caddy = (DEPLOY / "Caddyfile").read_text("utf-8")
    assert "reverse_proxy 127.0.0.1:8000" in caddy
    assert caddy.count("{") == caddy.count("}")
