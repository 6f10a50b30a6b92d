"""The addresses table of the security page: what is one address, what is two, what is none."""

import pytest

from saidyes.common.addresses import NotAnAddress, canonical, masked, needs_smtputf8, wire

LONG_LOCAL = "a" * 64
LONG_DOMAIN = "@" + "b.c" * 63 + ".org"  # with 60 before it, 254 in all
NONE = (
    "",
    "@example.com",
    "a@",
    "a b@example.com",
    "a@@b.com",
    "a@example.com\n",
    "a@exam\nple.com",
    "ad\u200bmin@example.com",
    "admin\u202e@example.com",
    "a@localhost",
    "a@[127.0.0.1]",
    "a@1.2.3.4",
    '"a b"@example.com',
    '"a\\"b"@example.com',
    "a%b@example.com",
    "a!b@example.com",
    "a@example.com,b@evil.example",
    "a@x.com;b@y.com",
    "Bob <a@example.com>",
    "mailto:a@x.com",
    '"a\r\nRCPT TO:<x@evil.example>"@example.com',
    "alice@example.org)bob@example.com",
    "a@example.com%0d%0aBcc:x@y.z",
    "a@example.com?cc=x@y.z",
    "{{7*7}}@example.com",
    '"' + "a." * 100_000 + '"@example.com',
    "a\0@example.com",
    LONG_LOCAL + "a@example.com",
    "n" * 61 + LONG_DOMAIN,
    "n" * 60 + "@" + "b.c" * 82 + ".org",
    "a@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + "." + "e" * 60 + ".example.com",
    "ana@-x.test",
    "jjones@@example.net",
)
ONE = (
    (" a@example.com ", "a@example.com"),
    ("a@example.com\u200b", "a@example.com"),
    ("Bob@Example.COM", "bob@example.com"),
    ("  TIMOTHY93@MAIL.EXAMPLE ", "timothy93@mail.example"),
    ("a@exämple.com", "a@xn--exmple-cua.com"),
    ("admin@ｅxample.com", "admin@example.com"),
    ("zoe\u0308@example.com", "zo\u00eb@example.com"),
)


def key(text: str) -> str:
    return canonical(text).key


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(NotAnAddress):
        canonical(text)


@pytest.mark.parametrize(("one", "other"), ONE)
def test_spellings_of_one_address_are_one(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("straße@x.test", "strasse@x.test"),
        ("ıstanbul@example.com", "istanbul@example.com"),
        ("\u0430dmin@example.com", "admin@example.com"),
        ("admin@\u0435xample.com", "admin@example.com"),
        ("ana+gym@fam1.test", "ana@fam1.test"),
        ("a.na@fam1.test", "ana@fam1.test"),
    ],
)
def test_addresses_that_only_look_alike_stay_two(one, other):
    assert key(one) != key(other)


@pytest.mark.parametrize("text", ["-oQ/tmp@example.com", "=cmd@example.com", "+1@example.com", "a'--@example.com"])
def test_odd_but_real_addresses_are_taken_as_they_are(text):
    assert canonical(text).spelling == text


def test_the_spelling_is_kept_for_sending():
    assert canonical(" Bob@Example.com").spelling == "Bob@Example.com"


@pytest.mark.parametrize("longest", [f"{LONG_LOCAL}@example.com", f"{'n' * 60}{LONG_DOMAIN}"])
def test_the_longest_that_mail_knows_is_taken(longest):
    assert key(longest) == longest


def test_only_the_part_before_the_at_asks_for_smtputf8():
    assert needs_smtputf8("zoë@example.com")
    assert not needs_smtputf8("zoe@exämple.com")
    assert wire("zoe@exämple.com") == "zoe@xn--exmple-cua.com"


def test_a_masked_address_tells_only_its_owner():
    assert masked("dana.okafor@example.com") == "d•••@example.com"
