"""The Merkle tree of RFC 9162, section 2.1: one hash that stands for every event, in their order.

Only the right edge is held, so a tree over millions of leaves is a handful of hashes.
"""

import hashlib
from collections.abc import Sequence

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


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE_PREFIX + left + right).digest()
