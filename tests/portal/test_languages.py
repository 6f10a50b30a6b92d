"""Families are spoken to in their language: pages, the question, codes and letters. Staff always read English."""

import html

import pytest

from saidyes.common.languages import LANGUAGES, speaking
from saidyes.consent.asking import question_of
from saidyes.consent.links import unsubscribe_url
from saidyes.consent.phrases import PHRASES
from saidyes.families.speaking import remember
from saidyes.ledger.models import Event
from tests.office.test_wordings import publish
from tests.portal.visits import CHOICE, CODE, INFORMATION, JOIN, KIM, LOG_IN, log_in, newest_code, shows

PICK = "/portal/language/"
SPANISH = {"headers": {"accept-language": "es-MX,es;q=0.9,en;q=0.5"}}


def language_of_page(response) -> str:
    return response.content.decode().partition('<html lang="')[2].partition('"')[0]


def test_a_family_signs_up_in_spanish_and_the_ledger_has_the_spanish_words(
    office, marisol, business, client, deliver, letters
):
    publish(office(marisol), "es", seen="0")
    client.post(PICK, {"language": "es", "next": JOIN})
    assert shows(client.get(JOIN), "Sus datos", "Código postal", "Continuar")
    client.post(JOIN, KIM)
    asked = client.get(CHOICE)
    assert shows(asked, PHRASES["es"].yes, PHRASES["es"].no, PHRASES["es"].withdraw, "Crear cuenta")
    words = question_of(business, "es").wording
    client.post(CHOICE, {"said": "yes", "wording": str(words.pk)})
    code = newest_code(KIM["email"])
    deliver()
    assert letters()[-1]["Subject"] == f"Su código de {business.name}"
    client.post(CODE, {"code": code})
    address = business.addresses.get(key=KIM["email"])
    event = Event.objects.get(pk=address.last_event)
    assert (event.facts["language"], event.facts["wording_sha256"]) == ("es", words.sha256)
    assert address.holders.get().guardian.language == "es"


def test_where_the_question_is_not_asked_in_a_language_it_stays_english_in_a_page_of_that_language(client, business):
    client.post(JOIN, KIM)
    asked = client.get(CHOICE, **SPANISH)
    assert shows(asked, PHRASES["en"].yes, "Crear cuenta")
    assert (language_of_page(asked), 'lang="en"' in asked.content.decode()) == ("es", True)


def test_a_yes_to_the_words_of_another_language_is_asked_again(office, marisol, business, client):
    publish(office(marisol), "es", seen="0")
    client.post(JOIN, KIM)
    english = str(question_of(business).wording.pk)
    again = client.post(CHOICE, {"said": "yes", "wording": english}, **SPANISH)
    assert again.status_code == 409
    assert shows(again, "Hemos cambiado las palabras de esta pregunta")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("fr", "fr-CA"), ("fr-FR,en", "fr-CA"), ("es-419", "es"), ("tlh,de,es;q=0.1", "es"), ("en-GB", "en"), ("%", "en")],
)
def test_a_browser_that_picked_nothing_is_spoken_to_as_it_asks(client, accepted, language):
    page = client.get(LOG_IN, headers={"accept-language": accepted})
    assert language_of_page(page) == language
    assert {"Accept-Language", "Cookie"} <= {one.strip() for one in page["Vary"].split(",")}
    assert "no-store" in page["Cache-Control"]


def test_what_is_picked_in_a_browser_becomes_the_guardians_and_follows_them(client, by_code, dana, business):
    client.post(PICK, {"language": "fr-CA", "next": LOG_IN}, **SPANISH)
    assert language_of_page(client.get(LOG_IN, **SPANISH)) == "fr-CA"
    elsewhere = by_code(dana)
    assert language_of_page(elsewhere.get(INFORMATION, **SPANISH)) == "es"
    log_in(client, "dana.okafor@example.com")
    dana.refresh_from_db()
    assert dana.language == "fr-CA"
    assert shows(elsewhere.get(INFORMATION, **SPANISH), "Renseignements du compte")
    assert elsewhere.post(PICK, {"language": "en", "next": INFORMATION}).headers["Location"] == INFORMATION
    dana.refresh_from_db()
    assert dana.language == "en"


