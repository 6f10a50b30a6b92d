"""How a form's fields are drawn: `{{ form.first_name.as_field_group }}` is label, hint, error, input."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting


class RadioCards(forms.RadioSelect):
    """Large equal cards, the whole card is the label. `hints`: value -> one line under it.

    With `heading`, the label is the page's H1, as for the one question a page asks; with `unlabelled`, a heading
    nearby says it and the label is for screen readers alone.
    """

    group_template = "ui/forms/radio_cards.html"

    def __init__(
        self,
        hints: dict[str, str] | None = None,
        *,
        heading: bool = False,
        unlabelled: bool = False,
        compact: bool = False,
    ) -> None:
        super().__init__()
        self.hints = hints or {}
        self.heading = heading
        self.unlabelled = unlabelled
        self.compact = compact

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        return {**option, "hint": self.hints.get(str(value), "")}


class Segmented(forms.RadioSelect):
    """A few short choices side by side."""

    group_template = "ui/forms/segmented.html"


class DrawnField(BoundField):
    """A field on its page: which template draws it, and what its input is told."""

    @property
    def template_name(self) -> str:
        return getattr(self.field, "template_name", None) or self._group_template()

    @property
    def first_id(self) -> str:
        """Where a link from the error summary goes: the input, or the first of several."""
        return f"{self.auto_id}_0" if self.use_fieldset else str(self.id_for_label or self.auto_id)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        drawn = widget or self.field.widget
        if not isinstance(drawn, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
            attrs["class"] = f"input {drawn.attrs.get('class', '')}".strip()
        return attrs

    def _group_template(self) -> str:
        widget = self.field.widget
        if hasattr(widget, "group_template"):
            return str(widget.group_template)
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return "ui/forms/choices.html"
        if isinstance(widget, forms.CheckboxInput):
            return "ui/forms/check.html"
        return "ui/forms/field.html"


class FormRenderer(TemplatesSetting):
    form_template_name = "ui/forms/form.html"
    bound_field_class = DrawnField
