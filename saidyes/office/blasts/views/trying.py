"""Send a test to oneself, from the compose page or from the review."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from saidyes.accounts.rights import Right
from saidyes.blasts.models import Blast, Status
from saidyes.blasts.scheduling import CannotSend
from saidyes.blasts.testing import send_test
from saidyes.ledger.actors import Source
from saidyes.office.blasts.finding import find_blast
from saidyes.office.blasts.views.living import show
from saidyes.office.doors import StaffRequest, staff_only


@require_POST
@staff_only(Right.WRITE_BLASTS)
def test(request: StaffRequest, blast_id: UUID) -> HttpResponse:
    blast = find_blast(request, blast_id)
    if blast.status != Status.DRAFT:
        return show(request, blast, status=409)
    return test_sent(request, blast, back="office-blast-review")


def test_sent(request: StaffRequest, blast: Blast, *, back: str) -> HttpResponse:
    """To whoever is logged in, and nobody else: no address can be typed."""
    try:
        address = send_test(blast, request.membership.user, actor=request.actor, source=Source.OFFICE)
    except CannotSend as why:
        messages.error(request, f"{why}.")
    else:
        messages.success(request, f"Test sent to {address}")
    return redirect(back, blast.pk)
