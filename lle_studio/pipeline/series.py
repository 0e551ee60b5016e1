"""A clip over time in numbers: what every frame measures, and what happens between frames."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.curves import LEVELS
from lle_studio.core.frame import FrameState
from lle_studio.core.measures import FrameMeasures
from lle_studio.video.index import ClipIndex

MEASURES = ("mean_in", "mean_out", "clipped_low", "clipped_high", "max_gain", "hue_shift")

LIGHT_SECONDS = 1.0
LIGHT_RATIO = 1.35
"""The scene's own light changes where its mean luminance, within a second and without a cut, grows or falls by this."""
LIGHT_FLOOR = 0.01
"""Luminance added before the ratio is taken: below it, noise would count as light."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipSeries:
    """One value a frame, for N frames, under one choice of settings.

    Arrays are read-only; measures are nan where the frame is not known yet.
    """

    known: NDArray[np.bool_]
    mean_in: NDArray[np.float32]
    mean_out: NDArray[np.float32]
    clipped_low: NDArray[np.float32]
    clipped_high: NDArray[np.float32]
    max_gain: NDArray[np.float32]
    hue_shift: NDArray[np.float32]
    cut: NDArray[np.bool_]
    """A scene starts at this frame."""
    duplicate: NDArray[np.bool_]
    """The picture is identical to the one before."""
    corrupt: NDArray[np.bool_]
    after_damage: NDArray[np.bool_]
    missing: NDArray[np.bool_]
    gap: NDArray[np.bool_]
    """No picture for long after this frame."""
    light: NDArray[np.bool_]
    """The scene's own light changes here: curves of each frame can hide or fake it."""
    heat: NDArray[np.uint8]
    """(N, 256): the mean of the three tables, in ``luma`` the table of Y."""


class SeriesBuilder:
    """Collects a series frame by frame.

    Args:
        index: of the clip.
    """

    def __init__(self, index: ClipIndex) -> None:
        count = len(index)
        self._times = index.pts.astype(np.float64) * float(index.time_base)
        self._known = np.zeros(count, dtype=np.bool_)
        self._measures = {name: np.full(count, np.nan, dtype=np.float32) for name in MEASURES}
        self._flags = {
            name: np.zeros(count, dtype=np.bool_)
            for name in ("cut", "duplicate", "corrupt", "after_damage", "missing", "gap")
        }
        self._heat = np.zeros((count, LEVELS), dtype=np.uint8)
        for problem in index.problems:
            if problem.kind == "gap" and problem.frame is not None:
                self._flags["gap"][problem.frame] = True

    def set_state(self, state: FrameState, *, cut: bool, duplicate: bool) -> None:
        """Notes how a frame was decoded and what it is to the one before."""
        i = state.index
        self._flags["corrupt"][i] = state.corrupt
        self._flags["after_damage"][i] = state.after_damage
        self._flags["missing"][i] = bool(state.missing)
        self._flags["cut"][i] = cut
        self._flags["duplicate"][i] = duplicate

    def set_measures(self, index: int, table: NDArray[np.uint8], measures: FrameMeasures, domain: str) -> None:
        """Notes what a frame measures under the settings in use."""
        for name, values in self._measures.items():
            values[index] = getattr(measures, name)
        self._heat[index] = table[0] if domain == "coded" else table.mean(axis=0)
        self._known[index] = True

    def forget_measures(self) -> None:
        """Drops what was measured under other settings; how frames were decoded stays."""
        for values in self._measures.values():
            values[:] = np.nan
        self._heat[:] = 0
        self._known[:] = False

    def snapshot(self) -> ClipSeries:
        """The series as it stands."""
        arrays: dict[str, Any] = {name: values.copy() for name, values in {**self._measures, **self._flags}.items()}
        arrays |= {"known": self._known.copy(), "light": self._light(), "heat": self._heat.copy()}
        for array in arrays.values():
            array.flags.writeable = False
        return ClipSeries(**arrays)

    def _light(self) -> NDArray[np.bool_]:
        """Compares every frame with the one a second before it; the frames between are where the light changes."""
        means = self._measures["mean_in"].astype(np.float64) + LIGHT_FLOOR
        before = np.searchsorted(self._times, self._times - LIGHT_SECONDS)
        scene = np.cumsum(self._flags["cut"])
        with np.errstate(invalid="ignore"):
            ratio = np.abs(np.log(means / means[before]))
            changed = (ratio > np.log(LIGHT_RATIO)) & (scene == scene[before])
        steps = np.zeros(len(means) + 1, dtype=np.int64)
        np.add.at(steps, before[changed] + 1, 1)
        np.add.at(steps, np.flatnonzero(changed) + 1, -1)
        light: NDArray[np.bool_] = np.cumsum(steps)[:-1] > 0
        return light
