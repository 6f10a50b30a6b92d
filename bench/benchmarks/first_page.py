"""A fresh copy with empty caches: seconds to the first page; then web dies, the parent stops, the parent dies."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.grounds import free_port

ROOT = Path(__file__).resolve().parents[2]
REFUSED_SECONDS = 60
PATIENCE_SECONDS = 120
GONE = {"", "Z"}
KEPT = ("PATH", "PIP_", "UV_INDEX", "SSL_", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "NO_PROXY")


def main(_arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="saidyes-fresh-") as name:
        folder = Path(name)
        port = free_port()
        environment = {key: value for key, value in os.environ.items() if key.startswith(KEPT)}
        environment |= {"HOME": str(folder / "home"), "SAIDYES_PORT": str(port)}
        (folder / "home").mkdir()
        copy_of_ours(folder / "saidyes")
        return act(folder / "saidyes", environment, f"http://127.0.0.1:{port}/healthz")


def copy_of_ours(target: Path) -> None:
    """What a clone would hold, with what is not committed yet."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    for name in filter(lambda name: (ROOT / name).is_file(), listed):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target / name)


def act(folder: Path, environment: dict[str, str], page: str) -> int:
    with started(folder, environment) as parent:
        cold = measure("first page, empty caches", lambda: answers(page, parent))
        web = both_children(parent)[0]
        os.kill(web, signal.SIGKILL)
        measure("page again after kill -9 of the web server", lambda: state(web) in GONE and answers(page, parent))
        tree = descendants(parent.pid)
        parent.terminate()
        measure("everything gone after TERM", lambda: parent.poll() is not None and gone(tree))
    with started(folder, environment) as parent:
        measure("first page, everything there", lambda: answers(page, parent))
        both_children(parent)
        tree = descendants(parent.pid)
        parent.kill()
        parent.wait()
        measure("everything gone after kill -9 of the parent", lambda: gone(tree))
    return 0 if cold <= REFUSED_SECONDS else 1


@contextlib.contextmanager
def started(folder: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    parent = subprocess.Popen(["./run"], cwd=folder, env=environment)
    try:
        yield parent
    finally:
        parent.terminate()
        parent.wait()


def measure(what: str, condition: Callable[[], bool]) -> float:
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > PATIENCE_SECONDS:
            raise TimeoutError(what)
        time.sleep(0.05)
    seconds = time.monotonic() - began
    print(f"{what:<48}{seconds:6.1f} s", flush=True)
    return seconds


def answers(page: str, parent: subprocess.Popen[bytes]) -> bool:
    if parent.poll() is not None:
        raise ChildProcessError(f"./run ended with {parent.returncode}")
    try:
        with urllib.request.urlopen(page, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def both_children(parent: subprocess.Popen[bytes]) -> list[int]:
    """Web and worker, in this order, once both are there."""
    while len(found := children(parent.pid)) < 2:
        time.sleep(0.05)
    return found


def children(pid: int) -> list[int]:
    """In the order they were started. Linux only."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def descendants(pid: int) -> list[int]:
    own = children(pid)
    return own + [below for child in own for below in descendants(child)]


def gone(pids: list[int]) -> bool:
    """A zombie nobody reaps is gone, whatever the table says."""
    return all(state(pid) in GONE for pid in pids)


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
    except OSError:
        return ""
