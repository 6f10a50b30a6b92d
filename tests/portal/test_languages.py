"""The question is put in each language the school publishes it in, and the choice names the words in it."""

from saidyes.consent.asking import question_of
from saidyes.consent.phrases import PHRASES
from saidyes.ledger.models import Event
from tests.office.test_wordings import publish
from tests.portal.visits import CHOICE, CODE, JOIN, KIM, newest_code, shows

SPANISH = f"{CHOICE}?language=es"


def test_a_family_signs_up_in_spanish_and_the_ledger_has_the_spanish_words(office, marisol, business, client):
    publish(office(marisol), "es", seen="0")
    client.post(JOIN, KIM)
    assert shows(client.get(CHOICE), "Español", PHRASES["en"].yes)
    asked = client.get(SPANISH)
    assert shows(asked, PHRASES["es"].yes, PHRASES["es"].no, PHRASES["es"].withdraw)
    assert 'lang="es"' in asked.content.decode()
    words = question_of(business, "es").wording
    assert client.post(SPANISH, {"said": "yes", "wording": str(words.pk)}).status_code == 302
    client.post(CODE, {"code": newest_code(KIM["email"])})
    address = business.addresses.get(key=KIM["email"])
    event = Event.objects.get(pk=address.last_event)
    assert (event.facts["language"], event.facts["wording_sha256"]) == ("es", words.sha256)


def test_a_language_that_is_not_published_is_not_asked_in(client, business):
    client.post(JOIN, KIM)
    for language in ("es", "tlh", "", "../en"):
        asked = client.get(f"{CHOICE}?language={language}")
        assert shows(asked, PHRASES["en"].yes)
        assert not shows(asked, "Español")


def test_a_yes_to_the_words_of_another_language_is_asked_again(office, marisol, business, client):
    publish(office(marisol), "es", seen="0")
    client.post(JOIN, KIM)
    english = str(question_of(business).wording.pk)
    assert client.post(SPANISH, {"said": "yes", "wording": english}).status_code == 409
