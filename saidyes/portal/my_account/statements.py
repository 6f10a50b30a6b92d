from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saidyes.common.paging import page_of
from saidyes.ledger.recording import Subject
from saidyes.mail.models import State
from saidyes.notices.kinds import GOES_ONCE_SETTLED, Kind
from saidyes.notices.models import Notice
from saidyes.portal.doors import GuardianRequest, guardian_only

READABLE = {
    Kind.RECEIPT: _("Receipt"),
    Kind.STATEMENT: _("Statement"),
    Kind.ENROLLMENT_CONFIRMATION: _("Enrollment confirmation"),
}
TITLES = {
    **READABLE,
    Kind.STAFF_OPTED_YOU_IN: _("We opted you in"),
    Kind.ADDRESS_CHANGED: _("Address changed"),
    Kind.LOG_IN_CHANGED: _("Log-in changed"),
    Kind.NEW_DEVICE: _("Log-in on a new device"),
}


@require_safe
@guardian_only
def statements(request: GuardianRequest) -> HttpResponse:
    """Receipts and statements, and any transactional mail that could not be delivered."""
    page = page_of(_letters(request).order_by("-created_at"), request.GET.get("page"))
    told = [(notice, _title(notice)) for notice in page]
    return render(request, "portal/my_account/statements.html", {"page": page, "told": told, "request": request})


@require_safe
@guardian_only
def statement(request: GuardianRequest, notice_id: UUID) -> HttpResponse:
    notice = get_object_or_404(_letters(request), pk=notice_id)
    page = {"notice": notice, "title": _title(notice), "is_readable": notice.kind in READABLE}
    return render(request, "portal/my_account/statement.html", page)


def _title(notice: Notice) -> str:
    kind = Kind(notice.kind)
    return str(TITLES.get(kind, kind.label))


def _letters(request: GuardianRequest) -> QuerySet[Notice]:
    """Those about this family: a shared mailbox shows nobody the letters of another."""
    about_us = Notice.objects.filter(business=request.business, about=Subject.of(request.guardian.family).name)
    withheld = Q(state=State.FAILED) & ~Q(kind__in=GOES_ONCE_SETTLED)
    return about_us.filter(Q(kind__in=READABLE) | withheld)
