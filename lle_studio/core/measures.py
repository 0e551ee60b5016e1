"""What is uncertain about an enhanced frame, as numbers. All follow from the source's histograms and the tables."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from lle_studio.core.color import LUMA_WEIGHTS, ColorInterpretation
from lle_studio.core.curves import LEVELS

HIGH_HUE_SHIFT = 6.0
"""Codes by which greys may become coloured before colour mode ``luma`` is recommended."""

DARK_MEAN = 0.15
STEEP_GAIN = 8.0
"""Below this mean luminance and from this gain on, a frame's colour lives in too few codes to be amplified: of the
night clips looked at, both real ones below it show purple ground in R, G and B, and none in ``luma``."""

_HALF_CODE = 0.5 / 255
"""Of the range of R, G and B: what rounding takes back is not outside."""

_STRIP_SAMPLES = 2**23
"""OpenCV returns counts as float32, exact to 2**24: larger planes are counted in strips."""

_CODE_RANGE = [0, LEVELS]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameMeasures:
    """Measures of one enhanced frame. Shares are of all samples of R, G and B, in ``luma`` of Y."""

    mean_in: float
    """Mean luminance of the source in [0, 1] (0.299 R + 0.587 G + 0.114 B; in ``luma``: Y)."""
    mean_out: float
    """Mean luminance of the result: the exposure level reached."""
    clipped_low: float
    """Share of samples the table moves to black from another value."""
    clipped_high: float
    """Share of samples the table moves to white from another value."""
    merged_levels: int
    """Levels present in the source that are no longer told apart, summed over the channels."""
    max_gain: int
    """Largest step of a table, in output codes per input code: how much noise is amplified at most."""
    hue_shift: float
    """How coloured greys become: spread of R, G, B in codes of each grey of the frame, averaged. 0 in ``luma``."""


def count_levels(planes: Sequence[NDArray[np.uint8]]) -> NDArray[np.int64]:
    """Counts how often each code occurs: (planes, 256)."""
    counts = np.zeros((len(planes), LEVELS), dtype=np.int64)
    for row, plane in zip(counts, planes, strict=True):
        step = max(1, _STRIP_SAMPLES // plane.shape[1])
        for top in range(0, plane.shape[0], step):
            row += _count_strip(plane[top : top + step])
    return counts


def _count_strip(strip: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Counts a strip as pairs of a sample of its upper and one of its lower half: (256,).

    In a dark picture most samples have the same code, and adding one to the same count again and again is slow, as
    each addition waits for the one before. There are half as many pairs, of more kinds: the time is halved.
    """
    half = strip.shape[0] // 2
    counts = np.zeros(LEVELS, dtype=np.int64)
    if half:
        pairs = cv2.calcHist(
            [strip[:half], strip[half : 2 * half]], [0, 1], None, [LEVELS, LEVELS], _CODE_RANGE + _CODE_RANGE
        )
        counts += (pairs.sum(axis=0, dtype=np.float64) + pairs.sum(axis=1, dtype=np.float64)).astype(np.int64)
    rest = strip[2 * half :]
    if len(rest):
        counts += cv2.calcHist([rest], [0], None, [LEVELS], _CODE_RANGE).ravel().astype(np.int64)
    return counts


def _merged(counts: NDArray[np.int64], table: NDArray[np.uint8]) -> int:
    present = counts > 0
    return int(sum(seen.sum() - np.unique(row[seen]).size for seen, row in zip(present, table, strict=True)))


def _moved(counts: NDArray[np.int64], table: NDArray[np.uint8], codes: range) -> float:
    """Share of samples that end inside ``codes`` and did not start there."""
    inputs = np.arange(LEVELS)
    inside = (table >= codes.start) & (table < codes.stop) & ~((inputs >= codes.start) & (inputs < codes.stop))
    return float((counts * inside).sum() / counts.sum())


