"""One visitor whose screen can be any screen: each stop of a walk is pictured on all of them."""

from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, ViewportSize

from tests.browser import DESK, PHONE

SCREENS = {"phone": PHONE, "desk": DESK}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


class Camera:
    """Pictures go to `<name>.<screen>.<scheme>.png` in the folder."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self.taken = 0
        folder.mkdir(parents=True, exist_ok=True)

    def visit(self, stops: dict[str, str]) -> None:
        """Name of the picture to path of the page."""
        for name, path in stops.items():
            self.page.goto(path)
            self.shoot(name)

    def shoot(self, name: str) -> None:
        for screen, viewport in SCREENS.items():
            self.page.set_viewport_size(viewport)
            self._show_frames(viewport)
            for scheme in SCHEMES:
                self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                self.page.evaluate("scrollTo(0, 0)")  # else what sticks to the top is pictured in the middle
                self.page.screenshot(
                    path=self.folder / f"{name}.{screen}.{scheme}.png", full_page=True, animations="disabled"
                )
                self.taken += 1

    def _show_frames(self, viewport: ViewportSize) -> None:
        """A sandboxed frame below the screen is not drawn: the screen becomes as long as the page."""
        if self.page.locator("iframe").count():
            height = int(self.page.evaluate("document.documentElement.scrollHeight"))
            self.page.set_viewport_size({"width": viewport["width"], "height": height})

    def shoot_for_a_guide(self, name: str, screen: ViewportSize, *, part: str = "") -> None:
        """What one screen shows, or a part of it, in the light, as `<name>.png`."""
        self.page.set_viewport_size(screen)
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        seen = self.page.locator(part) if part else self.page
        seen.screenshot(path=self.folder / f"{name}.png", animations="disabled", caret="hide")
        self.taken += 1

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def fill(self, fields: dict[str, str]) -> None:
        """Label to text."""
        for label, text in fields.items():
            self.page.get_by_label(label, exact=True).fill(text)
