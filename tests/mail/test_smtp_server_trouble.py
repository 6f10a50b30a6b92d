"""Trouble with the mail server itself: it says nothing about any recipient, and gives no password away."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from bench.smtp_server import Fault, SmtpServer
from saidyes.mail.posting import open_posting
from saidyes.mail.posting.contract import Trouble
from saidyes.mail.posting.server import MailServer, Tls
from saidyes.mail.posting.smtp import SmtpPosting
from tests.mail.letters import letter_to

NOOR = "noor@example.com"


def offer(posting):
    try:
        posting.offer(letter_to(NOOR))
        posting.finish()
    finally:
        posting.close()


@pytest.mark.parametrize(
    ("fault", "stage"),
    [
        (Fault("greeting", hang_up=True), "connect"),
        (Fault("greeting", say="554 5.3.2 Closed"), "connect"),
        (Fault("greeting", say="HTTP/1.1 200 OK"), "connect"),
        (Fault("hello", hang_up=True), "hello"),
        (Fault("sender", say="550 5.7.1 You may not send"), "sender"),
    ],
)
def test_a_server_that_will_not_work_with_us_is_trouble(smtp_server, fault, stage):
    smtp_server.behave(fault)
    with pytest.raises(Trouble) as trouble:
        offer(open_posting())
    assert trouble.value.stage == stage
    assert trouble.value.text
    assert smtp_server.letters == []


def test_nobody_listening_is_trouble():
    with SmtpServer() as server:
        port = server.port
    with pytest.raises(Trouble) as trouble:
        offer(SmtpPosting(MailServer("127.0.0.1", port)))
    assert (trouble.value.stage, trouble.value.text) == ("connect", "Connection refused")


def test_a_wrong_password_is_trouble_and_is_told_to_nobody(smtp_server):
    smtp_server.behave(password="right")
    with pytest.raises(Trouble) as trouble:
        offer(SmtpPosting(MailServer.at(smtp_server.url.replace("//", "//saidyes:wr0ng@"))))
    assert (trouble.value.stage, trouble.value.text) == ("log in", "535 5.7.8 Wrong user name or password")
    assert "wr0ng" not in repr(trouble.value.__context__)


def test_the_right_password_logs_in(smtp_server):
    smtp_server.behave(password="p@ss:wörd".replace("ö", "o"))
    offer(SmtpPosting(MailServer.at(smtp_server.url.replace("//", "//saidyes:p%40ss%3Aword@"))))
    assert len(smtp_server.letters) == 1


def test_no_password_leaves_unencrypted_for_another_machine(smtp_server, monkeypatch):
    smtp_server.behave(password="right")
    monkeypatch.setattr(MailServer, "is_loopback", False)
    with pytest.raises(Trouble, match="the password was not sent"):
        offer(SmtpPosting(MailServer.at(smtp_server.url.replace("//", "//saidyes:right@"))))
    assert not any(line.startswith("AUTH") for line in smtp_server.heard)


@pytest.mark.parametrize("scheme", ["smtp", "smtp+tls"])
def test_a_connection_is_encrypted_where_the_server_offers_it(certificate, scheme):
    with SmtpServer(tls=certificate) as server:
        offer(SmtpPosting(MailServer.at(f"{scheme}://127.0.0.1:{server.port}")))
    assert [kept.encrypted for kept in server.letters] == [True]


def test_a_connection_can_be_encrypted_from_the_start(certificate):
    with SmtpServer(tls=certificate, tls_from_the_start=True) as server:
        offer(SmtpPosting(MailServer.at(f"smtps://127.0.0.1:{server.port}")))
    assert [kept.encrypted for kept in server.letters] == [True]


def test_where_encryption_is_required_a_server_without_it_gets_nothing(smtp_server):
    with pytest.raises(Trouble) as trouble:
        offer(SmtpPosting(MailServer("127.0.0.1", smtp_server.port, Tls.REQUIRED)))
    assert trouble.value.stage == "tls"
    assert not any(line.startswith("MAIL") for line in smtp_server.heard)


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate, monkeypatch):
    monkeypatch.setattr(MailServer, "is_loopback", False)
    with SmtpServer(tls=certificate) as server, pytest.raises(Trouble, match=r"(?i)certificate") as trouble:
        offer(SmtpPosting(MailServer.at(server.url)))
    assert trouble.value.stage == "tls"
    assert server.letters == []


@pytest.mark.parametrize("url", ["smtp", "smtp+tls"])
@pytest.mark.parametrize(
    "fault",
    [
        Fault("encryption", hang_up=True),
        Fault("encryption", say="220 2.0.0 Go ahead", hang_up=True),
        Fault("encryption", say="220 2.0.0 Go ahead\r\n250 2.0.0 And in the clear"),
        Fault("encryption", say="454 4.7.0 Not now"),
    ],
)
def test_encryption_that_fails_is_trouble_and_nothing_is_said_in_the_clear(certificate, fault, url):
    with SmtpServer(tls=certificate) as server:
        server.behave(fault)
        with pytest.raises(Trouble) as trouble:
            offer(SmtpPosting(MailServer.at(f"{url}://127.0.0.1:{server.port}")))
    assert trouble.value.stage == "tls"
    assert not any(line.startswith("MAIL") for line in server.heard)


def test_the_address_of_the_server_is_read():
    server = MailServer.at("smtp+tls://office%40tidewater.example:p%3Aw@mail.example")
    assert (server.host, server.port, server.tls) == ("mail.example", 587, Tls.REQUIRED)
    assert (server.user, server.password) == ("office@tidewater.example", "p:w")
    assert "p:w" not in repr(server)
    assert (MailServer.at("smtp://mail.example").port, MailServer.at("smtps://mail.example").port) == (25, 465)


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://u:secret@mail.example:x"])
def test_a_wrong_address_of_the_server_is_refused_without_repeating_it(url):
    with pytest.raises(ImproperlyConfigured) as refused:
        MailServer.at(url)
    assert "secret" not in str(refused.value)
