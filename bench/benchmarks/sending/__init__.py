"""The table of speed: each row a part of its own, `./run bench sending PART`; `whole-path` when none is named."""

import argparse
from importlib import import_module

from bench.postfix import NoPostfix

PARTS = ("whole-path", "length", "far-away", "filling", "database-time", "memory", "portal", "peers", "queues")
TOGETHER = ("whole-path", "peers", "queues")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench sending")
    parser.add_argument("part", nargs="?", choices=PARTS, default=PARTS[0])
    parser.add_argument("--recipients", type=int, help="instead of the number the specification names")
    parser.add_argument("--rounds", type=int, help="of which the median is taken")
    parser.add_argument("--processes", type=int, help="workers that send together, where a part knows of it")
    options = parser.parse_args(arguments)
    if options.processes and options.part not in TOGETHER:
        parser.error(f"--processes is for {', '.join(TOGETHER)}")
    chosen = {name: value for name, value in vars(options).items() if value is not None and name != "part"}
    part = import_module(f"{__name__}.{options.part.replace('-', '_')}")
    try:
        code: int = part.measure(**chosen)
    except NoPostfix as why:
        print(why)
        return 1
    return code
