"""A real RabbitMQ for as long as one drill: Debian's packages, unpacked beside us and never installed.

It has a node name, ports, a cookie and a folder of its own, and nothing but loopback reaches it.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.grounds import free_port
from bench.processes import ROOT, NeverCame, listens, wait_for

PROGRAMS = Path("usr/lib/rabbitmq/lib")
UNPACKED = ROOT / ".boot" / "rabbitmq"
NOT_FOUND = "RabbitMQ is not here, and Debian's package rabbitmq-server cannot be fetched"


class NoRabbitMQ(Exception):
    """The broker is missing; the words say what was tried."""


class RabbitMQ:
    """One node. `kill` is a power cut: what it knew is what it had written."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._folder = folder
        self._port, self._epmd_port = free_port(), free_port()
        self._erlang = root / "usr/lib/erlang"
        self._server = next((root / PROGRAMS).glob("rabbitmq_server-*/sbin/rabbitmq-server"))
        (folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.default = 127.0.0.1:{self._port}\ndisk_free_limit.absolute = 50MB\n"
        )
        (folder / "enabled_plugins").write_text("[].\n")
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self._port}//"

    def start(self) -> None:
        """Until it answers on its port."""
        if not listens(self._epmd_port):
            self._run([self._erlang / "bin/epmd"])
            wait_for(lambda: listens(self._epmd_port), "the port mapper of RabbitMQ")
        node = self._run([self._server])
        wait_for(lambda: listens(self._port) or node.poll() is not None, "RabbitMQ")
        if node.poll() is not None:
            raise NoRabbitMQ(f"RabbitMQ ended at its start; see {self._log}")

    def kill(self) -> None:
        """At once, with nothing flushed and nobody told."""
        self._processes.pop().kill()
        while listens(self._port):
            time.sleep(0.02)

    def stop(self) -> None:
        while self._processes:
            process = self._processes.pop()
            process.kill()
            process.wait()

    @property
    def _log(self) -> Path:
        return self._folder / "output"

    def _run(self, command: list[Path]) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            self._processes.append(
                subprocess.Popen(command, env=self._environment(), cwd=self._folder, stdout=log, stderr=log)
            )
        return self._processes[-1]

    def _environment(self) -> dict[str, str]:
        here = str(self._folder)
        return {
            "PATH": f"{self._erlang}/bin:{os.environ['PATH']}",
            "HOME": here,  # the cookie is made there
            "LC_ALL": "C.UTF-8",
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self._epmd_port),
            "RABBITMQ_NODENAME": f"saidyes{self._port}@localhost",
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": f"{here}/data",
            "RABBITMQ_LOG_BASE": f"{here}/log",
            "RABBITMQ_CONFIG_FILE": f"{here}/rabbitmq.conf",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{here}/enabled_plugins",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "RUNNING_UNDER_SYSTEMD": "true",  # one process instead of a shell around it
        }


@contextmanager
def rabbitmq(folder: Path) -> Iterator[RabbitMQ]:
    """Raises NoRabbitMQ with the reason in one sentence."""
    broker = RabbitMQ(found_or_unpacked(), folder)
    try:
        broker.start()
        yield broker
    except NeverCame as why:
        raise NoRabbitMQ(f"{why} did not answer; see {folder}") from why
    finally:
        broker.stop()


def found_or_unpacked() -> Path:
    """The folder above `usr` that holds RabbitMQ and its Erlang: the machine's own, else ours."""
    for root in (Path("/"), UNPACKED):
        if list((root / PROGRAMS).glob("rabbitmq_server-*")) and (root / "usr/lib/erlang/bin/erl").exists():
            return root
    shutil.rmtree(UNPACKED, ignore_errors=True)
    UNPACKED.mkdir(parents=True)
    try:
        _unpack(UNPACKED)
    except (OSError, subprocess.CalledProcessError) as wrong:
        shutil.rmtree(UNPACKED, ignore_errors=True)
        raise NoRabbitMQ(NOT_FOUND) from wrong
    return UNPACKED


def _unpack(folder: Path) -> None:
    """What apt would install, downloaded and unpacked: no service starts, no user is added."""
    plan = ["apt-get", "install", "--no-install-recommends", "--print-uris", "-qq", "rabbitmq-server"]
    if os.geteuid() == 0:
        subprocess.run(["apt-get", "-qq", "update"], check=False, capture_output=True)
    lines = subprocess.run(plan, check=True, capture_output=True, text=True).stdout.splitlines()
    packages = [line.split()[1].partition("_")[0] for line in lines if line]
    print(f"Fetching Debian's RabbitMQ, {len(packages)} packages ...", flush=True)
    subprocess.run(["apt-get", "download", "-q", *packages], cwd=folder, check=True, capture_output=True)
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg", "-x", str(package), str(folder)], check=True)
        package.unlink()
    start = folder / "usr/lib/erlang/bin/erl"
    start.write_text(start.read_text().replace("/usr/lib/erlang", str(folder / "usr/lib/erlang")))
