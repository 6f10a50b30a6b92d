"""The sign-up link on paper, for the front desk."""

import qrcode
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe
from qrcode.image.svg import SvgPathFillImage

from saidyes.accounts.rights import Right
from saidyes.office.doors import StaffRequest, staff_only


@require_safe
@staff_only(Right.SEE_FAMILIES)
def poster(request: StaffRequest) -> HttpResponse:
    url = request.business.url(reverse("portal-create-account"))
    return render(request, "office/families/poster.html", {"sign_up_url": url, "code": _qr(url)})


def _qr(url: str) -> SafeString:
    """Drawn as one path, black on white in every theme, with the quiet zone that cameras need (ISO/IEC 18004 9.1)."""
    drawn = qrcode.make(url, error_correction=qrcode.ERROR_CORRECT_M, border=4, image_factory=SvgPathFillImage)
    return mark_safe(drawn.to_string(encoding="unicode"))  # noqa: S308 (qrcode writes numbers alone)
