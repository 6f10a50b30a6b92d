"""Rows 25 to 41 of docs/bad-inputs.md: what is kept is shown as the text it is, what cannot be kept gets a sentence."""

import pytest
from django.utils.html import escape

from saidyes.classes import importing
from saidyes.families.models import Family, Guardian
from saidyes.ledger.models import Event
from tests.classes.exports import file_of, reed
from tests.office.blasts_acts import LIST, WORDS
from tests.portal.visits import JOIN, KIM

NEW = "/office/families/new/"
CONTACT = "/portal/my-account/account-information/contact/"
INVITED = {"address": "olu@example.com", "role": "auditor"}
REPORT = "/office/reports/new-family-accounts/"
TO_RUN = ('=HYPERLINK("http://evil","x")', "+1+1", "-1", "@SUM(A1)", "＝1", "＋1")
TO_DRAW = ('"><img src=x onerror=alert(1)>', "Robert'); DROP TABLE families;--", "{{ 7*7 }}", "{% debug %}", "${7*7}")
KEPT = (*TO_RUN, *TO_DRAW, "=?utf-8?q?Hi=0ABcc:_x?=", "Zoë 🤸 Nguyễn")
ONE_LINE, HIDDEN = "Use one line only", "Remove the hidden or control characters"
REFUSED = {
    "Hi\r\nBcc: x@evil.example": ONE_LINE,
    "Hi\nBcc: x@evil.example": ONE_LINE,
    "Hi\rBcc: x@evil.example": ONE_LINE,
    "Hi\x0bthere": ONE_LINE,
    "Hi\x0cthere": ONE_LINE,
    "Hi\x1cthere": ONE_LINE,
    "Hi\x85there": ONE_LINE,
    "Hi\u2028there": ONE_LINE,
    "abc\u202egnp": HIDDEN,
    "Zoe\0": HIDDEN,
    "a" + "\u0301" * 90: "Remove the stacked accents",
    "😀" * 10_000: "Use at most 100 characters",
    "   ": "Enter",
}


@pytest.fixture
def doors(office, marisol, client, portal_as, dana, business):
    """Who types a name where, with what beside it."""
    owner, family = office(marisol), f"/office/families/{dana.family_id}/"
    school = {name: getattr(business, name) for name in ("street", "city", "state", "postal_code", "country", "phone")}
    home = {"phone": "(503) 555-0188", "street": "1 Quay", "city": "Astoria", "state": "OR", "postal_code": "97103"}
    return {
        "a family by hand": (owner, NEW, "last_name", {"first_name": "Zoe"}),
        "a family": (owner, f"{family}edit/", "name", {}),
        "a student": (owner, f"{family}students/new/", "first_name", {"last_name": "Okafor"}),
        "an invitation": (owner, "/office/settings/staff/invite/", "name", INVITED),
        "the school": (owner, "/office/settings/school/", "name", {**school, "time_zone": business.time_zone}),
        "a blast": (owner, f"{LIST}new/", "subject", {**WORDS, "version": 0}),
        "sign-up": (client, JOIN, "last_name", KIM),
        "one's own name": (portal_as(dana), CONTACT, "first_name", {"last_name": "Okafor", **home}),
    }


@pytest.mark.parametrize("text", REFUSED)
def test_every_door_refuses_what_cannot_be_kept(doors, text):
    before, other = (Family.objects.count(), Event.objects.count()), {}
    for name, (browser, page, field, rest) in doors.items():
        answer = browser.post(page, {**rest, field: text})
        shown = answer.content.decode()
        limit = "Use at most 200" if name == "a blast" else REFUSED[text]
        said = limit if text.startswith("😀") else REFUSED[text]
        if (answer.status_code, said in shown, escape(text) in shown) != (422, True, True):
            other[name] = answer.status_code
    assert (other, (Family.objects.count(), Event.objects.count())) == ({}, before)


def test_a_file_refuses_the_same_and_says_why(business):
    texts = [text for text in REFUSED if text.strip() and "\0" not in text]
    rows = [reed(number, **{"Guardian 1 Last Name": text}) for number, text in enumerate(texts)]
    plan = importing.plan(file_of(*rows, reed(9_999)), business)
    assert [remark.reason for remark in plan.remarks] == [REFUSED[text] for text in texts]
    assert len(plan.rows) == 1


def test_whatever_is_kept_is_shown_as_text_and_starts_no_formula(office, marisol):
    owner = office(marisol)
    for text in KEPT:
        assert owner.post(NEW, {"first_name": text, "last_name": text}).status_code == 302
    kept = Guardian.objects.filter(last_name__in=KEPT)
    assert {one.first_name for one in kept} == set(KEPT)
    pages = ["/office/families/", REPORT, *(f"/office/families/{one.family_id}/" for one in kept)]
    shown = "".join(owner.get(page).content.decode() for page in pages)
    assert "<img src=x" not in shown
    assert [text for text in KEPT if escape(text) not in shown] == []
    lines = b"".join(owner.post(f"{REPORT}export/").streaming_content).decode()
    assert not any(f'"{text}"'.replace('"x"', '""x""') in lines for text in TO_RUN)
    assert all(f"\"'{text[:8]}" in lines for text in TO_RUN)


def test_a_name_that_is_trimmed_to_a_formula_is_guarded_too(office, marisol):
    owner = office(marisol)
    assert owner.post(NEW, {"first_name": "  =1+1", "last_name": "Park"}).status_code == 302
    assert "\"'=1+1" in b"".join(owner.post(f"{REPORT}export/").streaming_content).decode()


@pytest.mark.parametrize("body", ["{{ settings.SECRET_KEY }}", "{{ ''.__class__ }}", '{{ env "DB_PASSWORD" }}'])
def test_a_blast_that_asks_for_a_secret_is_told_which_fields_there_are(office, marisol, settings, body):
    answer = office(marisol).post(f"{LIST}new/", {**WORDS, "version": 0, "body": body})
    shown = answer.content.decode()
    assert (answer.status_code, "is not a field" in shown, escape(body) in shown) == (422, True, True)
    assert settings.SECRET_KEY not in shown


@pytest.mark.parametrize("body", ["{% debug %}", "{% load static %}", "${7*7}", "<%= 7*7 %>", "#{7*7}", "{{"])
def test_no_other_language_of_templates_is_spoken(office, marisol, body):
    browser = office(marisol)
    answer = browser.post(f"{LIST}new/", {**WORDS, "version": 0, "body": f"Nobody reads {body}", "keep": "yes"})
    shown = browser.get(answer.url).content.decode() if answer.status_code == 302 else answer.content.decode()
    assert escape(body) in shown
    assert "49" not in shown.partition("Nobody reads")[2][:40]
