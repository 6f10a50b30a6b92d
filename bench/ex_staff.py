"""Somebody was on the staff. Twenty ways to get in again, and how many open."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from bench.doors import session_of
from bench.reporting import Report
from saidyes.accounts.inviting import invitation_token, invite
from saidyes.accounts.models import Invitation, Membership
from saidyes.accounts.rights import Role
from saidyes.blasts.drafting import Content, start_draft
from saidyes.blasts.models import Blast, Status, everyone
from saidyes.blasts.parting import part_with
from saidyes.blasts.scheduling import schedule, start
from saidyes.businesses.models import Business
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.sample import cast
from tests.cast import HOST, NEXT_DOOR, PASSWORD, member

HOME, FAMILIES, LOG_IN = "/office/", "/office/families/", "/office/log-in/"
NEW = "harbour violet 77 stairs"


@dataclass(frozen=True)
class Kept:
    """What somebody still has in their hands: sessions, a used and an unused invitation, and what they confirmed."""

    gone: Membership
    sessions: tuple[str, str]
    used: Invitation
    unused: Invitation
    blast: Blast


def try_to_get_in_again(report: Report) -> None:
    school = Business.objects.get(host=HOST)
    kept = before(school)
    report.line("ways that open while they are on the staff", sum(way(kept) for way in WAYS[:4]), 4)
    part_with(kept.gone, actor=Actor(ActorKind.OWNER, id=str(member(school, cast.MARISOL).user_id)))
    opened = [way.__name__ for way in WAYS if way(kept)]
    report.line("ways for the disabled to get in again", len(WAYS), 20)
    report.line("successes", len(opened), 0)
    for name in opened:
        print(f"    {name}")


def before(school: Business) -> Kept:
    """An owner beside Marisol, who invited two and confirmed an Email Blast."""
    gone = member(school, cast.THEO)
    Membership.objects.filter(pk=gone.pk).update(role=Role.OWNER)
    gone.refresh_from_db()
    actor = Actor(ActorKind.OWNER, id=str(gone.user_id), name=gone.name)
    used = invite(school, name="A", address="a@example.com", role=Role.OWNER, by=gone, actor=actor)
    Client(SERVER_NAME=HOST).post(page_of(used), {"password": NEW})
    unused = invite(school, name="B", address="b@example.com", role=Role.OWNER, by=gone, actor=actor)
    draft = start_draft(school, Content("Closed on Friday", "", "We are closed.", everyone()), author=gone.user)
    blast = schedule(draft, version=draft.version, at=None, actor=actor, source=Source.OFFICE)
    return Kept(gone, (session_of(gone.user, HOST), session_of(gone.user, HOST)), used, unused, blast)


def page_of(invitation: Invitation) -> str:
    return reverse("office-invitation", args=[invitation_token(invitation)])


def with_session(kept: Kept, number: int = 0, *, host: str = HOST, headers: dict[str, str] | None = None) -> Client:
    cookie = f"{settings.SESSION_COOKIE_NAME}={kept.sessions[number]}"
    return Client(raise_request_exception=False, headers={"Cookie": cookie, **(headers or {})}, SERVER_NAME=host)


def opens(answer: HttpResponseBase) -> bool:
    """A page of the office, or an act done: anything but the log-in, a refusal, or nothing there."""
    return answer.status_code < 400 and "/log-in/" not in answer.headers.get("Location", "")


def looks(kept: Kept) -> bool:
    return opens(with_session(kept).get(HOME))


def looks_on_another_device(kept: Kept) -> bool:
    return opens(with_session(kept, 1).get(FAMILIES))


def asks_for_headers_alone(kept: Kept) -> bool:
    return opens(with_session(kept).head(FAMILIES))


def opens_their_own_page_on_the_staff(kept: Kept) -> bool:
    return opens(with_session(kept).get(reverse("office-staff-role", args=[kept.gone.pk])))


def asks_as_htmx(kept: Kept) -> bool:
    answer = with_session(kept, headers={"HX-Request": "true"}).get(FAMILIES)
    return opens(answer) and "HX-Redirect" not in answer.headers


def posts_a_form(kept: Kept) -> bool:
    return opens(with_session(kept).post(f"{FAMILIES}new/", {"first_name": "Eve", "last_name": "Back"}))


def exports(kept: Kept) -> bool:
    return opens(with_session(kept).post("/office/audit-log/export/"))


def resumes_the_blast(kept: Kept) -> bool:
    return opens(with_session(kept).post(reverse("office-blast-resume", args=[kept.blast.pk])))


def enables_themselves(kept: Kept) -> bool:
    return opens(with_session(kept).post(reverse("office-staff-enable", args=[kept.gone.pk])))


def invites_themselves(kept: Kept) -> bool:
    typed = {"name": "Theo", "address": "theo@example.com", "role": "owner"}
    return opens(with_session(kept).post(reverse("office-staff-invite"), typed))


def goes_next_door(kept: Kept) -> bool:
    return opens(with_session(kept, host=NEXT_DOOR).get(HOME))


def comes_through_a_forged_proxy(kept: Kept) -> bool:
    headers = {"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1"}
    return opens(with_session(kept, headers=headers).get(HOME))


def log_in_with(address: str, password: str) -> bool:
    browser = Client(SERVER_NAME=HOST)
    browser.post(LOG_IN, {"login": address, "password": password, "next": FAMILIES})
    return opens(browser.get(FAMILIES))


def logs_in_with_the_password(kept: Kept) -> bool:
    return log_in_with(kept.gone.user.email, PASSWORD)


def logs_in_with_another_spelling(kept: Kept) -> bool:
    return log_in_with(f" {kept.gone.user.email.upper()}", PASSWORD)


def logs_in_as_a_family_and_crosses_over(kept: Kept) -> bool:
    browser = Client(SERVER_NAME=HOST)
    browser.post(reverse("portal-log-in-password"), {"login": kept.gone.user.email, "password": PASSWORD})
    return opens(browser.get(HOME))


def follows(invitation: Invitation, host: str = HOST, ending: str = "") -> bool:
    path = page_of(invitation)
    path = f"{path[: -1 - len(ending)]}{ending}/" if ending else path
    return opens(Client(SERVER_NAME=host).post(path, {"password": NEW}))


def uses_an_invitation_twice(kept: Kept) -> bool:
    return follows(kept.used)


def uses_an_invitation_they_sent(kept: Kept) -> bool:
    return follows(kept.unused)


def uses_it_next_door(kept: Kept) -> bool:
    return follows(kept.unused, host=NEXT_DOOR)


def forges_an_invitation(kept: Kept) -> bool:
    return follows(kept.unused, ending="AAAA")


def waits_for_the_blast_to_leave(kept: Kept) -> bool:
    start(kept.blast)
    return Blast.objects.get(pk=kept.blast.pk).status != Status.PAUSED


WAYS: tuple[Callable[[Kept], bool], ...] = (
    looks,
    looks_on_another_device,
    asks_for_headers_alone,
    opens_their_own_page_on_the_staff,
    asks_as_htmx,
    posts_a_form,
    exports,
    resumes_the_blast,
    enables_themselves,
    invites_themselves,
    goes_next_door,
    comes_through_a_forged_proxy,
    logs_in_with_the_password,
    logs_in_with_another_spelling,
    logs_in_as_a_family_and_crosses_over,
    uses_an_invitation_twice,
    uses_an_invitation_they_sent,
    uses_it_next_door,
    forges_an_invitation,
    waits_for_the_blast_to_leave,
)
