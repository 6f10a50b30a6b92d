"""Every country a school can be in has all that the house needs to know of it."""

from saidyes.businesses.places import EUROPE, MONEY, STATE_AND_CODE, Country, begins_with, on_one_line
from saidyes.common.phones import e164, example

EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"


def test_the_eu_the_eea_britain_and_switzerland_begin_with_confirmed_yeses_and_nobody_else():
    asks = {country.value for country in Country if begins_with(country).get("confirmation") == "always"}
    assert asks == {*EU.split(), "IS", "LI", "NO", "GB", "CH"} == EUROPE


def test_every_country_has_money_words_for_its_addresses_and_phones_we_can_read():
    for country in Country:
        assert len(MONEY[country]) == 3
        assert STATE_AND_CODE[country][1]
        assert e164(example(country), country).startswith("+")


def test_an_address_is_written_as_people_there_write_it():
    assert on_one_line("US", "2140 Harbor Way", "Astoria", "OR", "97103") == "2140 Harbor Way, Astoria, OR 97103"
    assert on_one_line("DE", "Hafenstraße 12", "Hamburg", "", "20459") == "Hafenstraße 12, 20459 Hamburg"
    assert on_one_line("GB", "1 Quay Street", "Bristol", "", "BS1 4DJ") == "1 Quay Street, Bristol, BS1 4DJ"
    assert on_one_line("US", "2140 Harbor Way", "Astoria", "", "97103") == ""
