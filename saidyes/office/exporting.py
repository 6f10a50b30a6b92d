"""Rows and papers leave the house, and the ledger knows who took them."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import transaction
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase

from saidyes.businesses.models import Business
from saidyes.common.csv import stream
from saidyes.ledger import sealing
from saidyes.ledger.actors import Source
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb
from saidyes.office.doors import StaffRequest

Answer = TypeVar("Answer", bound=HttpResponseBase)


def exported(
    request: StaffRequest, name: str, header: Iterable[str], rows: Iterable[Iterable[object]], **facts: str
) -> StreamingHttpResponse:
    """A download of rows, written down first. A POST, because it leaves a trace."""
    take_note(request, name, **facts)
    response = StreamingHttpResponse(stream(header, rows), content_type="text/csv; charset=utf-8")
    return taken_out(request, response, name, "csv")


@transaction.atomic
def take_note(request: StaffRequest, name: str, **facts: str) -> None:
    """Who took what; `facts` say more of it, nothing personal."""
    business = Business.objects.locked().get(pk=request.business.pk)
    facts = {"what": name, **{key: value for key, value in facts.items() if value}}
    record(Verb.EXPORTED, Subject.of(business), actor=request.actor, source=Source.OFFICE, facts=facts)


def taken_out(request: StaffRequest, response: Answer, name: str, ending: str) -> Answer:
    """The answer as a file, named after what it is, the day and the newest seal of the audit log.

    In the name the seal goes wherever the file goes, and spoils it for no reader of CSV.
    """
    day = request.business.today.isoformat()
    seal = sealing.newest(request.business.pk)
    sealed = f"-seal-{seal.number}-{seal.root[:16]}" if seal else ""
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}{sealed}.{ending}"'
    return response
