"""A part of a picture, and what it measures before and after."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.color import LUMA_WEIGHTS
from lle_studio.core.measures import count_levels

MAX_SIDE = 65_535
"""Samples; no picture is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A rectangle of a picture, in samples as coded."""

    x: int
    y: int
    width: int
    height: int

    def __post_init__(self) -> None:
        ends = (self.x + self.width, self.y + self.height)
        if min(self.x, self.y) < 0 or min(self.width, self.height) < 1 or max(ends) > MAX_SIDE:
            raise ValueError("a region lies outside of every picture")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionMeasures:
    """R, G, B of the samples in a region."""

    samples: int
    """In each channel."""
    counts: NDArray[np.int64]
    """(3, 256): how often each code occurs."""
    means: tuple[float, float, float]
    """In codes."""
    deviations: tuple[float, float, float]
    """Standard deviations in codes."""
    luminance: float
    """Mean luminance in [0, 1]: 0.299 R + 0.587 G + 0.114 B."""


def measure_region(planes: NDArray[np.uint8], region: Region) -> RegionMeasures:
    """Measures the part of a picture inside a region.

    Args:
        planes: R, G, B (3, H, W).
        region: what lies outside of the picture is left out.

    Raises:
        ValueError: nothing of it lies inside.
    """
    part = planes[:, region.y : region.y + region.height, region.x : region.x + region.width]
    if not part.size:
        raise ValueError("the region lies outside of the picture")
    counts = count_levels([np.ascontiguousarray(plane) for plane in part])
    codes = np.arange(counts.shape[1], dtype=np.float64)
    samples = int(counts[0].sum())
    means = counts @ codes / samples
    deviations = np.sqrt(np.maximum(counts @ codes**2 / samples - means**2, 0))
    red, green, blue = (float(mean) for mean in means)
    return RegionMeasures(
        samples=samples,
        counts=counts,
        means=(red, green, blue),
        deviations=(float(deviations[0]), float(deviations[1]), float(deviations[2])),
        luminance=float(np.asarray(LUMA_WEIGHTS["bt601"]) @ means) / 255,
    )
