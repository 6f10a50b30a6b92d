"""Does all of it work? The same as `manage.py doctor` says, of this school."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from saidyes.accounts.rights import Right
from saidyes.checkup.examining.everything import is_well, of_installation, of_school
from saidyes.checkup.watching import first_school
from saidyes.office.doors import StaffRequest, staff_only


@require_safe
@staff_only(Right.SEE_SETTINGS)
def page(request: StaffRequest) -> HttpResponse:
    """It asks the mail server, the DNS and itself while the page waits, for some seconds at most.

    What concerns the whole installation is the first school's: no other can mend it.
    """
    common = of_installation() if first_school() == request.business.pk else {}
    parts = {**of_school(request.business), **common}
    all_is_well = is_well(finding for findings in parts.values() for finding in findings)
    return render(request, "office/settings/check_up.html", {"parts": parts, "all_is_well": all_is_well})
