"""Curves and tables: the arithmetic every pixel is explained by."""

import numpy as np
import pytest

from lle_studio.core.color import ColorInterpretation
from lle_studio.core.curves import ToneCurves, apply_table, coded_table, limit_slope, make_table
from lle_studio.core.errors import UsageError
from lle_studio.core.settings import EnhancementSettings

LIMITED_709 = ColorInterpretation(matrix="bt709", range="limited", matrix_origin="tagged", range_origin="tagged")
FULL_601 = ColorInterpretation(matrix="bt601", range="full", matrix_origin="tagged", range_origin="tagged")


def gamma_curves(*gammas: float) -> ToneCurves:
    codes = np.linspace(0, 1, 256)
    return ToneCurves(values=np.stack([codes**gamma for gamma in gammas]).astype(np.float32))


def random_curves(seed: int) -> ToneCurves:
    rng = np.random.default_rng(seed)
    increments = rng.exponential(size=(3, 257)) ** 3
    return ToneCurves(values=np.minimum(increments[:, :256].cumsum(axis=1) / increments.sum(axis=1, keepdims=True), 1))


def test_identity_changes_nothing() -> None:
    assert (ToneCurves.identity().table() == np.arange(256)).all()


def test_rounding_is_half_up() -> None:
    values = np.zeros((3, 256), dtype=np.float32)
    values[:, 1:] = np.float32(0.5 / 255)  # a float32 just above the half
    values[:, 2:] = np.float32(1.49 / 255)
    values[:, 3:] = 1
    assert ToneCurves(values=values).table()[0, :4].tolist() == [
        0,
        int(float(np.float32(0.5 / 255)) * 255 + 0.5),
        1,
        255,
    ]


@pytest.mark.parametrize(
    "values",
    [
        np.zeros((3, 255)),
        np.full((3, 256), 1.01),
        np.full((3, 256), np.nan),
        np.tile(np.linspace(1, 0, 256), (3, 1)),
    ],
)
def test_wrong_curves_are_refused(values: np.ndarray) -> None:
    with pytest.raises(ValueError, match="Tone curves"):
        ToneCurves(values=values.astype(np.float32))


def test_curves_and_tables_are_read_only() -> None:
    curves = gamma_curves(0.5, 0.5, 0.5)
    with pytest.raises(ValueError, match="read-only"):
        curves.values[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        curves.table()[0, 0] = 1


@pytest.mark.parametrize("limit", [1.0, 2.0, 3.5, 12.0, 60.0])
@pytest.mark.parametrize("seed", range(20))
def test_gain_limit_bounds_every_step_and_keeps_order(limit: float, seed: int) -> None:
    table = random_curves(seed).table()
    limited = limit_slope(table, limit).astype(int)
    steps = np.diff(limited, axis=1, prepend=0)
    assert steps.min() >= 0
    assert steps.max() <= np.ceil(limit)
    assert (limited <= table).all()


def test_gain_limit_gives_the_largest_such_table() -> None:
    """Against the recursion of the docstring, entry by entry."""
    table = random_curves(5).table().astype(int)
    expected = np.empty_like(table)
    before = np.zeros(3, dtype=int)
    for code in range(256):
        before = expected[:, code] = np.minimum(table[:, code], before + 7 * (code > 0))
    assert (limit_slope(table.astype(np.uint8), 7) == expected).all()


def test_a_higher_table_never_comes_out_lower() -> None:
    for seed in range(20):
        one, other = random_curves(seed).table(), random_curves(seed + 100).table()
        higher = np.maximum(one, other)
        assert (limit_slope(higher, 9) >= limit_slope(one, 9)).all()


def test_black_stays_black_under_a_gain_limit() -> None:
    lifted = ToneCurves(values=np.full((3, 256), 0.5, dtype=np.float32))
    assert limit_slope(lifted.table(), 12)[:, :3].tolist() == [[0, 12, 24]] * 3


def test_gain_limit_leaves_gentle_tables_alone() -> None:
    table = gamma_curves(0.9, 1.0, 1.1).table()
    assert (limit_slope(table, 12) == table).all()
    assert limit_slope(table, None) is table


def test_gain_limit_of_a_step_by_hand() -> None:
    table = np.zeros((3, 256), dtype=np.uint8)
    table[:, 4:] = 255  # one step of 255 codes at code 4
    assert limit_slope(table, 12)[0, [3, 4, 5, 24, 25]].tolist() == [0, 12, 24, 252, 255]


def test_luma_is_limited_from_black_on() -> None:
    lifted = ToneCurves(values=np.full((3, 256), 0.5, dtype=np.float32))  # even black goes to mid-grey
    table = coded_table(lifted, LIMITED_709, gain_limit=8, chroma_gain=1.5).astype(int)
    assert (table[0, :17] == 16).all()
    assert table[0, 17] == 16 + 8
    assert np.diff(table[0]).max() == 8
    assert table[0, 255] == 16 + 110


def test_shared_mode_keeps_greys_grey() -> None:
    table = make_table(gamma_curves(0.4, 0.6, 0.8), EnhancementSettings(color_mode="shared"), FULL_601)
    assert (table[0] == table[1]).all()
    assert (table[1] == table[2]).all()


def test_luma_table_of_the_identity_is_the_identity() -> None:
    table = coded_table(ToneCurves.identity(), LIMITED_709, gain_limit=None, chroma_gain=1.0)
    inside = np.arange(16, 236)
    assert (table[0, 16:236] == inside).all()
    assert (table[0, :16] == 16).all()
    assert (table[0, 236:] == 235).all()
    assert (table[1] == np.arange(256)).all()


def test_luma_table_by_hand() -> None:
    table = coded_table(gamma_curves(0.5, 0.5, 0.5), FULL_601, gain_limit=None, chroma_gain=2.0)
    assert table[0, 64] == int(np.sqrt(64 / 255) * 255 + 0.5)
    assert table[1, [0, 64, 100, 128, 150, 255]].tolist() == [0, 0, 72, 128, 172, 255]


def test_luma_weighs_the_channels_by_the_matrix() -> None:
    curves = gamma_curves(1.0, 0.5, 1.0)
    bt601, bt709 = (
        coded_table(curves, ColorInterpretation(matrix=m, range="full", matrix_origin="", range_origin=""), None, 1.0)[
            0, 64
        ]
        for m in ("bt601", "bt709")
    )
    root = np.sqrt(64 / 255) * 255
    assert bt601 == int(0.587 * root + 0.413 * 64 + 0.5)
    assert bt709 == int(0.7152 * root + 0.2848 * 64 + 0.5)


def test_tables_are_applied_pointwise() -> None:
    """Shuffling the pixels and applying the table commute: no neighbour has a say."""
    rng = np.random.default_rng(3)
    picture = rng.integers(0, 256, (3, 40, 50), dtype=np.uint8)
    table = random_curves(7).table()
    result = np.stack(apply_table(tuple(picture), table))
    assert (result == np.stack([table[c][picture[c]] for c in range(3)])).all()
    order = rng.permutation(40 * 50)
    shuffled = picture.reshape(3, -1)[:, order].reshape(picture.shape)
    assert (np.stack(apply_table(tuple(shuffled), table)).reshape(3, -1) == result.reshape(3, -1)[:, order]).all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"exposure_level": 0.2},
        {"exposure_level": float("nan")},
        {"gain_limit": 0.5},
        {"chroma_gain": -1.0},
        {"color_mode": "sepia"},
        {"curve_mode": "locked"},
        {"lock_frame": 3},
    ],
)
def test_senseless_settings_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        EnhancementSettings(**wrong)  # type: ignore[arg-type]
