from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saidyes.consent.asking import Question
from saidyes.consent.evidence import MayNotOptIn, NotProved, StaleChoice
from saidyes.consent.models import Standing, Wording, WordingKind
from saidyes.consent.requesting import AskedLately
from saidyes.ui.forms import RadioCards

UNANSWERED = _("Select yes or no to the email question")
REWORDED = _("We have changed the words of this question. Read it again before you answer")
NEVER_SEEN = -1
STATUS = {StaleChoice: 409, NotProved: 403, AskedLately: 429}
SAID = {Standing.OPTED_IN.value: "yes", Standing.OPTED_OUT.value: "no"}


class ChoiceForm(forms.Form):
    """The question, in the words that are stored with the answer. Nothing is chosen for who never chose.

    `wording` and `version` come back with the answer: which words were read, and where the address stood then. They
    only ever stop a yes: a no is never refused.
    """

    wording = forms.UUIDField(required=False)
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31)

    def __init__(self, question: Question, *args: Any, title: str = "", hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question, self.refusal = question, 422
        self.fields["said"] = forms.ChoiceField(
            label=title or question.title,
            help_text=hint,
            choices=[("yes", question.yes), ("no", question.no)],
            widget=RadioCards({"yes": question.yes_hint, "no": question.no_hint}, heading=True),
            error_messages={"required": UNANSWERED, "invalid_choice": UNANSWERED},
        )

    @property
    def said_yes(self) -> bool:
        return bool(self.cleaned_data["said"] == "yes")

    @property
    def words(self) -> Wording:
        """Those that were read: a no counts in answer to older words too."""
        published = self.question.wording.business.wordings.filter(kind=WordingKind.QUESTION)
        read = self.cleaned_data.get("wording")
        return (published.filter(pk=read).first() if read else None) or self.question.wording

    @property
    def seen_version(self) -> int:
        """Where the address stood for whoever answered; an answer that does not say so has seen nothing."""
        seen = self.cleaned_data.get("version")
        return NEVER_SEEN if seen is None else int(seen)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("said") == "no":
            self.errors.clear()  # of the two hidden fields
        elif self.cleaned_data.get("said") == "yes" and self.cleaned_data.get("wording") != self.question.wording.pk:
            self.refusal = 409
            self.add_error("said", REWORDED)
        return self.cleaned_data

    def refuse(self, why: MayNotOptIn) -> None:
        """A yes that may not be, in words for the person who reads the address."""
        self.refusal = STATUS.get(type(why), 422)
        self.add_error("said", str(why))
