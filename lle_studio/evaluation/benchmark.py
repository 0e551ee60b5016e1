"""Every method on every pair at full size, measured (the measures of Table 1 of Lim and Kim, 2023, and ours)."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.errors import SourceError
from lle_studio.evaluation import metrics
from lle_studio.evaluation.lime import lime
from lle_studio.evaluation.methods import Method
from lle_studio.evaluation.pairs import Pair, read_pair

ReferenceKind = Literal["original", "boosted"]
"""``original``: the reference as it is; ``boosted``: brightened by LIME, as in section 2.2 of the paper."""

REFERENCE_KINDS: tuple[ReferenceKind, ...] = get_args(ReferenceKind)

SMALLEST_SIDE = 11
"""Shortest side of a picture in pixels: the window of SSIM."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """How good one method is on one picture."""

    method: str
    picture: str
    """Name of the pair."""
    psnr: float
    """To the reference, in dB; inf where they are equal."""
    ssim: float
    """To the reference, at most 1."""
    eme: float
    """Measure of enhancement of the result, in dB."""
    pixdist: float
    """Average pixel distance of the result, in codes."""
    ciede2000: float
    """Mean colour difference to the reference."""
    hue_error: float
    """To the reference, in degrees."""
    loe: float
    """Share of pixel pairs whose order of lightness is not the source's."""
    ms: float
    """Time from picture to picture, all in, in milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one method made of one picture."""

    measurement: Measurement
    rgb: NDArray[np.uint8]
    """(H, W, 3)."""
    reference: NDArray[np.uint8]
    """What it was compared with, (H, W, 3)."""


def run_methods(
    pairs: Sequence[Pair], methods: Mapping[str, Method], *, reference: ReferenceKind = "original"
) -> Iterator[Result]:
    """Runs every method on every pair: all methods on the first, then all on the second.

    Raises:
        SourceError: a picture cannot be read or is too small, or those of a pair differ in size.
    """
    for pair in pairs:
        low, high = read_pair(pair)
        if min(low.shape[:2]) < SMALLEST_SIDE:
            size = f"{low.shape[1]}x{low.shape[0]}"
            raise SourceError(
                f"The pictures of pair {pair.name} are too small to be measured ({size}): "
                f"a side must have {SMALLEST_SIDE} pixels."
            )
        target = lime(high) if reference == "boosted" else high
        for name, method in methods.items():
            start = time.perf_counter()
            rgb = method(low, target)
            ms = 1000 * (time.perf_counter() - start)
            measurement = Measurement(
                method=name,
                picture=pair.name,
                psnr=metrics.psnr(rgb, target),
                ssim=metrics.ssim(rgb, target),
                eme=metrics.eme(rgb),
                pixdist=metrics.pix_dist(rgb),
                ciede2000=metrics.ciede2000(rgb, target),
                hue_error=metrics.hue_error(rgb, target),
                loe=metrics.lightness_order_error(rgb, low),
                ms=ms,
            )
            yield Result(measurement=measurement, rgb=rgb, reference=target)
