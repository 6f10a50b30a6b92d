from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from saidyes.consent.history import note_of, who_did
from saidyes.consent.links import unsubscribe_url
from saidyes.consent.taking_back import NothingToTakeBack, take_back
from saidyes.ledger.actors import Source
from saidyes.portal.doors import DoubterRequest, doubter_only
from saidyes.portal.unsubscribe.acknowledging import settle


@require_http_methods(["GET", "HEAD", "POST"])
@doubter_only
def page(request: DoubterRequest) -> HttpResponse:
    """One URL, which names nobody's wish by itself: fetching it changes nothing, its button takes the yes back."""
    doubted = request.leaver
    if request.method == "POST" and "take_back" in request.POST:
        try:
            take_back(doubted, actor=request.actor)
        except NothingToTakeBack:
            return _show(request, "too_late", status=409)
        settle(request, Source.TAKE_BACK)
        return _show(request, "done")
    if doubted.is_taken_back:
        return _show(request, "done")
    if doubted.is_too_old or not doubted.stands:
        return _show(request, "too_late")
    return _show(request, "ask", status=400 if request.method == "POST" else 200)


def _show(request: DoubterRequest, name: str, *, status: int = 200) -> HttpResponse:
    doubted = request.leaver
    page = {
        "address": doubted.address,
        "event": doubted.event,
        "who": who_did(doubted.event),
        "note": note_of(doubted.event),
        "unsubscribe_url": unsubscribe_url(request.business, doubted.address.pk),
        "messages": (),
    }
    return render(request, f"portal/take_back/{name}.html", page, status=status)
