"""Which answers of a file count. No is always heard; Yes only where nothing speaks against it."""

import pytest

from saidyes.consent.lapsing import lapse
from saidyes.consent.models import Address, SuppressionKind
from saidyes.consent.suppressing import suppress
from saidyes.families.holding import give, take
from saidyes.families.models import HeldAddress
from saidyes.ledger.actors import SYSTEM, ActorKind, Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from tests.classes.exports import NO, YES, loaded, reed, remarks_of, standing_of

TWO = {"Guardian 2 First Name": "Bo", "Guardian 2 Last Name": "Reed", "Guardian 2 Email": "bo@reed.example"}
WORK = {"Guardian 1 Email 2": "mara@work.example"}
FIRST = "mara1@reed.example"


def reasons(outcome) -> list[str]:
    return [reason for result, _, _, reason in remarks_of(outcome) if result == "no_yes"]


def test_a_yes_is_for_the_first_address_of_guardian_1_alone(business):
    loaded(business, reed(1, **YES, **TWO, **WORK))
    standings = {key: standing_of(business, key) for key in (FIRST, "mara@work.example", "bo@reed.example")}
    assert list(standings.values()) == ["opted_in", "no_choice", "no_choice"]
    assert Address.objects.get(business=business, key=FIRST).willing


def test_a_no_is_for_every_address_of_the_row(business):
    loaded(business, reed(1, **NO, **TWO, **WORK))
    assert {standing_of(business, key) for key in (FIRST, "mara@work.example", "bo@reed.example")} == {"opted_out"}


def test_no_answer_is_no_choice_yet(business):
    outcome = loaded(business, reed(1))
    assert standing_of(business, FIRST) == "no_choice"
    assert (outcome.choices, outcome.remarks) == (0, [])


@pytest.mark.parametrize("missing", ["Email Blast Date", "Email Blast How"])
def test_a_yes_without_date_or_how_is_no_choice_yet_and_is_said(business, missing):
    outcome = loaded(business, reed(1, **{**YES, missing: ""}))
    assert standing_of(business, FIRST) == "no_choice"
    assert reasons(outcome) == ["A yes needs its date and how it was given: no choice yet"]


def test_the_event_names_the_file_the_line_how_when_and_whose_yes_it_is(business):
    outcome = loaded(business, reed(1, **YES, **{"Email Blast Note": "asked at the desk"}))
    address = Address.objects.get(business=business, key=FIRST)
    event = Event.objects.get(pk=address.last_event)
    mara = HeldAddress.objects.get(address=address).guardian
    assert (event.verb, event.actor_kind, event.source) == (Verb.OPT_IN, ActorKind.IMPORTER, Source.IMPORT_FILE)
    assert (event.on_behalf_of, address.agreed_by) == (str(mara.pk), str(mara.pk))
    assert (event.facts["file_sha256"], event.facts["row"]) == (outcome.plan.sha256, 2)
    assert (event.facts["how"], event.facts["claimed_at"]) == ("customer_portal", "2026-02-04T00:31:00+00:00")
    assert event.private["said"] == "asked at the desk"
    assert event.private["actor_name"] == "Theo Brandt"


def test_the_no_stands_when_rows_disagree_and_all_of_them_are_named(business):
    same = {"Guardian 1 Email": "Us@reed.example"}
    outcome = loaded(business, reed(1, **YES, **same), reed(2, **same), reed(3, **NO, **same))
    assert standing_of(business, "us@reed.example") == "opted_out"
    assert reasons(outcome) == ["The rows on lines 2, 3 and 4 disagree about Us@reed.example: the no stands"]


def test_a_no_in_a_refused_row_keeps_a_yes_of_the_same_file_away(business):
    loaded(business, reed(1, **YES), reed(2, **NO, **{"Guardian 1 Email": FIRST, "Created": "13/45/2025"}))
    assert standing_of(business, FIRST) == "opted_out"


def test_a_no_in_a_refused_row_opts_out_an_address_we_have(business, noor):
    loaded(business, reed(1, **NO, **{"Guardian 1 Email": "noor.haddad@example.com", "Family Name": ""}))
    assert standing_of(business, "noor.haddad@example.com") == "opted_out"


def test_a_yes_for_an_opted_out_address_is_refused_while_its_row_loads(business, tom):
    outcome = loaded(business, reed(1, **YES, **{"Guardian 1 Email": "tom.becker@example.net"}))
    assert standing_of(business, "tom.becker@example.net") == "opted_out"
    assert reasons(outcome) == ["This address opted out before; an import can’t change that"]
    assert outcome.new == 1


def test_a_yes_for_a_suppressed_address_is_refused(business, emeka):
    address = emeka.held_addresses.get().address
    suppress(address, SuppressionKind.BOUNCE, reason="550", actor=SYSTEM, source=Source.BOUNCE)
    loaded(business, reed(1, **YES, **{"Guardian 1 Email": address.spelling}))
    assert standing_of(business, address.key) == "no_choice"


def test_a_yes_that_ended_is_not_brought_back(business, noor):
    address = noor.held_addresses.get().address
    lapse(address, reason="test", actor=SYSTEM, source=Source.EXPIRY)
    outcome = loaded(business, reed(1, **YES, **{"Guardian 1 Email": address.spelling}))
    assert standing_of(business, address.key) == "no_choice"
    assert reasons(outcome) == ["A yes for this address ended before; ask the family again"]


def test_a_later_file_can_say_no_and_can_say_yes_where_nothing_was_chosen(business):
    loaded(business, reed(1, **TWO), reed(2))
    loaded(business, reed(1, **NO, **TWO), reed(2, **YES))
    assert [standing_of(business, key) for key in (FIRST, "bo@reed.example", "mara2@reed.example")] == [
        "opted_out",
        "opted_out",
        "opted_in",
    ]


def test_a_yes_does_not_follow_an_address_that_the_family_gave_up(business, emeka):
    loaded(business, reed(1))
    held = HeldAddress.objects.get(business=business, address__key=FIRST)
    take(held, actor=SYSTEM, source=Source.OFFICE)
    give(emeka, FIRST, actor=SYSTEM, source=Source.OFFICE)
    outcome = loaded(business, reed(1, **YES))
    assert standing_of(business, FIRST) == "no_choice"
    assert reasons(outcome) == ["The family no longer uses this address"]


def test_where_every_yes_is_confirmed_by_mail_an_import_opts_nobody_in(business):
    business.confirmation = "always"
    business.save(update_fields=["confirmation"])
    outcome = loaded(business, reed(1, **YES), reed(2, **NO))
    assert [standing_of(business, key) for key in (FIRST, "mara2@reed.example")] == ["no_choice", "opted_out"]
    assert len(reasons(outcome)) == 1


def test_an_answer_without_an_address_is_said(business):
    nobody = {"Guardian 1 Email": ""}
    outcome = loaded(business, reed(1, **YES, **nobody, **TWO), reed(2, **NO, **nobody))
    assert [reason for *_, reason in remarks_of(outcome)] == ["The row has no address that this could be about"] * 2
    assert standing_of(business, "bo@reed.example") == "no_choice"
