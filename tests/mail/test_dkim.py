"""Signed letters, checked by dkimpy against a DNS of our own; and keys that are refused before anything is sent."""

import stat
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from hypothesis import HealthCheck, given
from hypothesis import settings as search
from hypothesis import strategies as st

from saidyes.mail.dkim.keys import Key, make_key, read_keys
from saidyes.mail.dkim.signing import relaxed_body
from saidyes.mail.letter import compose
from tests.mail.dns import tags_of, verified

DOMAIN = "tidewater.example"
HEADERS = [("From", f"Tidewater <news@{DOMAIN}>"), ("To", "noor@example.com"), ("Subject", "Zoë’s Camp 🤸 " * 9)]
TEXT = st.text(st.characters(exclude_categories=["Cs", "Co"]) | st.sampled_from("=.\n\r\t "), max_size=300)
OCTETS = st.lists(st.sampled_from([b" ", b"  ", b"\t", b"\r\n", b"x", b".", b"=20"]), max_size=30).map(b"".join)


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.SAIDYES_DKIM_KEYS = str(tmp_path / "dkim")
    return tmp_path / "dkim"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, list[Key]]:
    """A folder with two keys in it. To find the primes of one takes longer than all that is done with it."""
    folder = tmp_path_factory.mktemp("dkim")
    return folder, [make_key(folder, DOMAIN, name, ed25519=name == "ed") for name in ("ed", "rsa")]


@pytest.fixture
def keys(made, settings) -> list[Key]:
    settings.SAIDYES_DKIM_KEYS = str(made[0])
    return made[1]


@search(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(text=TEXT)
def test_every_letter_is_signed_by_each_key_of_its_senders_domain(keys, text):
    raw = compose(HEADERS, text=f".\n..\n{text}", html=f"<p>  {text}</p>\n\n")
    assert verified(raw, keys) == [True, True]
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert not raw.startswith(b".")


@given(body=OCTETS)
def test_the_body_is_made_canonical_as_others_make_it(body):
    assert relaxed_body(body) == dkim.canonicalization.Relaxed.canonicalize_body(body)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw.replace(b"Hello", b"Hallo", 1),
        lambda raw: raw.replace(b"To: noor@", b"To: tom@"),
        lambda raw: b"From: eve@evil.example\r\n" + raw,
        lambda raw: raw.replace(b"List-Unsubscribe: <https://tide", b"List-Unsubscribe: <https://evil"),
        lambda raw: raw.replace(b"=One-Click", b"=Two-Clicks"),
        lambda raw: raw + b"more\r\n",
    ],
)
def test_whoever_alters_a_letter_spoils_its_signatures(keys, spoil):
    leave = [
        ("List-Unsubscribe", "<https://tidewater.example/u/>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]
    raw = compose(HEADERS + leave, text="Hello\n", html="<p>Hello</p>")
    assert (verified(raw, keys), raw != spoil(raw)) == ([True, True], True)
    assert verified(spoil(raw), keys) == [False, False]


def test_signatures_say_what_providers_want(keys):
    raw = compose(HEADERS, text="", html="")
    ed, rsa_ = tags_of(raw), tags_of(raw, 1)
    assert (ed["a"], rsa_["a"], ed["c"], ed["d"]) == ("ed25519-sha256", "rsa-sha256", "relaxed/relaxed", DOMAIN)
    assert ed["h"] == "from:from:to:subject:mime-version:content-type"
    assert "l" not in ed


@pytest.mark.parametrize("sender", ["news@other.example", "news@mail.tidewater.example", "news@dewater.example"])
def test_nobody_else_is_signed_for(keys, sender):
    assert b"DKIM-Signature" not in compose([("From", sender)], text="", html="")


def test_without_the_setting_nothing_is_signed(keys, settings):
    settings.SAIDYES_DKIM_KEYS = ""
    assert b"DKIM-Signature" not in compose(HEADERS, text="", html="")


def pem(private) -> bytes:
    kind = serialization.PrivateFormat.PKCS8
    return private.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())


@pytest.mark.parametrize(
    ("where", "what", "sentence"),
    [
        (None, b"", "there is no folder"),
        ("readme.txt", b"", "no key in"),
        (f"{DOMAIN}/rsa.pem", b"-----BEGIN NONSENSE", "rsa.pem is no private key in PEM"),
        (f"{DOMAIN}/rsa.pem", pem(rsa.generate_private_key(65537, 1024)), "RSA of 2048 bits or more"),
        (f"{DOMAIN}/ec.pem", pem(ec.generate_private_key(ec.SECP256R1())), "must be Ed25519, or RSA"),
        ("Tidewater/rsa.pem", b"", "'Tidewater' is no domain"),
        (f"{DOMAIN}/a b.pem", b"", "'a b' is no selector"),
        (f"{DOMAIN}/rsa.pem/x", b"", "rsa.pem cannot be read: Is a directory"),
    ],
)
@pytest.mark.django_db
def test_a_key_that_cannot_be_used_stops_the_start(folder, where, what, sentence):
    if where:
        (folder / where).parent.mkdir(parents=True)
        (folder / where).write_bytes(what)
    with pytest.raises(SystemCheckError, match=sentence):
        call_command("prepare", skip_checks=False)


def test_a_key_is_made_for_its_owner_alone_and_its_record_verifies(folder, capsys):
    call_command("make_dkim_key", DOMAIN, selector="march")
    said = capsys.readouterr().out
    path = folder / DOMAIN / "march.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    [key] = read_keys(folder)[DOMAIN]
    assert f"march._domainkey.{DOMAIN}. IN TXT (" in said
    assert key.record in said.replace('"\n  "', "")
    assert max(len(line) for line in said.splitlines() if line.startswith('  "')) <= 257
    assert verified(compose(HEADERS, text="", html=""), [key]) == [True]


def test_a_key_is_never_written_over_nor_outside_its_folder(folder):
    call_command("make_dkim_key", DOMAIN, selector="march", ed25519=True)
    before = (folder / DOMAIN / "march.pem").read_bytes()
    with pytest.raises(CommandError, match="is there already"):
        call_command("make_dkim_key", DOMAIN, selector="march")
    with pytest.raises(CommandError, match="is no domain"):
        call_command("make_dkim_key", "../../etc")
    assert [path.read_bytes() for path in folder.parent.rglob("*.pem")] == [before]
