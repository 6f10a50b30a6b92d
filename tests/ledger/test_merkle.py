"""Our tree against the definition of RFC 9162, section 2.1, written down naively, and against its known roots."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saidyes.ledger.merkle import Tree

ENTRIES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
ENTRIES.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
ROOTS = {  # the vectors of Certificate Transparency's own test suite
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def leaf(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH of section 2.1.1, over leaf hashes."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def tree_of(leaves) -> Tree:
    tree = Tree()
    for one in leaves:
        tree.add(one)
    return tree


@pytest.mark.parametrize("size", ROOTS)
def test_the_known_roots(size):
    assert tree_of(map(leaf, ENTRIES[:size])).root().hex() == ROOTS[size]


def test_every_size_has_the_root_of_the_definition():
    for size in range(1, 70):
        leaves = [leaf(bytes([number])) for number in range(size)]
        assert tree_of(leaves).root() == naive_root(leaves)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=60), st.integers(0, 60))
def test_a_tree_goes_on_from_its_right_edge(leaves, first):
    begun = tree_of(leaves[:first])
    gone_on = Tree(begun.size, begun.peaks)
    for one in leaves[first:]:
        gone_on.add(one)
    assert gone_on.root() == naive_root(leaves)


def test_an_edge_of_another_size_is_refused():
    with pytest.raises(ValueError, match="another number of peaks"):
        Tree(3, [bytes(32)])
