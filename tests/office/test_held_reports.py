"""Too many reports at once: Home says so, and an owner decides about all of them together."""

import pytest

from saidyes.common.addresses import canonical
from saidyes.consent.braking import heed, held
from saidyes.consent.knowing import addresses_for, set_all_held
from saidyes.consent.models import SuppressionKind
from saidyes.ledger.actors import SYSTEM, Source
from tests.consent.test_braking import reported_before

PAGE = "/office/reported-addresses/"


@pytest.fixture
def flood(business):
    spellings = [canonical(f"n{number}@reed.example") for number in range(53)]
    found = list(addresses_for(business, spellings, actor=SYSTEM, source=Source.OFFICE).values())
    set_all_held(found)
    reported_before(found[:48])
    for address in found[48:]:
        facts = {"letter": f"recipient:{address.key}"}
        kind = SuppressionKind.BOUNCE
        heed(address, kind, reason="550 5.1.1 <b>No</b>", actor=SYSTEM, source=Source.BOUNCE, facts=facts)
    return held(business.pk).count()


def stopped(business) -> int:
    return business.addresses.filter(key__endswith="@reed.example", suppressed=True).count()


def test_home_says_so_and_the_page_shows_them(office, marisol, flood):
    browser = office(marisol)
    [doing] = [doing for doing in browser.get("/office/").context["to_do"] if "reported" in doing.text]
    assert doing.text == f"{flood} addresses were reported with too many others at once"
    page = browser.get(doing.url).content.decode()
    assert f"{flood} reports held back" in page
    assert "&lt;b&gt;No&lt;/b&gt;" in page


@pytest.mark.parametrize(("answer", "addresses"), [("yes", 53), ("no", 0)])
def test_an_owner_decides_once_for_all(office, marisol, business, flood, answer, addresses):
    browser = office(marisol)
    assert browser.post(PAGE, {"believed": answer}).status_code == 302
    assert (stopped(business), held(business.pk).count()) == (addresses, 0)
    browser.post(PAGE, {"believed": "no" if answer == "yes" else "yes"})
    assert stopped(business) == addresses
    assert "Nothing is held back" in browser.get(PAGE).content.decode()


def test_no_answer_decides_nothing(office, marisol, business, flood):
    assert office(marisol).post(PAGE, {"believed": "perhaps"}).status_code == 422
    assert held(business.pk).count() == flood


def test_a_manager_may_look_at_home_and_not_decide(office, theo, business, flood):
    assert office(theo).post(PAGE, {"believed": "yes"}).status_code == 403
    assert held(business.pk).count() == flood
