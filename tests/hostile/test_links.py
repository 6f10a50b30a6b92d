"""Rows 42 to 50 of docs/bad-inputs.md: a link is good for what it was made for, and for nothing else."""

from uuid import uuid4

import pytest
from django.urls import reverse

from saidyes.accounts import inviting
from saidyes.blasts import links
from saidyes.common.signing import sign_ids
from saidyes.consent import rechecking, requesting, taking_back, unsubscribing
from saidyes.ledger.actors import Actor, ActorKind
from saidyes.ledger.models import Event
from saidyes.retention.erasing import erase_family
from tests.cast import NEXT_DOOR

PAGES = {
    "portal-unsubscribe": (unsubscribing.LEAVE, 3),
    "portal-email-choice-by-token": (unsubscribing.LEAVE, 3),
    "portal-confirm": (requesting.CONFIRM, 2),
    "portal-check-address": (rechecking.CHECK, 2),
    "portal-take-back": (taking_back.TAKE_BACK, 3),
    "portal-view": (links.PURPOSE, 2),
    "office-invitation": (inviting.PURPOSE, 1),
}
NOT_HERE = {404, 405}  # an Email Blast in the browser takes no POST
PRESSED = {"unsubscribe": "yes", "said": "no", "confirm": "yes", "arrives": "yes", "take_back": "yes", "undo": "x"}


def status_of(browser, page: str, token: str, method: str) -> int:
    return getattr(browser, method)(reverse(page, args=[token]), PRESSED).status_code


@pytest.mark.parametrize("page", PAGES)
def test_a_token_opens_no_page_but_its_own(client, business, dana, page):
    """Signed by us, of this school, about a real address, and yet for something else."""
    address = dana.held_addresses.get(is_primary=True).address
    ids = [business.pk, address.pk, uuid4()]
    own, before = PAGES[page][0], Event.objects.count()
    foreign = {(purpose, size) for purpose, size in PAGES.values() if purpose != own}
    for purpose, size in {*foreign, ("undo", 1), ("return path", 3)}:
        for method in ("get", "post"):
            assert status_of(client, page, sign_ids(purpose, *ids[:size]), method) in NOT_HERE
    assert Event.objects.count() == before
    address.refresh_from_db()
    assert address.standing == "opted_in"


@pytest.mark.parametrize("page", PAGES)
def test_a_token_of_its_own_purpose_about_nothing_there_is_is_not_found(client, page):
    for count in (0, 1, 2, 3, 40):
        token = sign_ids(PAGES[page][0], *[uuid4() for _ in range(count)])
        assert {status_of(client, page, token, method) for method in ("get", "post")} <= NOT_HERE


@pytest.mark.parametrize("host", ["evil.example", "tidewater.localhost.evil.example", "tidewater.localhost:80@evil"])
def test_no_letter_is_written_for_a_host_of_somebody_elses_making(client, host):
    answer = client.post("/portal/log-in/", {"email": "dana.okafor@example.com"}, headers={"Host": host})
    assert answer.status_code == 400


def test_what_a_proxy_is_said_to_have_seen_moves_no_link(client, business, by_mail):
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher", "Forwarded": "host=evil.example"}
    client.post("/portal/unsubscribe/", {"email": "dana.okafor@example.com"}, headers=headers)
    [letter] = by_mail()
    text = letter.get_body(("plain",)).get_content()
    assert f"{business.host}" in text
    assert "evil.example" not in text
    assert NEXT_DOOR not in text


@pytest.fixture
def by_mail(deliver, letters):
    def arrived():
        deliver()
        return letters()

    return arrived


def test_a_link_still_answers_when_nobody_is_left_behind_it(client, business, noor, django_capture_on_commit_callbacks):
    """Erased since, an old Email Blast, another key: who presses is told the same."""
    address = noor.held_addresses.get().address
    url = reverse("portal-unsubscribe", args=[unsubscribing.link_token(business.pk, address.pk)])
    with django_capture_on_commit_callbacks(execute=True):
        erase_family(noor.family, actor=Actor(ActorKind.OWNER, name="Marisol Vega"))
    for pressed in ({"List-Unsubscribe": "One-Click"}, {"unsubscribe": "yes"}):
        answer = client.post(url, pressed)
        assert (answer.status_code, "noor" in answer.content.decode().lower()) == (200, False)
