"""S11: every family with an address that said no, and only the addresses that did."""

from datetime import UTC, date, datetime, timedelta

from saidyes.classes import importing
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.models import WordingKind
from saidyes.families.archiving import set_active
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.reports import unsubscribed_families
from saidyes.reports.period import Period
from tests.classes.exports import NO, file_of, reed

EVER = Period()


def rows(business, period=EVER, **options):
    asked = unsubscribed_families.Asked(period, **options)
    found = unsubscribed_families.families(business, asked).order_by("primary_name", "number")
    return unsubscribed_families.rows(found, business, asked)


def say_no(guardian) -> None:
    address = guardian.held_addresses.get(is_primary=True).address
    wording = wording_of(guardian.business, WordingKind.UNSUBSCRIBE_PAGE)
    actor = Actor(ActorKind.MAILBOX)
    record_choice(address, said_yes=False, wording=wording, actor=actor, source=Source.UNSUBSCRIBE_PAGE)


def listed(business, period=EVER, **options) -> dict[str, list[str]]:
    return {row.name: [one.email for one in row.opt_outs] for row in rows(business, period, **options)}


def test_one_row_a_family_by_primary_guardian_with_the_addresses_that_are_out(business):
    assert listed(business) == {
        "Dana Okafor": ["dana@harborclinic.example"],
        "Jonas Weiss": ["h.weiss@oldmail.example"],
        "Tom Becker": ["tom.becker@example.net"],
    }


def test_the_address_of_a_second_guardian_stands_under_the_primary_one(business, emeka):
    say_no(emeka)
    assert listed(business)["Dana Okafor"] == ["dana@harborclinic.example", "emeka.okafor@example.org"]


def test_a_shared_address_stands_under_each_family(business, jonas):
    say_no(jonas)
    assert listed(business)["Tom Becker"] == ["tom.becker@example.net", "harbor.house@example.com"]
    assert "harbor.house@example.com" in listed(business)["Jonas Weiss"]


def test_a_bounce_is_no_opt_out(business, luis):
    assert "Luis Ortega" not in listed(business)


def test_who_said_so_and_how_is_told(business, noor):
    say_no(noor)
    [row] = rows(business, how=Source.UNSUBSCRIBE_PAGE)
    [one] = row.opt_outs
    assert (row.name, one.who, one.how) == ("Noor Haddad", "Holder of the mailbox", "Unsubscribe link")


def test_the_time_is_that_of_the_opt_out_in_the_schools_zone(business, noor, time_machine):
    time_machine.move_to(datetime(2027, 1, 2, 7, 59, 59, tzinfo=UTC))  # one second before midnight in Oregon
    say_no(noor)
    first, second = date(2027, 1, 1), date(2027, 1, 2)
    assert list(listed(business, Period(first, first))) == ["Noor Haddad"]
    assert listed(business, Period(second, second)) == {}


def test_a_no_from_an_imported_file_is_listed(business):
    importing.load(importing.plan(file_of(reed(1, **NO)), business), actor=Actor(ActorKind.IMPORTER))
    assert listed(business, how=Source.IMPORT_FILE) == {"Mara Reed": ["mara1@reed.example"]}


def test_whoever_left_is_shown_only_when_asked_for(business, tom, hannah):
    tom.family.archived_at = tom.family.created_at + timedelta(days=1)
    tom.family.save(update_fields=["archived_at"])
    set_active(hannah, active=False, actor=SYSTEM, source=Source.OFFICE)
    assert list(listed(business)) == ["Dana Okafor"]
    assert set(listed(business, archived=True)) == {"Dana Okafor", "Jonas Weiss", "Tom Becker"}


def test_many_families_take_no_more_questions_than_few(business, django_assert_num_queries):
    crowd = [reed(number, **NO) for number in range(1, 31)]
    importing.load(importing.plan(file_of(*crowd), business), actor=Actor(ActorKind.IMPORTER, name="Theo"))
    with django_assert_num_queries(4):  # the families, and three for whatever is shown of them
        assert len([row.cells(business) for row in rows(business)]) == 33
