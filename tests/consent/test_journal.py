"""The journal of opt-outs: on the disk before anybody is told, and heard again when the database forgot."""

import json
import resource

import pytest

from saidyes.common import clock
from saidyes.consent import journal
from saidyes.consent.knowing import address_for
from saidyes.consent.lapsing import lapse
from saidyes.consent.models import Standing, SuppressionKind
from saidyes.consent.recalling import NOBODYS, recall
from saidyes.consent.suppressing import suppress
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from tests.delivery.acts import address_of


@pytest.fixture
def danas(dana):
    return address_of(dana)


def forget(line: journal.Line, **otherwise: str) -> journal.Line:
    """The same no, of which the database has never heard."""
    made = journal.Line(**{**vars(line), "event": "01890000-0000-7000-8000-000000000001", **otherwise})
    journal._append(json.dumps(vars(made)) + "\n")
    return made


def test_who_says_no_in_the_portal_stands_in_the_journal_without_their_address(dana, danas, portal_as):
    before = list(journal.lines())
    portal_as(dana).post(f"/portal/my-account/account-information/email/{danas.pk}/", {"said": "no"})
    danas.refresh_from_db()
    [line] = list(journal.lines())[len(before) :]
    assert (line.event, line.verb, line.at) == (str(danas.last_event), "opt_out", danas.standing_since.isoformat())
    assert "okafor" not in json.dumps(vars(line))
    assert line.is_about(danas)


def test_a_yes_does_not_stand_in_it_and_a_reason_not_to_deliver_does(danas, dana, choose):
    before = len(list(journal.lines()))
    choose(dana, said_yes=True)
    suppress(danas, SuppressionKind.BOUNCE, reason="550 No", actor=SYSTEM, source=Source.BOUNCE)
    assert [(line.verb, line.kind) for line in journal.lines()][before:] == [("suppressed", "bounce")]


def test_a_journal_that_cannot_be_written_keeps_nobody_from_leaving(danas, settings, tmp_path, caplog, dana, choose):
    (tmp_path / "a file").touch()
    settings.SAIDYES_JOURNAL_DIR = str(tmp_path / "a file" / "journal")
    choose(dana, said_yes=False)
    danas.refresh_from_db()
    assert danas.standing == Standing.OPTED_OUT
    assert "journal of opt-outs cannot be written" in caplog.text


def test_a_disk_that_takes_half_a_line_is_no_silence(danas, caplog, dana, choose):
    choose(dana, said_yes=False)
    choose(dana, said_yes=True)
    [*_, newest] = sorted(journal.folder().glob(journal.FILES))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (newest.stat().st_size + 40, limits[1]))
    try:
        choose(dana, said_yes=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    danas.refresh_from_db()
    assert danas.standing == Standing.OPTED_OUT
    assert "journal of opt-outs cannot be written" in caplog.text


@pytest.mark.parametrize("damage", [b"\xff\xfe\x00", b"null", b'{"event": 7}', b"[]"])
def test_a_damaged_line_hides_no_other_no_and_is_told(danas, dana, choose, caplog, damage):
    choose(dana, said_yes=False)
    [*_, line] = journal.lines()
    [*_, newest] = sorted(journal.folder().glob(journal.FILES))
    nobody = json.dumps({**vars(line), "event": "nobody"}).encode()
    newest.write_bytes(newest.read_bytes() + b"\n" + damage + b"\n" + nobody + b"\n")
    forgotten = forget(line)
    choose(dana, said_yes=True)
    assert recall()["opt_out"] == 1
    assert list(journal.lines())[-2].event == forgotten.event  # the last is the no that was heard again
    assert "2 lines of the journal of opt-outs cannot be read" in caplog.text


def test_what_a_power_cut_left_half_written_spoils_no_other_line(danas, dana, choose):
    choose(dana, said_yes=False)
    [*_, line] = journal.lines()
    journal._append('{"event": "018')
    choose(dana, said_yes=False)
    found = [one for one in journal.lines() if one.address == str(danas.pk)]
    assert len(found) == 2
    assert found[0] == line


def test_a_forgotten_no_is_heard_once(danas, dana, choose):
    choose(dana, said_yes=False)
    [*_, line] = journal.lines()
    choose(dana, said_yes=True)
    made = forget(line, at=clock.now().isoformat())
    assert recall() == {Verb.OPT_OUT: 1}
    danas.refresh_from_db()
    assert danas.standing == Standing.OPTED_OUT
    event = Event.objects.get(pk=danas.last_event)
    assert (event.source, event.facts["journal"], event.facts["at"]) == ("restore", made.event, made.at)
    assert recall() == {}


def test_a_forgotten_reason_not_to_deliver_stands_again(danas):
    suppress(danas, SuppressionKind.COMPLAINT, reason="ARF", actor=SYSTEM, source=Source.FEEDBACK_LOOP)
    [*_, line] = journal.lines()
    danas.suppressions.all().delete()
    forget(line)
    assert recall() == {Verb.SUPPRESSED: 1}
    assert danas.suppressions.get().kind == "complaint"


def test_an_address_that_was_entered_anew_is_known_by_its_digest(danas, lakeside, dana, choose):
    choose(dana, said_yes=False)
    [*_, line] = journal.lines()
    choose(dana, said_yes=True)
    forget(line, address="01890000-0000-7000-8000-000000000002")
    theirs = address_for(lakeside, danas.key, actor=SYSTEM, source=Source.OFFICE)
    assert recall() == {Verb.OPT_OUT: 1}
    danas.refresh_from_db()
    theirs.refresh_from_db()
    assert (danas.standing, theirs.standing) == (Standing.OPTED_OUT, Standing.NO_CHOICE)


def test_a_no_for_an_address_that_nobody_has_is_counted(danas, dana, choose):
    choose(dana, said_yes=False)
    [*_, line] = journal.lines()
    forget(line, address="01890000-0000-7000-8000-000000000003", digest="nobody's")
    assert recall() == {NOBODYS: 1}


def test_an_end_that_is_heard_ends_the_older_yes_and_no_newer_one(danas, dana, choose):
    choose(dana, said_yes=True)
    lapse(danas, reason="the evidence does not hold", actor=SYSTEM, source=Source.OFFICE)
    [*_, line] = journal.lines()
    choose(dana, said_yes=True)
    forget(line)
    recall()
    danas.refresh_from_db()
    assert danas.standing == Standing.OPTED_IN
    forget(line, event="01890000-0000-7000-8000-000000000002", at=clock.now().isoformat())
    recall()
    danas.refresh_from_db()
    assert danas.standing == Standing.NO_CHOICE
