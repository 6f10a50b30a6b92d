"""The last look before a blast is sent: who gets it, who does not and why, and when."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from saidyes.accounts.rights import Right
from saidyes.blasts import audience
from saidyes.blasts.drafting import StaleDraft
from saidyes.blasts.models import Blast, Status
from saidyes.blasts.scheduling import CannotSend, TooLate, schedule, why_not
from saidyes.delivery.unreached import families_to_call
from saidyes.ledger.actors import Source
from saidyes.office.blasts.finding import find_blast
from saidyes.office.blasts.forms import SendForm
from saidyes.office.blasts.happenings import happenings_of, last_test_in
from saidyes.office.blasts.views.living import show
from saidyes.office.doors import StaffRequest, insist_on, staff_only

PAGE, QUESTION = "office/blasts/review.html", "office/blasts/send.html"
LEFT_OUT = {"opted_out": "opted out", "no_choice": "no choice yet", "cant_deliver": "can’t deliver"}
CHANGED = "Somebody changed this Email Blast after you opened this page. Look at it again before you send it."


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(Right.WRITE_BLASTS)
def review(request: StaffRequest, blast_id: UUID) -> HttpResponse:
    blast = find_blast(request, blast_id)
    counts = audience.counts(blast)
    if request.method == "POST":
        insist_on(Right.SEND_BLASTS, request.membership)
        form = SendForm(request.POST, business=request.business, willing=counts["willing"])
        return _confirm(request, blast, form, counts)
    if blast.status != Status.DRAFT:
        return redirect("office-blast", blast.pk)
    form = SendForm(business=request.business, willing=counts["willing"])
    return _page(request, blast, form, counts, status=200)


def _confirm(request: StaffRequest, blast: Blast, form: SendForm, counts: dict[str, int]) -> HttpResponse:
    """Ask, then send. A press on a blast that was already sent leads to where that one is."""
    ready = form.is_valid() and not why_not(blast, willing=counts["willing"])
    if blast.status == Status.DRAFT and not ready:
        return _page(request, blast, form, counts, status=422)
    if blast.status == Status.DRAFT and not form.cleaned_data["confirmed"]:
        return _page(request, blast, form, counts, status=200)
    try:
        schedule(
            blast,
            version=form.cleaned_data.get("version", 0),
            at=form.cleaned_data.get("moment"),
            actor=request.actor,
            source=Source.OFFICE,
        )
    except (StaleDraft, CannotSend):
        return _page(request, blast, form, counts, status=409)
    except TooLate:
        return show(request, blast, status=409)
    return redirect("office-blast", blast.pk)


def _page(request: StaffRequest, blast: Blast, form: SendForm, counts: dict[str, int], *, status: int) -> HttpResponse:
    """The review; or the last question, in a dialog over it or as a page of its own."""
    blast.refresh_from_db()
    asks = form.is_bound and (status == 200 or "typed" in form.errors)
    context = {
        "form": form,
        "blast": blast,
        "version": blast.version,
        "counts": counts,
        "left_out": counts["chosen"] - counts["willing"],
        "families": audience.families_of(blast).count(),
        "whom": audience.in_words(blast),
        "problem": why_not(blast, willing=counts["willing"]) or (CHANGED if status == 409 else ""),
        "asks": asks,
        "moment": form.cleaned_data.get("moment") if form.is_bound else None,
        "tested": last_test_in(happenings_of(blast)),
        "to_call": families_to_call(blast).count(),
        "left_out_words": ", ".join(f"{counts[why]} {words}" for why, words in LEFT_OUT.items() if counts[why]),
        "undo_seconds": settings.SAIDYES_UNDO_SECONDS,
    }
    if request.htmx:
        return render(request, f"{PAGE}#when", context, status=status)
    return render(request, QUESTION if asks else PAGE, context, status=status)
