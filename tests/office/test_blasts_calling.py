"""The call list: families whom a blast does not reach, with their phones, and no address that said no."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saidyes.families.models import Family, Guardian, HeldAddress
from saidyes.ledger.models import Event
from tests.office.blasts_acts import path, write

TOMS, SHARED = "tom.becker@example.net", "harbor.house@example.com"


@pytest.fixture(autouse=True)
def toms_alone(tom):
    """Tom keeps the address that he opted out; the mailbox his family shares is the Weisses' alone."""
    HeldAddress.objects.filter(address__key=SHARED, guardian__family=tom.family).delete()


def listed(browser, blast) -> dict[str, list[str]]:
    """Family -> why each guardian was not reached."""
    page = browser.get(path(blast, "call-list/")).context["page"]
    return {row.family.name: [f"{one.guardian.first_name}: {one.why}" for one in row.calls] for row in page}


def test_before_it_leaves_those_it_would_not_reach(office, priya, business):
    desk = office(priya)
    found = listed(desk, write(desk))
    assert found["Becker"] == ["Tom: Opted out", "Anja: No email address"]
    assert found["Ortega"] == ["Luis: Can’t deliver"]
    assert "Okafor" not in found  # Dana gets it: one of a family is enough
    assert "Haddad" not in found


def test_afterwards_those_who_got_no_letter(office, priya, theo, business, send, deliver):
    blast = send(theo)
    before = listed(office(priya), blast)
    deliver()
    assert listed(office(priya), blast) == before
    blast.recipients.filter(email__startswith="noor").update(state="failed")
    assert listed(office(priya), blast)["Haddad"] == ["Noor: Bounced"]
    Family.objects.create(business=business, number=9000, name="Newcomer")
    assert "Newcomer" not in listed(office(priya), blast)


def test_the_page_offers_the_phone_and_the_live_page_leads_to_it(office, priya, theo, tom, send, deliver):
    Guardian.objects.filter(pk=tom.pk).update(phone="+15035550142")
    blast = send(theo)
    deliver()
    desk = office(priya)
    assert path(blast, "call-list/") in desk.get(path(blast)).content.decode()
    page = desk.get(path(blast, "call-list/")).content.decode()
    assert '<a href="tel:+15035550142">(503) 555-0142</a>' in page
    assert TOMS not in page


def test_the_file_is_written_down_and_runs_no_formula(office, theo, tom):
    Guardian.objects.filter(pk=tom.pk).update(first_name="=cmd|' /C calc'!A0")
    manager = office(theo)
    answer = manager.post(path(write(manager), "call-list/export/"))
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert any(row["Guardian"].startswith("'=cmd") and row["Why"] == "Opted out" for row in rows)
    assert "@" not in text  # no address that opted out leaves by a blast’s own list
    assert Event.objects.get(verb="exported").facts["what"] == "call-list"


def test_everyone_was_reached(office, priya):
    Family.objects.exclude(guardians__first_name__in=["Dana", "Noor"]).update(archived_at="2026-01-01T00:00Z")
    desk = office(priya)
    assert "Everyone was reached." in desk.get(path(write(desk), "call-list/")).content.decode()


def test_the_list_costs_as_many_queries_for_many_families_as_for_a_few(office, priya, business):
    desk = office(priya)
    blast = write(desk)
    few = cost_of(desk, blast)
    for number in range(9000, 9005):
        family = Family.objects.create(business=business, number=number, name=f"Neighbor {number}")
        Guardian.objects.create(business=business, family=family, first_name="Kim", last_name="Park")
    assert cost_of(desk, blast) == few


def cost_of(browser, blast) -> int:
    with CaptureQueriesContext(connection) as asked:
        browser.get(path(blast, "call-list/"))
    return len(asked)
