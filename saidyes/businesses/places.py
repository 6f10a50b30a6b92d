"""The countries a school can be in: what the parts of an address are called there, its money, and what a yes takes."""

from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Country(TextChoices):
    """By name, as in a list to pick from; the four whose law takes a proved address and a clear question first."""

    US = "US", "United States"
    CA = "CA", "Canada"
    AU = "AU", "Australia"
    NZ = "NZ", "New Zealand"
    AT = "AT", "Austria"
    BE = "BE", "Belgium"
    BG = "BG", "Bulgaria"
    HR = "HR", "Croatia"
    CY = "CY", "Cyprus"
    CZ = "CZ", "Czechia"
    DK = "DK", "Denmark"
    EE = "EE", "Estonia"
    FI = "FI", "Finland"
    FR = "FR", "France"
    DE = "DE", "Germany"
    GR = "GR", "Greece"
    HU = "HU", "Hungary"
    IS = "IS", "Iceland"
    IE = "IE", "Ireland"
    IT = "IT", "Italy"
    LV = "LV", "Latvia"
    LI = "LI", "Liechtenstein"
    LT = "LT", "Lithuania"
    LU = "LU", "Luxembourg"
    MT = "MT", "Malta"
    NL = "NL", "Netherlands"
    NO = "NO", "Norway"
    PL = "PL", "Poland"
    PT = "PT", "Portugal"
    RO = "RO", "Romania"
    SK = "SK", "Slovakia"
    SI = "SI", "Slovenia"
    ES = "ES", "Spain"
    SE = "SE", "Sweden"
    CH = "CH", "Switzerland"
    GB = "GB", "United Kingdom"


EUROPE = frozenset(Country.values) - {"US", "CA", "AU", "NZ"}
STATE_AND_CODE: dict[str, tuple[str | Promise, str | Promise]] = {
    "US": (_("State"), _("ZIP code")),
    "CA": (_("Province"), _("Postal code")),
    "AU": (_("State"), _("Postcode")),
    "NZ": (_("Region"), _("Postcode")),
    **dict.fromkeys(sorted(EUROPE), ("", _("Postcode"))),  # an address there names no state
}
MONEY: dict[str, str] = {
    **dict.fromkeys(sorted(EUROPE), "EUR"),
    "US": "USD",
    "CA": "CAD",
    "AU": "AUD",
    "NZ": "NZD",
    "GB": "GBP",
    "CH": "CHF",
    "LI": "CHF",
    "CZ": "CZK",
    "DK": "DKK",
    "HU": "HUF",
    "IS": "ISK",
    "NO": "NOK",
    "PL": "PLN",
    "RO": "RON",
    "SE": "SEK",
}
CODE_LAST = ("GB", "IE")
SILENCE_ENDS_A_YES = 24  # months


def has_states(country: str) -> bool:
    return country not in EUROPE


def on_one_line(country: str, street: str, city: str, state: str, code: str) -> str:
    """`2140 Harbor Way, Astoria, OR 97103`, `Hafenstraße 12, 20459 Hamburg`; empty while a part of it is missing."""
    parts = (street, city, state, code) if has_states(country) else (street, city, code)
    if not all(parts):
        return ""
    return f"{street}, {city_line(country, city, state, code)}"


def city_line(country: str, city: str, state: str, code: str) -> str:
    """`Astoria, OR 97103`, `20459 Hamburg`, `Leeds, LS1 4AP`: whatever there is of it."""
    behind = " ".join(part for part in (state, code) if part)
    if has_states(country) or country in CODE_LAST:
        return ", ".join(part for part in (city, behind) if part)
    return " ".join(part for part in (code, city) if part)


def begins_with(country: str) -> dict[str, Any]:
    """What a school there begins with, and an owner may change: in Europe every yes is confirmed by email, and ends
    after long silence.
    """
    return {"confirmation": "always", "dormant_after_months": SILENCE_ENDS_A_YES} if country in EUROPE else {}
