"""Index, PTS and hash of every enhanced frame of a clip, in 48 bytes a frame: a night has a million of them."""

from array import array
from collections.abc import Sequence
from typing import TypeAlias, overload

EnhancedHash: TypeAlias = tuple[int, int, str]
"""Index and PTS of a frame in the source, and SHA-256 of the enhanced frame, lower-case hex."""

_DIGEST_BYTES = 32


class EnhancedHashes(Sequence[EnhancedHash]):
    """Grows frame by frame; reads like a list."""

    def __init__(self) -> None:
        self._indexes = array("q")
        self._pts = array("q")
        self._digests = bytearray()

    def append(self, index: int, pts: int, sha256: str) -> None:
        """Adds a frame."""
        self._indexes.append(index)
        self._pts.append(pts)
        self._digests += bytes.fromhex(sha256)

    def __len__(self) -> int:
        return len(self._indexes)

    @overload
    def __getitem__(self, place: int) -> EnhancedHash: ...

    @overload
    def __getitem__(self, place: slice) -> list[EnhancedHash]: ...

    def __getitem__(self, place: int | slice) -> EnhancedHash | list[EnhancedHash]:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        first = range(len(self))[place] * _DIGEST_BYTES
        digest = self._digests[first : first + _DIGEST_BYTES].hex()
        return self._indexes[place], self._pts[place], digest
