import pytest
from django.core.exceptions import ValidationError

from saidyes.ui.fields import LIKE_AN_ADDRESS, AddressField, LineField, PhoneField, TextField

RIGHT_TO_LEFT = "\u202e"


def refusal(field, typed) -> str:
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)
    return refused.value.messages[0]


def test_a_line_is_trimmed_and_composed():
    assert LineField().clean("  Jose\u0301 ") == "José"


@pytest.mark.parametrize("mark", ["\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_a_line_is_one_line(mark):
    assert refusal(LineField(), f"Hi{mark}Bcc: x@evil.example") == "Use one line only"


@pytest.mark.parametrize("hidden", ["\x00", "\x07", RIGHT_TO_LEFT, "\ud800"])
@pytest.mark.parametrize("field", [LineField(), TextField()])
def test_hidden_and_turning_characters_are_refused(field, hidden):
    assert refusal(field, f"Dana{hidden}Okafor") == "Remove the hidden or control characters"


def test_three_hundred_accents_on_one_letter_are_refused():
    assert refusal(LineField(limit=1_000), "a" + "\u0301" * 300) == "Remove the stacked accents"


def test_the_limit_is_said_with_its_number():
    assert refusal(LineField(limit=2_000), "x" * 2_001) == "Use at most 2,000 characters"


def test_spaces_alone_are_nothing():
    assert refusal(LineField(missing="Enter a subject"), "   ") == "Enter a subject"
    assert refusal(LineField(label="Last name"), "") == "Enter the last name"
    assert refusal(LineField(label="ZIP"), "") == "Enter the ZIP"


def test_a_text_keeps_its_lines():
    assert TextField().clean("Hi,\r\n\r\nclosed\ton Monday\r\n") == "Hi,\n\nclosed\ton Monday"


def test_an_address_is_cleaned_to_its_spelling():
    assert AddressField().clean(" Dana.Okafor@Example.com\u200b") == "Dana.Okafor@Example.com"


@pytest.mark.parametrize("typed", ["", " ", "dana", "dana@@example.com", "a@b.com,c@d.com", "a\x00@example.com"])
def test_what_is_no_address_says_what_one_looks_like(typed):
    assert refusal(AddressField(), typed) == LIKE_AN_ADDRESS


def test_an_address_may_be_left_out_where_it_is_not_required():
    assert AddressField(required=False).clean("  ") == ""


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("US", "(503) 555-0142", "+15035550142"),
        ("US", "503.555.0142", "+15035550142"),
        ("NZ", "09 555 0142", "+6495550142"),
        ("US", "+64 9 555 0142", "+6495550142"),
    ],
)
def test_a_phone_number_is_kept_so_that_anybody_can_dial_it(country, typed, kept):
    assert PhoneField(country=country).clean(typed) == kept


@pytest.mark.parametrize("typed", ["555", "hello", "5" * 400])
def test_what_is_no_phone_number_says_what_one_looks_like(typed):
    assert refusal(PhoneField(country="US"), typed) == "Enter a phone number, like (503) 555-0142"


def test_a_kept_phone_number_is_shown_as_people_write_it():
    assert PhoneField(country="US").prepare_value("+15035550142") == "(503) 555-0142"
