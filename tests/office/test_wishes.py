"""An email that asks to leave in somebody's name: staff see what was written, and dismiss what nobody asked for."""

import pytest

from saidyes.consent.history import lines_of
from saidyes.consent.models import Standing
from saidyes.consent.wishing import wishes
from saidyes.delivery.receiving import Received, receive
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from tests.delivery.acts import address_of, choose, filled
from tests.mail.arriving import reply


@pytest.fixture
def page(dana):
    return f"/office/asked-to-unsubscribe/{address_of(dana).pk}/"


@pytest.fixture
def wish(dana, page):
    """Whoever forged it, with a script in it."""
    forged = reply(
        "dana.okafor@example.com", "office@tidewater.example", text="unsubscribe\n\n<script>alert(1)</script>"
    )
    assert receive(forged) == Received.FOR_STAFF
    return forged


@pytest.fixture
def from_work(theo, send, deliver, smtp_server):
    """Dana answers her letter from another mailbox."""
    filled(send(theo))
    deliver()
    [came] = [letter for letter in smtp_server.letters if letter.rcpt == "dana.okafor@example.com"]
    answers = f"In-Reply-To: {came.parsed['Message-ID']}"
    return reply("dana@work.example", "x@y.example", text="unsubscribe", more=answers)


def dismiss(browser, page):
    """Press the button of the page as it is shown."""
    return browser.post(page, {"seen": browser.get(page).context["wishes"][-1].pk}, follow=True)


def to_do(browser) -> list[str]:
    return [doing.text for doing in browser.get("/office/").context["to_do"] if "unsubscribe" in doing.text]


def test_a_wish_is_neither_a_yes_nor_a_no_in_the_history(wish, dana):
    [asked] = [line for line in lines_of(address_of(dana)) if line.event.verb == Verb.ASKED_TO_LEAVE]
    assert (asked.before, asked.glyph) == ("opted_in", "nothing")


def test_staff_see_what_was_written_and_whom_to_ask(office, priya, wish, page, dana):
    shown = office(priya).get(page).content.decode()
    assert "From dana.okafor@example.com" in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert f"/office/families/{dana.family_id}/" in shown


def test_a_forged_wish_is_dismissed_and_changes_no_choice(office, priya, wish, page, dana, business):
    browser = office(priya)
    assert len(to_do(browser)) == 1
    answer = dismiss(browser, page)
    assert "Dismissed. Nothing was changed." in answer.content.decode()
    assert (to_do(browser), address_of(dana).standing) == ([], Standing.OPTED_IN)
    [event] = Event.objects.filter(subject=f"address:{address_of(dana).pk}", verb=Verb.WISH_DISMISSED)
    assert event.private["actor_name"] == "Priya Nair"
    assert "Nothing to decide" in browser.get(page).content.decode()


def test_a_second_press_dismisses_nothing_more(office, priya, marisol, wish, page):
    dismiss(office(priya), page)
    before = Event.objects.count()
    assert "Somebody else decided already." in office(marisol).post(page, follow=True).content.decode()
    assert Event.objects.count() == before


def test_a_wish_after_that_waits_again_until_the_address_has_chosen(office, priya, wish, page, dana, business):
    dismiss(office(priya), page)
    receive(wish)
    assert wishes(business.pk) == [address_of(dana)]
    choose(address_of(dana), said_yes=False)
    assert wishes(business.pk) == []


def test_a_forged_wish_hides_no_meant_one_and_nobody_dismisses_what_they_never_saw(
    office, priya, wish, page, business, from_work
):
    browser = office(priya)
    seen = browser.get(page).context["wishes"][-1].pk
    receive(from_work)
    answer = browser.post(page, {"seen": seen})
    assert answer.status_code == 409
    assert "From dana@work.example" in answer.content.decode()
    assert len(wishes(business.pk)) == 1
    dismiss(browser, page)
    assert wishes(business.pk) == []


def test_an_auditor_may_not_dismiss(office, ines, wish, page, business):
    assert office(ines).post(page).status_code == 403
    assert len(wishes(business.pk)) == 1


def test_the_school_next_door_has_no_such_address(office, lakeside, wish, page):
    assert office(lakeside.memberships.get()).post(page).status_code == 404
