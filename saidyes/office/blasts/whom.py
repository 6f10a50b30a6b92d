"""Who gets it: the part of the compose form that chooses an audience."""

from typing import Any

from django import forms
from django.http import QueryDict

from saidyes.blasts import audience, selecting
from saidyes.blasts.audience import Audience
from saidyes.blasts.models import Blast, Selection
from saidyes.businesses.models import Business
from saidyes.classes.models import Course
from saidyes.classes.programs import programs_of
from saidyes.classes.rolls import open_courses
from saidyes.ui.fields import LineField

SAVED = "saved"
CHOICES = [
    (audience.EVERYONE, "All families"),
    (audience.ENROLLED, "Families with a student enrolled now"),
    (audience.FORMER, "Former families: enrolled before, and not now"),
    (audience.PROGRAMS, "Families with a student in these programs"),
    (audience.COURSES, "Families with a student in these classes"),
]
OLDEST = 120
ASKED_FOR = {
    audience.COURSES: ("courses", "Select at least one class"),
    audience.PROGRAMS: ("programs", "Select at least one program"),
    SAVED: ("selection", "Select a saved selection"),
}


class CoursesField(forms.ModelMultipleChoiceField):
    """The classes, each with the number of families it reaches. Like the two fields below, it is needed only where
    the kind of audience asks for it: `require_a_choice` knows when.
    """

    def clean(self, value: Any) -> Any:
        return super().clean(value) if value else Course.objects.none()

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.families})"


class NameField(LineField):
    def validate(self, value: Any) -> None:
        """Asked for by the button that saves a selection, and by no other."""


class ProgramsField(forms.MultipleChoiceField):
    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class SelectionField(forms.ModelChoiceField):
    def clean(self, value: Any) -> Any:
        return super().clean(value) if value else None


class AgeField(forms.IntegerField):
    """Years, or nothing."""

    def __init__(self, *, label: str) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 3})
        wrong = dict.fromkeys(["invalid", "min_value", "max_value"], "Enter an age in years, like 5")
        super().__init__(
            label=label, min_value=0, max_value=OLDEST, required=False, widget=widget, error_messages=wrong
        )


class WhomForm(forms.Form):
    """An audience: one roll or all families, narrowed to students of some ages; or one that was saved before."""

    whom = forms.ChoiceField(label="Families", error_messages={"required": "Select who gets it"})
    courses = CoursesField(label="Classes", queryset=Course.objects.none(), widget=forms.CheckboxSelectMultiple)
    programs = ProgramsField(label="Programs", widget=forms.CheckboxSelectMultiple)
    selection = SelectionField(label="Saved selection", queryset=Selection.objects.none(), empty_label="Select one")
    least = AgeField(label="Youngest")
    most = AgeField(label="Oldest")
    selection_name = NameField(label="Name", limit=60)

    def __init__(self, data: QueryDict | None, *, business: Business, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.business = business
        self.saved = list(business.selections.all())
        self.fields["whom"].choices = CHOICES + ([(SAVED, "A saved selection")] if self.saved else [])  # type: ignore[attr-defined]
        self.fields["courses"].queryset = open_courses(business)  # type: ignore[attr-defined]
        self.fields["programs"].choices = self._programs(initial)  # type: ignore[attr-defined]
        self.fields["selection"].queryset = business.selections.all()  # type: ignore[attr-defined]

    def require_a_choice(self) -> None:
        """The choice that the kind of audience asks for, once it must be there."""
        name, sentence = ASKED_FOR.get(self.cleaned_data.get("whom", ""), ("", ""))
        if name and name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, sentence)

    def clean_most(self) -> int | None:
        least, most = self.cleaned_data.get("least"), self.cleaned_data["most"]
        if least is not None and most is not None and most < least:
            raise forms.ValidationError("Enter the younger age first")
        return most

    @property
    def audience(self) -> Audience:
        data = self.cleaned_data
        whom: str = data["whom"]
        if whom == SAVED and data["selection"]:
            return selecting.chosen(data["selection"])
        if whom == SAVED:
            return audience.for_courses([])  # half written: nobody, rather than everybody
        found: Audience = {"kind": whom}
        if whom == audience.COURSES:
            found = audience.for_courses(course.pk for course in data["courses"])
        if whom == audience.PROGRAMS:
            found["names"] = data["programs"]
        if data["least"] is not None or data["most"] is not None:
            found["ages"] = [data["least"], data["most"]]
        return found

    def _programs(self, initial: dict[str, Any]) -> list[tuple[str, str]]:
        """Those that are held, and whatever was chosen before."""
        names = programs_of(self.business)
        return [(name, name) for name in [*names, *(set(initial.get("programs", [])) - set(names))]]


def as_chosen(blast: Blast) -> dict[str, Any]:
    """What the form shows of the audience of a blast."""
    selection = selecting.selection_of(blast.business, blast.audience)
    if selection:
        return {"whom": SAVED, "selection": selection}
    least, most = blast.audience.get("ages", (None, None))
    return {
        "whom": blast.audience["kind"],
        "courses": blast.audience.get("ids", []),
        "programs": blast.audience.get("names", []),
        "least": least,
        "most": most,
    }
