"""What a guardian takes home of their choices: a receipt of one, and the history of all."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from saidyes.consent.models import Address
from saidyes.consent.receipts import SHAPE, as_text, own_choice, receipt_of, signed
from saidyes.ledger.recording import Subject
from saidyes.portal.doors import GuardianRequest, guardian_only
from saidyes.portal.email_choice.history import Told, choices_so_far


@require_safe
@guardian_only
def history(request: GuardianRequest) -> HttpResponse:
    """Every choice for every address of the family, to read, to print and to take along."""
    return render(request, "portal/email_choice/history.html", {"told": _told(request)})


@require_safe
@guardian_only
def history_file(request: GuardianRequest) -> HttpResponse:
    business, guardian = request.business, request.guardian
    document = {
        "dct:description": f"{SHAPE}: every choice for these addresses",
        "dct:publisher": business.name,
        "of": guardian.name,
        "addresses": {address.spelling: address.get_standing_display() for address in _addresses(request)},
        "entries": [line.as_entry(address) for address, lines in _told(request) for line in lines],
    }
    return _file(document, "email-choices")


@require_safe
@guardian_only
def receipt(request: GuardianRequest, event_id: UUID) -> HttpResponse:
    addresses = {Subject.of(address).name: address for address in _addresses(request)}
    event = own_choice([one.pk for one in addresses.values()], str(request.guardian.pk), event_id)
    if event is None:
        raise Http404
    return _file(receipt_of(event, addresses[event.subject]), f"email-choice-{event.happened_at:%Y-%m-%d}")


def with_receipt(sentence: str, address: Address) -> SafeString:
    """The sentence after a choice, with the way to its receipt."""
    address.refresh_from_db(fields=["last_event"])
    url = reverse("portal-receipt", args=[address.last_event])
    return format_html('{} <a href="{}">{}</a>', sentence, url, _("Download your receipt"))


def _addresses(request: GuardianRequest) -> list[Address]:
    return list(request.own_addresses.select_related("business").order_by("key"))


def _told(request: GuardianRequest) -> list[tuple[Address, list[Told]]]:
    return [(address, choices_so_far(address, request.guardian)) for address in _addresses(request)]


def _file(document: dict[str, Any], name: str) -> HttpResponse:
    response = HttpResponse(as_text(signed(document)), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response
