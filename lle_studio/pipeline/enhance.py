"""From a frame and its curves to the enhanced frame: the one way, for the window and for every export."""

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.curves import ToneCurves, apply_table, make_table
from lle_studio.core.frame import EnhancedFrame, Frame
from lle_studio.core.measures import count_levels, measure_luma, measure_rgb
from lle_studio.core.settings import EnhancementSettings
from lle_studio.estimator.estimator import CurveEstimator
from lle_studio.pipeline.track import CurveTrack, check_color_mode
from lle_studio.video.color import RgbConverter, plane_format
from lle_studio.video.index import ClipIndex


def enhance_frame(
    frame: Frame,
    curves: ToneCurves,
    settings: EnhancementSettings,
    index: ClipIndex,
    counts: NDArray[np.int64] | None = None,
) -> EnhancedFrame:
    """Makes the tables of the colour mode, applies them and measures the result.

    Args:
        frame: of the clip ``index`` describes.
        curves: those of the frame.
        settings: gain limit, colour mode and chroma gain are used.
        index: tells matrix and range.
        counts: the frame's histograms in the domain of the colour mode, where they are known already.

    Raises:
        UsageError: colour mode ``luma`` on a clip without 8-bit coded planes.
    """
    check_color_mode(index, settings)
    table = make_table(curves, settings, index.color)
    if settings.color_mode == "luma":
        domain, source = "coded", frame.coded
        counts = count_levels(frame.coded[:1]) if counts is None else counts
        measures = measure_luma(counts, table, index.color)
    else:
        domain, source = "rgb", tuple(frame.rgb)
        counts = count_levels(source) if counts is None else counts
        measures = measure_rgb(counts, table)
    counts.flags.writeable = False
    return EnhancedFrame(
        source=frame,
        curves=curves,
        table=table,
        domain=domain,
        planes=apply_table(source, table),
        counts=counts,
        measures=measures,
    )


class Enhancer:
    """Enhances frames of one clip.

    Args:
        index: of the clip.
        estimator: proposes the curves.
        track: keeps what the network saw, so that it never runs twice on a frame; smoothed and locked curves come from
            it. Without one, only curves of each frame by itself can be made, and nothing is kept.
    """

    def __init__(self, index: ClipIndex, estimator: CurveEstimator, *, track: CurveTrack | None = None) -> None:
        self._index = index
        self._estimator = estimator
        self._track = track
        self._converter = RgbConverter(index.color)

    def features(self, frame: Frame) -> NDArray[np.float32]:
        """Features (768,) of a frame."""
        if self._track is None:
            return self._estimator.features(frame.rgb)
        self._track.take(frame)
        return self._track.features(frame.index)

    def natural_level(self, frame: Frame) -> float:
        """The exposure level the network would choose for one frame."""
        return self._estimator.natural_level(self.features(frame))

    def curves(self, frame: Frame, settings: EnhancementSettings) -> ToneCurves:
        """The curves of a frame at the settings' exposure level and curve mode.

        The track must know all frames they come from (``CurveTrack.needed``).
        """
        if settings.curve_mode == "per-frame":
            return self._estimator.curves(self.features(frame), settings.exposure_level)
        assert self._track is not None
        if self._track.depends_on(frame.index, settings):
            self._track.take(frame)
        return self._track.curves(frame.index, settings)

    def enhance(self, frame: Frame, settings: EnhancementSettings) -> EnhancedFrame:
        """Enhances a frame; see ``curves`` and ``enhance_frame``."""
        curves = self.curves(frame, settings)
        counts = None
        if self._track is not None and self._track.has_statistics and self._track.known[frame.index]:
            counts = self._track.counts(frame.index, settings.domain)
        return enhance_frame(frame, curves, settings, self._index, counts)

    def picture(self, enhanced: EnhancedFrame) -> NDArray[np.uint8]:
        """The enhanced picture as planes R, G, B (3, H, W) for a screen or a PNG."""
        if enhanced.domain == "rgb":
            return np.stack(enhanced.planes)
        return self._converter.convert_coded(enhanced.planes, plane_format(self._index.pixel_format))
