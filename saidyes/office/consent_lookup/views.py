from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from saidyes.accounts.rights import Right
from saidyes.common import clock
from saidyes.ledger import sealing
from saidyes.ledger.checkpoints import note_of
from saidyes.office.consent_lookup import evidence
from saidyes.office.consent_lookup.forms import OfAnAddress, OnADay
from saidyes.office.consent_lookup.proof import proof_of
from saidyes.office.consent_lookup.ribbon import ribbon_of
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.exporting import exported, take_note, taken_out
from saidyes.reports import standings_then
from saidyes.reports.consent_lookup import Lookup

PAGE = "office/consent_lookup/consent_lookup.html"
EVERYONE = "everyone_%s"


@require_safe
@staff_only(Right.SEE_CONSENT)
def show(request: StaffRequest) -> HttpResponse:
    form = OfAnAddress(request.GET if "email" in request.GET else None, zone=request.business.zone)
    return _page(request, form)


@require_POST
@staff_only(Right.EXPORT)
def proof(request: StaffRequest) -> HttpResponse:
    form = OfAnAddress(request.POST, zone=request.business.zone)
    if not form.is_valid():
        return _page(request, form)
    lookup = _look_up(request, form)
    seal = sealing.newest(request.business.pk)
    checkpoint = note_of(seal) if seal else ""
    pdf = proof_of(lookup, printed_at=clock.now(), printed_by=request.actor.name, checkpoint=checkpoint)
    take_note(request, "consent-proof", address=_id_of(lookup))
    return taken_out(request, HttpResponse(pdf, content_type="application/pdf"), "consent-proof", "pdf")


@require_POST
@staff_only(Right.EXPORT)
def export(request: StaffRequest) -> HttpResponseBase:
    form = OfAnAddress(request.POST, zone=request.business.zone)
    if not form.is_valid():
        return _page(request, form)
    lookup = _look_up(request, form)
    return exported(request, "consent-history", evidence.HEADER, evidence.cells(lookup), address=_id_of(lookup))


@require_POST
@staff_only(Right.EXPORT, just_now=True)
def export_everyone(request: StaffRequest) -> HttpResponseBase:
    form = OnADay(request.POST, zone=request.business.zone, auto_id=EVERYONE)
    if not form.is_valid():
        return _page(request, form, everyone=form)
    moment = form.asked.last
    rows = standings_then.rows(request.business, moment)
    return exported(request, "consent-of-everyone", standings_then.HEADER, rows, as_of=moment.isoformat())


def _page(request: StaffRequest, form: OnADay, *, everyone: OnADay | None = None) -> HttpResponse:
    """The question and its answer. `form` is the one that was sent, right or wrong."""
    zone = request.business.zone
    page: dict[str, object] = {
        "form": form,
        "question": form if everyone is None else OfAnAddress(zone=zone),
        "everyone": everyone or OnADay(zone=zone, auto_id=EVERYONE),
    }
    if form.is_bound and form.is_valid():
        lookup = _look_up(request, form)
        page |= {"lookup": lookup, "ribbon": ribbon_of(lookup) if lookup.stretches else None}
    return render(request, PAGE, page, status=422 if form.is_bound and form.errors else 200)


def _look_up(request: StaffRequest, form: OnADay) -> Lookup:
    return Lookup.of(request.business, form.cleaned_data["email"], form.asked)


def _id_of(lookup: Lookup) -> str:
    return str(lookup.address.pk) if lookup.address else ""
