import shutil
import subprocess

import pytest
from django.core.management import call_command

from saidyes.ledger import signing
from saidyes.ledger.signing import Signature, add_key, folder, public_key, sign, verify


def test_what_was_signed_is_verified_and_nothing_else_is():
    signature = sign(b"we said so")
    assert verify(b"we said so", signature)
    assert not verify(b"we never said so", signature)
    assert not verify(b"we said so", Signature(signature.key_id, bytes(64)))
    assert not verify(b"we said so", Signature("1-0123456789abcdef", signature.value))


def test_the_key_is_made_once_and_for_its_owner_alone():
    assert sign(b"one").key_id == sign(b"two").key_id
    private, public = sorted(folder().iterdir())
    assert (private.suffix, public.suffix) == (".key", ".pub")
    assert private.stat().st_mode & 0o777 == 0o600
    assert folder().stat().st_mode & 0o777 == 0o700


def test_a_new_key_signs_and_the_old_one_still_verifies_without_its_private_half():
    old = sign(b"then")
    new = add_key()
    (folder() / f"{old.key_id}.key").unlink()
    assert sign(b"now").key_id == new
    assert verify(b"then", old)
    assert list(signing.public_keys()) == [old.key_id, new]


def test_the_tenth_key_comes_after_the_ninth():
    keys = [add_key() for _ in range(10)]
    assert sign(b"now").key_id == keys[-1]


def test_the_keys_lie_where_the_environment_says(settings, tmp_path):
    settings.SAIDYES_LEDGER_KEYS = str(tmp_path / "stick")
    sign(b"elsewhere")
    assert len(list((tmp_path / "stick").iterdir())) == 2
    assert not (settings.SAIDYES_DATA_DIR / "ledger-keys").exists()


@pytest.mark.parametrize("key_id", ["", "../1-0123456789abcdef", "1-0123456789abcdef", "1-0123456789ABCDEF", "*"])
def test_a_key_that_is_not_there_is_unknown(key_id):
    with pytest.raises(signing.UnknownKey):
        public_key(key_id)


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")
def test_openssl_agrees(tmp_path):
    signature = sign(b"anyone may verify")
    (tmp_path / "message").write_bytes(b"anyone may verify")
    (tmp_path / "signature").write_bytes(signature.value)
    key = ["-pubin", "-inkey", str(folder() / f"{signature.key_id}.pub")]
    command = ["openssl", "pkeyutl", "-verify", "-rawin", "-in", "message", "-sigfile", "signature", *key]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)


def test_the_command_says_which_key_signs_from_now_on(capsys):
    before = sign(b"then").key_id
    call_command("add_ledger_key")
    after = sign(b"now").key_id
    assert after != before
    assert capsys.readouterr().out == f"From now on {after} signs. Its files are in {folder()}.\n"
