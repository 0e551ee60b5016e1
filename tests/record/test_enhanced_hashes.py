"""Hashes of frames kept small."""

import pytest

from lle_studio.record.enhanced_hashes import EnhancedHashes


def test_what_is_put_in_comes_out() -> None:
    frames = [(number, -5 + 512 * number, f"{number:064x}") for number in (0, 1, 7, 2**40)]
    hashes = EnhancedHashes()
    assert not hashes
    for frame in frames:
        hashes.append(*frame)
    assert list(hashes) == frames
    assert len(hashes) == 4
    assert hashes[-1] == frames[-1]
    assert hashes[1:3] == frames[1:3]
    with pytest.raises(IndexError):
        hashes[4]
