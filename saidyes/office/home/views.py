from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from saidyes.accounts.rights import Right
from saidyes.blasts.stopping import held_because
from saidyes.businesses.models import Business
from saidyes.common.counting import counted
from saidyes.consent import checking
from saidyes.delivery import results
from saidyes.office.doors import StaffRequest, staff_only
from saidyes.office.first_run.steps import open_steps
from saidyes.office.home.overview import NO_MAIL_SERVER, Reach, newest_blasts, no_mail_server, to_do
from saidyes.office.home.tiles import judged_blasts, tiles_of


@require_safe
@staff_only(Right.SEE_FAMILIES)
def home(request: StaffRequest) -> HttpResponse:
    """How things stand; on the first day, what to do first."""
    business = request.business
    families = business.families.filter(archived_at=None).count()
    if not families:
        return render(request, "office/home/first_day.html", _first_day(business))
    reach, newest, judged = Reach.of(business), newest_blasts(business), judged_blasts(business)
    counted = results.of_all(list({blast.pk: blast for blast in (*newest, *judged)}.values()))
    page = {
        "families": families,
        "reach": reach,
        "tiles": tiles_of(business, reach.counts["opted_in"], judged, counted),
        "blasts": [(blast, counted[blast.pk]) for blast in newest],
        "held_because": held_because(business.pk),
        "check": checking.shown(business.pk),
        "to_do": to_do(business, reach),
        "first_blast": _can_get_the_first(reach.counts["opted_in"]),
    }
    return render(request, "office/home/home.html", page)


def _first_day(business: Business) -> dict[str, object]:
    return {
        "missing": business.cannot_send_because(),
        "next_step": next(iter(open_steps(business)), None),
        "sign_up_url": business.url(reverse("portal-create-account")),
        "warning": NO_MAIL_SERVER if no_mail_server(business) else "",
    }


def _can_get_the_first(count: int) -> str:
    return f"{counted(count, 'address has', 'addresses have')} opted in and can get your first one."
