"""A phone number as text: kept as E.164, shown as the country writes it."""

import phonenumbers


class NotAPhoneNumber(ValueError):
    """The text is not a phone number of the country, nor an international one."""


def e164(text: str, country: str) -> str:
    """`+15035550142` for `(503) 555-0142` in `US`; `NotAPhoneNumber` for what nobody can dial."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as wrong:
        raise NotAPhoneNumber from wrong
    if not phonenumbers.is_possible_number(number):
        raise NotAPhoneNumber
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def national(number: str, country: str) -> str:
    """How people in `country` write the number; what was stored when it cannot be read."""
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return number
    home = phonenumbers.region_code_for_number(parsed) == country or parsed.country_code == _calling_code(country)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def example(country: str) -> str:
    """A number as people there write it, which is nobody's."""
    number = phonenumbers.example_number(country)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL) if number else ""


def _calling_code(country: str) -> int:
    return phonenumbers.country_code_for_region(country)
