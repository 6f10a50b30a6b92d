"""A guardian takes their choices home: a signed receipt of each, and the history of all."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import CommandError, call_command
from django.urls import reverse

from saidyes.consent.asking import question_of
from saidyes.consent.describing import describe
from saidyes.consent.models import Address
from saidyes.ledger.actors import SYSTEM
from saidyes.ledger.canonical import canonical
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from tests.office.evidence_acts import signed_yes
from tests.portal.visits import answer

HOME = "dana.okafor@example.com"
CHOICES = "/portal/my-account/email-choices/"


def address(key=HOME):
    return Address.objects.get(key=key)


def choose(browser, business, said):
    url = reverse("portal-email-choice", args=[address().pk])
    return browser.post(url, answer(business, said, version=str(address().version)), follow=True)


def receipt_url(event_id):
    return f"{CHOICES}{event_id}/receipt/"


@pytest.fixture
def danas(portal_as, dana):
    return portal_as(dana)


@pytest.fixture
def receipt(danas, business):
    choose(danas, business, "no")
    return danas.get(receipt_url(address().last_event))


def test_after_a_choice_the_receipt_is_one_press_away(danas, business):
    page = choose(danas, business, "no").content.decode()
    assert f"Saved. {HOME} is now opted out of Email Blasts." in page
    assert f'<a href="{receipt_url(address().last_event)}">Download your receipt</a>' in page


def test_a_receipt_says_who_asked_what_was_answered_when_and_how_to_withdraw(receipt, business):
    assert receipt.headers["Content-Disposition"].startswith("attachment; ")
    signed = receipt.json()["signed"]
    event = Event.objects.get(pk=address().last_event)
    record, words = signed["dpv:hasRecordOfActivity"], question_of(business)
    assert signed["dct:identifier"] == str(event.pk)
    assert record["dpv:hasDataController"]["dct:title"] == "Tidewater Swim & Gym"
    assert record["dpv:hasDataSubject"]["@id"] == f"urn:uuid:{address().pk}"
    assert record["dpv:hasNotice"]["dct:description"] == words.wording.text
    assert record["dpv:hasNotice"]["sha256"] == words.wording.sha256 == event.facts["wording_sha256"]
    assert record["dpv:hasConsentStatus"]["@type"] == "dpv:ConsentWithdrawn"
    assert record["dpv:hasConsentStatus"]["dpv:isIndicatedAtTime"] == event.happened_at.isoformat()
    assert any("Unsubscribe" in way for way in record["dpv:hasOrganisationalMeasure"]["dct:description"])
    assert signed["ledger"]["hash"] == event.row_hash


def test_it_claims_a_shape_and_no_conformity(receipt):
    text = receipt.content.decode()
    assert "Shaped after ISO/IEC TS 27560:2023" in text
    assert "conform" not in text.lower()


def test_the_same_choice_gives_the_same_bytes(danas, receipt):
    assert danas.get(receipt_url(address().last_event)).content == receipt.content


def test_anyone_with_the_public_key_can_tell_that_we_signed_it(receipt):
    """By the words in the file alone, without any code of ours but the canonical form of RFC 8785."""
    found = receipt.json()
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(found["signature"]["public_key"]))
    message = b"saidyes receipt v1\n" + canonical(found["signed"])
    public.verify(base64.b64decode(found["signature"]["value"]), message)


def verified(tmp_path, text, capsys):
    (tmp_path / "receipt.json").write_text(text)
    call_command("verify_receipt", str(tmp_path / "receipt.json"))
    return capsys.readouterr().out


def test_the_command_tells_ours_from_what_was_altered(receipt, tmp_path, capsys):
    text = receipt.content.decode()
    assert "The audit log says the same: 1 of 1." in verified(tmp_path, text, capsys)
    for altered in (
        text.replace("ConsentWithdrawn", "ConsentGiven"),
        text.replace('"version"', '"x"', 1)[:-3],
        "[]",
        "1e5",
    ):
        with pytest.raises(CommandError):
            verified(tmp_path, altered, capsys)


def test_a_receipt_by_another_key_is_not_ours(receipt, tmp_path, capsys, settings):
    settings.SAIDYES_DATA_DIR = tmp_path / "elsewhere"
    with pytest.raises(CommandError, match="not what we signed"):
        verified(tmp_path, receipt.content.decode(), capsys)


def test_the_command_verifies_a_whole_history_too(danas, business, tmp_path, capsys):
    choose(danas, business, "no")
    text = danas.get(f"{CHOICES}download/").content.decode()
    assert f"The audit log says the same: {len(json.loads(text)['signed']['entries'])} of" in verified(
        tmp_path, text, capsys
    )


def test_the_history_has_every_choice_for_every_address_of_the_family(danas, business):
    choose(danas, business, "no")
    page, found = danas.get(CHOICES).content.decode(), danas.get(f"{CHOICES}download/").json()["signed"]
    keys = {HOME, "dana@harborclinic.example", "emeka.okafor@example.org"}
    assert set(found["addresses"]) == keys
    assert all(key in page for key in keys)
    subjects = [f"address:{row.pk}" for row in Address.objects.filter(key__in=keys)]
    chosen = Event.objects.filter(subject__in=subjects, verb__in=[Verb.OPT_IN, Verb.OPT_OUT, Verb.LAPSE])
    assert {entry["ledger"]["event"] for entry in found["entries"]} == {str(event.pk) for event in chosen}


def test_what_staff_wrote_down_for_them_has_a_receipt_with_the_evidence(portal_as, emeka):
    event = signed_yes(emeka)
    status = (
        portal_as(emeka).get(receipt_url(event.pk)).json()["signed"]["dpv:hasRecordOfActivity"]["dpv:hasConsentStatus"]
    )
    assert (status["dpv:hasIndicationMethod"], status["dct:description"]) == ("Paper form", "Signed the form")
    assert status["@type"] == "dpv:ConsentGiven"


def test_a_choice_of_somebody_else_has_no_receipt_for_me(danas, portal_as, anja, business):
    toms = Address.objects.get(key="tom.becker@example.net").last_event
    shared = Address.objects.get(key="harbor.house@example.com").last_event  # Jonas said yes, of another family
    assert danas.get(receipt_url(toms)).status_code == 404
    assert portal_as(anja).get(receipt_url(shared)).status_code == 404
    told = portal_as(anja).get(f"{CHOICES}download/").content.decode()
    assert "Another user of this address opted in" in told
    assert "Jonas" not in told


def test_all_of_it_needs_a_log_in(client, danas):
    for url in (CHOICES, f"{CHOICES}download/", receipt_url(address().last_event)):
        assert client.get(url).headers["Location"].startswith("/portal/log-in/")


def test_a_receipt_stays_the_same_however_the_school_describes_itself_later(receipt, danas, business):
    describe(business, {"name": "Otter Academy", "street": "2 Elsewhere Rd", "phone": "+15035550100"}, actor=SYSTEM)
    describe(business, {"name": "Otter Academy of Gearhart", "reply_to": "new@otter.example"}, actor=SYSTEM)
    assert danas.get(receipt.request["PATH_INFO"]).content == receipt.content
