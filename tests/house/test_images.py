"""What is shipped for containers, read without an engine: no image is pulled and none is started here."""

import json
import re
import shlex
import shutil
import subprocess

import pytest
import yaml

from tests.house.plans import ROOT
from tests.house.test_configuration import documented

HANDS = {"blasts", "notices", "duties", "audit", "beat"}
OURS = {"prepare", "web", "worker"} | HANDS
THEIRS = {"postgres", "rabbitmq"}
PINNED = re.compile(r"[a-z]+:\d+(\.\d+)*(-[a-z0-9-]+)?")
TAKEN = re.compile(r"\$\{(\w+)(:\?|:-)?[^}]*\}")
OF_THE_FILE = {"POSTGRES_PASSWORD", "RABBITMQ_PASSWORD"}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "compose.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def dockerfile():
    """Each instruction with its arguments, lines that go on joined and comments left out."""
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [tuple(line.split(maxsplit=1)) for line in lines]


def test_every_part_is_there_its_image_pinned_and_nobody_is_root(compose):
    services = compose["services"]
    assert set(services) == OURS | THEIRS
    assert [name for name, each in services.items() if not PINNED.fullmatch(each["image"])] == []
    assert {name: services[name]["user"] for name in THEIRS} == {"postgres": "postgres", "rabbitmq": "rabbitmq"}
    hardened = ("read_only", "init")
    assert [name for name in OURS if not all(services[name][key] for key in hardened)] == []
    assert [name for name in OURS if services[name]["cap_drop"] != ["ALL"]] == []


def test_what_is_kept_lies_in_named_volumes_and_never_in_a_folder_of_the_host(compose):
    mounts = [mount for each in compose["services"].values() for mount in each.get("volumes", [])]
    assert {mount.partition(":")[0] for mount in mounts} == set(compose["volumes"])
    assert all("content" in config for config in compose["configs"].values())


def test_no_secret_is_written_down_and_each_must_be_given(compose):
    text = (ROOT / "compose.yml").read_text("utf-8")
    demanded = {name for name, mark in TAKEN.findall(text) if mark == ":?"}
    assert demanded >= {"SAIDYES_SECRET_KEY", "SAIDYES_LINK_KEYS", "EMAIL_URL", *OF_THE_FILE}
    for each in compose["services"].values():
        secrets = {name: value for name, value in each["environment"].items() if re.search("PASS|KEY|_URL", name)}
        assert [name for name, value in secrets.items() if not TAKEN.search(value)] == []


def test_every_variable_is_documented(compose):
    text = (ROOT / "compose.yml").read_text("utf-8")
    asked = {name for name, _ in TAKEN.findall(text)} - OF_THE_FILE
    given = {name for service in OURS for name in compose["services"][service]["environment"]}
    assert asked | given <= documented()


def test_the_database_is_prepared_once_and_before_anybody_else_begins(compose):
    services = compose["services"]
    waiting = {name for name in OURS if "prepare" in services[name]["depends_on"]}
    assert waiting == OURS - {"prepare"}
    assert services["prepare"]["restart"] == "no"
    healthy = [need for each in services.values() for need, how in each.get("depends_on", {}).items()]
    assert [name for name in healthy if name != "prepare" and "healthcheck" not in services[name]] == []
    assert "healthcheck" in services["web"]


def test_each_queue_has_a_worker_and_the_clock_runs_once(compose):
    commands = [compose["services"][name].get("command", []) for name in sorted(OURS)]
    assert sorted(command[4] for command in commands if command[2:4] == ["celery", "worker"]) == [
        "audit",
        "blasts",
        "duties",
        "notices",
    ]
    assert [command[3:] for command in commands if command[2:3] == ["celery"]].count(["beat"]) == 1


def test_the_image_is_made_in_two_stages_of_hashed_packages_and_is_nobody_s_root(dockerfile):
    stages = [words.split() for name, words in dockerfile if name == "FROM"]
    assert len(stages) == 2
    assert {stage[0] for stage in stages} == {"python:3.11-slim-bookworm"}
    assert any("--require-hashes -r /requirements-scale.lock" in words for name, words in dockerfile if name == "RUN")
    assert [words for name, words in dockerfile if name == "USER"] == ["saidyes"]
    after = [name for name, _ in dockerfile[dockerfile.index(("USER", "saidyes")) :]]
    assert not {"RUN", "COPY", "ADD"} & set(after)
    assert not {"ADD", "ARG"} & {name for name, _ in dockerfile}


def test_the_image_holds_no_secret_and_only_what_it_needs(dockerfile):
    copied = {word for name, words in dockerfile if name == "COPY" for word in shlex.split(words)[:-1]}
    allowed = set((ROOT / ".dockerignore").read_text("utf-8").splitlines())
    assert {f"!{name}" for name in copied if not name.startswith(("-", "/"))} | {"*", "**/__pycache__"} == allowed
    environment = " ".join(words for name, words in dockerfile if name == "ENV")
    assert not re.search("KEY|PASS|SECRET|_URL", environment)


def test_the_pages_are_served_as_run_serves_them(dockerfile):
    [command] = [json.loads(words) for name, words in dockerfile if name == "CMD"]
    assert command == ["python", "manage.py", "serve"]
    assert '("web", "serve"), ("worker", "deliver")' in (ROOT / "run").read_text("utf-8")


def test_without_the_profile_one_worker_sends_and_with_it_many_do(compose):
    services = compose["services"]
    assert {name for name, each in services.items() if each.get("profiles") == ["scale"]} == HANDS | {"rabbitmq"}
    engines = {name: services[name]["environment"].get("SAIDYES_ENGINE", "local") for name in OURS}
    assert {name for name, engine in engines.items() if engine == "celery"} == HANDS
    assert services["worker"]["command"] == ["python", "manage.py", "deliver"]


def test_the_first_start_and_every_upgrade_are_the_same_command(compose):
    assert compose["services"]["prepare"]["command"] == ["python", "manage.py", "upgrade"]


def test_docker_reads_it_too():
    command = ["docker", "compose", "config", "--quiet"]
    if shutil.which("docker") is None or subprocess.run([*command[:2], "version"], check=False).returncode:
        pytest.skip("docker compose is not here")
    given = {name: "8000" for name, _ in TAKEN.findall((ROOT / "compose.yml").read_text("utf-8"))}
    subprocess.run(command, check=True, cwd=ROOT, env={"PATH": "/usr/local/bin:/usr/bin:/bin", **given})
