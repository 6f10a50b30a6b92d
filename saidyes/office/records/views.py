"""What an entry of the audit log says of the moment itself: the words on the screen, and what was signed."""

import logging
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from saidyes.accounts.rights import Right
from saidyes.common.scans import ENDINGS, content_type_of
from saidyes.consent.papers import NotAsKept
from saidyes.consent.records import Record, record_of
from saidyes.office.doors import StaffRequest, staff_only

security = logging.getLogger("saidyes.security")
MAY_DO_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


@require_safe
@staff_only(Right.SEE_CONSENT)
def show(request: StaffRequest, event_id: UUID) -> HttpResponse:
    return _page(request, find_record(request, event_id))


@require_safe
@staff_only(Right.SEE_CONSENT)
def evidence(request: StaffRequest, event_id: UUID) -> HttpResponse:
    """The photo or scan, if it is the one that was kept; a browser may show it and nothing more."""
    record = find_record(request, event_id)
    if record.paper is None:
        raise Http404
    try:
        scan = record.scan
    except NotAsKept:
        security.error("the evidence of event %s is not what was kept", event_id)
        return _page(request, record, status=409)
    content_type = content_type_of(scan)
    response = HttpResponse(scan, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="evidence-{event_id}{ENDINGS[content_type]}"'
    response["Content-Security-Policy"] = MAY_DO_NOTHING
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def find_record(request: StaffRequest, event_id: UUID) -> Record:
    record = record_of(request.business, event_id)
    if record is None:
        raise Http404
    return record


def _page(request: StaffRequest, record: Record, status: int = 200) -> HttpResponse:
    event, kept = record.event, ""
    if record.paper:
        try:
            kept = content_type_of(record.scan)
        except NotAsKept:
            kept = "other"
    page = {
        "record": record,
        "event": event,
        "address": event.private.get("address", ""),
        "kept": kept,
    }
    return render(request, "office/records/record.html", page, status=status)
