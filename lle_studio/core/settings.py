"""The examiner's choices between the network's curves and the tables that are applied. All are logged."""

import math
from dataclasses import dataclass
from typing import Literal, get_args

from lle_studio.core.errors import UsageError

ColorMode = Literal["per-channel", "shared", "luma"]
CurveMode = Literal["per-frame", "smoothed", "locked"]

COLOR_MODES: tuple[ColorMode, ...] = get_args(ColorMode)
CURVE_MODES: tuple[CurveMode, ...] = get_args(CurveMode)

LEVEL_RANGE = (0.25, 0.85)
"""Exposure levels the network is trained for; others would be guesses."""

DEFAULT_LEVEL = 0.60
"""The paper's L."""

DEFAULT_GAIN_LIMIT = 12.0
DEFAULT_CHROMA_GAIN = 2.0
GAIN_LIMIT_RANGE = (1.0, 255.0)
CHROMA_GAIN_RANGE = (0.0, 8.0)
DEFAULT_WINDOW = 2.0
WINDOW_RANGE = (0.1, 30.0)
"""Seconds of the window of smoothed curves."""


def _check(name: str, value: float, bounds: tuple[float, float]) -> None:
    if not (math.isfinite(value) and bounds[0] <= value <= bounds[1]):
        raise UsageError(f"The {name} must be between {bounds[0]:g} and {bounds[1]:g}, not {value:g}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnhancementSettings:
    """What is asked of the enhancement of a clip."""

    exposure_level: float = DEFAULT_LEVEL
    """L, the mean luminance the network aims at, in [0.25, 0.85]."""
    gain_limit: float | None = DEFAULT_GAIN_LIMIT
    """G, the steepest slope of a curve in output codes per input code; None: off."""
    curve_mode: CurveMode = "per-frame"
    """``per-frame``: each frame its own curves; ``smoothed``: the mean of the curves within ``window``; ``locked``: the
    curves of ``lock_frame``, or the median curves of ``lock_range``, for all."""
    window: float | None = None
    """Seconds, centred on the frame, whose curves are averaged, never across a scene cut; only in ``smoothed``."""
    lock_frame: int | None = None
    """Index of the frame whose curves all frames take; only in ``locked``."""
    lock_range: tuple[int, int] | None = None
    """First index and index after the last of the frames whose median curves all frames take; only in ``locked``."""
    color_mode: ColorMode = "per-channel"
    chroma_gain: float = DEFAULT_CHROMA_GAIN
    """Slope of the Cb and Cr tables around 128; only in ``luma``."""

    @property
    def domain(self) -> str:
        """What the tables act on: ``rgb``, or in ``luma`` the ``coded`` planes."""
        return "coded" if self.color_mode == "luma" else "rgb"

    def __post_init__(self) -> None:
        _check("exposure level", self.exposure_level, LEVEL_RANGE)
        if self.gain_limit is not None:
            _check("gain limit", self.gain_limit, GAIN_LIMIT_RANGE)
        _check("chroma gain", self.chroma_gain, CHROMA_GAIN_RANGE)
        if self.color_mode not in COLOR_MODES:
            raise UsageError(f"The colour mode must be one of {', '.join(COLOR_MODES)}, not {self.color_mode}.")
        if self.curve_mode not in CURVE_MODES:
            raise UsageError(f"The curve mode must be one of {', '.join(CURVE_MODES)}, not {self.curve_mode}.")
        locks = sum(lock is not None for lock in (self.lock_frame, self.lock_range))
        if locks != (1 if self.curve_mode == "locked" else 0):
            raise UsageError("Locked curves need a frame or a range to be locked to, and no other curve mode does.")
        if self.lock_range is not None and not 0 <= self.lock_range[0] < self.lock_range[1]:
            raise UsageError(f"The range {self.lock_range[0]} to {self.lock_range[1]} holds no frame to lock to.")
        if (self.curve_mode == "smoothed") != (self.window is not None):
            raise UsageError("A window belongs to the curve mode smoothed, and smoothed needs one.")
        if self.window is not None:
            _check("window of smoothed curves in seconds", self.window, WINDOW_RANGE)
