"""Staff find out that two letters were never answered, and decide: one by its button, all in a dialog."""

import re

import pytest
from playwright.sync_api import expect

from bench.smtp_server import Fault
from saidyes.delivery.resolving import unanswered_in
from tests.browser import barriers
from tests.journeys.acts import log_in_to_the_office

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_is_left_and_the_others_are_sent_again(screen, theo, send, deliver, smtp_server):
    smtp_server.behave(Fault("dot", say="", hang_up=True, keep=True, times=2))
    blast = send(theo)
    deliver()
    log_in_to_the_office(screen, theo)
    screen.goto(f"/office/email-blast/{blast.pk}/")
    assert barriers(screen) == []
    screen.get_by_role("link", name="Send all 2 again").click()
    dialog = screen.get_by_role("dialog")
    expect(dialog).to_contain_text("Send 2 emails again?")
    assert barriers(screen) == []
    dialog.get_by_role("button", name="Not now").click()
    screen.get_by_role("button", name="Leave", exact=True).first.click()
    expect(screen.get_by_text("1 email is left as it is.")).to_be_visible()
    screen.get_by_role("button", name="Send again (may arrive twice)").click()
    expect(screen.get_by_text("1 email is going out again.")).to_be_visible()
    expect(screen.get_by_text(re.compile("Theo Brandt sent 1 unanswered again"))).to_be_visible()
    assert not unanswered_in(blast).exists()
    deliver()
    assert len(smtp_server.letters) == 4
