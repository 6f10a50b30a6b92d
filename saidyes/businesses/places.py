"""What the parts of a postal address are called, by country."""

STATE_AND_CODE = {
    "US": ("State", "ZIP code"),
    "CA": ("Province", "Postal code"),
    "AU": ("State", "Postcode"),
    "NZ": ("Region", "Postcode"),
}
