"""Where a whole family stood at any moment: by the addresses its people used then, not by those of today."""

from datetime import timedelta

import time_machine
from django.urls import reverse

from saidyes.common import clock
from saidyes.families.holding import replace, take
from saidyes.ledger.actors import SYSTEM, Source
from tests.delivery.acts import address_of, choose

BY_US = {"actor": SYSTEM, "source": Source.OFFICE}


def table(browser, family, moment=None) -> dict[str, tuple[str, str, str]]:
    """Address -> who used it, its badge, why no Email Blast would have gone."""
    local = moment.astimezone(family.business.zone) if moment else None
    asked = {"on": f"{local:%Y-%m-%d}", "at": f"{local:%H:%M:%S}"} if local else {}
    answer = browser.get(reverse("office-family-standing", args=[family.pk]), asked)
    return {row.spelling: (row.users, row.then.shown, row.why_not) for row in answer.context["rows"]}


def test_a_family_is_shown_as_it_stood_then_though_all_of_it_changed(office, priya, dana, emeka):
    then = clock.now()
    home, his = address_of(dana), address_of(emeka)
    with time_machine.travel(then + timedelta(hours=1), tick=False):
        choose(home, said_yes=False)
        replace(emeka.held_addresses.get(is_primary=True), "emeka@new.example", **BY_US)
    with time_machine.travel(then + timedelta(hours=2), tick=False):
        desk = office(priya)
        today = table(desk, dana.family)
        before = table(desk, dana.family, then + timedelta(minutes=30))
    assert before[home.spelling] == (dana.name, "opted_in", "")
    assert before[his.spelling] == (emeka.name, "no_choice", "No choice yet")
    assert today[home.spelling] == (dana.name, "opted_out", "Opted out")
    assert today["emeka@new.example"] == (emeka.name, "no_choice", "No choice yet")
    assert his.spelling not in today
    assert "emeka@new.example" not in before


def test_before_there_was_an_address_and_in_the_future_there_is_a_sentence(office, priya, noor):
    desk, page = office(priya), reverse("office-family-standing", args=[noor.family_id])
    take(noor.held_addresses.get(), **BY_US)
    assert "No address was used then" in desk.get(page).content.decode()
    tomorrow = clock.now() + timedelta(days=2)
    late = desk.get(page, {"on": f"{tomorrow:%Y-%m-%d}"})
    assert (late.status_code, "The date can’t be in the future" in late.content.decode()) == (422, True)
