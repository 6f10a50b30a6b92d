"""The door for mail servers: one raw mail, one secret, and no word about what came of it."""

import pytest
from django.test import Client

from saidyes.consent.models import Standing
from saidyes.ledger.models import Event
from saidyes.mail.return_paths import Way
from tests.delivery.acts import address_of as home_of
from tests.delivery.acts import taken, way_to
from tests.mail.arriving import bounce, complaint, reply

SECRET = "s" * 40


@pytest.fixture(autouse=True)
def way_in(settings):
    settings.SAIDYES_INBOUND_DOMAIN = "in.example.org"
    settings.SAIDYES_INBOUND_SECRET = SECRET


@pytest.fixture
def post(business):
    """As a mail server does: at the machine's own name, without a cookie."""

    def send_in(raw: bytes, secret: str = SECRET, **headers):
        browser = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
        headers = {"Authorization": f"Bearer {secret}", **headers}
        return browser.post("/api/inbound/", raw, content_type="message/rfc822", headers=headers)

    return send_in


@pytest.fixture
def row(theo, dana, send, smtp_server):
    return taken(send(theo), dana)


def test_a_bounce_over_http_stops_blasts_to_the_address(post, row, dana):
    answer = post(bounce(way_to(row)))
    assert (answer.status_code, answer.content) == (200, b"Taken.\n")
    assert "Set-Cookie" not in answer.headers
    assert home_of(dana).suppressed


def test_the_envelope_may_be_told_beside_the_mail(post, row, dana):
    headers = {"Envelope-Recipient": way_to(row, Way.LEAVING), "Envelope-Sender": "dana.okafor@example.com"}
    assert post(reply("dana.okafor@example.com", "x@y.example"), **headers).status_code == 200
    assert home_of(dana).standing == Standing.OPTED_OUT


@pytest.mark.parametrize("secret", ["", "wrong", SECRET[:-1], SECRET + "s", "ß" * 20])
def test_without_the_secret_nothing_is_read(post, row, secret):
    before = Event.objects.count()
    assert post(bounce(way_to(row)), secret=secret.encode().decode("latin-1")).status_code == 403
    assert Event.objects.count() == before


def test_where_no_secret_is_set_the_door_is_shut(post, settings):
    settings.SAIDYES_INBOUND_SECRET = ""
    assert post(b"Subject: hi\r\n\r\n", secret="").status_code == 403


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 400),
        (b"Subject: hi\r\n\r\n" + b"x" * 1_000_000, 413),
        (b"Subject: hi\r\n\r\n" + b"x" * 3_000_000, 413),
        (b"\x00\xff\xfe\r\n\r\n", 200),
        (b"Subject: hi\r\n\r\nunknown to us", 200),
    ],
)
def test_odd_mail_gets_a_plain_answer(post, raw, status):
    assert post(raw).status_code == status


def test_looking_is_not_allowed(client):
    assert client.get("/api/inbound/").status_code == 405


def test_ten_forgeries_and_fifty_replays_make_one_change(post, row, dana):
    before = Event.objects.count()
    stamp = way_to(row).partition(".")[2]
    for number in range(10):
        forged = f"b+{row.pk + 1 + number}.{stamp}"
        post(bounce(forged))
        post(complaint(f"Return-Path: <{forged}>"))
        post(reply("dana.okafor@example.com", forged.replace("b+", "u+"), subject="unsubscribe"))
    assert Event.objects.count() == before
    for _ in range(50):
        assert post(bounce(way_to(row))).status_code == 200
    assert Event.objects.count() == before + 1


@pytest.mark.parametrize("order", ["bcl", "blc", "cbl", "clb", "lbc", "lcb"])
def test_every_order_of_three_reports_ends_alike(post, row, dana, order):
    reports = {
        "b": bounce(way_to(row)),
        "c": complaint(f"Return-Path: <{way_to(row)}>"),
        "l": reply("x@y.example", way_to(row, Way.LEAVING), subject="unsubscribe"),
    }
    for name in order:
        post(reports[name])
    address = home_of(dana)
    assert (address.standing, address.suppressed) == (Standing.OPTED_OUT, True)
    assert set(address.suppressions.values_list("kind", flat=True)) == {"bounce", "complaint"}


def test_a_script_in_the_servers_words_is_shown_as_text(post, row, dana, office, marisol):
    post(bounce(way_to(row), diagnostic="550 5.1.1 <script>alert(1)</script>"))
    page = office(marisol).get(f"/office/families/{dana.family_id}/").content.decode()
    assert "<script>alert(1)" not in page
    log = office(marisol).get("/office/audit-log/").content.decode()
    assert "&lt;script&gt;alert(1)" in log + page
