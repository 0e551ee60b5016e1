"""From a frame and its curves to the enhanced frame: the one way, for the window and for every export."""

from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.curves import ToneCurves, apply_table, make_table
from lle_studio.core.errors import UsageError
from lle_studio.core.frame import EnhancedFrame, Frame
from lle_studio.core.measures import count_levels, measure_luma, measure_rgb
from lle_studio.core.settings import EnhancementSettings
from lle_studio.estimator.estimator import FEATURES, CurveEstimator
from lle_studio.video.color import RgbConverter, has_coded_planes, plane_format
from lle_studio.video.index import ClipIndex

KEPT_FEATURES = 4096
"""Feature vectors kept by an enhancer: 3 kB each."""


def check_color_mode(index: ClipIndex, settings: EnhancementSettings) -> None:
    """Refuses ``luma`` for a clip whose samples it cannot act on.

    Raises:
        UsageError: the clip is not 8-bit planar YUV or grey.
    """
    if settings.color_mode == "luma" and not has_coded_planes(index.pixel_format):
        raise UsageError(
            f"Colour mode luma acts on 8-bit planar YUV, and {index.path.name} is {index.pixel_format}: "
            "choose per-channel or shared."
        )


def enhance_frame(frame: Frame, curves: ToneCurves, settings: EnhancementSettings, index: ClipIndex) -> EnhancedFrame:
    """Makes the tables of the colour mode, applies them and measures the result.

    Args:
        frame: of the clip ``index`` describes.
        curves: the network's.
        settings: gain limit, colour mode and chroma gain are used.
        index: tells matrix and range.

    Raises:
        UsageError: colour mode ``luma`` on a clip without 8-bit coded planes.
    """
    check_color_mode(index, settings)
    table = make_table(curves, settings, index.color)
    if settings.color_mode == "luma":
        planes = apply_table(frame.coded, table)
        measures = measure_luma(count_levels(frame.coded[:1]), table, index.color)
        domain = "coded"
    else:
        planes = apply_table(tuple(frame.rgb), table)
        measures = measure_rgb(count_levels(tuple(frame.rgb)), table)
        domain = "rgb"
    return EnhancedFrame(source=frame, curves=curves, table=table, domain=domain, planes=planes, measures=measures)


class Enhancer:
    """Enhances frames of one clip, running the network once per frame and never again for another setting."""

    def __init__(self, index: ClipIndex, estimator: CurveEstimator) -> None:
        self._index = index
        self._estimator = estimator
        # One block for all: small arrays kept one by one would pin the pages the network's buffers are freed from.
        self._features = np.empty((min(KEPT_FEATURES, len(index)), FEATURES), dtype=np.float32)
        self._row: OrderedDict[int, int] = OrderedDict()
        self._converter = RgbConverter(index.color)
        self._locked: tuple[int, NDArray[np.float32]] | None = None

    def features(self, frame: Frame) -> NDArray[np.float32]:
        """Features (768,) of a frame, from memory where it was seen before."""
        row = self._row.get(frame.index)
        if row is None:
            full = len(self._row) == len(self._features)
            row = self._row.popitem(last=False)[1] if full else len(self._row)
            self._features[row] = self._estimator.features(frame.rgb)
            self._row[frame.index] = row
        features: NDArray[np.float32] = self._features[row].copy()
        return features

    def natural_level(self, frame: Frame) -> float:
        """The exposure level the network would choose for one frame."""
        return self._estimator.natural_level(self.features(frame))

    def lock(self, frame: Frame) -> None:
        """Takes in the frame whose curves all are to take in the curve mode ``locked``."""
        self._locked = (frame.index, self.features(frame))

    def curves(self, frame: Frame, settings: EnhancementSettings) -> ToneCurves:
        """The network's curves for a frame at the settings' exposure level and curve mode.

        Raises:
            UsageError: curves are locked to another frame than the last one given to ``lock``.
        """
        if settings.curve_mode == "locked" and settings.lock_frame != frame.index:
            if self._locked is None or self._locked[0] != settings.lock_frame:
                raise UsageError(f"Frame {settings.lock_frame}, to which the curves are locked, was not read yet.")
            features = self._locked[1]
        else:
            features = self.features(frame)
        return self._estimator.curves(features, settings.exposure_level)

    def enhance(self, frame: Frame, settings: EnhancementSettings) -> EnhancedFrame:
        """Enhances a frame; see ``curves`` and ``enhance_frame``."""
        return enhance_frame(frame, self.curves(frame, settings), settings, self._index)

    def picture(self, enhanced: EnhancedFrame) -> NDArray[np.uint8]:
        """The enhanced picture as planes R, G, B (3, H, W) for a screen or a PNG."""
        if enhanced.domain == "rgb":
            return np.stack(enhanced.planes)
        return self._converter.convert_coded(enhanced.planes, plane_format(self._index.pixel_format))