def measure_rgb(counts: NDArray[np.int64], table: NDArray[np.uint8]) -> FrameMeasures:
    """Measures a frame whose R, G and B went through tables.

    Args:
        counts: (3, 256) of the source's R, G, B.
        table: (3, 256).
    """
    codes = np.arange(LEVELS, dtype=np.float64)
    samples = counts.sum(axis=1)
    weights = np.asarray(LUMA_WEIGHTS["bt601"])
    spread = table.max(axis=0).astype(np.float64) - table.min(axis=0)
    return FrameMeasures(
        mean_in=float(weights @ ((counts @ codes) / samples) / 255),
        mean_out=float(weights @ ((counts * table.astype(np.float64)).sum(axis=1) / samples) / 255),
        clipped_low=_moved(counts, table, range(1)),
        clipped_high=_moved(counts, table, range(255, 256)),
        merged_levels=_merged(counts, table),
        max_gain=int(np.diff(table.astype(np.int64), axis=1).max()),
        hue_shift=float((counts.sum(axis=0) * spread).sum() / counts.sum()),
    )


def measure_luma(counts: NDArray[np.int64], table: NDArray[np.uint8], color: ColorInterpretation) -> FrameMeasures:
    """Measures a frame whose coded planes went through tables.

    Args:
        counts: (1, 256) or (3, 256) of the source's coded planes; only the first, Y, is looked at.
        table: (3, 256) for Y, Cb, Cr.
        color: tells black and white of Y.
    """
    luma, row = counts[:1], table[:1]
    span = color.white - color.black
    level = np.clip((np.arange(LEVELS, dtype=np.float64) - color.black) / span, 0, 1)
    samples = luma.sum()
    return FrameMeasures(
        mean_in=float((luma[0] @ level) / samples),
        mean_out=float((luma[0] @ level[row[0]]) / samples),
        clipped_low=_moved(luma, row, range(color.black + 1)),
        clipped_high=_moved(luma, row, range(color.white, LEVELS)),
        merged_levels=_merged(luma, row),
        max_gain=int(np.diff(row[0].astype(np.int64)).max()),
        hue_shift=0.0,
    )


def share_outside_rgb(planes: Sequence[NDArray[np.uint8]], color: ColorInterpretation) -> float:
    """Share of the pixels of a coded picture of which R, G or B, by ITU-T H.273 in float32, would leave 0 to 255.

    A screen cuts them: their colours are not those coded.

    Args:
        planes: Y, Cb, Cr, the last two possibly smaller; Y alone never leaves by colour, only by its range.
        color: matrix and range.
    """
    span = color.white - color.black
    luma = (planes[0].astype(np.float32) - color.black) / span
    if len(planes) < 3:
        return float(((luma < -_HALF_CODE) | (luma > 1 + _HALF_CODE)).mean())
    blue, red = (_spread(plane, luma.shape) for plane in planes[1:])
    chroma_span = span * 224 / 219 if color.range == "limited" else 255.0
    kr, kg, kb = color.luma_weights
    cb, cr = ((plane.astype(np.float32) - 128) / chroma_span for plane in (blue, red))
    r = luma + 2 * (1 - kr) * cr
    b = luma + 2 * (1 - kb) * cb
    g = luma - (2 * kb * (1 - kb) * cb + 2 * kr * (1 - kr) * cr) / kg
    outside = np.zeros(luma.shape, dtype=np.bool_)
    for channel in (r, g, b):
        outside |= (channel < -_HALF_CODE) | (channel > 1 + _HALF_CODE)
    return float(outside.mean())


def _spread(plane: NDArray[np.uint8], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """A smaller plane as large as the luma: every sample repeated."""
    down, across = (-(-full // part) for full, part in zip(shape, plane.shape, strict=True))
    return plane.repeat(down, axis=0)[: shape[0]].repeat(across, axis=1)[:, : shape[1]]


def false_color_risk(mean_in: float, max_gain: float, hue_shift: float) -> str:
    """Why a result in R, G and B may show colours the scene did not have, so that ``luma`` is recommended.

    Args:
        mean_in: mean luminance of the source in [0, 1].
        max_gain: steepest slope in output codes per input code.
        hue_shift: in codes.

    Returns:
        ``grey-shift``: the curves differ so much that greys become coloured; ``dark-chroma``: the frame is so dark that
        its colour lives in one or two codes, and these are amplified; empty: neither.
    """
    if hue_shift > HIGH_HUE_SHIFT:
        return "grey-shift"
    if mean_in < DARK_MEAN and max_gain >= STEEP_GAIN:
        return "dark-chroma"
    return ""
