"""Rows 55 and 61 to 63 of docs/bad-inputs.md: an address of a page may say anything, and is answered by a page."""

import pytest

LISTS = (
    "/office/families/",
    "/office/audit-log/",
    "/office/reports/new-family-accounts/",
    "/office/reports/unsubscribed-families/",
    "/office/email-blast/",
    "/office/settings/wordings/",
    "/office/settings/blocked-addresses/",
    "/portal/my-account/statements/",
)
NUMBERS = ("-1", "0", "1e3", "٣", "99999999999", str(2**63), "9" * 5_000, "NaN", "\0")
OTHERS = {
    "sort": ("password", "-", "family__business__name", "-created,name", "\0"),
    "order_by": ("password",),
    "family__business__name": ("Lakeside",),
    "_connector": ("OR",),
    "email__regex": ("(a+)+$",),
}
DAYS = ("2026-02-30", "0000-00-00", "10000-01-01", "2026-03-08T02:30", "2026-01-01T00:00+25:00", "\0")


@pytest.fixture
def browsers(office, marisol, portal_as, dana):
    return {"office": office(marisol), "portal": portal_as(dana)}


@pytest.mark.parametrize("page", LISTS)
def test_a_list_is_a_list_whatever_is_asked_of_it(browsers, page):
    browser = browsers[page.split("/")[1]]
    for number, said in enumerate(NUMBERS):
        query = {"page": said} | {name: texts[number % len(texts)] for name, texts in OTHERS.items()}
        assert (query, browser.get(page, query).status_code) == (query, 200)


def test_a_day_that_does_not_exist_is_named(browsers):
    for page in LISTS[1:4]:
        for day in DAYS:
            answer = browsers["office"].get(page, {"since": day})
            assert (answer.status_code, "Enter a day that exists" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("number", ["0", "-1", "1e3", str(2**31), str(2**63), "9" * 5_000, "NaN"])
def test_a_familys_number_is_a_number(browsers, tom, number):
    answer = browsers["office"].get(f"/office/families/{tom.family_id}/merge/", {"other": number})
    assert (answer.status_code, "Enter a family’s number" in answer.content.decode()) == (422, True)
