"""The mail that asks to confirm sells nothing, comes once an act, and bombs no mailbox."""

import re
from email import message_from_bytes, policy

import pytest
from django.test import Client

from saidyes.consent.asking import BETWEEN, wording_of
from saidyes.consent.links import choice_url
from saidyes.consent.models import Address
from saidyes.notices.models import Notice
from saidyes.notices.rendering import letter_for
from tests.portal.confirmations import asked, link_to_confirm, press
from tests.portal.visits import CHOICE, JOIN, KIM, answer, shows


def row(key: str, host: str = "tidewater.localhost") -> Address:
    return Address.objects.get(key=key, business__host=host)


@pytest.fixture
def by_link(client, business):
    """`by_link(key)`: yes, by the choice link at the foot of some letter to that address."""

    def choose(key: str):
        page = "/" + choice_url(business, row(key).pk).split("/", 3)[3]
        return client.post(page, answer(business, "yes"))

    return choose


@pytest.mark.parametrize("key", ["tom.becker@example.net", "emeka.okafor@example.org"])
def test_a_yes_by_a_link_only_asks_the_mailbox(client, by_link, key):
    before = row(key).standing
    assert shows(by_link(key), "Check your email", "Until then nothing changes.")
    assert (row(key).standing, row(key).waits, asked(row(key))) == (before, True, 1)
    press(client, link_to_confirm(row(key)))
    assert row(key).willing


@pytest.mark.parametrize("key", ["harbor.house@example.com", "h.weiss@oldmail.example"])
def test_a_link_asks_nobody_where_several_read_or_where_it_was_spam(by_link, key):
    Address.objects.filter(key=key).update(standing="opted_out")
    assert shows(by_link(key), "One more step to opt in", "Nothing has changed yet", "Log In")
    assert (row(key).waits, asked(row(key))) == (False, 0)


def test_strangers_cause_three_such_mails_a_day_and_leave_one_for_who_has_the_mail(by_link, lakeside):
    """20 sign-ups at two schools, then 20 yeses by a link out of that very mailbox."""
    key = "emeka.okafor@example.org"
    for number in range(20):
        host = lakeside.host if number % 2 else "tidewater.localhost"
        visitor = Client(SERVER_NAME=host, REMOTE_ADDR=f"192.0.2.{number}")
        school = lakeside if number % 2 else row(key).business
        visitor.post(JOIN, {**KIM, "email": key})
        visitor.post(CHOICE, answer(school, "yes"))
    assert Notice.objects.filter(to_key=key).count() == 3
    for _ in range(20):
        by_link(key)
    assert Notice.objects.filter(to_key=key).count() == 4
    assert row(key).waits


def test_the_mail_says_what_was_stored_and_has_one_link_of_its_own(by_link, business):
    by_link("emeka.okafor@example.org")
    notice = Notice.objects.get(kind="confirm_choice")
    mail = message_from_bytes(letter_for(notice).raw, policy=policy.default)
    text, html = (mail.get_body([part]).get_content() for part in ("plain", "html"))
    subject, *lines = wording_of(business, "confirmation").text.split(BETWEEN)
    assert mail["Subject"] == subject
    assert all(line in " ".join(text.split()) for line in lines)
    assert "Not you?" in text
    assert set(re.findall(r'href="(http[^"]+)"', html)) == {notice.data["url"]}
    assert "<img" not in html
    assert not [name for name in mail if name.lower().startswith("list-")]


def test_the_link_is_forgotten_once_the_mail_has_left(by_link, deliver, business):
    by_link("emeka.okafor@example.org")
    deliver()
    notice = Notice.objects.get(kind="confirm_choice")
    assert (notice.state, notice.data) == ("sent", {})
