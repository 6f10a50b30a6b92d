"""Six digits by email: who types them back has shown that they read the address.

What waits for the code lies in the visitor's session on the server; of the code itself only a keyed hash. The newest
code counts, for ten minutes and five tries.
"""

import secrets
from datetime import datetime
from typing import Any

from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from saidyes.common import clock
from saidyes.common.addresses import canonical
from saidyes.common.languages import current
from saidyes.notices.kinds import A_CODE_IS_GOOD_FOR, PROVES, Kind
from saidyes.notices.leaving import Mailbox
from saidyes.notices.proving import AskedEnough, spare
from saidyes.portal.doors import PortalRequest
from saidyes.portal.untold import leave_only_if, take_a_moment
from saidyes.ui.fields import LineField

DIGITS = 6
TRIES = 5
BRAKES = {Kind.SIGN_UP_CODE: "proving_code", Kind.ADDRESS_CODE: "proving_code", Kind.LOG_IN_CODE: "log_in_code"}
TYPED_AT = {
    Kind.SIGN_UP_CODE: "portal-create-account-code",
    Kind.ADDRESS_CODE: "portal-address-code",
    Kind.LOG_IN_CODE: "portal-log-in-code",
}
NOT_RIGHT = _("That code is not right. Check the newest email from us")
TOO_OLD = _("That code is too old. We have sent a new one")


class CodeForm(forms.Form):
    code = LineField(
        label=_("Code"), limit=20, missing=_("Enter the 6-digit code"), autocomplete="one-time-code", width="code"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"

    @property
    def digits(self) -> str:
        return "".join(letter for letter in self.cleaned_data["code"] if letter.isdigit())


def wait(request: PortalRequest, kind: Kind, address: str, **what: Any) -> None:
    """Keep `what` until a code sent to `address` comes back. No code is sent yet."""
    request.session[kind.value] = {**what, "address": address, "school": str(request.business.pk)}


def waiting(request: PortalRequest, kind: Kind) -> dict[str, Any]:
    """What this visitor left to wait for a code of this kind, under `address` and the names given; else empty."""
    left = dict(request.session.get(kind.value, {}))
    return left if left.get("school") == str(request.business.pk) else {}


def code_is_out(request: PortalRequest, kind: Kind) -> bool:
    return "mac" in waiting(request, kind)


def send_code(request: PortalRequest, kind: Kind, *, write: bool = True) -> None:
    """Send a new code to the waiting address. With `write` false there is nobody to write to, and nothing else
    differs: who asks cannot tell. An address or a network that had its share of codes is answered 429.
    """
    left = waiting(request, kind)
    key = canonical(left["address"]).key
    if not ratelimit.consume(request, action=BRAKES[kind], key=key):
        raise _too_many(request, kind)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    data = {"code": code, "minutes": A_CODE_IS_GOOD_FOR.seconds // 60, "has_account": left.get("has_account", "")}
    mailbox = Mailbox(left["address"], language=current())
    with transaction.atomic():
        if kind in PROVES:
            _spare(request, kind, key)
        leave_only_if(wanted=write, kind=kind, business=request.business, mailbox=mailbox, data=data)
    take_a_moment()
    fresh = {"mac": _mac(key, code), "sent_at": clock.now().isoformat(), "tries": 0, "write": write}
    request.session[kind.value] = {**left, **fresh}


def _spare(request: PortalRequest, kind: Kind, key: str) -> None:
    """Codes and confirmations share what one mailbox is sent in a day."""
    try:
        spare(key)
    except AskedEnough as why:
        raise _too_many(request, kind) from why


def _too_many(request: PortalRequest, kind: Kind) -> ImmediateHttpResponse:
    typed_at = TYPED_AT[kind] if code_is_out(request, kind) else ""
    return ImmediateHttpResponse(render(request, "portal/too_many_codes.html", {"typed_at": typed_at}, status=429))


def is_right(request: PortalRequest, kind: Kind, form: CodeForm) -> bool:
    """Whether the newest code was typed in time. If not, the form says why; one too old, or tried too often, has
    been followed by a new one.
    """
    if not form.is_valid():
        return False
    left, tries = waiting(request, kind), _tries_before_this(request, kind)
    if clock.now() - datetime.fromisoformat(left["sent_at"]) > A_CODE_IS_GOOD_FOR or tries >= TRIES:
        send_code(request, kind, write=left["write"])
        form.add_error("code", TOO_OLD)
        return False
    if constant_time_compare(_mac(canonical(left["address"]).key, form.digits), left["mac"]):
        return True
    form.add_error("code", NOT_RIGHT)
    return False


def take(request: PortalRequest, kind: Kind) -> dict[str, Any]:
    """What waited, once the code was right: a code works once."""
    left = waiting(request, kind)
    request.session.pop(kind.value, None)
    return left


@transaction.atomic
def _tries_before_this(request: PortalRequest, kind: Kind) -> int:
    """Counted in the stored session, under a lock: of many tries at the same moment each is one. The request's own
    copy stays as it is, or it would be stored over the count.
    """
    key = request.session.session_key
    Session.objects.select_for_update().filter(pk=key).first()
    stored = SessionStore(key)
    left = stored.get(kind.value, {})
    if "tries" not in left:  # used or begun anew meanwhile
        return TRIES
    stored[kind.value] = {**left, "tries": left["tries"] + 1}
    stored.save()
    return int(left["tries"])


def _mac(key: str, code: str) -> str:
    return salted_hmac("saidyes.portal.codes", f"{key} {code}", algorithm="sha256").hexdigest()
