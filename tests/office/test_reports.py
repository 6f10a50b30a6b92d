"""S10, S11: the two reports, their edges, and their way out as CSV."""

import csv
import io
from datetime import datetime, timedelta

import pytest

from saidyes.families.adding import Home, Person, add_family, add_guardian
from saidyes.families.models import Family
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from tests.reading import text_of

NEW = "/office/reports/new-family-accounts/"
GONE = "/office/reports/unsubscribed-families/"


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def created(business, name, moment) -> Family:
    family = add_family(business, name, Home(), actor=SYSTEM, source=Source.OFFICE)
    Family.objects.filter(pk=family.pk).update(created_at=moment)
    return family


def test_new_families_with_names_address_phone_and_primary_email(office, ines):
    page = text_of(office(ines).get(NEW))
    for words in ("Dana Okafor", "Emeka Okafor", "118 Commercial Street", "(503) 555-0188", "dana.okafor@example.com"):
        assert words in page
    assert "dana@harborclinic.example" not in page
    assert "iris.lakewood" not in page


@pytest.mark.parametrize("path", [NEW, "/office/reports/unsubscribed-families/", "/office/audit-log/"])
@pytest.mark.parametrize("typed", [{"since": "0001-01-01"}, {"until": "9999-12-31"}, {"until": "2026-02-30"}])
def test_a_day_that_no_calendar_here_has_is_named(office, ines, business, path, typed):
    business.time_zone = "Pacific/Auckland"
    business.save(update_fields=["time_zone"])
    browser = office(ines)
    for answer in (browser.get(path, typed), browser.post(f"{path}export/", typed)):
        assert answer.status_code == 422
        assert "Enter a day that exists, like 2026-03-31" in answer.content.decode()


@pytest.mark.parametrize(
    ("local", "listed"),
    [
        ("2026-03-07 23:59:59", False),
        ("2026-03-08 00:00:00", True),  # the day the clock skips an hour in Oregon
        ("2026-03-08 23:59:59", True),
        ("2026-03-09 00:00:00", False),
        ("2025-11-02 23:59:59", False),
    ],
)
def test_days_begin_and_end_in_the_schools_own_zone(office, ines, business, local, listed):
    created(business, "Borderline", datetime.fromisoformat(local).replace(tzinfo=business.zone))
    page = text_of(office(ines).get(NEW, {"since": "2026-03-08", "until": "2026-03-08"}))
    assert ("Borderline" in page) is listed


def test_unsubscribed_families_one_row_each_with_only_the_addresses_that_are_out(office, ines):
    rows = rows_of(office(ines).post(GONE + "export/", {}))
    by_family = {row["Family"]: row for row in rows}
    assert len(rows) == len(by_family) == 3
    assert by_family["1001"]["Primary guardian"] == "Dana Okafor"
    assert by_family["1001"]["Email address opted out"] == "dana@harborclinic.example"
    assert by_family["1001"]["Who and how"] == "Dana Okafor, Customer Portal"
    assert by_family["1003"]["Email address opted out"] == "h.weiss@oldmail.example"


def test_no_choice_yet_is_not_an_opt_out(office, ines, emeka):
    assert "emeka.okafor@example.org" not in text_of(office(ines).get(GONE))


def test_a_shared_address_that_is_out_stands_under_both_families(office, ines, portal_as, jonas):
    held = jonas.held_addresses.get()
    portal_as(jonas).post(
        f"/portal/my-account/account-information/email/{held.address_id}/", {"said": "no", "version": 1}
    )
    held.address.refresh_from_db()
    assert held.address.standing == "opted_out"
    rows = rows_of(office(ines).post(GONE + "export/", {}))
    listed = [row["Family"] for row in rows if "harbor.house@example.com" in row["Email address opted out"]]
    assert sorted(listed) == ["1002", "1003"]


def test_unsubscribed_by_day_and_by_way_in(office, ines, time_machine):
    browser = office(ines)
    assert "tom.becker@example.net" in text_of(browser.get(GONE, {"how": "portal_account"}))
    assert "No family opted out" in text_of(browser.get(GONE, {"how": "unsubscribe_page"}))
    assert "No family opted out" in text_of(browser.get(GONE, {"until": "2020-01-01"}))


def test_the_thirty_days_stay_when_the_page_is_turned_or_ordered(office, ines, noor):
    Family.objects.filter(pk=noor.family_id).update(created_at="2020-01-01T00:00Z")
    browser = office(ines)
    for asked in ({}, {"page": "1"}, {"sort": "created"}):
        assert "noor.haddad" not in text_of(browser.get(NEW, asked))
    assert "noor.haddad" in text_of(browser.get(NEW, {"since": ""}))


