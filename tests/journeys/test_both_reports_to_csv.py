"""Ines, the auditor, takes both reports away as CSV, three clicks each, on her phone and at her desk."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import clicks
from tests.journeys.acts import choose_in_the_rail, is_a_phone, log_in_to_the_office

NOOR = {
    "Guardian names": "Noor Haddad",
    "Physical address": "118 Commercial Street, Astoria, OR 97103",
    "Phone number": "(503) 555-0131",
    "Primary email address": "noor.haddad@example.com",
    "Email choice": "Opted in",
}
TOM = {
    "Primary guardian": "Tom Becker",
    "Email address opted out": "tom.becker@example.net",
    "Who and how": "Tom Becker, Customer Portal",
    "Phone": "(503) 555-0121",
}


def export(page: Page, report: str) -> list[dict[str, str]]:
    choose_in_the_rail(page, "Reports")
    page.get_by_role("link", name=report).click()
    with page.expect_download() as file:
        page.get_by_role("button", name="Export CSV").click()
    assert file.value.suggested_filename.startswith(report.lower().replace(" ", "-"))
    return list(csv.DictReader(Path(file.value.path()).open(encoding="utf-8", newline="")))


@pytest.mark.parametrize(
    ("report", "families", "family"), [("New Family Accounts", 5, NOOR), ("Unsubscribed Families", 3, TOM)]
)
def test_what_stands_on_the_page_stands_in_the_file(screen, ines, report: str, families: int, family: dict[str, str]):
    log_in_to_the_office(screen, ines)
    with clicks(screen, 3 + is_a_phone(screen), "A report exported" + ", by the Menu of a phone" * is_a_phone(screen)):
        rows = export(screen, report)
    expect(screen.get_by_role("heading", level=1)).to_have_text(report)
    expect(screen.locator("tbody th")).to_have_count(families)
    assert len(rows) == families
    assert [row for row in rows if family.items() <= row.items()]
    listed = screen.get_by_role("row").filter(has_text=next(iter(family.values())))
    for words in family.values():
        expect(listed).to_contain_text(words)
