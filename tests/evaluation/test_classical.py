"""Classical enhancements: their contract, and what each does, against cases worked out by hand."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from lle_studio.evaluation.classical import clahe, equalize_histogram, gamma_to_level, msrcr

Method = Callable[[np.ndarray], np.ndarray]

every_method = pytest.mark.parametrize("method", [equalize_histogram, clahe, gamma_to_level, msrcr])


def dark_scene(brightness: float = 50) -> np.ndarray:
    """Soft coloured blobs from 0 to the brightness, (96, 120, 3)."""
    noise = np.random.default_rng(0).uniform(0, 1, (96, 120, 3)).astype(np.float32)
    scene = cv2.GaussianBlur(noise, (0, 0), 3)
    scene = (scene - scene.min()) / np.ptp(scene)
    picture: np.ndarray = (scene * brightness).astype(np.uint8)
    return picture


def luminance(rgb: np.ndarray) -> np.ndarray:
    values: np.ndarray = rgb @ np.array([0.299, 0.587, 0.114])
    return values


@every_method
def test_a_result_has_the_shape_of_its_source_and_leaves_it_alone(method: Method) -> None:
    source = dark_scene()
    source.flags.writeable = False
    result = method(source)
    assert result.dtype == np.uint8
    assert result.shape == source.shape
    assert luminance(result).mean() > 1.2 * luminance(source).mean()


@every_method
def test_greys_stay_grey(method: Method) -> None:
    grey = np.repeat(dark_scene()[..., :1], 3, axis=2)
    assert np.ptp(method(grey).astype(int), axis=2).max() <= (1 if method is clahe else 0)


@every_method
@pytest.mark.parametrize("color", [(0, 0, 0), (255, 255, 255), (1, 1, 1), (90, 60, 30)])
def test_a_constant_picture_stays_constant(method: Method, color: tuple[int, int, int]) -> None:
    result = method(np.full((40, 60, 3), color, dtype=np.uint8))
    assert (result == result[0, 0]).all()


def test_equalize_histogram_spreads_the_levels_by_their_counts() -> None:
    codes = np.array([[40, 40, 50, 60, 60]], dtype=np.uint8)
    result = equalize_histogram(np.repeat(codes[..., None], 3, axis=2))
    assert result[0, :, 0].tolist() == [0, 0, 85, 255, 255]  # 1/3 and 3/3 of the pixels above the lowest level


def test_equalize_histogram_keeps_color_differences() -> None:
    source = np.array([[(0, 0, 0), (60, 50, 40), (255, 255, 255)]], dtype=np.uint8)
    red, green, blue = equalize_histogram(source)[0, 1].astype(int)
    assert 0.299 * red + 0.587 * green + 0.114 * blue == pytest.approx(127.5, abs=1.5)
    assert red - green == pytest.approx(10, abs=2)
    assert green - blue == pytest.approx(10, abs=2)


def test_clahe_raises_contrast_in_the_shade_and_in_the_light() -> None:
    texture = np.random.default_rng(1).integers(0, 12, (128, 128))
    codes = texture + np.repeat([20, 200], 64)
    result = clahe(np.repeat(codes[..., None], 3, axis=2).astype(np.uint8))
    for half in (np.s_[:, :48, 1], np.s_[:, 80:, 1]):
        assert result[half].std() > 1.5 * texture.std()
    assert result[:, :48].mean() < result[:, 80:].mean()


def test_clahe_sees_a_code_in_its_surroundings() -> None:
    codes = np.random.default_rng(1).integers(0, 12, (128, 128)) + np.repeat([20, 200], 64)
    codes[64, [8, 120]] = 110
    result = clahe(np.repeat(codes[..., None], 3, axis=2).astype(np.uint8))
    assert result[64, 8, 1] > result[64, 120, 1].astype(int) + 10


def test_clahe_keeps_the_color() -> None:
    red, green, blue = clahe(np.full((40, 60, 3), (90, 60, 30), dtype=np.uint8))[0, 0]
    assert red > green > blue


def test_clahe_limits_the_contrast() -> None:
    """Without a limit two neighbouring codes would become black and white."""
    codes = np.random.default_rng(2).integers(100, 102, (128, 128, 1))
    result = clahe(np.repeat(codes, 3, axis=2).astype(np.uint8))
    assert np.ptp(result.astype(int)) < 20


@pytest.mark.parametrize("level", [0.3, 0.6])
def test_gamma_reaches_the_level(level: float) -> None:
    for source in (dark_scene(), dark_scene(255)):
        assert luminance(gamma_to_level(source, level)).mean() / 255 == pytest.approx(level, abs=1 / 255)
    assert (gamma_to_level(np.full((2, 2, 3), 50, dtype=np.uint8), level) == round(level * 255)).all()


def test_gamma_is_one_power_for_all_channels() -> None:
    source = np.tile(np.array([16, 64], dtype=np.uint8)[:, None], (1, 2, 3))
    source[..., 2] = 32
    result = gamma_to_level(source, 0.5) / 255
    gammas = np.log(result) / np.log(source / 255)
    assert np.ptp(gammas) < 0.01


def test_gamma_that_cannot_reach_the_level_goes_as_far_as_it_may() -> None:
    black = np.zeros((4, 4, 3), dtype=np.uint8)
    assert not gamma_to_level(black).any()
    half = black.copy()
    half[:2] = 128
    result = gamma_to_level(half)
    assert (result[:2] == 252).all()  # 255 (128 / 255)^(1/64) = 252.3
    assert not result[2:].any()


def test_msrcr_is_the_papers_formula() -> None:
    source = dark_scene()
    picture = source.astype(np.float64) + 1
    ratios = [
        np.log(picture / cv2.GaussianBlur(picture, (0, 0), s, borderType=cv2.BORDER_REFLECT)) for s in (15, 80, 250)
    ]
    restored = sum(ratios) / 3 * np.log(125 * picture / picture.sum(axis=2, keepdims=True))
    black, white = np.percentile(restored, (1, 99))
    expected = np.clip((restored - black) / (white - black), 0, 1) * 255
    assert np.abs(msrcr(source) - expected).max() < 3


def test_msrcr_does_not_depend_on_the_exposure() -> None:
    difference = msrcr(dark_scene(240)).astype(int) - msrcr(dark_scene(120))
    assert np.abs(difference).mean() < 3


def test_msrcr_returns_a_flat_picture_as_it_was() -> None:
    flat = np.full((40, 60, 3), (90, 60, 30), dtype=np.uint8)
    assert (msrcr(flat) == flat).all()
