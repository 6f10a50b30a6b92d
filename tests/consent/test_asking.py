from saidyes.consent.asking import NO, YES, publish_wordings, question_of
from saidyes.consent.models import Wording, WordingKind
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb


def test_the_two_labels_are_the_ones_families_know(business):
    question = question_of(business)
    assert question.yes == "Yes, please send me emergency notifications and informational emails" == YES
    assert (
        question.no
        == NO
        == (
            "No, I only want to receive transactional emails such as enrollment confirmations, receipts, and statements"
        )
    )


def test_the_words_name_the_purpose_who_asks_where_and_how_to_withdraw(business):
    """S14: CASL 10(1) and SOR/2012-36 s. 4; Spam Act 2003 s. 17; UEMA 2007 s. 10."""
    paragraph = question_of(business).paragraph
    for part in ("Tidewater Swim & Gym", "2140 Harbor Way, Astoria, OR 97103", "(503) 555-0142", "offers", "any time"):
        assert part in paragraph


def test_a_moved_school_asks_with_new_words_and_keeps_the_old_ones(business):
    old = question_of(business).wording
    business.street = "1 New Street"
    business.save()
    published = publish_wordings(business, actor=SYSTEM, source=Source.OFFICE)
    assert {wording.kind for wording in published} == {WordingKind.QUESTION, WordingKind.CONFIRMATION}
    assert (question_of(business).wording.version, Wording.objects.get(pk=old.pk).text) == (2, old.text)
    assert (
        Event.objects.filter(verb=Verb.WORDING_PUBLISHED).latest("seq").facts["wording_sha256"] == published[-1].sha256
    )


def test_words_that_stay_the_same_get_no_new_version(business):
    assert publish_wordings(business, actor=SYSTEM, source=Source.OFFICE) == []
