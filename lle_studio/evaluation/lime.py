"""LIME: a dark picture divided by its smoothed illumination, the classical baseline.

Guo, Li, Ling: "LIME: Low-light image enhancement via illumination map estimation", IEEE TIP 2017. The initial
illumination T^ is the largest of the three channels. The refined one, T, solves the paper's sped-up problem

    min over T of  sum (T - T^)^2 + alpha sum_d W_d (grad_d T)^2 / (|grad_d T^| + eps),

d across and down the picture, which is one linear system A t = t^. The result is L / T^gamma. The paper then
denoises the result (BM3D): that is left out here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack  # type: ignore[import-untyped]

from lle_studio.core.errors import UsageError

Weighting = Literal["uniform", "gradient", "variation"]
"""The paper's strategies I, II and III: W = 1; the inverse gradient; the inverse of the windowed gradient."""

ALPHA = 0.15
"""Weight of smoothness against faithfulness, the paper's."""

GAMMA = 0.8
"""Exponent of the illumination, the paper's."""

WINDOW_SIGMA = 2.0
"""Standard deviation in pixels of strategy III's Gaussian window, the paper's."""

EPSILON = 1e-3
"""Added to every gradient before it divides: a quarter of a code. The paper says only "very small"."""

ILLUMINATION_FLOOR = 1 / 255
"""Smallest illumination: one code. The paper has none and would divide 0 by 0 on black ground."""

RESIDUAL = 1e-5
"""Largest residual of the solved system, so also the largest error of T.

The inverse of A has no negative entry, and each of its rows sums to 1."""

PRECONDITIONER_TYPE = np.float32
"""The preconditioner only steers the float64 solver, so half the bytes do."""

_Array = NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """A symmetric positive definite system on a grid of pixels, each coupled with its four neighbours."""

    mass: _Array
    """(H, W): what a row of the matrix sums to, above 0."""

    along: _Array
    """(H, W - 1): couplings between neighbours in a row, at least 0."""

    across: _Array
    """(H - 1, W): couplings between neighbours in a column, at least 0."""

    def diagonal(self) -> _Array:
        """The diagonal of the matrix (H, W)."""
        diagonal = self.mass.copy()
        diagonal[:, :-1] += self.along
        diagonal[:, 1:] += self.along
        diagonal[:-1] += self.across
        diagonal[1:] += self.across
        return diagonal

    def times(self, light: _Array) -> _Array:
        """The matrix times a picture (H, W)."""
        product = self.mass * light
        flow = self.along * (light[:, 1:] - light[:, :-1])
        product[:, :-1] -= flow
        product[:, 1:] += flow
        flow = self.across * (light[1:] - light[:-1])
        product[:-1] -= flow
        product[1:] += flow
        return product


def _row_solver(diagonal: _Array, along: _Array) -> Callable[[_Array], _Array]:
    """Factorises the rows (n, W) of a grid, each a tridiagonal system by itself; solves for right sides (n, W)."""
    coupling = np.zeros_like(diagonal)
    coupling[:, :-1] = -along
    factorise, solve = lapack.get_lapack_funcs(("pttrf", "pttrs"), (diagonal,))
    # LAPACK wants one coupling even where a single pixel has none.
    factors = factorise(diagonal.ravel(), coupling.ravel()[: max(coupling.size - 1, 1)])[:2]
    return lambda rows: solve(*factors, rows.flatten(), overwrite_b=True)[0].reshape(rows.shape)


class _RowMultigrid:
    """One multigrid cycle: nearly solves a grid's system, symmetric and positive definite as conjugate gradients need.

    Every level solves its even rows, its odd rows, a coarser grid made of the even rows alone, and then odd and even
    rows again. An odd row lies between its even neighbours in the proportions in which its own system divides them.
    """

    def __init__(self, grid: _Grid) -> None:
        diagonal = grid.diagonal()
        self._solve_even = _row_solver(diagonal[::2], grid.along[::2])
        self._coarser: _RowMultigrid | None = None
        if len(diagonal) > 1:
            self._solve_odd = _row_solver(diagonal[1::2], grid.along[1::2])
            self._above, self._below = grid.across[::2], grid.across[1::2]
            self._coarser = _RowMultigrid(self._even_grid(grid))

    def _even_grid(self, grid: _Grid) -> _Grid:
        """What is left when every odd row is replaced by its share of the rows above and below it."""
        below = np.zeros_like(self._above)
        inner = len(self._below)
        below[:inner] = self._below
        to_above, to_below = self._solve_odd(self._above), self._solve_odd(below)
        mass, along = grid.mass[::2].copy(), grid.along[::2].copy()
        for share, first, rows in ((to_above, 0, len(below)), (to_below, 1, inner)):
            part = share[:rows]
            mass[first : first + rows] += part * grid.mass[1::2][:rows]
            along[first : first + rows] += (part[:, 1:] + part[:, :-1]) / 2 * grid.along[1::2][:rows]
        across = (self._above[:inner] * to_below[:inner] + self._below * to_above[:inner]) / 2
        return _Grid(mass=mass, along=along, across=across)

    def _pull_even(self, odd: _Array, count: int) -> _Array:
        """What the odd rows add to the right sides of the ``count`` even rows."""
        pull = np.zeros((count, odd.shape[1]), odd.dtype)
        pull[: len(odd)] = self._above * odd
        pull[1 : len(self._below) + 1] += self._below * odd[: len(self._below)]
        return pull

    def _pull_odd(self, even: _Array) -> _Array:
        """What the even rows add to the right sides of the odd rows."""
        pull = self._above * even[: len(self._above)]
        pull[: len(self._below)] += self._below * even[1 : len(self._below) + 1]
        return pull

    def __call__(self, right: _Array) -> _Array:
        """The nearly solved picture (H, W) for a right side (H, W)."""
        if self._coarser is None:
            return self._solve_even(right)
        right_even, right_odd = right[::2], right[1::2]
        even = self._solve_even(right_even)
        odd = self._solve_odd(right_odd + self._pull_odd(even))
        even += self._coarser(self._pull_even(odd, len(even)))
        solved = np.empty_like(right)
        solved[1::2] = odd = self._solve_odd(right_odd + self._pull_odd(even))
        solved[::2] = self._solve_even(right_even + self._pull_even(odd, len(even)))
        return solved


