"""Build it strictly, then read what was built as a browser would."""

import os
import subprocess
import sys
from pathlib import Path

from bench.site.checking import trouble_in

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "var/site"
QUIET = {"NO_MKDOCS_2_WARNING": "1"}  # docs/decisions says what we think of it


def main() -> int:
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    if subprocess.run(build, cwd=ROOT, env={**os.environ, **QUIET}, check=False).returncode:
        return 1
    pages, links, trouble = trouble_in(SITE)
    print("\n".join(trouble) or f"{pages} pages, {links:,} links, all of them lead somewhere: {SITE / 'index.html'}")
    return 1 if trouble else 0


if __name__ == "__main__":
    sys.exit(main())
