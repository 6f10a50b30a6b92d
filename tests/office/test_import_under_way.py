"""A vouched file is loaded bit by bit: the page says how far it is, a death costs nothing, a no always counts."""

from datetime import timedelta
from uuid import uuid4

import pytest

from saidyes.classes.importing import loading, under_way
from saidyes.classes.importing.under_way import load_files
from saidyes.common import clock
from saidyes.consent.links import unsubscribe_url
from saidyes.consent.models import Address
from saidyes.families.models import Family
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from saidyes.ledger.verifying import broken_links, events_of
from tests.classes.exports import NO, YES, reed
from tests.office.test_importing import upload


@pytest.fixture(autouse=True)
def one_row_a_turn(monkeypatch):
    for size in ("FIRST", "FEWEST", "MOST"):
        monkeypatch.setattr(loading, size, 1)
    monkeypatch.setattr(loading, "A_BREATH", 0)
    monkeypatch.setattr(under_way, "A_WHILE", 0)


@pytest.fixture(autouse=True)
def a_worker_just_started(monkeypatch):
    monkeypatch.setattr(under_way, "opened", {})


@pytest.fixture
def another_process(monkeypatch, time_machine):
    """`another_process()`: the worker was killed; a minute later another one looks."""

    def take_over() -> None:
        monkeypatch.setattr(under_way, "opened", {})
        monkeypatch.setattr(under_way, "THIS_PROCESS", uuid4())
        assert load_files() == 0  # for it may be alive
        time_machine.move_to(clock.now() + timedelta(minutes=2))

    return take_over


def vouched(browser, *rows) -> str:
    check = upload(browser, *rows).headers["Location"]
    browser.post(check, {"vouch": "on"})
    return check


def to_the_end() -> None:
    while load_files():
        pass


def loaded() -> set[str]:
    return set(Family.objects.filter(name="Reed").values_list("external_id", flat=True))


def test_the_page_says_how_many_rows_are_loaded_and_what_came_of_them(office, theo):
    browser = office(theo)
    check = vouched(browser, reed(1), reed(2, **NO), reed(3, **{"Guardian 1 Email": "=x@@y"}))
    assert "Waiting for its turn" in browser.get(check).content.decode()
    load_files()
    load_files()
    page = browser.get(check, headers={"HX-Request": "true"}).content.decode()
    assert "2 <span>of 3 rows</span>" in page
    assert "<title>" not in page
    assert loaded() == {"1"}  # the first row read was the refused one
    to_the_end()
    assert browser.get(check, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    page = browser.get(check).content.decode()
    for words in ("2 new families loaded", "<dt>Addresses opted out</dt><dd>1</dd>", "<span>=x@@y</span>"):
        assert words in page


def test_what_a_killed_worker_began_another_one_ends_and_nothing_is_doubled(office, theo, business, another_process):
    browser = office(theo)
    check = vouched(browser, *(reed(number, **YES) for number in (1, 2, 3)), reed(4, **YES, Created="never"))
    load_files()
    load_files()
    another_process()
    to_the_end()
    assert loaded() == {"1", "2", "3"}
    reeds = Address.objects.filter(key__endswith="@reed.example", willing=True)
    assert (reeds.count(), {address.version for address in reeds}) == (3, {1})
    assert list(broken_links(events_of(business.pk))) == []
    event = Event.objects.get(verb=Verb.FILE_IMPORTED)
    assert (event.facts["families"], event.facts["choices"], event.facts["refused"]) == (3, 3, 1)
    page = browser.get(check).content.decode()
    for words in ("3 new families loaded", "Not a date"):
        assert words in page


def test_a_worker_that_was_only_slow_writes_nothing_once_another_goes_on(office, theo, another_process, monkeypatch):
    vouched(office(theo), reed(1), reed(2), reed(3))
    load_files()
    slow = (under_way.opened, under_way.THIS_PROCESS)
    another_process()
    load_files()
    monkeypatch.setattr(under_way, "opened", slow[0])
    [(_, bits)] = slow[0].values()
    with pytest.raises(under_way.GoesOnElsewhere):
        next(bits)
    assert loaded() == {"1", "2"}


def test_who_opts_out_after_the_check_stays_out(office, theo, noor, emeka, business, client):
    """Noor had said yes, Emeka nothing; both leave while the file is under way, and the file says yes for both."""
    first, second = noor.held_addresses.get().address, emeka.held_addresses.get().address
    rows = (reed(1), *(reed(n, **YES, **{"Guardian 1 Email": one.key}) for n, one in ((2, first), (3, second))))
    browser = office(theo)
    check = upload(browser, *rows).headers["Location"]
    client.post(unsubscribe_url(business, first.pk), {"unsubscribe": ""})
    browser.post(check, {"vouch": "on"})
    load_files()
    client.post(unsubscribe_url(business, second.pk), {"unsubscribe": ""})
    to_the_end()
    assert loaded() == {"1", "2", "3"}
    assert set(Address.objects.filter(pk__in=[first.pk, second.pk]).values_list("standing", flat=True)) == {"opted_out"}
    assert browser.get(check).content.decode().count("This address opted out before; an import can’t change that") == 2


def test_a_no_further_down_stops_the_yes_above_it_though_they_are_loaded_apart(office, theo):
    same = {"Guardian 1 Email": "us@reed.example"}
    vouched(office(theo), reed(1, **YES, **same), reed(2), reed(3, **NO, **same))
    load_files()
    assert Address.objects.get(key="us@reed.example").standing == "no_choice"
    to_the_end()
    assert Address.objects.get(key="us@reed.example").standing == "opted_out"


def test_a_file_that_was_taken_away_goes_no_further_and_the_page_says_so(office, theo, data_folder):
    browser = office(theo)
    check = vouched(browser, reed(1), reed(2), reed(3))
    load_files()
    [file] = (data_folder / "imports").glob("*/*.csv")
    file.unlink()  # as an erasure does, for the family may stand in it
    to_the_end()
    assert loaded() <= {"1", "2"}
    page = browser.get(check).content.decode()
    assert f"after {len(loaded())} of 3 rows" in page
