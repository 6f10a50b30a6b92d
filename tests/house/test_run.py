"""The two commands: what they say of themselves, and how they refuse."""

import socket
import subprocess
import sys

import pytest

from tests.house.plans import ROOT

COMMANDS = (
    *("test", "coverage", "lint", "ci", "drill", "bench", "screenshots", "sbom", "docs", "manage", "lock", "help"),
    *("install-service", "upgrade"),
)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "run"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_help_fits_one_screen_and_names_every_command():
    page = run("help").stdout
    assert len(page.splitlines()) <= 24
    assert max(map(len, page.splitlines())) <= 120
    assert [name for name in COMMANDS if f"./run {name}" not in page] == []


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (["strat"], {}, "there is no command 'strat'"),
        ([], {"SAIDYES_PORT": "80000"}, "SAIDYES_PORT is a number from 1 to 65535, not '80000'"),
        ([], {"SAIDYES_PORT": "http"}, "SAIDYES_PORT is a number from 1 to 65535, not 'http'"),
    ],
)
def test_a_slip_gets_one_sentence_and_a_code(arguments: list[str], environment: dict[str, str], sentence: str):
    refused = run(*arguments, **environment)
    assert refused.returncode == 2
    assert sentence in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_a_port_in_use_is_said_at_once():
    with socket.create_server(("127.0.0.1", 0)) as server:
        refused = run(SAIDYES_PORT=str(server.getsockname()[1]))
    assert refused.returncode == 1
    assert "is not free" in refused.stderr
    assert "SAIDYES_PORT=8001" in refused.stderr


def test_ci_is_one_line():
    shebang, line = (ROOT / ".ci/run").read_text("utf-8").splitlines()
    assert shebang == "#!/bin/sh"
    assert line.endswith("./run ci")
