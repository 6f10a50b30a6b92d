from django import forms
from django.core.files.uploadedfile import UploadedFile

from saidyes.businesses.models import Business
from saidyes.classes import importing

VOUCH = "Each Yes in this file was given as the file says"


class FileForm(forms.Form):
    """A file of families, read as soon as it is here."""

    file = forms.FileField(
        label="CSV file",
        help_text="Up to 10 MB and 50,000 rows, saved as “CSV UTF-8”. You see the check before anything is loaded.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": "Choose a CSV file", "empty": "The file is empty"},
    )

    def __init__(self, business: Business, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.business = business
        self.data_read = b""

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        self.data_read = file.read(importing.LARGEST_FILE + 1)
        try:
            importing.plan(self.data_read, self.business)
        except importing.NotReadable as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        return file


class LoadForm(forms.Form):
    """The word of whoever loads the file."""

    vouch = forms.BooleanField(
        label=VOUCH,
        help_text="A Yes without its date and how it was given becomes no choice yet. No mail goes out.",
        error_messages={"required": "Confirm that each Yes was given as the file says"},
    )
