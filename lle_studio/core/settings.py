"""The examiner's choices between the network's curves and the tables that are applied. All are logged."""

import math
from dataclasses import dataclass
from typing import Literal, get_args

from lle_studio.core.errors import UsageError

ColorMode = Literal["per-channel", "shared", "luma"]
CurveMode = Literal["per-frame", "locked"]

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
    """``per-frame``: each frame its own curves; ``locked``: those of ``lock_frame`` for all."""
    lock_frame: int | None = None
    """Index of the frame whose curves all frames take; only in ``locked``."""
    color_mode: ColorMode = "per-channel"
    chroma_gain: float = DEFAULT_CHROMA_GAIN
    """Slope of the Cb and Cr tables around 128; only in ``luma``."""

    def __post_init__(self) -> None:
        _check("exposure level", self.exposure_level, LEVEL_RANGE)
        if self.gain_limit is not None:
            _check("gain limit", self.gain_limit, GAIN_LIMIT_RANGE)
        _check("chroma gain", self.chroma_gain, CHROMA_GAIN_RANGE)
        if self.color_mode not in COLOR_MODES:
            raise UsageError(f"The colour mode must be one of {', '.join(COLOR_MODES)}, not {self.color_mode}.")
        if self.curve_mode not in CURVE_MODES:
            raise UsageError(f"The curve mode must be one of {', '.join(CURVE_MODES)}, not {self.curve_mode}.")
        if (self.curve_mode == "locked") != (self.lock_frame is not None):
            raise UsageError("A lock frame belongs to the curve mode locked, and locked needs one.")
