"""Families are loaded from a file by staff: checked first, then loaded with their word for it."""

import re
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from saidyes.classes.importing.under_way import load_files
from saidyes.common import clock
from saidyes.consent.models import Address
from saidyes.families.models import Family
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from tests.classes.exports import NO, YES, file_of, reed

IMPORT = "/office/families/import/"


def load(browser, check):
    """With the word of whoever loads, by the worker; then the page says what came of it."""
    assert browser.post(check, {"vouch": "on"}).headers["Location"] == check
    while load_files():
        pass
    return browser.get(check).content.decode()


def upload(browser, *rows, data=b""):
    return browser.post(IMPORT, {"file": SimpleUploadedFile("export.csv", data or file_of(*rows), "text/csv")})


def test_a_file_is_checked_before_anything_is_written(office, theo):
    browser = office(theo)
    families = Family.objects.count()
    check = upload(browser, reed(9001, **YES), reed(9002, **{"Guardian 1 Email": "reed@@x"}))
    page = browser.get(check.headers["Location"]).content.decode()
    for words in ("Load 1 new family", "Guardian 1 Email", "reed@@x", "Not loaded"):
        assert words in page
    assert Family.objects.count() == families


def test_loading_needs_the_word_of_whoever_loads(office, theo):
    browser = office(theo)
    check = upload(browser, reed(9001, **YES)).headers["Location"]
    answer = browser.post(check, {})
    assert answer.status_code == 422
    assert "Confirm that each Yes was given as the file says" in answer.content.decode()
    assert not Family.objects.filter(external_id="9001").exists()


def test_the_good_rows_are_loaded_and_the_others_can_be_taken_along(office, theo):
    browser = office(theo)
    check = upload(browser, reed(9001, **YES), reed(9002, **NO), reed(9003, **{"Guardian 1 Email": "reed@@x"}))
    done = load(browser, check.headers["Location"])
    assert "2 new families loaded" in done
    standings = {address.key: address.standing for address in Address.objects.filter(key__endswith="@reed.example")}
    assert standings == {"mara9001@reed.example": "opted_in", "mara9002@reed.example": "opted_out"}
    link = re.search(r'href="([^"]+/remarks/)"', done)
    assert link
    remarks = browser.get(link[1]).content.decode()
    assert '"4","Guardian 1 Email","reed@@x"' in remarks


def test_the_ledger_names_who_loaded_the_file(office, theo):
    browser = office(theo)
    check = upload(browser, reed(9001, **YES)).headers["Location"]
    load(browser, check)
    event = Event.objects.get(verb=Verb.FILE_IMPORTED)
    assert (event.actor_kind, event.actor_id, event.private["actor_name"]) == (
        "import",
        str(theo.user_id),
        "Theo Brandt",
    )
    assert "1 new family loaded" in browser.post(check, {"vouch": "on"}).content.decode()  # and nothing is done twice
    assert (load_files(), Event.objects.filter(verb=Verb.FILE_IMPORTED).count()) == (0, 1)


def test_what_is_no_csv_is_refused_with_a_sentence(office, theo):
    browser = office(theo)
    zipped = upload(browser, data=b"PK\x03\x04rest")
    assert zipped.status_code == 422
    assert "not a text CSV" in zipped.content.decode()
    assert "Choose a CSV file" in browser.post(IMPORT, {}).content.decode()


def test_a_file_waiting_next_door_is_not_here(office, theo, lakeside):
    check = upload(office(theo), reed(9001, **YES)).headers["Location"]
    neighbour = lakeside.memberships.get()
    assert office(neighbour).get(check).status_code == 404
    assert office(neighbour).post(check, {"vouch": "on"}).status_code == 404


def test_the_front_desk_loads_no_files(office, priya):
    assert office(priya).get(IMPORT).status_code == 403
    assert upload(office(priya), reed(9001, **YES)).status_code == 403


def test_a_file_that_is_never_loaded_goes_after_a_day(office, theo, time_machine):
    browser = office(theo)
    check = upload(browser, reed(9001, **YES)).headers["Location"]
    time_machine.move_to(clock.now() + timedelta(days=2))
    browser = office(theo)
    upload(browser, reed(9002, **YES))
    assert browser.get(check).status_code == 404
