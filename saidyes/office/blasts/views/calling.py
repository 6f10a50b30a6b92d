"""The call list of a blast: families it does not reach, with their phones; on the screen, on paper and as CSV."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from saidyes.accounts.rights import Right
from saidyes.blasts import audience
from saidyes.common.paging import page_of
from saidyes.delivery import unreached
from saidyes.office.blasts.finding import find_blast
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.exporting import exported

ON_ONE_PAGE = 200  # it is printed: whoever calls holds one list in their hand


@require_safe
@staff_only(Right.SEE_FAMILIES)
def call_list(request: StaffRequest, blast_id: UUID) -> HttpResponse:
    blast = find_blast(request, blast_id)
    page = page_of(unreached.families_to_call(blast), request.GET.get("page"), ON_ONE_PAGE)
    page.object_list = unreached.rows(blast, page.object_list)
    context = {"blast": blast, "page": page, "whom": audience.in_words(blast)}
    return render(request, "office/blasts/call_list.html", context)


@require_POST
@staff_only(Right.EXPORT)
def export(request: StaffRequest, blast_id: UUID) -> HttpResponseBase:
    blast = find_blast(request, blast_id)
    rows = unreached.rows(blast, unreached.families_to_call(blast))
    cells = (line for row in rows for line in row.cells())
    return exported(request, "call-list", unreached.HEADER, cells, blast=str(blast.pk))
