"""What stands on a letter when mail can come back: its own return path, a way to leave by mail, where to complain."""

import pytest

from saidyes.mail.return_paths import marks_in
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice
from tests.delivery.acts import filled, row_of


@pytest.fixture
def way_in(settings):
    settings.SAIDYES_INBOUND_DOMAIN = "in.example.org"


@pytest.mark.usefixtures("way_in")
def test_each_letter_of_a_blast_has_its_own_return_path(theo, dana, send, deliver, smtp_server):
    blast = filled(send(theo))
    deliver()
    row = row_of(blast, dana)
    [letter] = [letter for letter in smtp_server.letters if letter.rcpt == row.email]
    [mark] = marks_in(letter.envelope_from)
    assert (mark.way, mark.letter, mark.is_genuine(row.bound)) == ("b", str(row.pk), True)
    assert len({letter.envelope_from for letter in smtp_server.letters}) == len(smtp_server.letters) == 3
    by_link, by_mail = str(letter.parsed["List-Unsubscribe"]).split(", ")
    assert by_link.startswith("<http")
    assert by_mail == f"<mailto:u+{mark.letter}.{mark.stamp}@in.example.org?subject=unsubscribe>"
    assert letter.parsed["CFBL-Address"] == "reports@in.example.org; report=arf"
    assert letter.parsed["CFBL-Feedback-ID"] == letter.envelope_from
    assert b"\r\nList-Unsubscribe: <" in letter.raw
    assert not any("dana" in str(letter.parsed[name]).lower() for name in ("CFBL-Feedback-ID", "Feedback-ID"))


@pytest.mark.usefixtures("way_in")
def test_a_notice_comes_back_by_another_way_and_offers_nothing_to_leave(business, deliver, smtp_server):
    data = {"code": "123456", "minutes": "10"}
    notice = leave_notice(Kind.LOG_IN_CODE, business=business, mailbox=Mailbox("dana@example.com"), data=data)
    deliver()
    [letter] = smtp_server.letters
    [mark] = marks_in(letter.envelope_from)
    assert (mark.way, mark.letter, mark.is_genuine(notice.bound)) == ("n", notice.letter_name, True)
    assert letter.parsed["List-Unsubscribe"] is None
    assert letter.parsed["CFBL-Address"] is None