def test_new_families_by_what_their_primary_address_chose(office, ines):
    browser = office(ines)
    listed = {
        standing: [row.guardians[0].name for row in browser.get(NEW, {"standing": standing}).context["page"]]
        for standing in ("opted_in", "opted_out", "no_choice", "cant_deliver")
    }
    assert listed == {
        "opted_in": ["Noor Haddad", "Jonas Weiss", "Dana Okafor"],
        "opted_out": ["Tom Becker"],
        "no_choice": [],
        "cant_deliver": ["Luis Ortega"],
    }
    [row] = rows_of(browser.post(NEW + "export/", {"standing": "opted_out"}))
    assert row["Primary email address"] == "tom.becker@example.net"


def test_unsubscribed_families_by_name_or_newest_first(office, ines, hannah):
    left = hannah.held_addresses.get(address__key="h.weiss@oldmail.example").address
    type(left).objects.filter(pk=left.pk).update(standing_since="2026-01-01T00:00Z")
    browser = office(ines)
    for sort, last in (("", "Tom Becker"), ("-guardian", "Dana Okafor"), ("-opted_out", "Jonas Weiss")):
        assert [row.name for row in browser.get(GONE, {"how": "", "sort": sort}).context["page"]][-1] == last


def test_an_archived_family_is_shown_only_when_asked_for(office, ines, tom):
    Family.objects.filter(pk=tom.family_id).update(archived_at=tom.family.created_at + timedelta(days=1))
    browser = office(ines)
    assert "tom.becker" not in text_of(browser.get(GONE))
    assert "tom.becker" in text_of(browser.get(GONE, {"families": "all"}))


def test_a_name_cannot_run_in_a_spreadsheet(office, ines, business):
    family = add_family(business, "Formula", Home(street="=1+1"), actor=SYSTEM, source=Source.OFFICE)
    person = Person('=HYPERLINK("http://evil.example","x")', "")
    add_guardian(family, person, actor=SYSTEM, source=Source.OFFICE)
    row = next(row for row in rows_of(office(ines).post(NEW + "export/", {})) if row["Family"] == str(family.number))
    assert row["Guardian names"].startswith("'=HYPERLINK")
    assert row["Physical address"].startswith("'=1+1")


def test_an_export_is_recorded_and_the_front_desk_may_look_but_not_export(office, ines, priya):
    office(ines).post(NEW + "export/", {})
    assert Event.objects.get(verb=Verb.EXPORTED).facts == {"what": "new-family-accounts"}
    desk = office(priya)
    assert desk.get(NEW).status_code == desk.get(GONE).status_code == 200
    assert "Export CSV" not in text_of(desk.get(NEW))
    assert desk.post(NEW + "export/", {}).status_code == desk.post(GONE + "export/", {}).status_code == 403


def test_where_there_is_nothing_the_days_are_named(office, ines):
    browser, days = office(ines), {"since": "2001-03-01", "until": "2001-03-31"}
    created = browser.get("/office/reports/new-family-accounts/", days).content.decode()
    assert "No families were created between Mar 1, 2001 and Mar 31, 2001" in created
    left = browser.get("/office/reports/unsubscribed-families/", {"until": "2001-03-31"}).content.decode()
    assert "No family opted out until Mar 31, 2001" in left
    turned = browser.get("/office/reports/unsubscribed-families/", {"since": "2001-03-31", "until": "2001-03-01"})
    assert "No family opted out" not in turned.content.decode()


def test_a_printed_list_names_its_filters(office, ines):
    browser = office(ines)
    asked = {"since": "2026-03-01", "until": "2026-03-31", "how": "one_click"}
    report = browser.get("/office/reports/unsubscribed-families/", asked).content.decode()
    assert "Opted out from Mar 1, 2026, to Mar 31, 2026, How: One-click unsubscribe" in report
    log = browser.get("/office/audit-log/", {"text": "noor", "kind": "all"}).content.decode()
    assert "Address or who: noor, What: Everything" in log


def test_bad_days_are_refused_with_the_field_named(office, ines):
    browser = office(ines)
    assert browser.get(NEW, {"since": "0000-00-00"}).status_code == 422
    answer = browser.get(GONE, {"since": "2026-03-09", "until": "2026-03-01"})
    assert answer.status_code == 422
    assert "not before the first one" in text_of(answer)


def test_a_report_asks_the_database_the_same_number_of_times_for_many_families(
    office, ines, business, django_assert_max_num_queries
):
    browser = office(ines)
    for number in range(40):
        family = add_family(business, f"Many {number}", Home(), actor=SYSTEM, source=Source.OFFICE)
        add_guardian(family, Person("A", "B", "", f"a{number}@many.example"), actor=SYSTEM, source=Source.OFFICE)
    with django_assert_max_num_queries(20):
        browser.get(NEW)