def _solve(grid: _Grid, right: _Array) -> _Array:
    """Solves a grid's system by preconditioned conjugate gradients until no pixel's residual is above RESIDUAL."""
    kind = PRECONDITIONER_TYPE
    nearly_solve = _RowMultigrid(
        _Grid(mass=grid.mass.astype(kind), along=grid.along.astype(kind), across=grid.across.astype(kind))
    )
    solution = np.zeros_like(right)
    residual = right.copy()
    direction, last = np.zeros_like(right), 1.0
    while np.abs(residual).max() > RESIDUAL:
        step = nearly_solve(residual.astype(kind)).astype(right.dtype)
        size = float(np.vdot(residual, step))
        direction = step + size / last * direction
        product = grid.times(direction)
        length = size / float(np.vdot(direction, product))
        solution += length * direction
        residual -= length * product
        last = size
    return solution


def _weight(change: _Array, weighting: Weighting) -> _Array:
    """W_d of a gradient of T^: one of the three strategies of the paper."""
    if weighting == "uniform" or not change.size:
        return np.ones_like(change)
    if weighting == "gradient":
        return 1 / (np.abs(change) + EPSILON)
    ones = np.ones_like(change)
    total, weights = (cv2.GaussianBlur(a, (0, 0), WINDOW_SIGMA, borderType=cv2.BORDER_CONSTANT) for a in (change, ones))
    return weights / (np.abs(total) + EPSILON)


def refine(
    initial: NDArray[np.float64], *, weighting: Weighting = "variation", alpha: float = ALPHA
) -> NDArray[np.float64]:
    """Smooths an initial illumination T^ (H, W) in [0, 1] along its edges: the paper's sped-up problem, solved.

    Args:
        initial: T^.
        weighting: the paper's strategy I ("uniform"), II ("gradient") or III ("variation", its default).
        alpha: weight of smoothness, from 0 to 1.

    Returns:
        T (H, W), no value of it off by more than RESIDUAL. The exact T stays inside the range of T^.

    Raises:
        UsageError: the weighting is none of the three.
    """
    if weighting not in get_args(Weighting):
        raise UsageError(f"The weighting {weighting!r} is unknown: choose one of {', '.join(get_args(Weighting))}.")
    along, across = (
        alpha * _weight(change, weighting) / (np.abs(change) + EPSILON)
        for change in (np.diff(initial, axis=1), np.diff(initial, axis=0))
    )
    return _solve(_Grid(mass=np.ones_like(initial), along=along, across=across), initial)


def illumination(rgb: NDArray[np.uint8], *, weighting: Weighting = "variation") -> NDArray[np.float32]:
    """Estimates the illumination T (H, W) of a picture (H, W, 3), from ILLUMINATION_FLOOR to 1.

    Raises:
        UsageError: the weighting is none of the three.
    """
    light = refine(rgb.max(axis=2) / 255, weighting=weighting)
    return np.clip(light, ILLUMINATION_FLOOR, 1).astype(np.float32)


def divide_by_illumination(rgb: NDArray[np.uint8], light: NDArray[np.float32], gamma: float) -> NDArray[np.uint8]:
    """Divides a picture (H, W, 3) by T^gamma: codes floor(255 L / T^gamma + 0.5), cut at 255.

    Args:
        rgb: L, (H, W, 3).
        light: T, (H, W) in (0, 1].
        gamma: from 0 (nothing changes) to 1 (all light is divided out); below 0 darkens.
    """
    codes = rgb / (light.astype(np.float64) ** gamma)[:, :, None]
    return np.minimum(np.floor(codes + 0.5), 255).astype(np.uint8)


def lime(rgb: NDArray[np.uint8], *, gamma: float = GAMMA, weighting: Weighting = "variation") -> NDArray[np.uint8]:
    """Enhances a picture (H, W, 3) by LIME, without its denoising.

    Of a well-lit reference it makes the brightened reference of Lim and Kim (2023), section 2.2.

    Raises:
        UsageError: the weighting is none of the three.
    """
    return divide_by_illumination(rgb, illumination(rgb, weighting=weighting), gamma)
