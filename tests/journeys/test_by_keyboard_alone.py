"""No mouse: every stop is reached by Tab, has a ring around it and is not hidden by what sticks to the screen."""

import re

from playwright.sync_api import Locator, Page, expect

from saidyes.blasts.models import Blast
from saidyes.consent.models import Address
from tests.cast import PASSWORD
from tests.journeys.mailbox import came_to, code_in
from tests.journeys.test_new_family import DETAILS, KIM, button

EMEKAS = "emeka.okafor@example.org"
FURTHEST = 60
HAS_A_RING_AND_IS_SEEN = """one => {
    const box = one.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const isRinged = it => it && (getComputedStyle(it).outlineStyle !== "none" || isRinged(it.parentElement));
    return isRinged(one) && (one.contains(top) || top.contains(one));
}"""


def reach(page: Page, target: Locator) -> None:
    for _ in range(FURTHEST):
        if target.evaluate("one => one === document.activeElement"):
            assert target.evaluate(HAS_A_RING_AND_IS_SEEN), target
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached by Tab: {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    reach(page, target)
    page.keyboard.press(key)


def write(page: Page, target: Locator, text: str) -> None:
    reach(page, target)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def link(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name).first


def test_a_family_signs_up_and_changes_its_choice(desk, business, deliver, letters):
    desk.goto("/")
    press(desk, link(desk, "Create Account"))
    for label, typed in DETAILS.items():
        write(desk, desk.get_by_label(label, exact=True), typed)
    press(desk, button(desk, "Continue"))
    press(desk, desk.get_by_role("radio", name="Yes, please send me"), "Space")
    press(desk, button(desk, "Create account"))
    code = desk.get_by_label("Code")
    code.wait_for()
    deliver()
    write(desk, code, code_in(came_to(KIM, letters)[0]))
    press(desk, button(desk, "Finish"))
    expect(desk.get_by_role("heading", name="Your account is ready")).to_be_visible()
    press(desk, button(desk, "Menu"))
    press(desk, desk.get_by_role("navigation").get_by_role("link", name="Account Information"))
    press(desk, link(desk, "Change"))
    press(desk, desk.get_by_role("radio", checked=True), "ArrowDown")
    press(desk, button(desk, "Save"))
    expect(desk.get_by_role("status")).to_contain_text(f"Saved. {KIM} is now opted out of Email Blasts.")


def test_staff_opt_in_look_up_send_and_undo(desk, theo, emeka):
    desk.goto("/office/")
    write(desk, desk.get_by_label("Email"), theo.user.email)
    write(desk, desk.get_by_label("Password"), PASSWORD)
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name="Home").wait_for()
    write(desk, desk.get_by_role("searchbox"), EMEKAS)
    desk.keyboard.press("Enter")
    press(desk, link(desk, f"Edit {EMEKAS}"))
    press(desk, desk.get_by_label("Subscribe to E-Mail Blast"), "Space")
    press(desk, desk.get_by_role("radio", name="In person"), "Space")
    write(desk, desk.get_by_label("What they said or signed"), "Asked at the counter")
    press(desk, button(desk, "Save changes"))
    expect(desk.get_by_role("status")).to_contain_text(f"Saved. {EMEKAS} is now opted in.")
    assert Address.objects.get(key=EMEKAS).willing
    press(desk, link(desk, "Consent lookup"))
    write(desk, desk.get_by_label("Email address", exact=True), EMEKAS)
    press(desk, button(desk, "Look up"))
    expect(desk.get_by_role("region", name=re.compile("Yes. On|It changed that day"))).to_be_visible()
    send_and_undo(desk)


def send_and_undo(desk: Page) -> None:
    press(desk, link(desk, "Home"))
    press(desk, link(desk, "New Email Blast"))
    write(desk, desk.get_by_label("Subject"), "Closed on Friday")
    write(desk, desk.get_by_label("Body"), "We are closed.")
    expect(desk.get_by_text("Draft · saved")).to_be_visible()
    desk.keyboard.press("Control+Home")
    for _ in range(FURTHEST // 2):
        desk.keyboard.press("Shift+Tab")
        if button(desk, "Review and send").evaluate("one => one === document.activeElement"):
            break
    press(desk, button(desk, "Review and send"))
    press(desk, button(desk, "Send to 4 addresses"))
    question = desk.get_by_role("dialog")
    expect(question.get_by_role("button", name="Not yet")).to_be_focused()
    press(desk, question.get_by_role("button", name="Send to 4 addresses"))
    expect(desk.get_by_text(re.compile(r"Starts in \d+ seconds"))).to_be_visible()
    press(desk, button(desk, "Undo"))
    expect(desk.get_by_role("button", name="Review and send")).to_be_visible()
    assert Blast.objects.get().status == "draft"
