"""For each choice, the page that was on the screen can be shown again."""

from html import unescape

import pytest
from django.db import connection

from saidyes.consent.asking import BETWEEN, question_of, wording_of
from saidyes.consent.confirming import ask_by_link
from saidyes.consent.models import Wording, WordingKind
from saidyes.ledger.actors import Actor, ActorKind
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from tests.delivery.acts import address_of
from tests.office.evidence_acts import signed_yes
from tests.office.test_wordings import publish
from tests.portal.confirmations import link_to_confirm, press

TOMS = "tom.becker@example.net"


@pytest.fixture
def toms_no(business):
    return Event.objects.get(subject=f"address:{business.addresses.get(key=TOMS).pk}", verb=Verb.OPT_OUT)


def url_of(event):
    return f"/office/records/{event.pk}/"


def test_the_question_is_shown_as_it_was_put_though_it_reads_otherwise_now(office, marisol, priya, business, toms_no):
    then = question_of(business)
    publish(office(marisol))
    page = office(priya).get(url_of(toms_no)).content.decode()
    for text in (then.title, then.yes, then.yes_hint, then.no, then.no_hint, TOMS, "version 1, English", "Record"):
        assert text in page
    assert "May we write to you?" not in page
    assert (then.wording.sha256 in page, toms_no.row_hash in page) == (True, True)


def test_it_shows_which_answer_was_given_and_nothing_can_be_chosen(office, priya, toms_no):
    page = office(priya).get(url_of(toms_no)).content.decode()
    yes, no = page.split('type="radio"')[1:]
    assert ("checked" in yes.partition(">")[0], "checked" in no.partition(">")[0]) == (False, True)
    assert "disabled" in page.partition('type="radio"')[0].rpartition("<fieldset")[2]


def test_a_yes_of_staff_shows_the_tick_and_what_was_signed(office, ines, emeka):
    event = signed_yes(emeka)
    page = office(ines).get(url_of(event)).content.decode()
    for text in ("Subscribe to E-Mail Blast", "Signed the form", "Paper form", "as Priya Nair says"):
        assert text in page
    assert f'src="{url_of(event)}evidence/"' in page


def test_both_steps_of_a_confirmed_yes_are_printed_with_the_whole_email(client, office, ines, priya, business, emeka):
    """BGH I ZR 164/09: each declaration, storable and printable at any time."""
    address = address_of(emeka)
    reader = Actor(ActorKind.MAILBOX, on_behalf_of=str(emeka.pk), ip="203.0.113.7", user_agent="Firefox 145")
    first = ask_by_link(address, wording=question_of(business).wording, actor=reader)
    assert "It never counted" in office(ines).get(url_of(first)).content.decode()
    press(client, link_to_confirm(address))
    second = Event.objects.get(verb=Verb.OPT_IN, facts__confirms=str(first.pk))
    mail = wording_of(business, WordingKind.CONFIRMATION)
    for event in (first, second):
        page = unescape(office(ines).get(url_of(event)).content.decode())
        assert all(line in page for line in [*mail.text.split(BETWEEN), mail.sha256])
        for step in (first, second):
            assert all(text in page for text in (str(step.pk), step.row_hash, step.private["ip"]))
        assert "Firefox 145" in page
        assert "203.0.113.7" not in office(priya).get(url_of(event)).content.decode()
    found = f"/office/consent/?email={address.key}"
    assert url_of(first) in office(priya).get(found).content.decode()


def test_words_that_were_altered_in_the_database_are_called_so(office, priya, toms_no):
    rewrite(toms_no.facts["wording"], "Yes to everything?")
    page = office(priya).get(url_of(toms_no)).content.decode()
    assert "These words are not the ones that were on the screen" in page


def rewrite(wording_id, title):
    """As somebody with the database would, past its own guard."""
    wording = Wording.objects.get(pk=wording_id)
    text = wording.text.replace(wording.text.split("\n\n")[0], title)
    off, on = ("DISABLE TRIGGER ALL", "ENABLE ALWAYS TRIGGER consent_wording_append_only")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER consent_wording_no_update")
        else:
            cursor.execute(f"ALTER TABLE consent_wording {off.replace('ALL', 'USER')}")
        cursor.execute("UPDATE consent_wording SET text = %s WHERE sha256 = %s", [text, wording.sha256])
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE consent_wording {on}")


def test_the_audit_log_and_the_history_of_an_address_lead_there(office, marisol, business, toms_no):
    browser = office(marisol)
    held = business.addresses.get(key=TOMS).holders.select_related("guardian").get()
    assert url_of(toms_no) in browser.get("/office/audit-log/").content.decode()
    family = browser.get(f"/office/families/{held.guardian.family_id}/?history={held.pk}").content.decode()
    assert url_of(toms_no) in family


def test_an_entry_without_words_has_no_such_page(office, marisol, business):
    event = Event.objects.filter(business_id=business.pk, verb=Verb.ADDRESS_ADDED).first()
    assert office(marisol).get(url_of(event)).status_code == 404
