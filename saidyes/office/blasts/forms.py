import secrets
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from saidyes.blasts import drafting
from saidyes.blasts.audience import EVERYONE
from saidyes.blasts.models import Blast, Status
from saidyes.blasts.scheduling import BadTime, moment_from
from saidyes.businesses.models import Business
from saidyes.common.plain_text import NotPlain
from saidyes.office.blasts.whom import WhomForm, as_chosen
from saidyes.ui.fields import LineField, TextField
from saidyes.ui.forms import RadioCards

NOW, LATER = "now", "later"
TEST, REMEMBER, FORGET = "test", "remember", "forget"
TYPE_THE_NUMBER_ABOVE = 500  # addresses; nobody writes to a whole school by mistake


class NeededLater:
    """Never called optional on the page, since it is needed in the end; but it may be left empty for now."""

    def validate(self, value: Any) -> None:
        """Whether it is there is asked by the form, which knows when."""


class LineForLater(NeededLater, LineField):
    pass


class TextForLater(NeededLater, TextField):
    pass


class MomentForLater(NeededLater, forms.DateTimeField):
    pass


class DraftForm(WhomForm):
    """What an author writes. A draft may be kept half written; what goes on to review, is tested or is scheduled,
    may not.
    """

    use_required_attribute = False

    subject = LineForLater(label="Subject", limit=drafting.SUBJECT_LIMIT)
    preview_line = LineField(
        label="Preview line",
        limit=drafting.SUBJECT_LIMIT,
        required=False,
        help_text="Shown after the subject in the inbox.",
    )
    body = TextForLater(label="Body", limit=8 * drafting.BODY_LIMIT, rows=14)  # `body_from` says the limit
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    editor = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None = None, *, business: Business, blast: Blast | None) -> None:
        super().__init__(data, business=business, initial=_as_written(blast))
        is_scheduled = blast is not None and blast.status == Status.SCHEDULED
        self.only_counts = "count" in self.data
        self.is_finished = not self.only_counts and (is_scheduled or self.data.get("keep", TEST) == TEST)

    @property
    def asks_for(self) -> str:
        """The button that was pressed: `yes` keeps the draft, `test`, `remember` and `forget` do one thing more."""
        return str(self.data.get("keep", ""))

    def clean_subject(self) -> str:
        return _read(drafting.subject_from, self.cleaned_data["subject"])

    def clean_preview_line(self) -> str:
        return _read(drafting.preview_line_from, self.cleaned_data["preview_line"])

    def clean_body(self) -> str:
        return _read(drafting.body_from, self.cleaned_data["body"])

    def clean(self) -> None:
        data = self.cleaned_data
        if self.asks_for == REMEMBER:
            self._require_a_name()
        if not self.is_finished:
            return
        for name, sentence in drafting.NEEDED.items():
            if name in data and not data[name].strip():
                self.add_error(name, sentence)
        self.require_a_choice()

    @property
    def content(self) -> drafting.Content:
        data = self.cleaned_data
        whom = self.audience
        if self.asks_for == REMEMBER:
            whom["selection"] = data["selection_name"]
        return drafting.Content(data["subject"], data["preview_line"], data["body"], whom)

    def _require_a_name(self) -> None:
        self.require_a_choice()
        if not self.cleaned_data.get("selection_name") and "selection_name" not in self.errors:
            self.add_error("selection_name", "Enter a name for the selection")


class SendForm(forms.Form):
    """When it leaves; and, at the last question, that it was meant."""

    use_required_attribute = False

    when = forms.ChoiceField(
        label="When", choices=[(NOW, "Now"), (LATER, "At a set time")], widget=RadioCards(compact=True), initial=NOW
    )
    at = MomentForLater(
        label="Date and time",
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "Enter a date and a time"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    confirmed = forms.BooleanField(widget=forms.HiddenInput, required=False)
    typed = LineForLater(label="Number of addresses", limit=12, width="narrow")

    def __init__(self, data: QueryDict | None = None, *, business: Business, willing: int) -> None:
        super().__init__(data)
        self.business, self.willing = business, willing

    def clean(self) -> None:
        data = self.cleaned_data
        if data.get("when") == LATER and "at" not in self.errors:
            self._read_moment()
        if data.get("confirmed") and self.asks_for_the_number and not self._typed_the_number():
            self.add_error("typed", f"Type {self.willing} to send to {self.willing} addresses")

    @property
    def asks_for_the_number(self) -> bool:
        return self.willing > TYPE_THE_NUMBER_ABOVE

    def _typed_the_number(self) -> bool:
        return self.cleaned_data["typed"].replace(",", "").strip() == str(self.willing)

    def _read_moment(self) -> None:
        at = self.cleaned_data.get("at")
        try:
            if at is None:
                raise BadTime("Enter a date and a time")
            self.cleaned_data["moment"] = moment_from(at.replace(tzinfo=None), self.business)
        except BadTime as refused:
            self.add_error("at", str(refused))


def _as_written(blast: Blast | None) -> dict[str, Any]:
    if blast is None:
        return {"whom": EVERYONE, "version": 0, "editor": secrets.token_hex(16)}
    return {
        **as_chosen(blast),
        "subject": blast.subject,
        "preview_line": blast.preview_line,
        "body": blast.body,
        "version": blast.version,
        "editor": secrets.token_hex(16),
    }


def _read(reading: Callable[[str], str], text: str) -> str:
    try:
        return reading(text)
    except NotPlain as refused:
        raise ValidationError(str(refused), code="not_plain") from refused
