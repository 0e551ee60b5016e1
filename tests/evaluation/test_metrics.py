"""Metrics, against cases worked out by hand."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from lle_studio.evaluation import metrics

RED, GREEN, BLUE, GREY = (255, 0, 0), (0, 255, 0), (0, 0, 255), (90, 90, 90)

# Hue in degrees and chroma of the sRGB primaries in CIELAB under D65.
HUE = {RED: 40.0, GREEN: 136.0, BLUE: 306.3}
CHROMA = {RED: 104.55, BLUE: 133.81}


def colors(*pixels: tuple[int, int, int]) -> np.ndarray:
    """One row of pixels, (1, n, 3)."""
    return np.array([pixels], dtype=np.uint8)


def greys(codes: object) -> np.ndarray:
    """Grey codes (H, W) as a picture (H, W, 3)."""
    return np.repeat(np.array(codes, dtype=np.uint8)[..., None], 3, axis=2)


def random_picture(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (9, 11, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    "metric", [metrics.psnr, metrics.ssim, metrics.ciede2000, metrics.hue_error, metrics.lightness_order_error]
)
def test_pictures_of_two_shapes_are_refused(metric: Callable[[np.ndarray, np.ndarray], float]) -> None:
    with pytest.raises(ValueError, match=r"must have one shape, not \(12, 1, 3\) and \(12, 12, 3\)"):
        metric(np.zeros((12, 1, 3), dtype=np.uint8), np.zeros((12, 12, 3), dtype=np.uint8))


def test_psnr() -> None:
    reference = random_picture(0) // 2
    assert metrics.psnr(reference + np.uint8(5), reference) == pytest.approx(10 * math.log10(255**2 / 25))
    assert metrics.psnr(reference, reference + np.uint8(5)) == pytest.approx(10 * math.log10(255**2 / 25))
    one_sample_of_twelve = colors((255, 0, 0), *[(0, 0, 0)] * 3)
    assert metrics.psnr(one_sample_of_twelve, np.zeros_like(one_sample_of_twelve)) == pytest.approx(10 * math.log10(12))
    assert metrics.psnr(reference, reference) == math.inf


def test_ssim_of_flat_pictures_is_its_luminance_term() -> None:
    first, second = np.full((16, 16, 3), 4, dtype=np.uint8), np.full((16, 16, 3), 12, dtype=np.uint8)
    c1 = (0.01 * 255) ** 2
    expected = (2 * 4 * 12 + c1) / (4**2 + 12**2 + c1)
    assert metrics.ssim(first, second) == pytest.approx(expected)
    assert metrics.ssim(first, first) == pytest.approx(1)


def test_ssim_of_a_negative_is_its_structure_term() -> None:
    stripes = greys(np.tile([100, 110], (20, 10)))
    variance, c2 = 5**2, (0.03 * 255) ** 2
    assert metrics.ssim(210 - stripes, stripes) == pytest.approx((c2 - 2 * variance) / (c2 + 2 * variance), abs=1e-3)


def test_ssim_refuses_a_picture_smaller_than_its_window() -> None:
    with pytest.raises(ValueError, match="win_size"):
        metrics.ssim(random_picture(0), random_picture(1))


def test_eme() -> None:
    codes = np.full((5, 7), 50)
    codes[0, 0], codes[1, 2] = 0, 99  # the upper left of 2 x 2 blocks: rows 0-1, columns 0-2
    assert metrics.eme(greys(codes), blocks=2) == pytest.approx(20 * math.log10(100 / 1) / 4)
    codes[4, 6] = 101  # the lower right block, in its last pixel
    assert metrics.eme(greys(codes), blocks=2) == pytest.approx((40 + 20 * math.log10(102 / 51)) / 4)


def test_eme_cuts_a_side_as_evenly_as_it_can() -> None:
    codes = np.full((4, 7), 50)  # columns 0, 1-2, 3-4, 5-6
    codes[0, 1:3] = 0, 99
    assert metrics.eme(greys(codes), blocks=4) == pytest.approx(40 / 16)


def test_eme_at_its_ends() -> None:
    assert metrics.eme(greys(np.zeros((8, 8)))) == 0
    assert metrics.eme(greys(np.tile([0, 255], (8, 8)))) == pytest.approx(20 * math.log10(256))
    with pytest.raises(ValueError, match="7×9 cannot be cut into 8 blocks"):
        metrics.eme(greys(np.zeros((9, 7))))


def test_pix_dist() -> None:
    assert metrics.pix_dist(greys([[0, 30], [10, 0]])) == pytest.approx((0 + 10 + 30 + 10 + 30 + 20) / 6)
    assert metrics.pix_dist(greys([[7, 7]])) == 0
    assert metrics.pix_dist(greys([[7]])) == 0
    assert metrics.pix_dist(colors(RED, GREEN)) == 150 - 76  # 149.685 and 76.245
    assert metrics.pix_dist(colors(BLUE, (0, 0, 0))) == 29  # 29.07


def lightness(code: int) -> float:
    """L* of a grey code above 10, by the sRGB and CIELAB definitions."""
    return 116 * math.pow((code / 255 + 0.055) / 1.055, 2.4 / 3) - 16


def test_ciede2000_of_greys_is_their_weighted_lightness_difference() -> None:
    first, second = lightness(60), lightness(90)
    middle = ((first + second) / 2 - 50) ** 2
    expected = (second - first) / (1 + 0.015 * middle / math.sqrt(20 + middle))
    picture, reference = greys([[60, 80]]), greys([[90, 80]])
    assert metrics.ciede2000(picture, reference) == pytest.approx(expected / 2, abs=1e-3)
    assert metrics.ciede2000(greys([[0]]), greys([[255]])) == pytest.approx(100, abs=1e-3)
    assert metrics.ciede2000(random_picture(0), random_picture(0)) == 0


def test_ciede2000_of_the_primaries() -> None:
    """Known differences of the sRGB primaries."""
    assert metrics.ciede2000(colors(RED), colors(GREEN)) == pytest.approx(86.61, abs=0.02)
    assert metrics.ciede2000(colors(RED), colors(BLUE)) == pytest.approx(52.88, abs=0.02)


def test_hue_error_takes_the_short_way_round() -> None:
    assert metrics.hue_error(colors(GREEN), colors(RED)) == pytest.approx(HUE[GREEN] - HUE[RED], abs=0.1)
    assert metrics.hue_error(colors(RED), colors(BLUE)) == pytest.approx(360 - HUE[BLUE] + HUE[RED], abs=0.1)
    assert metrics.hue_error(colors(GREEN), colors(BLUE)) == pytest.approx(HUE[BLUE] - HUE[GREEN], abs=0.1)
    assert metrics.hue_error(random_picture(0), random_picture(0)) == 0


def test_hue_error_is_weighted_by_the_chroma_of_the_reference() -> None:
    expected = CHROMA[RED] * (HUE[GREEN] - HUE[RED]) / (CHROMA[RED] + CHROMA[BLUE])
    assert metrics.hue_error(colors(GREEN, BLUE), colors(RED, BLUE)) == pytest.approx(expected, abs=0.1)


def test_hue_error_of_greys() -> None:
    assert metrics.hue_error(colors(RED, BLUE), colors(GREY, (0, 0, 0))) == 0
    assert metrics.hue_error(colors(BLUE, RED), colors(GREY, RED)) == 0
    assert metrics.hue_error(colors(GREY), colors(RED)) == 90


def test_lightness_order_error() -> None:
    assert metrics.lightness_order_error(greys([[1, 3, 2]]), greys([[1, 2, 3]])) == pytest.approx(2 / 9)
    assert metrics.lightness_order_error(greys([[1, 2]]), greys([[1, 1]])) == pytest.approx(1 / 4)
    assert metrics.lightness_order_error(greys([[9, 20, 255]]), greys([[1, 2, 3]])) == 0
    largest_channel_only = metrics.lightness_order_error(colors((5, 9, 0), (8, 0, 7)), colors((9, 0, 0), (0, 0, 8)))
    assert largest_channel_only == 0


def test_lightness_order_error_counts_every_ordered_pair() -> None:
    result, source = random_picture(1), random_picture(2)
    first, second = result.max(axis=2).ravel(), source.max(axis=2).ravel()
    errors = (first[:, None] >= first) != (second[:, None] >= second)
    assert metrics.lightness_order_error(result, source) == pytest.approx(errors.mean())


def test_temporal_flicker() -> None:
    assert metrics.temporal_flicker(np.array([10.0, 14.0, 11.0])) == pytest.approx(3.5)
    assert metrics.temporal_flicker(np.array([10.0])) == 0


@pytest.mark.parametrize(
    ("source", "result", "expected"),
    [
        ([10, 14, 12], [20, 28, 24], 1),
        ([10, 14], [24, 24], 0),
        ([9, 11], [50, 70], 10 / 6),  # flicker 20; the source's 2 times 60 / 10 is 12
        ([10, 10], [60, 60], 1),
        ([10, 10], [60, 61], math.inf),
        ([0, 0], [0, 0], 1),
        ([0, 0], [0, 1], math.inf),
        ([10, 14], [0, 0], 1),
    ],
)
def test_flicker_ratio(source: list[float], result: list[float], expected: float) -> None:
    assert metrics.flicker_ratio(np.array(source), np.array(result)) == pytest.approx(expected)


def test_flicker_ratio_refuses_clips_of_two_lengths() -> None:
    with pytest.raises(ValueError, match="2 source frames cannot be compared with 3"):
        metrics.flicker_ratio(np.zeros(2), np.zeros(3))
