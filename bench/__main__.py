"""`./run drill NAME` and `./run bench NAME`: an empty migrated school, then the module's main."""

import argparse
import ast
import importlib
import os
import signal
import sys
from pathlib import Path

import django
from django.core.management import call_command

from bench.grounds import free_port
from saidyes.common.fence import whose
from tests import suite

FOLDERS = {"drill": "drills", "bench": "benchmarks"}


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    kind = sys.argv[1]
    parser = argparse.ArgumentParser(prog=f"./run {kind}", description=__doc__)
    parser.add_argument("name", nargs="?", help="without it, list them")
    parser.add_argument("--database", choices=suite.DATABASES, default="sqlite")
    options, arguments = parser.parse_known_args(sys.argv[2:])
    modules = {path.stem.replace("_", "-"): path for path in (Path(__file__).parent / FOLDERS[kind]).glob("[!_]*")}
    if options.name is None:
        print("\n".join(f"{name:<20}{first_line(path)}" for name, path in sorted(modules.items())))
        return 0
    if options.name not in modules:
        parser.error(f"there is no {options.name!r}; there are: {', '.join(sorted(modules))}")
    with suite.empty_ground(options.database, durable=True) as environment:
        return act(f"bench.{FOLDERS[kind]}.{modules[options.name].stem}", environment, arguments)


def first_line(path: Path) -> str:
    module = path / "__init__.py" if path.is_dir() else path
    return (ast.get_docstring(ast.parse(module.read_text("utf-8"))) or "").partition("\n")[0]


def act(module: str, environment: dict[str, str], arguments: list[str]) -> int:
    """EMAIL_URL and SAIDYES_BASE_URL name free ports of loopback: the module starts its servers there."""
    mail, pages = f"smtp://127.0.0.1:{free_port()}", f"http://localhost:{free_port()}"
    os.environ.update(environment, EMAIL_URL=mail, SAIDYES_BASE_URL=pages, SAIDYES_UNDO_SECONDS="0")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saidyes.settings")
    whose.this_process_is_everybodys()
    django.setup()
    call_command("migrate", verbosity=0)
    code: int = importlib.import_module(module).main(arguments)
    return code


if __name__ == "__main__":
    sys.exit(main())
