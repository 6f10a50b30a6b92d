from typing import Any

from django import forms

from saidyes.accounts.rights import Right, Role, who_may
from saidyes.common import clock, times
from saidyes.common.addresses import canonical
from saidyes.consent.asking import TICK, TICK_AGAIN, TICK_HINT
from saidyes.consent.evidence import (
    STAFF_MAY_SAY,
    Evidence,
    MarkedAsSpam,
    MayNotOptIn,
    MissingEvidence,
    StaleChoice,
    last_opt_out_of,
)
from saidyes.consent.models import Standing, SuppressionKind
from saidyes.families.models import HeldAddress
from saidyes.families.vouching import Vouch
from saidyes.ui.fields import AddressField, LineField, ScanField
from saidyes.ui.forms import Segmented
from saidyes.ui.moments import MomentField

NEVER_SEEN = -1
EVIDENCE = ("how", "agreed_at", "said", "reference")  # what they say is judged where it is recorded
AGAIN = "Choose the photo or scan again: it could not be kept"  # a browser never sends a chosen file back


class AddressForm(forms.Form):
    """An address of a guardian, and what the guardian told us about Email Blasts.

    `was_ticked` and `seen_version` say what the form showed; only a tick that differs from it is a choice. Where
    nobody has chosen yet, or a yes waits, there is no tick to clear, so a no has a box of its own: `declined`.
    `may_overrule`: a yes may be recorded where a no stands.
    """

    address = AddressField(autocomplete="off")
    subscribe = forms.BooleanField(label=TICK, help_text=TICK_HINT, required=False)
    declined = forms.BooleanField(required=False, help_text="Recorded as an opt-out.")
    how = forms.ChoiceField(choices=[(how.value, how.label) for how in STAFF_MAY_SAY], widget=Segmented)
    agreed_at = MomentField(label="Date they agreed")
    agreed_again = forms.BooleanField(required=False)
    said = LineField(label="What they said or signed", limit=500, missing="Write what they said or signed")
    reference = LineField(
        label="Reference",
        limit=200,
        required=False,
        help_text="Who took the call, or where the form is filed. By phone and Other need this, or a photo or scan.",
    )
    scan = ScanField(
        label="Photo or scan",
        required=False,
        help_text="JPEG, PNG or PDF, up to 8 MB. Kept with the audit log. Where a photo was taken is not kept.",
    )
    was_ticked = forms.BooleanField(required=False)
    seen_version = forms.IntegerField()

    def __init__(self, held: HeldAddress, *args: Any, may_overrule: bool, **kwargs: Any) -> None:
        address, first_name = held.address, held.guardian.first_name
        self.is_in = address.standing == Standing.OPTED_IN
        self.is_open = address.standing == Standing.NO_CHOICE or (address.waits and not self.is_in)
        initial = {"address": address.spelling, "subscribe": self.is_in, "agreed_at": clock.now()}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.held, self.first_name, self.may_overrule = held, first_name, may_overrule
        self.refusal = 422
        self.opted_out_at = last_opt_out_of(address) if address.standing == Standing.OPTED_OUT else None
        self.is_spam = address.suppressions.filter(kind=SuppressionKind.COMPLAINT, lifted_at=None).exists()
        self._name_the_guardian()

    def clean(self) -> dict[str, Any]:
        """Evidence is asked for by a yes alone: a no is never refused for the want of it."""
        for name in ("seen_version", *(() if self.said_yes else (*EVIDENCE, "scan"))):
            self.errors.pop(name, None)
        if self.cleaned_data.get("declined") and self.cleaned_data.get("subscribe"):
            self.add_error("declined", "Tick one of the two")
        if self.said_yes and self.opted_out_at and self._is_as_shown and not self._agreed_again:
            self._ask_whether_they_agreed_again("Confirm that they agreed again after opting out")
        self._ask_for_the_scan_again()
        return super().clean() or self.cleaned_data

    @property
    def _is_as_shown(self) -> bool:
        """Whether the yes is for the address that the form showed, standing where it stood then."""
        typed, address = self.cleaned_data.get("address", ""), self.held.address
        same = not typed or canonical(typed).key == address.key
        return same and self.cleaned_data.get("seen_version") == address.version

    @property
    def said_yes(self) -> bool | None:
        """What the tick says now, when it was touched."""
        if self.cleaned_data.get("declined"):
            return False
        ticked = bool(self.cleaned_data.get("subscribe"))
        return None if ticked == bool(self.cleaned_data.get("was_ticked")) else ticked

    @property
    def vouch(self) -> Vouch:
        typed = self.cleaned_data
        if not self.said_yes:
            return Vouch(self.said_yes)
        given = {name: typed[name] for name in EVIDENCE}
        evidence = Evidence(**given, seen_version=typed.get("seen_version", NEVER_SEEN))
        return Vouch(said_yes=True, evidence=evidence, agreed_again=self._agreed_again, scan=typed["scan"])

    @property
    def _agreed_again(self) -> bool:
        return bool(self.cleaned_data["agreed_again"]) and self.may_overrule

    def refuse(self, why: MayNotOptIn) -> None:
        """Put the refusal of the act beside the field it is about."""
        if isinstance(why, StaleChoice):
            self.refusal = 409
            self.add_error(None, str(why))
        elif isinstance(why, MissingEvidence) and why.field == "agreed_again":
            self._ask_whether_they_agreed_again(str(why))
        elif isinstance(why, MissingEvidence):
            self.add_error(why.field, str(why))
        elif isinstance(why, MarkedAsSpam):
            self.add_error("subscribe", self.spam_sentence)
        else:
            self.add_error("subscribe", str(why))
        self._ask_for_the_scan_again()

    def _ask_whether_they_agreed_again(self, sentence: str) -> None:
        if self.may_overrule:
            self.add_error("agreed_again", sentence)
        else:
            self.refusal = 403
            self.add_error("subscribe", self.no_sentence)

    def _ask_for_the_scan_again(self) -> None:
        if self.errors and self.cleaned_data.get("scan"):
            self.add_error("scan", AGAIN)

    @property
    def spam_sentence(self) -> str:
        name = self.first_name
        return f"{name} marked our mail as spam. Only {name} can opt this address back in."

    @property
    def no_sentence(self) -> str:
        asked = who_may(Right.OVERRULE_NO, but=Role.FRONT_DESK)
        return f"This address said no. Only {asked} can record that {self.first_name} agreed again."

    @property
    def keeps_its_no(self) -> bool:
        return bool(self.opted_out_at) and not self.may_overrule

    def _name_the_guardian(self) -> None:
        name = self.first_name
        self.fields["how"].label = f"How did {name} agree?"
        self.fields["how"].error_messages |= dict.fromkeys(("required", "invalid_choice"), f"Select how {name} agreed")
        self.fields["agreed_at"].error_messages["required"] = "Enter the date they agreed"
        self.fields["address"].widget.attrs["class"] = "input--long"
        self.fields["said"].help_text = f"Kept in the audit log. {name} can see it too."
        self.fields["agreed_at"].zone = self.held.business.zone  # type: ignore[attr-defined]
        again = f" on {times.day(self.opted_out_at, self.held.business.zone)}" if self.opted_out_at else ""
        self.fields["declined"].label = f"{name} does not want Email Blasts"
        self.fields["agreed_again"].label = f"{TICK_AGAIN}{again}"
