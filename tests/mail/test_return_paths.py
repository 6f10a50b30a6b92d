"""Each letter's own way back: short enough for an address, named by us alone."""

import json

import pytest

from saidyes.common.signing import is_stamp, stamp
from saidyes.mail.return_paths import Way, address_of, mark_of, marks_in, reports_address


@pytest.fixture
def way_in(settings):
    settings.SAIDYES_INBOUND_DOMAIN = "in.example.org"


@pytest.mark.usefixtures("way_in")
def test_an_address_names_its_letter_and_fits_before_the_at():
    address = address_of(Way.NOTICE, mark_of("a" * 26, b"notice"))
    [mark] = marks_in(f"Final word from <{address}>.")
    assert (mark.way, mark.letter) == (Way.NOTICE, "a" * 26)
    assert mark.is_genuine(b"notice")
    assert len(address.partition("@")[0]) <= 64


@pytest.mark.usefixtures("way_in")
def test_a_server_that_shouts_spoils_nothing():
    [mark] = marks_in(address_of(Way.BLAST, mark_of("17", b"letter")).upper())
    assert (mark.letter, mark.is_genuine(b"letter")) == ("17", True)


@pytest.mark.usefixtures("way_in")
def test_a_stamp_is_good_for_its_letter_alone():
    [mark] = marks_in(address_of(Way.BLAST, mark_of("17", b"letter 17")))
    assert not mark.is_genuine(b"letter 18")
    assert not is_stamp("another purpose", b"letter 17", mark.stamp)


@pytest.mark.usefixtures("way_in")
def test_an_address_elsewhere_claims_nothing():
    address = address_of(Way.BLAST, mark_of("17", b"letter"))
    assert list(marks_in(address.replace("in.example.org", "in.example.org.evil.example"))) == []
    assert list(marks_in(address.replace("in.", "x.in."))) == []


def test_without_a_way_in_no_letter_has_one():
    assert (mark_of("17", b"letter"), address_of(Way.BLAST, ""), reports_address()) == ("", "", "")


def test_a_new_key_leaves_old_stamps_good(settings):
    settings.SAIDYES_LINK_KEYS = json.dumps([["a1", "11" * 32]])
    old = stamp("return path", b"letter")
    settings.SAIDYES_LINK_KEYS = json.dumps([["a1", "11" * 32], ["b2", "22" * 32]])
    assert stamp("return path", b"letter") != old
    assert is_stamp("return path", b"letter", old)
    settings.SAIDYES_LINK_KEYS = json.dumps([["b2", "22" * 32]])
    assert not is_stamp("return path", b"letter", old)
