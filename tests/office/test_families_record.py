"""The record of a family: where each address stands and why, what was sent, what was written down."""

from django.urls import reverse

from saidyes.families.adding import Home, Person, add_family, add_guardian
from saidyes.families.models import HeldAddress
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.notices.kinds import Kind
from saidyes.notices.leaving import Mailbox, leave_notice


def read(browser, name, family_id, **query):
    answer = browser.get(reverse(name, args=[family_id]), query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_each_address_says_where_it_stands_and_who_said_so(at_the_desk, dana):
    page = read(at_the_desk, "office-family", dana.family_id)
    assert "Okafor family" in page
    assert "2 students: <bdi>Ada</bdi> (" in page
    assert "by Dana Okafor, Customer Portal." in page
    assert "Gets no Email Blasts until Emeka chooses." in page
    assert "(503) 555-0188" in page


def test_an_address_that_two_families_share_names_the_other(at_the_desk, anja):
    page = read(at_the_desk, "office-family", anja.family_id)
    assert 'Also used by the <a href="' in page
    assert "Weiss family</a>" in page


def test_the_history_beside_is_that_of_the_address_asked_for(at_the_desk, dana):
    at_work = HeldAddress.objects.get(address__key="dana@harborclinic.example")
    answer = at_the_desk.get(reverse("office-family", args=[dana.family_id]), {"history": at_work.pk})
    assert answer.context["told"].held == at_work
    for nonsense in ("x", "1" * 36, "00000000-0000-0000-0000-000000000000"):
        read(at_the_desk, "office-family", dana.family_id, history=nonsense)


def test_emails_sent_lists_what_went_to_the_familys_addresses(at_the_desk, business, dana, tom):
    leave_notice(
        Kind.RECEIPT, business=business, mailbox=Mailbox("Dana.Okafor@example.com", "Dana Okafor"), data={"number": "1"}
    )
    assert "Receipt" in read(at_the_desk, "office-family-emails", dana.family_id)
    assert "Nothing was sent yet" in read(at_the_desk, "office-family-emails", tom.family_id)


def test_emails_sent_says_of_each_blast_why_it_came_or_did_not(at_the_desk, dana, theo, send, deliver):
    send(theo, "Closed on Monday")
    deliver()
    page = read(at_the_desk, "office-family-emails", dana.family_id)
    assert page.count("Closed on Monday") == 3
    for words in (", on the yes of ", "Left out: it opted out on ", "Left out: no choice had been made.", "Not sent"):
        assert words in page


def test_a_blast_from_before_the_family_came_is_not_listed(at_the_desk, business, theo, send, deliver):
    send(theo)
    deliver()
    family = add_family(business, "Park", Home(), actor=SYSTEM, source=Source.OFFICE)
    kim = Person("Kim", "Park", "", "kim@park.example")
    add_guardian(family, kim, actor=SYSTEM, source=Source.OFFICE)
    assert "Nothing was sent yet" in read(at_the_desk, "office-family-emails", family.pk)


def test_a_date_is_looked_up_from_the_history(at_the_desk, dana):
    page = read(at_the_desk, "office-family", dana.family_id)
    assert 'href="/office/consent/?email=dana.okafor%40example.com">Look up a date</a>' in page


def test_the_familys_own_audit_log_is_there_for_every_role(office, priya, ines, dana):
    for member in (priya, ines):
        page = read(office(member), "office-family-audit-log", dana.family_id)
        assert "Opt-in" in page
        assert "Opt-out" in page
        assert "Family added" in page
        assert 'class="glyph glyph--opted_out"' in page
        assert "tom.becker@example.net" not in page
