"""An audit log that prints codes is no evidence to the person who reads it."""

from saidyes.ledger.verbs import SENTENCES, Verb


def test_every_verb_has_a_sentence_and_every_sentence_a_verb():
    assert set(SENTENCES) == set(Verb)


def test_every_verb_has_words_of_its_own_on_the_screen():
    labels = [verb.label for verb in Verb]
    assert len(set(labels)) == len(labels)
    assert all(sentence and not sentence.endswith(".") for sentence in SENTENCES.values())
