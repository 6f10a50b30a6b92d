"""What ages out by itself."""

import os
from datetime import timedelta

from saidyes.common import clock
from saidyes.consent.models.address import ERASED
from saidyes.delivery import acknowledging
from saidyes.delivery.models import Recipient
from saidyes.mail.models import State
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice
from saidyes.notices.models import Notice
from saidyes.retention.duties import forget_old_letters, forget_what_came_late
from tests.delivery.acts import filled, row_of

LONG_AGO = (clock.now() - timedelta(days=40)).timestamp()


def test_a_letter_that_was_sent_two_years_ago_goes(business, time_machine):
    for days in (729, 731):
        row = leave_notice(Kind.RECEIPT, business=business, mailbox=Mailbox("dana.okafor@example.com"), data={"a": "b"})
        Notice.objects.filter(pk=row.pk).update(state=State.SENT, settled_at=clock.now() - timedelta(days=days))
    kept = leave_notice(Kind.RECEIPT, business=business, mailbox=Mailbox("dana.okafor@example.com"), data={})
    assert forget_old_letters() == 1
    assert Notice.objects.count() == 2
    assert Notice.objects.filter(pk=kept.pk).exists()


def test_an_answer_that_comes_after_the_erasure_is_forgotten(send, theo, marisol, noor, erased_by, monkeypatch):
    monkeypatch.setattr(acknowledging, "LONGEST_WAIT", 0.01)
    row = row_of(filled(send(theo)), noor)
    Recipient.objects.filter(pk=row.pk).update(state=State.HANDING, token=7)
    erased_by(marisol, noor.family)
    Recipient.objects.filter(pk=row.pk, token=7).update(state=State.FAILED, answer="550 <noor.haddad@example.com>")
    assert forget_what_came_late() == 1
    row.refresh_from_db()
    assert (row.state, row.email, row.answer) == ("failed", ERASED, "")


def test_files_that_nobody_came_back_for_go(business, data_folder):
    waits = data_folder / "imports" / str(business.pk)
    waits.mkdir(parents=True)
    old = [waits / "a.csv", waits / "a.refused.csv", data_folder / "saidyes.sqlite3.before-2026"]
    for path in [*old, waits / "new.csv"]:
        path.touch()
    for path in old:
        os.utime(path, (LONG_AGO, LONG_AGO))
    assert forget_what_came_late() == 3
    assert [path.name for path in waits.iterdir()] == ["new.csv"]
