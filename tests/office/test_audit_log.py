"""S9: who made the change, when, and which way; searchable and exportable."""

import csv
import io

from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from tests.reading import text_of


def test_the_log_says_who_when_which_way_and_for_which_address(office, ines):
    page = text_of(office(ines).get("/office/audit-log/"))
    for words in ("Dana Okafor", "Opt-in", "Opt-out", "dana@harborclinic.example", "Customer Portal", "Okafor</a>"):
        assert words in page


def test_an_entry_about_a_family_leads_to_it(office, ines, dana):
    page = office(ines).get("/office/audit-log/", {"kind": "all", "text": ""})
    [row] = [row for row in page.context["rows"] if row.event.subject == f"family:{dana.family_id}"][-1:]
    assert (row.what, row.families) == ("Family added", (dana.family,))


def test_an_address_finds_its_own_entries_and_no_others(office, ines):
    page = text_of(office(ines).get("/office/audit-log/", {"text": " TOM.becker@example.net"}))
    assert "tom.becker@example.net" in page
    assert "dana.okafor@example.com" not in page


def test_a_name_finds_what_that_person_did(office, ines):
    page = text_of(office(ines).get("/office/audit-log/", {"text": "noor"}))
    assert "noor.haddad@example.com" in page
    assert "tom.becker@example.net" not in page


def test_opt_outs_alone(office, ines):
    page = text_of(office(ines).get("/office/audit-log/", {"kind": "opt_out"}))
    assert "tom.becker@example.net" in page
    assert "noor.haddad@example.com" not in page


def test_days_are_the_schools_own(office, ines, time_machine):
    event = Event.objects.filter(verb=Verb.OPT_IN, business_id=ines.business_id).first()
    day = event.happened_at.astimezone(ines.business.zone).date().isoformat()
    browser = office(ines)
    assert "noor.haddad@example.com" in text_of(browser.get("/office/audit-log/", {"since": day, "until": day}))
    assert "Nothing matches" in text_of(browser.get("/office/audit-log/", {"until": "2020-01-01"}))


def test_a_day_that_does_not_exist_is_refused_with_the_field_named(office, ines):
    answer = office(ines).get("/office/audit-log/", {"since": "2026-02-30"})
    assert answer.status_code == 422
    assert "Enter a day that exists" in text_of(answer)
    assert "2026-02-30" in text_of(answer)


def test_the_export_has_every_entry_and_is_itself_recorded(office, ines):
    answer = office(ines).post("/office/audit-log/export/", {"kind": "choices"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    events = Event.objects.filter(business_id=ines.business_id, verb__in=(Verb.OPT_IN, Verb.OPT_OUT))
    assert {row["Event"] for row in rows} == {str(event.pk) for event in events}
    dana = next(row for row in rows if row["Address"] == "dana@harborclinic.example")
    assert (dana["Who"], dana["What"], dana["Family"]) == ("Dana Okafor", "Opt-out", "Okafor (1001)")
    trace = Event.objects.get(verb=Verb.EXPORTED)
    assert (trace.actor_id, trace.facts) == (str(ines.user_id), {"what": "audit-log"})


def test_nothing_of_next_door_is_in_it(office, ines, iris):
    assert "iris.lakewood@example.com" not in text_of(office(ines).get("/office/audit-log/", {"kind": "all"}))


def test_the_front_desk_may_not_read_the_whole_log(office, priya):
    answer = office(priya).get("/office/audit-log/")
    assert answer.status_code == 403
    assert "Ask an owner, a manager or an auditor" in text_of(answer)
