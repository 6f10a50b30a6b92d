#!/usr/bin/env python3
"""Django's own door to the commands of the house: ./run manage opens it in the private environment."""

import os
import sys

from django.core.management import execute_from_command_line

from saidyes.common.fence import whose


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saidyes.settings")
    whose.this_process_is_everybodys()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
