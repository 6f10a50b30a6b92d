from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from saidyes.consent.history import note_of, who_did
from saidyes.consent.links import unsubscribe_url
from saidyes.consent.taking_back import Doubted, NothingToTakeBack, doubted_by, take_back
from saidyes.delivery.acknowledging import wait_until_clear
from saidyes.portal.doors import LinkRequest, link_only, offer_a_fresh_link


@require_http_methods(["GET", "HEAD", "POST"])
@link_only(doubted_by, lost=offer_a_fresh_link)
def page(request: LinkRequest[Doubted]) -> HttpResponse:
    """One URL, which names nobody's wish by itself: fetching it changes nothing, its button takes the yes back."""
    doubted = request.about
    if request.method == "POST" and "take_back" in request.POST:
        try:
            take_back(doubted, actor=request.actor)
        except NothingToTakeBack:
            return _show(request, "too_late", status=409)
        wait_until_clear(doubted.address.pk)
        return _show(request, "done")
    if doubted.is_taken_back:
        return _show(request, "done")
    if doubted.is_too_old or not doubted.stands:
        return _show(request, "too_late")
    return _show(request, "ask", status=400 if request.method == "POST" else 200)


def _show(request: LinkRequest[Doubted], name: str, *, status: int = 200) -> HttpResponse:
    doubted = request.about
    page = {
        "address": doubted.address,
        "event": doubted.event,
        "who": who_did(doubted.event),
        "note": note_of(doubted.event),
        "unsubscribe_url": unsubscribe_url(request.business, doubted.address.pk),
        "messages": (),
    }
    return render(request, f"portal/take_back/{name}.html", page, status=status)
