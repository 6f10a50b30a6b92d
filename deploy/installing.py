"""`./run install-service` and `./run upgrade`: this folder as the services of one machine, under systemd.

Standard library only. Each step may be done again, so a run that was killed is finished by the next one.
"""

import os
import pwd
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

HERE = Path(__file__).resolve().parent.parent
DEPLOY = HERE / "deploy"
USER = "saidyes"
DATA = Path("/var/lib/saidyes")
SETTINGS = Path("/etc/saidyes/env")
UNITS = Path("/etc/systemd/system")
COMMAND = Path("/usr/local/bin/saidyes")
PARTS = [
    "saidyes-.service.d/hardening.conf",
    *("saidyes-web.service", "saidyes-worker.service", "saidyes-backup.service", "saidyes-backup.timer"),
]
STARTED = ["saidyes-web.service", "saidyes-worker.service", "saidyes-backup.timer"]
OURS = ("SAIDYES_", "DATABASE_URL", "EMAIL_URL", "BROKER_URL")
FOLDERS = ("SAIDYES_JOURNAL_DIR", "SAIDYES_LEDGER_KEYS", "SAIDYES_DKIM_KEYS")
GIVEN = {"SAIDYES_DATA_DIR": str(DATA), "SAIDYES_BIND": "127.0.0.1", "SAIDYES_TRUSTED_PROXIES": "1"}


def main() -> None:
    version = next((word for word in sys.argv[2:] if not word.startswith("-")), "")
    if sys.argv[1] == "install-service":
        install()
    elif version:
        go_on_in_its_own_folder(version)
    elif SETTINGS.exists():
        upgrade()
    else:
        os.chdir(HERE)
        os.execv(sys.executable, [sys.executable, "manage.py", "upgrade", *sys.argv[2:]])


def give_up(sentence: str) -> NoReturn:
    print(f"./run {sys.argv[1]}: {sentence}", file=sys.stderr)
    raise SystemExit(1)


def install() -> None:
    """From a clone to services that run, and start again with the machine."""
    only_as_root()
    make_the_user()
    write_the_settings()
    upgrade()
    print(f"Settings: {SETTINGS}. Every command: {COMMAND.name} help.")


def upgrade() -> None:
    """Back up, migrate beside the services as they run, then let them run from this folder."""
    only_as_root()
    refuse_a_folder_that_the_service_cannot_read()
    write(COMMAND, filled("saidyes"), mode=0o755)
    elsewhere = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    done = subprocess.run([COMMAND, "upgrade", *sys.argv[2:]], check=False, env=elsewhere, cwd="/")
    if done.returncode:
        give_up("the services were left as they are; the lines above say why.")
    for part in PARTS:
        write(UNITS / part, filled(part))
    start()


def go_on_in_its_own_folder(version: str) -> NoReturn:
    """Beside this one: the services read their own files until they are started from the new ones."""
    beside, draft = HERE.with_name(f"saidyes-{version}"), HERE.with_name(f".saidyes-{version}.part")
    if not beside.exists():
        shutil.rmtree(draft, ignore_errors=True)
        asked = ["git", "-C", str(HERE), "remote", "get-url", "origin"]
        origin = subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
        clone = ["git", "clone", "--quiet", "--config", "advice.detachedHead=false", "--branch", version, origin]
        if subprocess.run([*clone, str(draft)], check=False).returncode:
            give_up(f"{version} could not be cloned from {origin}; the lines above say why. Nothing was changed.")
        draft.rename(beside)
    options = [word for word in sys.argv[2:] if word != version]
    os.execv(beside / "run", [str(beside / "run"), "upgrade", *options])


def only_as_root() -> None:
    if os.geteuid():
        give_up("this makes services of the whole machine, so it is for root: sudo ./run " + shlex.join(sys.argv[1:]))


def make_the_user() -> None:
    try:
        pwd.getpwnam(USER)
    except KeyError:
        home = ["--home-dir", str(DATA), "--no-create-home", "--shell", "/usr/sbin/nologin"]
        subprocess.run(["useradd", "--system", "--user-group", *home, USER], check=True)
    DATA.mkdir(mode=0o700, exist_ok=True)
    own(DATA)


def write_the_settings() -> None:
    """What this shell has of ours, once: afterwards the file is yours."""
    if SETTINGS.exists():
        print(f"{SETTINGS} is there and stays as it is.")
        return
    if "SAIDYES_BASE_URL" not in os.environ:
        give_up("how will people reach it? SAIDYES_BASE_URL=https://blasts.example.org ./run install-service")
    given = {**GIVEN, **{name: value for name, value in os.environ.items() if name.startswith(OURS)}}
    lines = [f"{name}={value}\n" for name, value in sorted(given.items())]
    head = f"# Read by the services and by {COMMAND}. docs/configuration.md explains each line and names more.\n"
    SETTINGS.parent.mkdir(mode=0o755, exist_ok=True)
    write(SETTINGS, head + "".join(lines), mode=0o640)
    os.chown(SETTINGS, 0, pwd.getpwnam(USER).pw_gid)


def refuse_a_folder_that_the_service_cannot_read() -> None:
    python = HERE / ".venv" / "bin" / "python"
    looked = ["runuser", "-u", USER, "--", str(python), "-c", "import django"]
    if subprocess.run(looked, check=False, cwd="/", stderr=subprocess.DEVNULL).returncode:
        give_up(
            f"the user {USER} cannot run {python} ({python.resolve()}). Clone to /srv/saidyes, and use a Python that"
            " everybody may run: rm -r .venv && /usr/bin/python3 run " + shlex.join(sys.argv[1:])
        )


def filled(part: str) -> str:
    """A file of deploy/ with our folder in it, and with the folders that the settings name besides the data."""
    text = (DEPLOY / part).read_text("utf-8").replace("@HERE@", str(HERE))
    if part.endswith("hardening.conf"):
        text += "".join(f"ReadWritePaths=-{path}\n" for path in places())
    return text


def places() -> list[str]:
    lines = [line.partition("=") for line in SETTINGS.read_text("utf-8").splitlines()]
    named = {name.strip(): value.strip().strip("\"'") for name, _, value in lines}
    folders = [named.get(name, "") for name in FOLDERS]
    anchors = named.get("SAIDYES_ANCHORS", "")
    return sorted({folder for folder in [*folders, anchors and str(Path(anchors).parent)] if folder})


def write(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Whole or not at all: whoever reads it meanwhile reads the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    draft.touch(mode=0o600)
    draft.write_text(text, "utf-8")
    draft.chmod(mode)
    draft.replace(path)


def own(path: Path) -> None:
    owner = pwd.getpwnam(USER)
    os.chown(path, owner.pw_uid, owner.pw_gid)


def start() -> None:
    enable = ["systemctl", "enable", "--quiet", *STARTED]
    subprocess.run(enable, check=True)
    if not Path("/run/systemd/system").exists():
        print("systemd does not run here. With the next start of the machine it starts:", *STARTED)
        return
    subprocess.run(["systemctl", "daemon-reload"], check=True)
    subprocess.run(["systemctl", "restart", *STARTED], check=True)
    print("Running:", *STARTED, "(systemctl status saidyes-web; journalctl -u saidyes-worker)")


if __name__ == "__main__":
    main()
