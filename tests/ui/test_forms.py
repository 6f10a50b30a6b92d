from html.parser import HTMLParser

from django import forms
from django.template.loader import render_to_string

from saidyes.ui.fields import AddressField, LineField
from saidyes.ui.forms import RadioCards, Segmented


class SignUp(forms.Form):
    first_name = LineField(label="First name", autocomplete="given-name")
    nickname = LineField(label="Nickname", required=False)
    email = AddressField(help_text="We send a code to it.")
    said = forms.ChoiceField(
        label="How would you like to hear from us by email?",
        choices=[("yes", "Yes, please"), ("no", "No, thanks")],
        widget=RadioCards(hints={"yes": "Closures and news."}, heading=True),
        error_messages={"required": "Select yes or no to the email question"},
    )
    how = forms.ChoiceField(label="How?", choices=[("phone", "By phone")], widget=Segmented)
    agreed = forms.BooleanField(label="Subscribe to E-Mail Blast", help_text="Only when they agreed.")


class Elements(HTMLParser):
    """The tags of a piece of a page, with their attributes, and the order they come in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def having(self, **wanted) -> list[dict]:
        return [attrs for _, attrs in self.found if wanted.items() <= attrs.items()]


def drawn(form, name) -> str:
    return str(form[name].as_field_group())


def test_hint_and_error_are_tied_to_the_input():
    field = Elements(drawn(SignUp({"email": "dana@@"}), "email"))
    [box] = field.having(name="email")
    assert box["aria-invalid"] == "true"
    assert box["aria-describedby"] == "id_email_helptext id_email_error"
    assert field.having(id="id_email_helptext")
    assert field.having(id="id_email_error")


def test_label_hint_error_and_input_come_in_that_order():
    html = drawn(SignUp({"email": "dana@@"}), "email")
    places = [html.index(word) for word in ("<label", "We send a code", "Enter an email address", "<input")]
    assert places == sorted(places)


def test_what_was_typed_is_kept_and_escaped():
    html = drawn(SignUp({"first_name": '"><script>alert(1)</script>'}), "first_name")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_field_that_may_be_left_out_says_so():
    assert "(optional)" in drawn(SignUp(), "nickname")
    assert "(optional)" not in drawn(SignUp(), "first_name")


def test_no_card_is_preselected_and_the_first_asks_for_the_error():
    cards = Elements(drawn(SignUp({}), "said"))
    radios = cards.having(name="said")
    assert [radio["value"] for radio in radios] == ["yes", "no"]
    assert not any("checked" in radio for radio in radios)
    assert [tag for tag, _ in cards.found].count("h1") == 1
    assert cards.having(**{"aria-describedby": "id_said_error"})


def test_the_current_choice_is_selected_when_changing():
    cards = Elements(drawn(SignUp(initial={"said": "no"}), "said"))
    assert [radio["value"] for radio in cards.having(name="said") if "checked" in radio] == ["no"]


def test_each_card_carries_its_own_hint():
    assert drawn(SignUp(), "said").count("Closures and news.") == 1


def test_the_summary_says_every_error_and_leads_to_its_field():
    form = SignUp({})
    html = render_to_string("ui/components/error_summary.html", {"form": form})
    summary = Elements(html)
    assert summary.having(tabindex="-1")
    targets = [attrs["href"].removeprefix("#") for tag, attrs in summary.found if tag == "a"]
    assert targets == ["id_first_name", "id_email", "id_said_0", "id_how_0", "id_agreed"]
    page = Elements(str(form))
    assert all(page.having(id=target) for target in targets)
    assert "Select yes or no to the email question" in html


def test_a_form_without_errors_has_no_summary():
    assert not render_to_string("ui/components/error_summary.html", {"form": SignUp()}).strip()
