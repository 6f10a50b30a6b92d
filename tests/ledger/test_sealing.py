"""What was written comes under seal; each seal goes on from the one before it and is signed."""

import base64
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from saidyes.common import clock
from saidyes.ledger import sealing, signing
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.checkpoints import anchors_in, note_of, text_of, verifier_key
from saidyes.ledger.comparing import Sealed, anchors_broken, broken_seals
from saidyes.ledger.models import Event, Seal, SealLeaf
from saidyes.ledger.recording import Subject, record
from saidyes.ledger.verbs import Verb


def write(business, times=1):
    for _ in range(times):
        record(Verb.EXPORTED, Subject.of(business), actor=SYSTEM, source=Source.WORKER)


def findings(business) -> list[str]:
    return [str(finding) for finding in broken_seals(business.pk, Sealed())]


def test_every_event_gets_one_place_in_the_tree_of_its_school(business, lakeside):
    assert sealing.seal_new() == Event.objects.count()
    assert sealing.seal_new() == 0
    for school in (business, lakeside):
        places = SealLeaf.objects.filter(business_id=school.pk).order_by("place").values_list("place", flat=True)
        assert list(places) == list(range(Event.objects.filter(business_id=school.pk).count()))
        assert findings(school) == []


def test_seals_go_on_from_each_other_though_each_holds_few(business, monkeypatch):
    monkeypatch.setattr(sealing, "AT_ONCE", 7)
    write(business, 20)
    sealed = sealing.seal(business.pk)
    seals = list(Seal.objects.order_by("number"))
    assert [seal.number for seal in seals] == list(range(1, len(seals) + 1))
    assert sum(seal.count for seal in seals) == seals[-1].size == sealed
    assert findings(business) == []


def test_a_checkpoint_is_what_c2sp_says(business):
    sealing.seal(business.pk)
    seal = sealing.newest(business.pk)
    origin, size, root, *_ = text_of(seal).split("\n")
    assert (origin, int(size)) == (f"saidyes.ledger/{business.pk}", seal.size)
    assert base64.b64decode(root).hex() == seal.root
    name, key_hash, key = verifier_key(business.pk, seal.key_id).split("+", 2)
    signed = base64.b64decode(note_of(seal).split(" ")[-1])
    assert signed[:4].hex() == key_hash
    assert base64.b64decode(key) == b"\x01" + signing.public_key(seal.key_id)
    assert note_of(seal).startswith(f"{text_of(seal)}\n— {name} ")


def test_an_anchor_is_found_in_a_whole_mail_and_holds(business):
    sealing.seal(business.pk)
    mail = f"Hello Marisol,\r\n\r\n{note_of(sealing.newest(business.pk))}\r\nBye"
    [anchor] = anchors_in(mail)
    write(business)
    sealing.seal(business.pk)
    assert list(anchors_broken([anchor])) == []


def test_an_anchor_nobody_of_us_signed_is_told_apart(business):
    sealing.seal(business.pk)
    note = note_of(sealing.newest(business.pk))
    [forged] = anchors_in(note.replace("\nseal 1\n", "\nseal 9\n"))
    assert "none of our keys signed it" in str(*anchors_broken([forged]))


def test_after_a_new_key_old_seals_still_hold(business):
    sealing.seal(business.pk)
    signing.add_key()
    write(business)
    sealing.seal(business.pk)
    assert len(set(Seal.objects.values_list("key_id", flat=True))) == 2
    assert findings(business) == []


def test_nothing_is_built_on_a_seal_that_is_not_ours(business):
    sealing.seal_new()
    (signing.folder() / f"{sealing.newest(business.pk).key_id}.pub").unlink()
    write(business)
    with pytest.raises(sealing.BrokenSeal):
        sealing.seal(business.pk)
    assert sealing.seal_new() == 0  # and the worker goes on
    assert any("its signature is not ours" in finding for finding in findings(business))


def test_what_says_it_is_older_than_a_seal_that_lacks_it_was_put_in_later(business, time_machine):
    sealing.seal(business.pk)
    time_machine.move_to(clock.now() - timedelta(hours=3))
    record(Verb.FAMILY_ADDED, Subject(business.pk, "family:nobody"), actor=SYSTEM, source=Source.OFFICE)
    [found] = findings(business)
    assert "family:nobody" in found
    assert "says it is older than seal 1, which lacks it" in found


def test_a_sealer_that_was_down_for_days_catches_up_without_a_finding(business, monkeypatch, time_machine):
    monkeypatch.setattr(sealing, "AT_ONCE", 2)
    sealing.seal(business.pk)
    for _ in range(5):
        time_machine.move_to(clock.now() + timedelta(days=1))
        write(business)
    assert sealing.seal(business.pk) == 5
    assert findings(business) == []


@pytest.mark.parametrize("model", [Seal, SealLeaf])
def test_a_seal_stays(business, model):
    sealing.seal(business.pk)
    for change in (lambda: model.objects.update(business_id=business.pk), lambda: model.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
