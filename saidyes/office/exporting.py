"""Rows leave the house as CSV, and the ledger knows who took them."""

from collections.abc import Iterable

from django.db import transaction
from django.http import StreamingHttpResponse

from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.common.csv import stream
from saidyes.ledger import sealing
from saidyes.ledger.actors import Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.office.doors import StaffRequest


def exported(
    request: StaffRequest, name: str, header: Iterable[str], rows: Iterable[Iterable[object]]
) -> StreamingHttpResponse:
    """A download, written down first. A POST, because it leaves a trace.

    The newest seal is in the file's name: there it goes wherever the file goes, and spoils it for no reader of CSV.
    """
    with transaction.atomic():
        business = Business.objects.select_for_update(no_key=True).get(pk=request.business.pk)
        record(Verb.EXPORTED, Subject.of(business), actor=request.actor, source=Source.OFFICE, facts={"what": name})
    seal = sealing.newest(business.pk)
    sealed = f"-seal-{seal.number}-{seal.root[:16]}" if seal else ""
    day = clock.now().astimezone(business.zone).date().isoformat()
    response = StreamingHttpResponse(stream(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}{sealed}.csv"'
    return response
