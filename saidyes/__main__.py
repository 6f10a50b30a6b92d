"""The command `saidyes` of an installed package, and what `manage.py` of a clone calls: every command of the house."""

import os
import sys
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError

from saidyes.common.fence import whose
from saidyes.common.plights import plight


def main() -> None:
    """A service and whoever looks after it share one file of settings; what the environment says wins."""
    if file := os.environ.get("SAIDYES_ENV_FILE"):
        try:
            with Path(file).open(encoding="utf-8") as settings:
                environ.Env.read_env(settings)
        except OSError as wrong:
            sys.exit(f"{file}, which SAIDYES_ENV_FILE names, cannot be read: {wrong.strerror}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saidyes.settings")
    whose.this_process_is_everybodys()
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:
        sys.exit(str(wrong))
    except DatabaseError as wrong:
        if found := plight(wrong):
            sys.exit(str(found))
        raise


if __name__ == "__main__":
    main()
