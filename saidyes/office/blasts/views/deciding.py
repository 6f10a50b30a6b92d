"""What becomes of the letters that the mail server never answered for: a person says, one by one or for all."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from saidyes.accounts.rights import Right
from saidyes.blasts.models import Blast
from saidyes.blasts.scheduling import CannotSend, TooLate
from saidyes.common.counting import counted
from saidyes.delivery import resolving
from saidyes.ledger.actors import Source
from saidyes.office.blasts.finding import find_blast
from saidyes.office.blasts.views.living import show
from saidyes.office.doors import StaffRequest, staff_only

QUESTION = "office/blasts/send_again.html"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.SEND_BLASTS)
def send_again(request: StaffRequest, blast_id: UUID) -> HttpResponse:
    """The one whose button was pressed, whose words say what may come of it; all of them, after one more question."""
    blast = find_blast(request, blast_id)
    if request.method != "POST":
        page = f"{QUESTION}#ask" if request.htmx else QUESTION
        return render(request, page, {"blast": blast, "title": _question(blast)})
    try:
        count = resolving.send_again(blast, _chosen(request, blast), actor=request.actor, source=Source.OFFICE)
    except CannotSend as why:
        messages.error(request, f"{why}.")
        return show(request, blast, status=409)
    except TooLate:
        return show(request, blast, status=409)
    _say(request, count, "going out again")
    return redirect("office-blast", blast.pk)


@require_POST
@staff_only(Right.SEND_BLASTS)
def leave(request: StaffRequest, blast_id: UUID) -> HttpResponse:
    blast = find_blast(request, blast_id)
    count = resolving.leave(blast, _chosen(request, blast), actor=request.actor, source=Source.OFFICE)
    _say(request, count, "left as it is" if count == 1 else "left as they are")
    return redirect("office-blast", blast.pk)


def _chosen(request: StaffRequest, blast: Blast) -> list[int] | None:
    """The letter whose button was pressed, if it is one of this blast; None means all."""
    pressed = request.POST.get("recipient", "")
    if not pressed:
        return None
    number = int(pressed) if pressed.isdecimal() and len(pressed) < 19 else 0
    return [get_object_or_404(blast.recipients, pk=number).pk]


def _question(blast: Blast) -> str:
    count = resolving.unanswered_in(blast).count()
    return f"Send {counted(count, 'email')} again?"


def _say(request: StaffRequest, count: int, what: str) -> None:
    """Nothing for a second press, which found nothing to decide any more."""
    if count:
        messages.success(request, f"{counted(count, 'email is', 'emails are')} {what}.")
