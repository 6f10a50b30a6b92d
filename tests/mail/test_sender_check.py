"""What the DNS says of a sender's domain, asked of a real name server; and every way it can be wrong."""

from pathlib import Path

import pytest

from saidyes.mail.dkim.keys import make_key
from saidyes.mail.sender_check.checking import check
from tests.mail.name_server import Zone, name_server

DOMAIN = "mail.tidewater.example"
CONTACT = "office@tidewater.example"
SPF, DMARC = (DOMAIN, "TXT"), (f"_dmarc.{DOMAIN}", "TXT")


@pytest.fixture
def key(settings, tmp_path):
    settings.SAIDYES_EMAIL_URL = "smtp+tls://smtp.mailhost.example:587"
    settings.SAIDYES_DKIM_KEYS = str(tmp_path / "dkim")
    return make_key(Path(settings.SAIDYES_DKIM_KEYS), DOMAIN, "s1", ed25519=True)


@pytest.fixture
def zone(key) -> Zone:
    """A domain with which nothing is wrong."""
    return {
        SPF: ["v=spf1 include:smtp.mailhost.example -all", "some-other=service"],
        ("smtp.mailhost.example", "TXT"): ["v=spf1 ip4:192.0.2.1 -all"],
        ("smtp.mailhost.example", "A"): ["192.0.2.1"],
        (DOMAIN, "MX"): ["10 smtp.mailhost.example."],
        (key.record_name.rstrip("."), "TXT"): [key.record],
        DMARC: ["v=DMARC1; p=reject; rua=mailto:office@tidewater.example"],
    }


def asked(zone: Zone, settings) -> dict[str, tuple[str, str, str]]:
    """By what it is about: how it stands, the sentence, and the record to publish."""
    with name_server(zone) as address:
        settings.SAIDYES_NAME_SERVERS = [address]
        found = check([DOMAIN], contact=CONTACT)[DOMAIN]
    return {one.about: (one.state, one.sentence, str(one.record or "")) for one in found}


def test_a_domain_with_which_nothing_is_wrong(zone, settings):
    found = asked(zone, settings)
    assert {about: state for about, (state, _, _) in found.items()} == dict.fromkeys(
        ("Answers", "SPF", "DKIM (s1)", "DMARC"), "good"
    )


def test_a_domain_that_nobody_looked_after_gets_every_record_to_publish(key, settings):
    found = asked({("other.example", "A"): ["192.0.2.9"]}, settings)
    assert {state for state, _, _ in found.values()} == {"bad"}
    assert {record for _, _, record in found.values()} == {
        f"{DOMAIN} MX 10 {DOMAIN}.",
        f"{DOMAIN} TXT v=spf1 a:smtp.mailhost.example ~all",
        f"s1._domainkey.{DOMAIN} TXT {key.record}",
        f"_dmarc.{DOMAIN} TXT v=DMARC1; p=none; rua=mailto:{CONTACT}",
    }


