"""`./run screenshots`: a walk through the sample school on a throwaway database; pictures go to var/screenshots.

`./run screenshots docs` takes only those of the guides, into docs/pictures.
"""

import importlib
import os
import signal
import sys
from pathlib import Path

import django
from django.core.management import call_command
from playwright.sync_api import sync_playwright

from bench.grounds import free_port
from bench.processes import pages
from bench.screenshots.camera import Camera
from saidyes.common.fence import whose
from tests import chromium, suite
from tests.browser import QUIET

PATIENCE_MS = 120_000  # the longest pages are drawn slowly on a machine that has other work
ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {"walks": ROOT / "var/screenshots", "guides": ROOT / "docs/pictures"}


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    walk = "guides" if sys.argv[1:] == ["docs"] else "walks"
    path = chromium.find_or_install()
    if path is None:
        print("There is no Chromium, and it could not be installed.", file=sys.stderr)
        return 1
    with suite.empty_ground("sqlite") as environment:
        os.environ.update(environment, SAIDYES_BASE_URL=f"http://localhost:{free_port()}")
        make_ready()
        with pages(), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=QUIET)
            page = browser.new_page(base_url=os.environ["SAIDYES_BASE_URL"], locale="en-US")
            page.set_default_timeout(PATIENCE_MS)
            camera = Camera(page, FOLDERS[walk])
            importlib.import_module(f"bench.screenshots.{walk}").everywhere(camera)
    print(f"{camera.taken} pictures are in {camera.folder}")
    return 0


def make_ready() -> None:
    """An installation without a school yet. What asks for models is imported after this."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "saidyes.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in our thread; nothing of ours is async
    whose.this_process_is_everybodys()
    django.setup()
    with Path(os.devnull).open("w") as nowhere:
        call_command("prepare", "--empty", stdout=nowhere)


if __name__ == "__main__":
    sys.exit(main())
