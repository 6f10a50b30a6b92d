from typing import Any

from django import forms

from saidyes.families.models import Family
from saidyes.ui.fields import LineField


class EraseForm(forms.Form):
    """The family's name, typed: no slip of a finger erases anybody."""

    name = LineField(label="Type the family’s name to confirm", limit=100, missing="Type the family’s name")

    def __init__(self, family: Family, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.family = family
        self.fields["name"].help_text = f"The name is {family.name}."
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if name.casefold() != self.family.name.casefold():
            raise forms.ValidationError(f"This is not the family’s name. Type {self.family.name}")
        return name
