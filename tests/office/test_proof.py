"""The printed proof: an archive's PDF that holds the whole text, the same bytes for the same facts."""

import pytest

from saidyes.common import clock
from saidyes.consent.asking import question_of, wording_of
from saidyes.consent.confirming import ask_by_link
from saidyes.consent.models import Wording, WordingKind
from saidyes.ledger.actors import Actor, ActorKind
from saidyes.ledger.models import Event
from saidyes.office.consent_lookup.proof import LIMITS, proof_of
from saidyes.reports.consent_lookup import Asked, Lookup
from tests.delivery.acts import address_of
from tests.office.pdf_text import metadata_of, text_of
from tests.portal.confirmations import link_to_confirm, press

WORK = "dana@harborclinic.example"
NOW = clock.now()


@pytest.fixture
def proof(business):
    def printed(text=WORK, by="Ines Falk", **options) -> bytes:
        asked = Asked(clock.now().astimezone(business.zone).date(), None, business.zone)
        return proof_of(Lookup.of(business, text, asked), printed_at=NOW, printed_by=by, **options)

    return printed


def holds(pdf: bytes, words: str) -> bool:
    """Whether it says this, wherever its lines break."""
    return "".join(words.split()) in "".join(text_of(pdf).replace("\u200b", "").split())


def test_it_is_made_for_an_archive(proof):
    told = metadata_of(proof())
    assert "<pdfaid:part>2</pdfaid:part>" in told
    assert "<pdfaid:conformance>U</pdfaid:conformance>" in told


def test_it_holds_the_sentence_every_entry_and_every_word_that_was_seen(proof, business, office, ines):
    pdf = proof()
    for words in ("Dana Okafor said no on", "in the Customer Portal, and nothing has changed it since.", WORK):
        assert holds(pdf, words)
    address = business.addresses.get(key=WORK)
    events = Event.objects.filter(subject=f"address:{address.pk}")
    assert events.count() == 3
    for event in events:
        assert holds(pdf, event.row_hash)
        assert holds(pdf, str(event.pk))
    wording = Wording.objects.get(pk=address_wording(events))
    assert holds(pdf, wording.text)
    assert holds(pdf, wording.sha256)
    assert all(holds(pdf, limit) for limit in LIMITS)


def test_it_holds_both_steps_of_a_confirmed_yes_and_the_whole_email(proof, business, client, emeka):
    address = address_of(emeka)
    ask_by_link(address, wording=question_of(business).wording, actor=Actor(ActorKind.MAILBOX, ip="203.0.113.7"))
    press(client, link_to_confirm(address))
    pdf = proof(address.key)
    for step in Event.objects.filter(subject=f"address:{address.pk}", verb__in=("confirmation_asked", "opt_in")):
        assert holds(pdf, str(step.pk))
    assert holds(pdf, "203.0.113.7")
    assert holds(pdf, wording_of(business, WordingKind.CONFIRMATION).text)


def address_wording(events) -> str:
    [wording] = [event.facts["wording"] for event in events if "wording" in event.facts]
    return wording


def test_the_same_facts_make_the_same_bytes(proof):
    assert proof() == proof()


def test_the_newest_checkpoint_is_printed_where_there_is_one(proof):
    assert holds(proof(), "No seal was printed with this proof.")
    checkpoint = "saidyes.ledger/018f\n123\nroot=\n\n— saidyes.ledger/018f " + "A" * 92 + "\n"
    assert holds(proof(checkpoint=checkpoint), checkpoint)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Žofie Łukasz-Ðorđević", "Žofie Łukasz-Ðorđević"),
        ("Ольга Ωμέγα", "Ольга Ωμέγα"),
        ("王 小明", "[U+738B] [U+5C0F][U+660E]"),
        ("Ana 😀", "Ana [U+1F600]"),
        ('#read("/etc/passwd") *b* \\u{41} $x$ @a', '#read("/etc/passwd") *b* \\u{41} $x$ @a'),
    ],
)
def test_a_name_is_printed_as_it_is_or_spelled_and_never_run(proof, name, printed):
    assert holds(proof(by=name), f"by {printed}")


def test_of_an_address_we_never_had(proof):
    pdf = proof("nobody@nowhere.example")
    assert holds(pdf, "We did not have this address on")
    assert holds(pdf, "It has never been in our records.")


def test_an_address_as_long_as_they_come_stays_on_the_paper(proof):
    assert holds(proof(f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 50}.example"), "b" * 60)