MANY = " ".join(f"a:h{number}.example" for number in range(11))
WRONG = [
    (SPF, ["v=spf1 -all", "v=spf1 ~all"], "SPF", "bad", "has 2 SPF records", ""),
    (SPF, [f"v=spf1 {MANY} -all"], "SPF", "bad", "more than 10 look-ups", ""),
    (SPF, ["v=spf1 include:gone.example -all"], "SPF", "bad", "includes gone.example", ""),
    (SPF, [f"v=spf1 include:{DOMAIN} -all"], "SPF", "bad", "more than 10 look-ups", ""),
    (SPF, ["v=spf1 mx +all"], "SPF", "bad", "lets anybody send", "v=spf1 mx ~all"),
    (SPF, ["v=spf1 mx ?all"], "SPF", "advice", "does not say what to think", "v=spf1 mx ~all"),
    (DMARC, ["v=DMARC1; p=none", "v=DMARC1; p=reject"], "DMARC", "bad", "has 2 DMARC records", ""),
    (DMARC, ["v=DMARC1"], "DMARC", "bad", "names no policy", "p=none"),
    (
        DMARC,
        ["v=DMARC1; p=reject; rua=mailto:a@b.c; pct=5; ri=99"],
        "DMARC",
        "advice",
        "pct and ri",
        "p=reject; rua",
    ),
    (DMARC, ["v=DMARC1; p=reject"], "DMARC", "advice", "gets no reports", f"rua=mailto:{CONTACT}"),
    (DMARC, ["v=DMARC1; p=none; rua=mailto:a@b.c"], "DMARC", "advice", "only watches", "p=quarantine"),
    (DMARC, ["v=DMARC1; p=reject; rua=mailto:a@b.c; t=y"], "DMARC", "advice", "only watches", "p=quarantine"),
    ((DOMAIN, "MX"), ["0 ."], "Answers", "bad", "takes no mail", ""),
    ((DOMAIN, "MX"), ["10 gone.example."], "Answers", "bad", "has no address", ""),
    (("s1._domainkey." + DOMAIN, "TXT"), ["v=DKIM1; k=ed25519; p=AAAA"], "DKIM (s1)", "bad", "another key", "v=DKIM1"),
    (("s1._domainkey." + DOMAIN, "TXT"), [], "DKIM (s1)", "bad", "not in the DNS", "v=DKIM1"),
]


def test_each_thing_that_can_be_wrong_has_its_sentence_and_its_record(zone, settings):
    for place, values, about, state, sentence, record in WRONG:
        found = asked({**zone, place: values}, settings)[about]
        assert found[0] == state, values
        assert sentence in found[1]
        assert record in found[2]


def test_the_record_of_the_organization_speaks_for_a_domain_without_its_own(zone, settings):
    """RFC 9989 4.10: the tree is walked up to the top; a registry's own record speaks for nobody."""
    above = {**zone, DMARC: [], ("_dmarc.tidewater.example", "TXT"): ["v=DMARC1; p=none; sp=reject; rua=mailto:a@b.c"]}
    assert asked(above, settings)["DMARC"][:2] == (
        "good",
        "tidewater.example asks mailbox providers to refuse mail that only pretends to be yours.",
    )
    registry = {**zone, DMARC: [], ("_dmarc.example", "TXT"): ["v=DMARC1; p=reject; psd=y"]}
    assert asked(registry, settings)["DMARC"][0] == "bad"


@pytest.mark.parametrize(
    ("provider", "state", "word"), [("", "bad", "make_dkim_key"), ("postmark", "advice", "provider")]
)
def test_without_a_key_of_ours_it_says_who_could_sign(zone, settings, provider, state, word):
    settings.SAIDYES_DKIM_KEYS, settings.SAIDYES_PROVIDER = "", provider
    with name_server(zone) as address:
        settings.SAIDYES_NAME_SERVERS = [address]
        found = {one.about: one for one in check([DOMAIN], contact=CONTACT)[DOMAIN]}
    assert found["DKIM"].state == state
    assert word in found["DKIM"].remedy
    assert (found["SPF"].state == "bad") == bool(provider)  # a provider that the record does not name


def test_answers_that_come_back_to_us_are_asked_of_that_domain(zone, settings):
    settings.SAIDYES_INBOUND_DOMAIN = "back.tidewater.example"
    found = asked({**zone, ("back.tidewater.example", "TXT"): ["v=spf1 a -all"]}, settings)
    assert found["SPF"][1].startswith("back.tidewater.example says")


def test_without_a_network_there_is_a_sentence_for_each_domain(settings):
    settings.SAIDYES_NAME_SERVERS = ["127.0.0.1:0"]  # where nothing can be sent
    found = check([DOMAIN, "tidewater.example"], contact=CONTACT)
    assert {name: [(one.about, one.state) for one in of] for name, of in found.items()} == {
        DOMAIN: [("DNS", "unknown")],
        "tidewater.example": [("DNS", "unknown")],
    }
