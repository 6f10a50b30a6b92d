"""S8: the link in every Email Blast leads to one page, one button, and no log-in."""

import pytest
import time_machine
from django.test import Client

from saidyes.common import clock
from saidyes.consent.links import choice_url, unsubscribe_url
from saidyes.consent.models import Address
from saidyes.ledger.models import Event
from tests.portal.visits import INFORMATION, newest_code, shows

BUTTON = {"unsubscribe": "yes"}


def dana_now() -> Address:
    return Address.objects.get(key="dana.okafor@example.com", business__host="tidewater.localhost")


def path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


@pytest.fixture
def link(business) -> str:
    return path(unsubscribe_url(business, dana_now().pk))


def undo_of(page) -> str:
    return page.context["undo"]


def test_s8_the_link_shows_one_button_and_the_address_masked(client, link):
    page = client.get(link)
    assert page.status_code == 200
    assert shows(page, "Unsubscribe from Email Blasts?", "d•••@example.com", "Keep my emails as they are")
    assert shows(
        page, "You will stop getting", "You will still get", "Enrollment confirmations, receipts, and statements."
    )
    assert not shows(page, "dana.okafor")


def test_s8_the_button_opts_out_and_the_answer_stands_on_the_same_url(client, link):
    page = client.post(link, BUTTON)
    assert page.status_code == 200
    assert shows(page, "You are unsubscribed", "d•••@example.com", "Tidewater Swim & Gym, starting now", "When")
    event = Event.objects.get(pk=dana_now().last_event)
    assert (event.verb, event.source, event.actor_kind) == ("opt_out", "unsubscribe_page", "mailbox")
    assert dana_now().standing == "opted_out"
    assert shows(client.get(link), "is already unsubscribed")


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_fetching_the_link_changes_nothing(client, link, method):
    before = Event.objects.count(), dana_now().version
    for agent in ("Barracuda", "SafeLinks", "Mimecast") * 3:
        assert getattr(client, method)(link, HTTP_USER_AGENT=agent).status_code == 200
    assert (Event.objects.count(), dana_now().version) == before


def test_no_cookie_is_set_and_none_is_looked_at(client, link, portal_as, tom):
    """A guardian who happens to be logged in gets the very same page."""
    logged_in = portal_as(tom)
    for method, sent in (("get", {}), ("post", BUTTON)):
        plain, known = getattr(client, method)(link, sent), getattr(logged_in, method)(link, sent)
        assert "Set-Cookie" not in plain.headers
        assert "Cookie" not in plain.headers.get("Vary", "")
        assert plain.cookies == known.cookies == {}
        assert "Log Out" not in known.content.decode()
    assert logged_in.get("/portal/my-account/").status_code == 200


def test_the_page_is_kept_nowhere_and_told_to_nobody(client, link, business):
    for url in (link, path(choice_url(business, dana_now().pk)), "/portal/unsubscribe/v1.a.b.c/"):
        headers = client.get(url).headers
        assert "no-store" in headers["Cache-Control"]
        assert (headers["Referrer-Policy"], headers["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")


@pytest.mark.parametrize(
    ("body", "type_"),
    [
        ("", "application/x-www-form-urlencoded"),
        ("List-Unsubscribe=Two", "application/x-www-form-urlencoded"),
        ("email=other@example.com&token=x", "application/x-www-form-urlencoded"),
        ('{"List-Unsubscribe": "One-Click"}', "application/json"),
        ("List-Unsubscribe=One-Click", "text/plain"),
    ],
)
def test_a_post_that_does_not_say_what_it_wants_changes_nothing(client, link, body, type_):
    before = Event.objects.count()
    assert client.post(link, body, content_type=type_).status_code == 400
    assert (Event.objects.count(), dana_now().standing) == (before, "opted_in")


def test_a_token_that_was_not_made_here_is_met_with_the_way_to_a_new_link(client, link, lakeside, business):
    token = link.split("/")[3]
    other = path(unsubscribe_url(lakeside, dana_now().pk)).split("/")[3]
    bad = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token[:-4],
        token * 2,
        other,
        "x",
        "v1.é.ü.x",
        token.upper(),
    ]
    before, bodies = Event.objects.count(), set()
    for wrong in bad:
        for answer in (
            client.get(f"/portal/unsubscribe/{wrong}/"),
            client.post(f"/portal/unsubscribe/{wrong}/", BUTTON),
        ):
            assert answer.status_code == 404
            bodies.add(answer.content)
    assert len(bodies) == 1
    assert shows(answer, "This link does not work any more", "Send me a new link")
    assert (Event.objects.count(), dana_now().standing) == (before, "opted_in")


def test_undo_puts_it_back_and_is_recorded_as_an_undo(client, link):
    page = client.post(link, BUTTON)
    back = client.post(link, {"undo": undo_of(page)})
    assert shows(back, "You are opted in again")
    event = Event.objects.get(pk=dana_now().last_event)
    assert (dana_now().standing, event.facts["undo_of"]) == ("opted_in", str(page.context["event"].pk))


def test_undo_ends_after_ten_minutes(client, link):
    page = client.post(link, BUTTON)
    with time_machine.travel(clock.now().timestamp() + 601):
        late = client.post(link, {"undo": undo_of(page)})
    assert (late.status_code, dana_now().standing) == (409, "opted_out")
    assert shows(late, "It is too late to undo this here")


@pytest.mark.parametrize("token", ["", "x", "v1.aa.bb.cc"])
def test_a_forged_undo_does_nothing(client, link, token):
    client.post(link, BUTTON)
    assert client.post(link, {"undo": token}).status_code == 409
    assert dana_now().standing == "opted_out"


def test_who_never_said_yes_gets_no_undo(client, business, emeka):
    row = emeka.held_addresses.get().address
    page = client.post(path(unsubscribe_url(business, row.pk)), BUTTON)
    assert shows(page, "You are unsubscribed")
    assert not shows(page, "Undo")


def test_a_school_next_door_does_not_know_the_link(link, lakeside):
    assert Client(SERVER_NAME=lakeside.host).get(link).status_code == 404


def test_an_old_link_acts_on_the_old_address_alone(client, link, by_code, dana):
    """The token names the address, not the guardian."""
    browser = by_code(dana)
    row = dana_now()
    browser.post(f"{INFORMATION}email/{row.pk}/replace/", {"email": "dana.new@example.com"})
    browser.post(f"{INFORMATION}email/code/", {"code": newest_code("dana.new@example.com")})
    client.post(link, BUTTON)
    assert dana_now().standing == "opted_out"
    assert Address.objects.get(key="dana.new@example.com").standing == "no_choice"
