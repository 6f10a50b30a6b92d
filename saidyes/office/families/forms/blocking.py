from typing import Any

from django import forms

from saidyes.consent.models import SuppressionKind
from saidyes.ui.fields import LineField
from saidyes.ui.forms import RadioCards

HINTS = {
    SuppressionKind.MANUAL.value: "No Email Blasts go there until an owner lifts it. The choice stays as it is.",
    SuppressionKind.LEGAL.value: "Somebody objected, or a lawyer wrote. The address is opted out as well.",
}


class ReasonForm(forms.Form):
    """Why: kept in the audit log."""

    reason = LineField(label="Reason", limit=300, missing="Write the reason", help_text="Kept in the audit log.")


class BlockForm(ReasonForm):
    """By hand; and for legal reasons, where `legal` says that this person may."""

    kind = forms.ChoiceField(
        label="Why is it blocked?",
        choices=[(SuppressionKind.MANUAL.value, "By hand"), (SuppressionKind.LEGAL.value, "For legal reasons")],
        widget=RadioCards(HINTS, compact=True),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select why it is blocked"),
    )
    field_order = ("kind", "reason")

    def __init__(self, *args: Any, legal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not legal:
            self.fields["kind"].choices = [(SuppressionKind.MANUAL.value, "By hand")]  # type: ignore[attr-defined]
            self.initial["kind"] = SuppressionKind.MANUAL.value
        self.fields["reason"].help_text = "What somebody asked for, or the letter’s reference. Kept in the audit log."


class MergeForm(forms.Form):
    """Which of the guardians with the same name are one person."""

    same = forms.MultipleChoiceField(
        label="Who is one person?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Their addresses and log-in become one guardian’s. Leave a box empty when you are not sure.",
        error_messages={"invalid_choice": "Select people whose name stands in both families"},
    )

    def __init__(self, pairs: list[tuple[Any, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["same"].choices = [(str(two.pk), two.name) for _, two in pairs]  # type: ignore[attr-defined]


class OtherFamilyForm(forms.Form):
    """The family that is to be merged into this one, by its number."""

    other = forms.IntegerField(
        label="Number of the other family",
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--narrow", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), "Enter a family’s number"),
    )
