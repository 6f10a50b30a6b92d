import json
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from saidyes.common.signing import BadToken, keys_path, make_keys, read, read_ids, sign, sign_ids


def test_a_token_gives_back_its_payload_for_its_own_purpose():
    assert read("unsubscribe", sign("unsubscribe", b"who")) == b"who"


def test_a_token_of_ids_gives_them_back_in_their_order():
    school, address = uuid4(), uuid4()
    assert read_ids("confirm", sign_ids("confirm", school, address), 2) == [school, address]


def test_a_token_of_another_purpose_is_refused():
    with pytest.raises(BadToken):
        read("unsubscribe", sign("undo", b"who"))


def test_no_altered_token_is_accepted():
    token = sign("unsubscribe", b"sixteen bytes ok")
    altered = {
        token[:place] + other + token[place + 1 :]
        for place in range(len(token))
        for other in "aA0_-.="
        if other != token[place]
    }
    assert len(altered) > 300
    for forged in [*altered, token[:-1], token + token, token + "=", "", "v1...", "v1.zz.aa.bb"]:
        with pytest.raises(BadToken):
            read("unsubscribe", forged)


def test_old_links_work_after_a_new_key_joined_the_ring(settings):
    token = sign("unsubscribe", b"who")
    ring = json.loads(keys_path().read_text())
    settings.SAIDYES_LINK_KEYS = json.dumps([*ring, ["beef", "00" * 32]])
    assert read("unsubscribe", token) == b"who"
    assert sign("unsubscribe", b"who").split(".")[1] == "beef"


def test_the_keys_are_for_their_owner_alone():
    sign("unsubscribe", b"who")
    assert keys_path().stat().st_mode & 0o777 == 0o600


def test_processes_that_begin_together_make_one_ring(tmp_path):
    rings = [tmp_path / "rings" / f"{number}.json" for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        made = [pool.submit(make_keys, ring) for ring in rings for _ in range(8)]
        assert [one.result() for one in made] == [None] * 160
    assert sorted(path.name for path in (tmp_path / "rings").iterdir()) == sorted(ring.name for ring in rings)
    assert all(len(json.loads(ring.read_text())) == 1 for ring in rings)
