"""The oracle is the best of all non-decreasing tables: by hand, by trying them all, and against others."""

from itertools import combinations_with_replacement

import numpy as np
import pytest

from lle_studio.evaluation.oracle import best_table, pool_violators


def squared_error(source: np.ndarray, reference: np.ndarray, table: np.ndarray) -> int:
    """Sum of squared errors of a picture (H, W, 3) through tables (3, 256)."""
    result = np.stack([table[c][source[:, :, c]] for c in range(3)], axis=2)
    return int(((result.astype(np.int64) - reference) ** 2).sum())


def test_violators_are_pooled_by_hand() -> None:
    """3 and 1 pool to 2; with the weights 1 and 3 to 1.5, which then swallows a 1.75 before it."""
    assert pool_violators(np.array([0.0, 3, 1, 5]), np.ones(4)).tolist() == [0, 2, 2, 5]
    assert pool_violators(np.array([1.75, 3, 1]), np.array([2.0, 1, 3])).tolist() == pytest.approx([9.5 / 6] * 3)
    assert pool_violators(np.array([4.0, 4, 7]), np.array([1.0, 9, 2])).tolist() == [4, 4, 7]


def test_the_table_is_the_mean_of_the_reference_where_that_rises() -> None:
    source = np.array([[0, 0, 10, 10, 255]], dtype=np.uint8)[:, :, None].repeat(3, axis=2)
    reference = np.array([[20, 23, 60, 61, 200]], dtype=np.uint8)[:, :, None].repeat(3, axis=2)
    reference[:, :, 2] //= 2
    table = best_table(source, reference)
    assert table[0, [0, 10, 255]].tolist() == [22, 61, 200]  # 21.5 and 60.5, rounded half up
    assert table[2, [0, 10, 255]].tolist() == [11, 30, 100]
    assert table[0, 5] == 41  # halfway between 21.5 and 60.5
    assert (np.diff(table.astype(int), axis=1) >= 0).all()


@pytest.mark.parametrize("seed", range(12))
def test_no_table_of_integers_is_better(seed: int) -> None:
    """All 330 non-decreasing rows of four entries in 0..7 are tried for each channel."""
    rng = np.random.default_rng(seed)
    source = rng.integers(0, 4, (4, 6, 3), dtype=np.uint8)
    reference = rng.integers(0, 8, (4, 6, 3), dtype=np.uint8)
    table = best_table(source, reference)
    for channel in range(3):
        rows = np.array(list(combinations_with_replacement(range(8), 4)))
        errors = ((rows[:, source[:, :, channel]] - reference[:, :, channel].astype(int)) ** 2).sum(axis=(1, 2))
        chosen = table[channel][source[:, :, channel]].astype(int) - reference[:, :, channel]
        assert (chosen**2).sum() == errors.min()


def test_no_other_table_beats_it() -> None:
    rng = np.random.default_rng(7)
    reference = rng.integers(0, 256, (24, 24, 3), dtype=np.uint8)
    source = np.clip(reference * 0.3 + rng.normal(0, 12, reference.shape), 0, 255).astype(np.uint8)
    least = squared_error(source, reference, best_table(source, reference))
    codes = np.arange(256)
    others = [255 * (codes / 255) ** gamma for gamma in np.linspace(0.1, 2, 20)]
    others += [np.clip(codes * gain, 0, 255) for gain in np.linspace(0.5, 12, 24)]
    others += [np.sort(rng.integers(0, 256, 256)) for _ in range(50)]
    for other in others:
        assert least <= squared_error(source, reference, np.tile(np.rint(other).astype(np.uint8), (3, 1)))
    assert least < squared_error(source, reference, np.tile(codes.astype(np.uint8), (3, 1)))


def test_a_picture_that_is_its_reference_is_left_alone() -> None:
    picture = np.random.default_rng(3).integers(0, 256, (16, 16, 3), dtype=np.uint8)
    table = best_table(picture, picture)
    for channel in range(3):
        assert (table[channel][picture[:, :, channel]] == picture[:, :, channel]).all()
