"""Rows leave the house as CSV, and the ledger knows who took them."""

from collections.abc import Iterable

from django.db import transaction
from django.http import StreamingHttpResponse

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.common.csv import stream
from saidyes.ledger.actors import Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.office.doors import StaffRequest


def exported(
    request: StaffRequest, name: str, header: Iterable[str], rows: Iterable[Iterable[object]]
) -> StreamingHttpResponse:
    """A download, written down first. A POST, because it leaves a trace."""
    with transaction.atomic():
        business = Business.objects.select_for_update(no_key=True).get(pk=request.business.pk)
        record(Verb.EXPORTED, Subject.of(business), actor=request.actor, source=Source.OFFICE, facts={"what": name})
    day = clock.now().astimezone(business.zone).date().isoformat()
    response = StreamingHttpResponse(stream(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.csv"'
    return response
