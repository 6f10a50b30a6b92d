from datetime import datetime
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from saidyes.accounts.rights import Right
from saidyes.blasts.models import Blast, Status
from saidyes.common.counting import counted
from saidyes.common.paging import page_of
from saidyes.consent import gate
from saidyes.delivery.results import delivered
from saidyes.office.doors import StaffRequest, staff_only

TABS = {
    "drafts": ("Drafts", [Status.DRAFT]),
    "scheduled": ("Scheduled", [Status.SCHEDULED]),
    "sending": ("Sending", [Status.SENDING, Status.PAUSED]),
    "sent": ("Sent", [Status.FINISHED, Status.CANCELLED]),
}
WHERE_IT_MATTERS = ("sending", "scheduled", "drafts", "sent")
WHEN = {"drafts": "Saved", "scheduled": "Leaves", "sending": "Started", "sent": "Sent"}
NOTHING = {
    "drafts": "No drafts.",
    "scheduled": "Nothing is scheduled.",
    "sending": "Nothing is being sent.",
    "sent": "Nothing was sent yet.",
}


@require_safe
@staff_only(Right.SEE_BLASTS)
def blasts(request: StaffRequest) -> HttpResponse:
    """The blasts of the school, by how far they are."""
    counts = _counts(request)
    shown = request.GET.get("show", "")
    if shown not in TABS:
        shown = next((name for name in WHERE_IT_MATTERS if counts[name]), "drafts")
    rows = request.business.blasts.filter(status__in=TABS[shown][1]).select_related("author").order_by("-saved_at")
    page = page_of(rows, request.GET.get("page"))
    reached = delivered(page.object_list)
    context: dict[str, Any] = {
        "tabs": [_tab(name, counts[name], shown) for name in TABS],
        "shown": shown,
        "page": page,
        "rows": [{"blast": one, "at": _when(one), "delivered": reached.get(one.pk, 0)} for one in page],
        "heading": TABS[shown][0],
        "when": WHEN[shown],
        "counts_delivered": shown in ("sending", "sent"),
        "nothing": NOTHING[shown],
        "none_at_all": not any(counts.values()),
        "first_words": _first_words(gate.only_willing(request.business.addresses.all()).count()),
    }
    return render(request, "office/blasts/list.html", context)


def _counts(request: StaffRequest) -> dict[str, int]:
    found = request.business.blasts.order_by().values_list("status").annotate(Count("pk"))
    by_status: dict[str, int] = dict(found)
    return {name: sum(by_status.get(status, 0) for status in statuses) for name, (_, statuses) in TABS.items()}


def _tab(name: str, count: int, shown: str) -> dict[str, Any]:
    url = f"{reverse('office-blasts')}?show={name}"
    return {"label": TABS[name][0], "url": url, "current": name == shown, "count": count}


def _when(blast: Blast) -> datetime:
    """The moment its tab is about."""
    return blast.started_at or blast.due_at or blast.saved_at


def _first_words(willing: int) -> str:
    if not willing:
        return "No address has opted in yet. Families choose when they create their account."
    return f"{counted(willing, 'address has', 'addresses have')} opted in and can get your first one."
