from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from saidyes.accounts.passkeys import passkeys_of
from saidyes.accounts.passwords import may_choose
from saidyes.consent.models import Address, Standing
from saidyes.consent.prompting import is_asked_to_choose
from saidyes.families.changing import change_family, change_guardian
from saidyes.families.holding import mailbox_of
from saidyes.families.models import Guardian, HeldAddress
from saidyes.ledger.actors import Source
from saidyes.portal.create_account.forms import ContactForm
from saidyes.portal.doors import GuardianRequest, guardian_only
from saidyes.portal.pages import ask, posted


@dataclass(frozen=True)
class Row:
    """An address of the family as the asker sees it. `ask`: whom to ask for a yes; empty when it is their own, when it
    was chosen for, or when they were asked.
    """

    held: HeldAddress
    use: str
    ask: str


@require_safe
@guardian_only
def my_account(request: GuardianRequest) -> HttpResponse:
    return render(request, "portal/my_account/my_account.html", {"addresses": request.own_addresses})


@require_safe
@guardian_only
def account_information(request: GuardianRequest) -> HttpResponse:
    mailbox = mailbox_of(request.guardian.family)
    notices_to = mailbox.address if mailbox else ""
    guardians = request.guardian.family.guardians.filter(active=True)
    user = request.guardian.user
    page = {
        "rows": _rows(request.guardian, notices_to),
        "notices_to": notices_to,
        "guardians": guardians,
        "has_password": user is not None and user.has_usable_password(),
        "passkeys": passkeys_of(user) if user else [],
        "is_staff": user is not None and not may_choose(user),
    }
    return render(request, "portal/my_account/account_information.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@guardian_only
def contact(request: GuardianRequest) -> HttpResponse:
    guardian = request.guardian
    form = ContactForm(request.business, posted(request), initial={**vars(guardian.family), **vars(guardian)})
    if not form.is_valid():
        return ask(request, "portal/my_account/contact.html", form)
    change_guardian(guardian, form.person, actor=request.actor, source=Source.PORTAL)
    change_family(guardian.family, guardian.family.name, form.home, actor=request.actor, source=Source.PORTAL)
    messages.success(request, _("Saved. Your contact details are changed."))
    return redirect("portal-account-information")


def _rows(asker: Guardian, notices_to: str) -> list[Row]:
    """The asker's own addresses first."""
    held = HeldAddress.objects.filter(guardian__family=asker.family, guardian__active=True)
    rows = held.select_related("guardian", "guardian__user", "address").order_by("guardian__position", "position")
    return sorted([_row(one, asker, notices_to) for one in rows], key=lambda row: row.held.guardian_id != asker.pk)


def _row(held: HeldAddress, asker: Guardian, notices_to: str) -> Row:
    user, whose = held.guardian.user, held.guardian
    uses = [pgettext("use of an address", "Log In")] if user and user.email == held.address.key else []
    uses += [_("receipts and statements")] if held.address.spelling == notices_to else []
    if not whose.is_primary and not uses:
        uses = [_("Second guardian")]
    return Row(held, ", ".join(uses), "" if whose.pk == asker.pk or not _may_ask(held.address) else whose.first_name)


def _may_ask(address: Address) -> bool:
    return address.standing == Standing.NO_CHOICE and not is_asked_to_choose(address)
