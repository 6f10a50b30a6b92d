"""Two links in mails that ask their reader something. Fetching one shows a page; only its button acts."""

from contextlib import suppress
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from saidyes.consent.asking import Question
from saidyes.consent.confirming import Outcome, Request, confirm, request_of
from saidyes.consent.evidence import NoLongerWaits
from saidyes.consent.models import WordingKind
from saidyes.consent.rechecking import Check, check_of, mail_arrives
from saidyes.portal.doors import LinkRequest, link_only

STATUS = {Outcome.OVERTAKEN: 410, Outcome.RAN_OUT: 410}


@require_http_methods(["GET", "HEAD", "POST"])
@link_only(request_of)
def confirm_a_yes(request: LinkRequest[Request]) -> HttpResponse:
    """The button once or twice, the result is the same; a link that waits no longer says so."""
    asked, pressed = request.about, "confirm" in request.POST
    if pressed:
        with suppress(NoLongerWaits):
            confirm(asked, actor=request.actor)
        asked.address.refresh_from_db()
    outcome = asked.outcome
    if request.method == "POST" and not pressed and outcome == Outcome.WAITS:
        return _show(request, outcome.value, status=400, **_words(asked))
    return _show(request, outcome.value, status=STATUS.get(outcome, 200), **_words(asked))


@require_http_methods(["GET", "HEAD", "POST"])
@link_only(check_of)
def check_address(request: LinkRequest[Check]) -> HttpResponse:
    asked, pressed = request.about, "arrives" in request.POST
    if pressed:
        try:
            mail_arrives(asked, actor=request.actor)
        except NoLongerWaits:
            return _show(request, "check_over", status=410)
        asked.address.refresh_from_db()
        return _show(request, "arrives")
    if not asked.waits:
        return _show(request, "check_over", status=410)
    return _show(request, "check", status=400 if request.method == "POST" else 200)


def _show(request: LinkRequest[Any], name: str, *, status: int = 200, **page: Any) -> HttpResponse:
    """Without messages: those lie in the session, which these pages never look at."""
    page |= {"address": request.about.address, "messages": ()}
    return render(request, f"portal/confirm/{name}.html", page, status=status)


def _words(asked: Request) -> dict[str, Any]:
    """What the yes was said to: the whole question, or what staff wrote down."""
    is_question = asked.wording.kind == WordingKind.QUESTION
    return {"asked": asked.asked, "question": Question.of(asked.wording) if is_question else None}
