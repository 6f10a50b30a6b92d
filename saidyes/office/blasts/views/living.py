"""A blast on its way: how far it is, for as long as the page is open."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from saidyes.accounts.rights import Right
from saidyes.blasts import audience
from saidyes.blasts.models import Blast, Status
from saidyes.delivery import pacing, results
from saidyes.delivery.resolving import unanswered_in
from saidyes.office.blasts.finding import find_blast
from saidyes.office.blasts.happenings import confirmed_by, happenings_of, left_meanwhile
from saidyes.office.blasts.progress import Progress
from saidyes.office.doors import StaffRequest, staff_only

PAGE = "office/blasts/live.html"
NEWEST = 12
UNANSWERED = 50
STOP_ASKING = 286  # htmx's word for "poll no more"


@require_safe
@staff_only(Right.SEE_BLASTS)
def blast(request: StaffRequest, blast_id: UUID) -> HttpResponse:
    found = find_blast(request, blast_id)
    if found.status == Status.DRAFT and request.membership.may(Right.WRITE_BLASTS) and not request.htmx:
        return redirect("office-blast-edit", found.pk)
    return show(request, found, status=200)


def show(request: StaffRequest, found: Blast, *, status: int) -> HttpResponse:
    """The page, or the part of it that refreshes itself. 409: an act that came too late leads here."""
    found.refresh_from_db()
    progress = Progress(found, results.of(found), pacing.slowed())
    happenings = sorted([*happenings_of(found), *left_meanwhile(found)], key=lambda one: one.at, reverse=True)
    context: dict[str, Any] = {
        "blast": found,
        "progress": progress,
        "results": progress.results,
        "newest": results.newest(found, NEWEST),
        "unanswered": results.unanswered(found, UNANSWERED),
        "unanswered_count": unanswered_in(found).count(),
        "happenings": happenings,
        "confirmed_by": confirmed_by(happenings),
        "whom": audience.in_words(found),
        "came_too_late": status == 409,
        "speaks": progress.quarter != request.GET.get("said"),
    }
    if not request.htmx:
        return render(request, PAGE, context, status=status)
    return render(request, f"{PAGE}#live", context, status=STOP_ASKING if progress.is_over else 200)
