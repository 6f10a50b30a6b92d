"""This machine as one that has nothing of ours yet: what is installed is gone when the process ends.

The process and whatever it starts see the machine's folders through a layer of their own: overlayfs, in a mount
namespace. So a page for a machine's owner can be followed as it stands, as root, in /etc, /srv and /var.
"""

import configparser
import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEW_MOUNTS = 0x00020000  # CLONE_NEWNS
FOLDERS = ("/etc", "/usr", "/var", "/srv", "/opt", "/run")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
KEPT = ("PIP_", "UV_INDEX", "UV_DEFAULT_INDEX", "SSL_", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
UNITS = Path("/etc/systemd/system")
STOP_SECONDS = 15
LAST_SIGNS = 4_000  # of what the services said, when something went wrong
AS_SYSTEMD_WOULD = """
set -e
mount --bind /var/lib/saidyes /var/lib/saidyes
mount -t tmpfs tmpfs /tmp
mount -t tmpfs tmpfs /home
for each in / /etc /usr /var /srv /opt; do mount -o remount,bind,ro "$each"; done
umask 0077
nothing="--clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs --pdeathsig=TERM"
exec setpriv --reuid=saidyes --regid=saidyes $nothing "$@"
"""


class NotHere(Exception):
    """This machine cannot pretend; the message says why."""


class Machine:
    """A shell that goes on from block to block, the services it installed, and a file of what they said."""

    def __init__(self, folder: Path) -> None:
        self._state = folder / "shell"
        self._home = folder / "home"
        self._journal = folder / "journal"
        self._home.mkdir()
        kept = {name: value for name, value in os.environ.items() if name.startswith(KEPT)}
        self._environment = {**kept, "PATH": PATH, "HOME": str(self._home), "LANG": "C.UTF-8"}
        self._state.write_text(f"cd {self._home}\n")

    def run(self, block: str) -> str:
        """A block of a page, as it stands. What it prints goes to the screen too; a line that fails ends it."""
        keep = f'{{ declare -px; printf "cd %q\\n" "$PWD"; }} > {self._state}'
        script = f"set -euo pipefail\n. {self._state}\n{block}\n{keep}\n"
        command = ["/bin/bash", "-c", script]
        done = subprocess.run(command, env=self._environment, stdout=subprocess.PIPE, text=True, check=False)
        print("".join(f"    {line}\n" for line in done.stdout.splitlines()), end="", flush=True)
        if done.returncode:
            raise NotHere(f"a block of the page ended with {done.returncode}:\n{block}")
        return done.stdout

    @contextmanager
    def services(self, *names: str) -> Iterator[None]:
        """What systemd would start: their commands, as their user, with nothing to write to but their folder."""
        running = [self._start(name) for name in names]
        try:
            yield
        except BaseException:
            print(self._journal.read_text("utf-8", "replace")[-LAST_SIGNS:])
            raise
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(STOP_SECONDS)

    def once(self, name: str) -> int:
        """A service that ends, as a timer would start it."""
        return self._start(name).wait()

    def running_from(self, folder: str, *names: str) -> int:
        """How many of these services are of the code in that folder, as their units say."""
        starts = [_unit(name)["ExecStart"] for name in names]
        wearing = _unit("saidyes-.service.d/hardening.conf")["WorkingDirectory"] == folder
        return sum(wearing and start.startswith(f"{folder}/") for start in starts)

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        wearing, unit = _unit("saidyes-.service.d/hardening.conf"), _unit(name)
        words = dict(pair.partition("=")[::2] for pair in wearing["Environment"].split())
        command = ["unshare", "--mount", "/bin/sh", "-c", AS_SYSTEMD_WOULD, "sh", *unit["ExecStart"].split()]
        environment = {"PATH": PATH, "HOME": wearing["StateDirectory"], "LANG": "C.UTF-8", **words}
        with self._journal.open("ab") as journal:
            return subprocess.Popen(command, cwd=wearing["WorkingDirectory"], env=environment, stderr=journal)


def _unit(name: str) -> configparser.SectionProxy:
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(UNITS / name)
    return unit["Service"]


@contextmanager
def blank_machine(folder: Path) -> Iterator[Machine]:
    """From here on this process has its own view of the machine; there is no way back but its end."""
    if sys.platform != "linux" or os.geteuid():
        raise NotHere("It pretends to be a blank machine, which only root of a Linux can do.")
    if ctypes.CDLL(None, use_errno=True).unshare(NEW_MOUNTS):
        raise NotHere(f"This machine gives no mounts of one's own: {os.strerror(ctypes.get_errno())}.")
    _mount("--make-rprivate", "/")
    layer = folder / "layer"
    layer.mkdir()
    _mount("-t", "tmpfs", "tmpfs", str(layer))
    for lower in FOLDERS:
        upper, work = layer / f"upper{lower.replace('/', '-')}", layer / f"work{lower.replace('/', '-')}"
        upper.mkdir()
        work.mkdir()
        _mount("-t", "overlay", "overlay", "-o", f"lowerdir={lower},upperdir={upper},workdir={work}", lower)
    yield Machine(folder)  # never unmounted: whoever was left running would write into the real machine


def _mount(*words: str) -> None:
    done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotHere(f"mount {' '.join(words)}: {done.stderr.strip()}")
