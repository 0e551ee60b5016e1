"""Measures, against cases worked out by hand."""

import hashlib

import numpy as np
import pytest

from lle_studio.core.color import ColorInterpretation
from lle_studio.core.frame import hash_coded, hash_rgb
from lle_studio.core.measures import (
    count_levels,
    false_color_risk,
    measure_luma,
    measure_rgb,
    share_outside_rgb,
)

LIMITED = ColorInterpretation(matrix="bt601", range="limited", matrix_origin="tagged", range_origin="tagged")


def test_counts() -> None:
    plane = np.array([[0, 0, 7], [255, 7, 7]], dtype=np.uint8)
    counts = count_levels((plane, plane[:1]))
    assert counts[0, [0, 7, 255]].tolist() == [2, 3, 1]
    assert counts[1].sum() == 3


def test_rgb_measures_by_hand() -> None:
    red = np.array([[0, 10], [20, 30]], dtype=np.uint8)
    green = np.full((2, 2), 10, dtype=np.uint8)
    blue = np.zeros((2, 2), dtype=np.uint8)
    table = np.tile(np.arange(256), (3, 1))
    table[0] = np.minimum(255, table[0] * 9)  # 0, 90, 180, 255: 270 is clipped from code 29 on
    table[1, :11] = 0  # green 10 falls to black
    table[2] = 0  # blue is merged into one level, but only level 0 is present
    found = measure_rgb(count_levels((red, green, blue)), table.astype(np.uint8))
    assert found.mean_in == pytest.approx((0.299 * 15 + 0.587 * 10) / 255)
    assert found.mean_out == pytest.approx(0.299 * (0 + 90 + 180 + 255) / 4 / 255)
    assert found.clipped_high == pytest.approx(1 / 12)
    assert found.clipped_low == pytest.approx(4 / 12)
    assert found.merged_levels == 0
    assert found.max_gain == 11  # green: 0 to 11 at code 11
    spread = {0: 0, 10: 90, 20: 180, 30: 255}
    assert found.hue_shift == pytest.approx((spread[0] * 5 + spread[10] * 5 + spread[20] + spread[30]) / 12)


def test_merged_levels_are_counted_per_channel() -> None:
    plane = np.arange(8, dtype=np.uint8).reshape(2, 4)
    table = np.tile(np.arange(256) // 4, (3, 1)).astype(np.uint8)
    assert measure_rgb(count_levels((plane, plane, plane)), table).merged_levels == 3 * 6


def test_luma_measures_use_the_coded_range() -> None:
    plane = np.array([[16, 235], [16, 235]], dtype=np.uint8)
    table = np.tile(np.arange(256), (3, 1)).astype(np.uint8)
    found = measure_luma(count_levels((plane,)), table, LIMITED)
    assert found.mean_in == pytest.approx(0.5)
    assert found.clipped_high == 0
    table[0, 16:] = 235
    assert measure_luma(count_levels((plane,)), table, LIMITED).clipped_high == pytest.approx(0.5)


def test_frame_hashes_are_those_of_the_bytes() -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (3, 5, 7), dtype=np.uint8)
    assert hash_rgb(tuple(rgb)) == hashlib.sha256(rgb.transpose(1, 2, 0).tobytes()).hexdigest()
    assert hash_coded((rgb[0], rgb[1, :2])) == hashlib.sha256(rgb[0].tobytes() + rgb[1, :2].tobytes()).hexdigest()


def test_the_risk_of_false_colours() -> None:
    assert false_color_risk(mean_in=0.3, max_gain=5, hue_shift=11.0) == "grey-shift"
    assert false_color_risk(mean_in=0.025, max_gain=12, hue_shift=0.3) == "dark-chroma"
    assert false_color_risk(mean_in=0.14, max_gain=12, hue_shift=4.5) == "dark-chroma"
    assert false_color_risk(mean_in=0.025, max_gain=4, hue_shift=0.3) == ""
    assert false_color_risk(mean_in=0.3, max_gain=12, hue_shift=2.0) == ""


@pytest.mark.parametrize("matrix", ["bt601", "bt709", "bt2020"])
@pytest.mark.parametrize("span", ["limited", "full"])
def test_colours_no_screen_can_show_are_those_of_the_formula(matrix: str, span: str) -> None:
    """Against H.273 written out in float64, for every pixel of random planes in 4:2:0 and 4:4:4."""
    color = ColorInterpretation(matrix=matrix, range=span, matrix_origin="tagged", range_origin="tagged")
    draw = np.random.default_rng(1)
    luma = draw.integers(0, 256, (31, 45), dtype=np.uint8)
    kr, kg, kb = color.luma_weights
    low, high, chroma_span = (16, 235, 224.0) if span == "limited" else (0, 255, 255.0)
    for shape, (down, across) in {(16, 23): (2, 2), (31, 45): (1, 1)}.items():
        cb, cr = (draw.integers(90, 166, shape, dtype=np.uint8) for _ in range(2))
        count = 0
        for y in range(31):
            for x in range(45):
                e = (float(luma[y, x]) - low) / (high - low)
                b, r = ((float(p[y // down, x // across]) - 128) / chroma_span for p in (cb, cr))
                red, blue = e + 2 * (1 - kr) * r, e + 2 * (1 - kb) * b
                green = (e - kr * red - kb * blue) / kg
                count += any(not -0.5 / 255 <= value <= 1 + 0.5 / 255 for value in (red, green, blue))
        assert share_outside_rgb((luma, cb, cr), color) == pytest.approx(count / luma.size, abs=2 / luma.size)


def test_greys_outside_their_range_are_counted() -> None:
    luma = np.array([[0, 15, 16, 128, 235, 236, 255, 100]], dtype=np.uint8)
    color = ColorInterpretation(matrix="bt601", range="limited", matrix_origin="tagged", range_origin="tagged")
    assert share_outside_rgb((luma,), color) == 4 / 8
