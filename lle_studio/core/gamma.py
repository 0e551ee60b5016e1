"""A table in plain language: the gamma and gain it comes closest to, and how far it is off."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_GAMMAS = np.geomspace(0.05, 8.0, 241)
"""Searched first; the best is then refined between its neighbours."""

_FINE = 41


@dataclass(frozen=True, slots=True, kw_only=True)
class GammaFit:
    """The curve 255 * gain * (k / 255) ** gamma nearest to a table, by least squares over the samples of a picture."""

    gamma: float
    gain: float
    residual: float
    """Root mean square difference in codes over the samples."""


def fit_gamma(table: NDArray[np.uint8], counts: NDArray[np.int64], *, black: int = 0, white: int = 255) -> GammaFit:
    """Fits gamma and gain to a table over the samples of a picture.

    Args:
        table: (256,).
        counts: (256,): how often each code occurs, and so how much it counts.
        black: code of black, in the coded range.
        white: code of white.
    """
    span = white - black
    codes = np.flatnonzero(counts)
    codes = codes[(codes > black) & (codes <= white)]
    if not len(codes):
        return GammaFit(gamma=1.0, gain=1.0, residual=0.0)
    inputs = (codes - black) / span
    outputs = (table[codes].astype(np.float64) - black) / span
    weights = counts[codes] / counts[codes].sum()
    gamma = _best(_GAMMAS, inputs, outputs, weights)
    place = int(np.argmin(np.abs(_GAMMAS - gamma)))
    low, high = _GAMMAS[max(0, place - 1)], _GAMMAS[min(len(_GAMMAS) - 1, place + 1)]
    gamma = _best(np.linspace(low, high, _FINE), inputs, outputs, weights)
    powers = inputs**gamma
    gain = float((weights * powers) @ outputs / ((weights * powers) @ powers))
    residual = float(np.sqrt(weights @ (gain * powers - outputs) ** 2) * span)
    return GammaFit(gamma=gamma, gain=gain, residual=residual)


def _best(
    gammas: NDArray[np.float64],
    inputs: NDArray[np.float64],
    outputs: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> float:
    """The gamma with the smallest squared error, each with its best gain."""
    powers = inputs[None] ** gammas[:, None]
    gains = (powers @ (weights * outputs)) / (powers * powers @ weights)
    errors = (gains[:, None] * powers - outputs) ** 2 @ weights
    return float(gammas[int(np.argmin(errors))])
