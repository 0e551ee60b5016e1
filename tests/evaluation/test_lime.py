"""LIME by hand, and its solver against a general one."""

from typing import get_args

import numpy as np
import pytest
from scipy import sparse
from scipy.ndimage import gaussian_filter
from scipy.sparse.linalg import spsolve

from lle_studio.core.errors import UsageError
from lle_studio.evaluation.lime import (
    ALPHA,
    EPSILON,
    ILLUMINATION_FLOOR,
    RESIDUAL,
    Weighting,
    divide_by_illumination,
    illumination,
    lime,
    refine,
)

WEIGHTINGS = get_args(Weighting)


def noise(height: int, width: int, seed: int = 0) -> np.ndarray:
    """A picture of few codes, flat in its left half."""
    picture = np.random.default_rng(seed).integers(0, 60, (height, width, 3), dtype=np.uint8)
    picture[:, : width // 2] = (12, 40, 7)
    return picture


def differences(height: int, width: int) -> tuple[sparse.csr_array, sparse.csr_array]:
    """The matrices that take the gradients of a picture to the right and down."""

    def along(count: int) -> sparse.csr_array:
        return sparse.diags_array([-1.0, 1.0], offsets=[0, 1], shape=(count - 1, count)).tocsr()

    return (
        sparse.kron(sparse.eye_array(height), along(width)).tocsr(),
        sparse.kron(along(height), sparse.eye_array(width)).tocsr(),
    )


def solved_directly(initial: np.ndarray, weighting: str) -> np.ndarray:
    """The paper's system written down as one sparse matrix and eliminated."""
    height, width = initial.shape
    shapes = ((height, width - 1), (height - 1, width))
    matrix = sparse.eye_array(initial.size)
    for difference, shape in zip(differences(height, width), shapes, strict=True):
        change = difference @ initial.ravel()
        window = [
            gaussian_filter(a.reshape(shape), 2, mode="constant", radius=8).ravel()
            for a in (change, np.ones_like(change))
        ]
        weights = {
            "uniform": np.ones_like(change),
            "gradient": 1 / (abs(change) + EPSILON),
            "variation": window[1] / (abs(window[0]) + EPSILON),
        }[weighting]
        matrix = matrix + ALPHA * difference.T @ sparse.diags_array(weights / (abs(change) + EPSILON)) @ difference
    return spsolve(matrix.tocsc(), initial.ravel()).reshape(height, width)


@pytest.mark.parametrize("weighting", WEIGHTINGS)
@pytest.mark.parametrize("shape", [(23, 30), (16, 9), (2, 2), (3, 40)])
def test_the_solver_agrees_with_elimination(weighting: Weighting, shape: tuple[int, int]) -> None:
    initial = noise(*shape).max(axis=2) / 255
    assert np.abs(refine(initial, weighting=weighting) - solved_directly(initial, weighting)).max() <= RESIDUAL


def test_two_pixels_by_hand() -> None:
    # With w = alpha / (0.6 + eps): (1 + w) a - w b = 0.2 and (1 + w) b - w a = 0.8, so a + b = 1 and
    # (b - a) (1 + 2 w) = 0.6.
    gap = 0.6 / (1 + 2 * ALPHA / (0.6 + EPSILON))
    expected = [0.5 - gap / 2, 0.5 + gap / 2]
    row = np.array([[0.2, 0.8]])
    assert refine(row, weighting="uniform")[0] == pytest.approx(expected, abs=RESIDUAL)
    assert refine(row.T, weighting="uniform")[:, 0] == pytest.approx(expected, abs=RESIDUAL)


@pytest.mark.parametrize("weighting", WEIGHTINGS)
def test_a_constant_picture_by_hand(weighting: Weighting) -> None:
    picture = np.full((7, 10, 3), (16, 51, 0), dtype=np.uint8)
    assert illumination(picture, weighting=weighting) == pytest.approx(51 / 255, abs=2 * RESIDUAL)
    # 0.2^0.8 = 0.27595: 16 becomes 57.98 and 51 becomes 184.8.
    assert (lime(picture, weighting=weighting) == (58, 185, 0)).all()


@pytest.mark.parametrize("weighting", WEIGHTINGS)
def test_the_illumination_stays_in_the_range_of_the_channel_maximum(weighting: Weighting) -> None:
    initial = noise(31, 44).max(axis=2) / 255
    light = refine(initial, weighting=weighting)
    assert light.min() >= initial.min() - RESIDUAL
    assert light.max() <= initial.max() + RESIDUAL
    assert light.mean() == pytest.approx(initial.mean(), abs=RESIDUAL)


def test_a_larger_alpha_smooths_more() -> None:
    initial = noise(31, 44).max(axis=2) / 255
    change = np.abs(np.diff(initial))
    energies = [
        (np.diff(refine(initial, weighting="uniform", alpha=alpha)) ** 2 / (change + EPSILON)).sum()
        for alpha in (0, 0.01, 0.1, 1)
    ]
    assert (np.diff(energies) < 0).all()
    assert np.abs(refine(initial, alpha=0) - initial).max() <= RESIDUAL


def test_an_edge_stays_and_texture_goes() -> None:
    initial = np.full((40, 60), 0.2)
    initial[:, 30:] = 0.8
    initial += np.where(np.indices(initial.shape).sum(axis=0) % 2, 0.03, -0.03)
    light = refine(initial)
    assert light[:, 32:].mean() - light[:, :28].mean() > 0.5
    assert light[:, :28].std() < initial[:, :28].std() / 5


@pytest.mark.parametrize("shape", [(1, 1), (1, 17), (17, 1), (12, 33)])
@pytest.mark.parametrize("weighting", WEIGHTINGS)
def test_the_result_is_a_picture_nowhere_darker(shape: tuple[int, int], weighting: Weighting) -> None:
    picture = noise(*shape, seed=3)
    before = picture.copy()
    light = illumination(picture, weighting=weighting)
    assert light.shape == shape
    assert light.dtype == np.float32
    assert light.min() >= np.float32(ILLUMINATION_FLOOR)
    assert light.max() <= 1
    for gamma in (0, 0.8, 1):
        result = lime(picture, gamma=gamma, weighting=weighting)
        assert result.shape == picture.shape
        assert result.dtype == np.uint8
        assert (result >= picture).all()
    assert (lime(picture, gamma=0, weighting=weighting) == picture).all()
    assert (picture == before).all()


def test_black_stays_black() -> None:
    black = np.zeros((20, 30, 3), dtype=np.uint8)
    assert (illumination(black) == np.float32(ILLUMINATION_FLOOR)).all()
    assert not lime(black).any()


def test_division_rounds_half_up_and_is_cut_at_white() -> None:
    picture = np.array([[[1, 3, 200]]], dtype=np.uint8)
    light = np.array([[0.16]], dtype=np.float32)
    # 0.16^0.5 = 0.4: 2.5, 7.5 and 500. The float32 0.16 is below the true one, so the halves are not under.
    assert divide_by_illumination(picture, light, 0.5).tolist() == [[[3, 8, 255]]]
    # 0.25^-0.5 = 2: a negative exponent darkens.
    assert divide_by_illumination(picture, np.float32([[0.25]]), -0.5).tolist() == [[[1, 2, 100]]]


def test_an_unknown_weighting_is_refused() -> None:
    with pytest.raises(UsageError, match="choose one of uniform, gradient, variation"):
        lime(noise(4, 4), weighting="IV")  # type: ignore[arg-type]
