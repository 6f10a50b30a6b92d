"""Settings, Staff: who works here, as what, and until when. Only owners decide, and all of it is in the audit log."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from saidyes.accounts.models import Invitation, Membership, User
from saidyes.accounts.rights import Role
from saidyes.blasts.models import Blast, Status
from saidyes.common import clock
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from saidyes.notices.models import Notice
from tests.cast import HOST, PASSWORD
from tests.reading import text_of

STAFF = "/office/settings/staff/"
TYPED = {"name": "Olu Bright", "address": "Olu@Example.com", "role": "front_desk"}
NEW = "harbour violet 77 stairs"


@pytest.fixture
def owner(office, marisol):
    return office(marisol)


def path_to(address="olu@example.com"):
    """The page of the newest invitation to this address."""
    newest = Notice.objects.filter(kind="staff_invitation", to_key=address).latest("created_at")
    return "/office/" + newest.data["url"].partition("/office/")[2]


def log_in(client, address, password):
    return client.post("/office/log-in/", {"login": address, "password": password})


def act(browser, member, what, **typed):
    return browser.post(f"{STAFF}{member.pk}/{what}", typed)


def told(verb):
    """Of the newest event: who, and about whom."""
    event = Event.objects.filter(verb=verb).select_related("beside").latest("happened_at")
    return event.private["actor_name"], event.private["address"]


def test_whoever_is_invited_chooses_a_password_and_is_on_the_staff(owner, client, deliver, letters, business):
    assert owner.post(f"{STAFF}invite/", TYPED).url == STAFF
    path = path_to()
    assert "Olu Bright" in owner.get(STAFF).content.decode()
    deliver()
    text = letters()[0].get_body(("plain",)).get_content()
    assert f"http://{HOST}" in text
    assert "Front desk" in text
    assert client.get(path).status_code == client.get(path).status_code == 200
    assert client.post(path, {"password": NEW}).url == "/office/log-in/"
    member = business.memberships.get(user__email="olu@example.com")
    assert (member.role, member.name, member.active) == ("front_desk", "Olu Bright", True)
    assert log_in(client, "olu@example.com", NEW).url == "/office/"
    member.refresh_from_db()
    assert member.logged_in_at is not None
    assert told(Verb.STAFF_INVITED) == ("Marisol Vega", "Olu@Example.com")
    assert told(Verb.STAFF_ADDED) == ("Olu Bright", "olu@example.com")


def test_a_link_works_once_and_for_three_days(owner, client):
    owner.post(f"{STAFF}invite/", TYPED)
    first = path_to()
    owner.post(f"{STAFF}invite/", TYPED)
    second = path_to()
    assert client.post(first, {"password": NEW}).status_code == 410
    with time_machine.travel(clock.now() + timedelta(days=3, minutes=1)):
        assert client.post(second, {"password": NEW}).status_code == 410
    assert client.post(second, {"password": "short"}).status_code == 422
    assert client.post(second, {"password": NEW}).status_code == 302
    over = client.post(second, {"password": NEW})
    assert (over.status_code, "This invitation is over" in over.content.decode()) == (410, True)
    assert client.get(second).headers["Referrer-Policy"] == "same-origin"


def test_a_link_of_next_door_or_a_forged_one_is_not_here(owner, client, lakeside):
    owner.post(f"{STAFF}invite/", TYPED)
    path = path_to()
    assert Client(SERVER_NAME=lakeside.host).get(path).status_code == 404
    assert client.get(f"{path[:-2]}{'A' if path[-2] != 'A' else 'B'}/").status_code == 404


def test_whoever_has_a_password_already_shows_it_and_keeps_it(owner, client, lakeside):
    theirs = lakeside.memberships.get().user
    answer = owner.post(f"{STAFF}invite/", {**TYPED, "address": theirs.email})
    assert answer.status_code == 302  # as for an address that nobody knows
    path = path_to(theirs.email)
    assert client.post(path, {"password": NEW}).status_code == 422
    assert client.post(path, {"password": PASSWORD}).status_code == 302
    assert User.objects.get(pk=theirs.pk).check_password(PASSWORD)
    assert theirs.memberships.count() == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Enter their name"),
        ({"address": "nobody"}, "Enter an email address"),
        ({"role": "king"}, "Select a role"),
        ({"address": "THEO@tidewater.example"}, "This address is on the staff already"),
    ],
)
def test_bad_input_gets_a_sentence_and_no_mail_leaves(owner, typed, sentence):
    answer = owner.post(f"{STAFF}invite/", {**TYPED, **typed})
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert (Notice.objects.count(), Invitation.objects.count()) == (0, 0)


def test_nobodys_mailbox_is_filled_with_invitations(owner):
    answers = [owner.post(f"{STAFF}invite/", TYPED).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 422]


def test_an_invitation_is_taken_back(owner, client):
    owner.post(f"{STAFF}invite/", TYPED)
    invitation = Invitation.objects.get()
    assert owner.get(f"{STAFF}invitations/{invitation.pk}/end/").status_code == 200
    assert owner.post(f"{STAFF}invitations/{invitation.pk}/end/").url == STAFF
    assert client.post(path_to(), {"password": NEW}).status_code == 410
    assert told(Verb.STAFF_INVITATION_ENDED)[1] == "Olu@Example.com"


def test_another_role_counts_with_the_next_page_and_is_written_down(owner, office, theo):
    browser = office(theo)
    assert browser.get("/office/audit-log/").status_code == 200
    assert act(owner, theo, "", role="front_desk").url == STAFF
    assert browser.get("/office/audit-log/").status_code == 403
    assert told(Verb.STAFF_ROLE_CHANGED) == ("Marisol Vega", "theo@tidewater.example")
    log = text_of(owner.get("/office/audit-log/?kind=staff"))
    assert re.search("Role changed.*theo@tidewater.example.*Manager → Front desk", log, re.DOTALL)


def test_the_last_owner_stays_one(owner, marisol, theo):
    assert act(owner, marisol, "", role="auditor").status_code == 409
    refused = act(owner, marisol, "disable/")
    assert (refused.status_code, "Make somebody else an owner first" in refused.content.decode()) == (409, True)
    act(owner, theo, "", role="owner")
    assert act(owner, marisol, "", role="manager").status_code == 302
    assert act(owner, theo, "", role="owner").status_code == 403
    assert Membership.objects.get(pk=marisol.pk).role == Role.MANAGER


def test_nobody_else_raises_a_role_be_it_their_own(office, theo, priya, ines):
    for member in (theo, priya, ines):
        assert act(office(member), member, "", role="owner").status_code == 403
        assert Membership.objects.get(pk=member.pk).role == member.role


def test_who_is_logged_out_everywhere_logs_in_again(owner, office, client, priya):
    browser = office(priya)
    assert act(owner, priya, "log-out/").url == STAFF
    assert browser.get("/office/").url.startswith("/office/log-in/")
    assert log_in(client, "priya@tidewater.example", PASSWORD).url == "/office/"
    assert client.get("/office/").status_code == 200
    assert told(Verb.STAFF_LOGGED_OUT) == ("Marisol Vega", "priya@tidewater.example")


def test_who_is_disabled_is_let_in_nowhere_and_no_old_session_comes_back(owner, office, client, priya):
    browser = office(priya)
    assert act(owner, priya, "disable/").url == STAFF
    assert browser.get("/office/").status_code == browser.post("/office/families/new/").status_code == 302
    assert log_in(client, "priya@tidewater.example", PASSWORD).status_code == 422
    assert "Enable them again" in owner.post(f"{STAFF}invite/", {**TYPED, "address": priya.user.email}).content.decode()
    assert act(owner, priya, "enable/").url == STAFF
    assert browser.get("/office/").status_code == 302
    assert log_in(client, "priya@tidewater.example", PASSWORD).url == "/office/"
    verbs = [Verb.STAFF_DISABLED, Verb.STAFF_ENABLED]
    assert Event.objects.filter(verb__in=verbs, subject=f"membership:{priya.pk}").count() == 2


def test_what_the_disabled_confirmed_waits_until_an_owner_lets_it_go_on(owner, office, theo, send, deliver, letters):
    blast = send(theo)
    act(owner, theo, "disable/")
    deliver()
    blast.refresh_from_db()
    assert (blast.status, blast.waits_for_owner, letters()) == (Status.PAUSED, True, [])
    home = owner.get("/office/").content.decode()
    assert "waits for an owner: Theo Brandt confirmed it and left the staff" in home
    assert "Let it go on" in owner.get(f"/office/email-blast/{blast.pk}/").content.decode()
    assert owner.post(f"/office/email-blast/{blast.pk}/resume/").status_code == 302
    deliver()
    assert Blast.objects.get(pk=blast.pk).status == Status.FINISHED
    assert len(letters()) == 3
    assert "waits for an owner" not in owner.get("/office/").content.decode()


def test_a_manager_does_not_let_it_go_on(owner, office, theo, priya, send):
    blast = send(theo)
    act(owner, priya, "", role="manager")
    act(owner, theo, "disable/")
    manager = office(priya)
    assert "Let it go on" not in manager.get(f"/office/email-blast/{blast.pk}/").content.decode()
    assert manager.post(f"/office/email-blast/{blast.pk}/resume/").status_code == 409
    assert Blast.objects.get(pk=blast.pk).status == Status.PAUSED


def test_what_somebody_else_confirmed_goes_its_way(owner, marisol, theo, send):
    blast = send(marisol)
    act(owner, theo, "disable/")
    assert Blast.objects.get(pk=blast.pk).status == Status.SCHEDULED