@pytest.mark.parametrize("typed", ["tlh", "", "../en", "de"])
def test_a_language_we_do_not_speak_changes_nothing(portal_as, dana, typed):
    browser = portal_as(dana)
    assert browser.post(PICK, {"language": typed}).status_code == 404
    assert browser.get(f"{INFORMATION}?language={typed}").status_code == 200
    dana.refresh_from_db()
    assert dana.language == ""


def test_picking_never_leads_to_another_site(client):
    for aim in ("https://elsewhere.example/", "//elsewhere.example/", "/office/"):
        assert client.post(PICK, {"language": "es", "next": aim}).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("page", "led_to"),
    [
        (f"{LOG_IN}?next={INFORMATION}", f"{LOG_IN}?next=%2Fportal%2Fmy-account%2Faccount-information%2F"),
        (f"{LOG_IN}?language=fr-CA", LOG_IN),
        ("/help/", "/help/"),
    ],
)
def test_picking_leads_back_to_where_somebody_was_going(client, page, led_to):
    button = client.get(page).content.decode().rpartition('name="next" value="')[2].partition('"')[0]
    assert client.post(PICK, {"language": "es", "next": html.unescape(button)}).headers["Location"] == led_to


@pytest.mark.parametrize(
    ("posted", "page"),
    [
        ("/portal/log-in/new-code/", "/portal/log-in/code/"),
        ("/portal/log-in/passkey/", LOG_IN),
        ("/portal/create-account/new-code/", "/portal/create-account/code/"),
    ],
)
def test_a_language_picked_on_what_a_button_answered_leads_to_that_button(client, posted, page):
    assert client.get(posted).headers["Location"] == page


def test_a_page_behind_a_link_is_in_the_language_of_its_reader_and_keeps_nothing(client, business, dana):
    remember(dana, "es")
    address = dana.held_addresses.get(is_primary=True).address
    link = unsubscribe_url(business, address.pk).removeprefix(business.url(""))
    page = client.get(link, headers={"accept-language": "fr-CA"})
    assert shows(page, "¿Dejar de recibir los correos informativos?", "Français (Canada)")
    assert (language_of_page(page), page.cookies, page["Vary"]) == ("es", {}, "Accept-Language")
    asked_for = client.get(f"{link}?language=fr-CA")
    assert shows(asked_for, "Ne plus recevoir les courriels d’information?")
    dana.refresh_from_db()
    assert dana.language == "es"


def test_an_opt_out_in_spanish_names_the_spanish_words(office, marisol, client, business, dana):
    publish(office(marisol), "es", seen="0")
    remember(dana, "es")
    address = dana.held_addresses.get(is_primary=True).address
    link = unsubscribe_url(business, address.pk).removeprefix(business.url(""))
    assert shows(client.post(link, {"unsubscribe": "yes"}), "Su suscripción está cancelada")
    address.refresh_from_db()
    event = Event.objects.get(pk=address.last_event)
    assert event.facts["language"] == "es"
    with speaking("es"):
        assert "¿Dejar de recibir" in business.wordings.get(pk=event.facts["wording"]).text


def test_staff_read_english_whatever_their_browser_asks_for(office, marisol, client):
    browser = office(marisol)
    browser.cookies["language"] = "fr-ca"
    for path in ("/office/", "/office/families/", "/office/log-in/"):
        page = browser.get(path, **SPANISH)
        assert language_of_page(page) in ("en", "")
        assert "Accept-Language" not in page.get("Vary", "")
    assert "Home" in browser.get("/office/", **SPANISH).content.decode()


def test_every_language_is_named_by_itself_on_every_page(client):
    page = client.get("/", **SPANISH).content.decode()
    assert [name in page for name in LANGUAGES.values()] == [True, True, True]
    assert '<span lang="es" aria-current="true">Español</span>' in page
