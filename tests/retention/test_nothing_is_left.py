"""L-EU-8: after an erasure a search of the whole database and of the data folder finds nobody."""

from io import StringIO

import pytest
from django.core.management import call_command

from saidyes.consent.models import Address
from saidyes.ledger.models import Event
from saidyes.notices.models import Notice
from tests.retention.traces import everywhere, files, stores, told_by

LEAVES_A_TRACE = {
    "accounts_user.email",
    "blasts_blast.paused_why",
    "classes_payment.for_what",
    "consent_address.key",
    "consent_suppression.reason",
    "delivery_recipient.answer",
    "families_family.street",
    "families_guardian.first_name",
    "families_student.first_name",
    "ledger_eventprivate.details",
    "notices_notice.data",
}


@pytest.fixture
def left_traces(wanda, theo, send, deliver, data_folder):
    """A receipt has left, and a blast and a statement wait."""
    everywhere(wanda, theo, send)
    assert told_by(stores()) >= LEAVES_A_TRACE
    return wanda.family


def test_no_cell_and_no_file_tells_who_they_were(left_traces, marisol, erased_by, deliver, data_folder, letters):
    deliver()
    assert told_by(files(data_folder))  # letters in the mail room
    answer = erased_by(marisol, left_traces)
    assert "This family was erased" in answer.content.decode()
    assert told_by(stores()) == set()
    assert told_by(files(data_folder)) == set()


def test_the_audit_log_still_verifies_and_replays(left_traces, marisol, erased_by):
    before = Event.objects.count()
    erased_by(marisol, left_traces)
    said = StringIO()
    call_command("verify_ledger", stdout=said)
    assert "Everything is as it was written." in said.getvalue()
    told = Event.objects.filter(subject=f"family:{left_traces.pk}").latest("seq")
    assert (told.verb, told.source, told.actor_kind) == ("family_erased", "erasure", "owner")
    assert Event.objects.count() > before


def test_what_waits_for_them_is_not_sent(left_traces, marisol, erased_by, deliver, letters):
    erased_by(marisol, left_traces)
    deliver()
    assert [letter["To"] for letter in letters() if "zwiebelfisch" in str(letter["To"]).lower()] == []
    waited = Notice.objects.filter(about=f"family:{left_traces.pk}")
    assert set(waited.values_list("state", "answer")) == {("left_out", "The family was erased before it left")}
    gone = Address.objects.filter(key__startswith="erased:")
    assert gone.count() == 4
    assert {(one.standing, one.held, one.willing) for one in gone} == {("opted_out", False, False)}
