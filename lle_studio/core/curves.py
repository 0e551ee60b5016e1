"""Tone curves and the integer tables made of them: the arithmetic every pixel of a result is explained by.

The one rounding rule: a curve value c in [0, 1] becomes the code floor(255 c + 0.5), computed in float64.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from lle_studio.core.color import ColorInterpretation
from lle_studio.core.settings import EnhancementSettings

LEVELS = 256
"""K: entries of a curve or table."""

CHROMA_ZERO = 128
"""Code of no colour in Cb and Cr."""


def frozen(array: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Makes an array read-only and returns it."""
    array.flags.writeable = False
    return array


def _round_to_codes(codes: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Rounds codes half up and keeps them in 0..255."""
    return frozen(np.clip(np.floor(codes + 0.5), 0, LEVELS - 1).astype(np.uint8))


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneCurves:
    """Three tone curves: for each of R, G, B the output in [0, 1] of every 8-bit input code."""

    values: NDArray[np.float32]
    """(3, 256), order R, G, B; every row non-decreasing and inside [0, 1]."""

    def __post_init__(self) -> None:
        values = np.ascontiguousarray(self.values, dtype=np.float32)
        if values.shape != (3, LEVELS):
            raise ValueError(f"Tone curves are (3, 256), not {values.shape}.")
        if not (np.isfinite(values).all() and values.min() >= 0 and values.max() <= 1 and (np.diff(values) >= 0).all()):
            raise ValueError("Tone curves must be finite, inside [0, 1] and non-decreasing.")
        if values is self.values or values.base is not None:
            values = values.copy()
        values.flags.writeable = False
        object.__setattr__(self, "values", values)

    @classmethod
    def identity(cls) -> "ToneCurves":
        """The curves that change nothing."""
        return cls(values=np.tile(np.linspace(0, 1, LEVELS, dtype=np.float32), (3, 1)))

    def table(self) -> NDArray[np.uint8]:
        """The integers that are applied: (3, 256) by the rounding rule above."""
        return _round_to_codes(self.values.astype(np.float64) * 255)

    def merged(self) -> "ToneCurves":
        """The mean of the three curves for all channels, so that greys stay grey."""
        mean = self.values.astype(np.float64).mean(axis=0).astype(np.float32)
        return ToneCurves(values=np.tile(mean, (3, 1)))

    def grey(self, weights: Sequence[float]) -> NDArray[np.float64]:
        """The curve of greys (256,): the luma, by these weights of R, G and B, of what a grey input becomes."""
        curve: NDArray[np.float64] = np.asarray(weights, dtype=np.float64) @ self.values.astype(np.float64)
        return curve


def limit_slope(table: NDArray[np.uint8], gain_limit: float | None) -> NDArray[np.uint8]:
    """The largest tables nowhere above the given ones and nowhere steeper than G: t'_k = min(t_k, t'_(k-1) + G).

    The first entry is 0: black stays black. Order is kept, and a higher table never comes out lower, so the result
    does not darken when the exposure level is raised.

    Args:
        table: (n, K), non-decreasing.
        gain_limit: G in output codes per input code; None leaves the tables as they are.
    """
    if gain_limit is None:
        return table
    line = gain_limit * np.arange(table.shape[1])
    above = np.minimum.accumulate(np.minimum(table - line, 0), axis=1)
    return frozen(np.floor(above + line).astype(np.uint8))


def coded_table(
    curves: ToneCurves, color: ColorInterpretation, gain_limit: float | None, chroma_gain: float
) -> NDArray[np.uint8]:
    """Moves curves into the coded range: tables (3, 256) for Y, Cb and Cr.

    Y goes through the curve of greys, read between its entries by linear interpolation where the coded range is
    limited (codes below black count as black, above white as white), rounded and limited in slope from black on.
    Cb and Cr go through 128 + chroma gain * (c - 128).
    """
    codes = np.arange(LEVELS, dtype=np.float64)
    span = color.white - color.black
    level = np.clip((codes - color.black) / span, 0, 1)
    luma = _round_to_codes(span * np.interp(level * 255, codes, curves.grey(color.luma_weights)))
    limited = limit_slope(luma[None, color.black :], gain_limit)[0]
    luma = np.uint8(color.black) + np.concatenate((np.repeat(limited[:1], color.black), limited))
    chroma = _round_to_codes(CHROMA_ZERO + chroma_gain * (codes - CHROMA_ZERO))
    return frozen(np.stack([luma, chroma, chroma]))


def make_table(curves: ToneCurves, settings: EnhancementSettings, color: ColorInterpretation) -> NDArray[np.uint8]:
    """The tables (3, 256) that are applied in the chosen colour mode: for R, G, B, or for Y, Cb, Cr in ``luma``."""
    if settings.color_mode == "luma":
        return coded_table(curves, color, settings.gain_limit, settings.chroma_gain)
    if settings.color_mode == "shared":
        curves = curves.merged()
    return limit_slope(curves.table(), settings.gain_limit)


def apply_table(planes: Sequence[NDArray[np.uint8]], table: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], ...]:
    """Replaces every sample of every plane by its table entry: out[c][y, x] = table[c][planes[c][y, x]].

    Args:
        planes: one to three planes (H, W), which may differ in size.
        table: (3, 256).
    """
    return tuple(
        frozen(np.asarray(cv2.LUT(plane, row), dtype=np.uint8)) for plane, row in zip(planes, table, strict=False)
    )
