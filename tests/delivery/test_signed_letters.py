"""DKIM from end to end: what a mail server received, and what lies in the mail room, verifies octet by octet."""

import pytest

from saidyes.mail.dkim.keys import make_key
from saidyes.mail.posting import mail_room
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice
from tests.delivery.acts import filled
from tests.mail.dns import tags_of, verified

SUBJECT = "Ferien 🤸 – Zoë’s Camp, so long that its header must be folded: {{ guardian first name }}"
BODY = ".\n\n..\n\n.hidden\n\n" + "é=20 " * 60 + "\n\nDear  {{ guardian first name }},\n\n    two   blanks\t"
COVERED = "from:from:to:subject:date:message-id:reply-to:mime-version:content-type"
OF_A_BLAST = "list-id:list-unsubscribe:list-unsubscribe-post:precedence:feedback-id:cfbl-address:cfbl-feedback-id"


@pytest.fixture
def keys(business, settings, tmp_path):
    settings.SAIDYES_DKIM_KEYS = str(tmp_path / "dkim")
    settings.SAIDYES_INBOUND_DOMAIN = "in.example.org"
    domains = {address.rpartition("@")[2] for address in (business.blast_address, business.notice_address)}
    kinds = {"ed": True, "rsa": False}
    return [make_key(tmp_path / "dkim", one, name, ed25519=kinds[name]) for one in domains for name in kinds]


@pytest.fixture
def receipt(business):
    return leave_notice(
        Kind.UNSUBSCRIBE_LINK,
        business=business,
        mailbox=Mailbox("zoe@example.com"),
        data={"url": "https://tidewater.example/"},
    )


@pytest.fixture(params=[1, 4], ids=["one line", "four lines"])
def lines(settings, request):
    settings.SAIDYES_CONNECTIONS = request.param


@pytest.mark.usefixtures("receipt", "lines")
def test_each_letter_at_the_mail_server_verifies(keys, theo, send, deliver, smtp_server):
    filled(send(theo, SUBJECT, BODY))
    deliver()
    assert [verified(letter.raw, keys) for letter in smtp_server.letters] == [[True, True]] * 4
    covered = {tags_of(letter.raw)["h"] for letter in smtp_server.letters}
    assert covered == {f"{COVERED}:{OF_A_BLAST}", f"{COVERED}:auto-submitted"}


@pytest.mark.usefixtures("receipt")
def test_each_letter_in_the_mail_room_verifies(keys, theo, send, deliver):
    filled(send(theo, SUBJECT, BODY))
    deliver()
    kept = [mail_room.read(letter.id) for letter in mail_room.letters()]
    assert [verified(raw, keys) for raw in kept] == [[True, True]] * 4
