"""A letter is in the language of its reader: its words, its days, its money, and the frame of an Email Blast."""

from datetime import date
from decimal import Decimal
from email import message_from_bytes, policy

import pytest

from saidyes.classes.models import Method
from saidyes.classes.paying import record_payment
from saidyes.classes.stating import send_statement
from saidyes.consent.evidence import Evidence
from saidyes.consent.requesting import ask_the_mailbox
from saidyes.families.speaking import remember
from saidyes.ledger.actors import SYSTEM, Actor, ActorKind, Source
from saidyes.notices.models import Notice
from saidyes.notices.rendering import letter_for
from tests.office.test_wordings import publish


def text_of(notice: Notice) -> tuple[str, str]:
    """Subject and text, with plain spaces where no line may break."""
    message = message_from_bytes(letter_for(notice).raw, policy=policy.default)
    plain = message.get_body(("plain",))
    assert plain is not None
    return message["Subject"], plain.get_content().replace("\u00a0", " ").replace("\u202f", " ")


def pay(family, amount: str, how: Method, desk: Actor) -> Notice:
    record_payment(family, Decimal(amount), method=how, for_what="Swim", paid_on=date(2026, 3, 3), actor=desk)
    return Notice.objects.get(kind="receipt")


@pytest.fixture
def clerk():
    return Actor(ActorKind.STAFF, id="1", name="Priya Nair")


def test_a_french_statement_writes_days_and_money_as_in_quebec(business, tom, clerk):
    business.country = "CA"
    business.save()
    remember(tom, "fr-CA")
    tom.family.business.refresh_from_db()
    record_payment(
        tom.family, Decimal("1240.50"), method=Method.CASH, for_what="Cours", paid_on=date(2026, 3, 3), actor=clerk
    )
    receipt = Notice.objects.get(kind="receipt")
    subject, said = text_of(receipt)
    assert subject == f"Votre reçu de {business.name}"
    for words in ("1 240,50 $", "3 mars 2026", "Comptant", "Bonjour Tom Becker,"):
        assert words in said
    subject, said = text_of(send_statement(tom.family, date(2026, 3, 1), date(2026, 3, 31), actor=clerk))
    assert subject == f"Votre relevé de {business.name}"
    assert "du 1 mars 2026 au 31 mars 2026" in said
    assert "Total payé : 1 240,50 $" in said


def test_a_spanish_receipt_writes_them_as_in_the_united_states(dana, clerk):
    remember(dana, "es")
    record_payment(
        dana.family, Decimal("1240.50"), method=Method.CARD, for_what="Nado", paid_on=date(2026, 3, 3), actor=clerk
    )
    subject, said = text_of(Notice.objects.get(kind="receipt"))
    assert subject.startswith("Su recibo de ")
    for words in ("$1,240.50", "3 mar 2026", "Tarjeta", "Hola, Dana Okafor:", "Elija qué correos le enviamos"):
        assert words in said


def test_who_picked_no_language_is_written_to_in_english(tom, clerk):
    subject, said = text_of(pay(tom.family, "12.00", Method.CARD, clerk))
    assert subject.startswith("Your receipt from ")
    assert ("$12.00" in said, "Mar 3, 2026" in said) == (True, True)


def test_the_mail_that_asks_to_confirm_is_in_the_words_the_event_names(office, marisol, business, dana, clerk):
    publish(office(marisol), "es", seen="0")
    address = dana.held_addresses.get(is_primary=True).address
    wording = business.wordings.filter(kind="question", language="es").latest("version")
    evidence = Evidence(language="es")
    event = ask_the_mailbox(address, wording=wording, actor=SYSTEM, source=Source.CHOICE_LINK, evidence=evidence)
    assert business.wordings.get(pk=event.facts["mail_wording"]).language == "es"
    subject, said = text_of(Notice.objects.get(kind="confirm_choice"))
    assert subject == f"Por favor, confirme: correos informativos de {business.name}"
    assert "El enlace funciona una sola vez, durante 14 días." in said


def test_an_email_blast_has_a_frame_for_each_language_and_one_body(theo, dana, noor, send, deliver, letters):
    remember(dana, "es")
    remember(noor, "fr-CA")
    send(theo, body="We are closed.")
    deliver()
    said = {one["To"]: one.get_body(("html",)).get_content() for one in letters()}
    spanish, french = said["dana.okafor@example.com"], said["noor.haddad@example.com"]
    assert ("Cancelar la suscripción" in spanish, "Me désabonner" in french) == (True, True)
    for letter, language in ((spanish, "es"), (french, "fr-CA")):
        assert f'<html lang="{language}"' in letter
        assert 'lang="en"' in letter
        assert "We are closed." in letter
    english = [one for to, one in said.items() if to not in ("dana.okafor@example.com", "noor.haddad@example.com")]
    assert english
    assert all("Change email choice" in one and '<html lang="en"' in one for one in english)
