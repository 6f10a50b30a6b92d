"""The Merkle tree of RFC 9162, section 2.1: one hash that stands for every event, in their order.

Only the right edge is held, so a tree over millions of leaves is a handful of hashes.
"""

import hashlib
from collections.abc import Iterable, Sequence

NODE_PREFIX = b"\x01"


class Tree:
    """Leaves are added at the right. `peaks` are the roots of the full subtrees, the largest first."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if size.bit_count() != len(peaks):
            raise ValueError("a tree of that size has another number of peaks")
        self.size = size
        self.peaks = list(peaks)

    def add(self, leaf: bytes) -> None:
        """`leaf` is the hash of a leaf: SHA-256(0x00 || entry)."""
        rest = self.size
        while rest & 1:
            leaf = _node(self.peaks.pop(), leaf)
            rest >>= 1
        self.peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        if not self.peaks:
            return hashlib.sha256().digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = _node(peak, root)
        return root


def inclusion_paths(leaves: Iterable[bytes], wanted: set[int]) -> dict[int, list[bytes]]:
    """For each wanted leaf the hashes that lead from it to the root, in one pass over all leaves."""
    paths: dict[int, list[bytes]] = {index: [] for index in wanted}
    peaks: list[tuple[bytes, list[int]]] = []
    size = 0
    for size, leaf in enumerate(leaves, 1):
        peaks.append((leaf, [size - 1] if size - 1 in wanted else []))
        for _ in range((size & -size).bit_length() - 1):
            _join(peaks, paths)
    while len(peaks) > 1:
        _join(peaks, paths)
    return {index: path for index, path in paths.items() if index < size}


def _join(peaks: list[tuple[bytes, list[int]]], paths: dict[int, list[bytes]]) -> None:
    """The last two become one; whoever is under one of them needs the other."""
    right, under_right = peaks.pop()
    left, under_left = peaks.pop()
    for index in under_left:
        paths[index].append(right)
    for index in under_right:
        paths[index].append(left)
    peaks.append((_node(left, right), under_left + under_right))


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE_PREFIX + left + right).digest()
