"""Which frames stand for a clip in the appendix, chosen while the clip is exported."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.color import ColorInterpretation
from lle_studio.core.frame import EnhancedFrame
from lle_studio.core.measures import share_outside_rgb
from lle_studio.record.appendix import MAX_FRAMES
from lle_studio.record.representative import REASONS, RepresentativeFrame, reduce_picture

CHOSEN_BY_MEASURE = 4
"""Frames that are not marked: first, last, largest change, most clipped."""

MAX_MARKED = MAX_FRAMES - CHOSEN_BY_MEASURE
"""Marked frames shown; of more, the first."""


class Showcase:
    """Keeps what the appendix shows of the first and last frame, the marked ones and the extremes.

    Of frames that may still be replaced only the frame itself is kept, at most three.

    Args:
        marks: frame index -> note, of the examiner's bookmarks in the range.
        picture: gives the enhanced picture (3, H, W) of a frame.
        aspect: width of a sample over its height.
        rotation: degrees clockwise by which pictures are turned for viewing.
        color: matrix and range the clip is read with.
    """

    def __init__(
        self,
        marks: Mapping[int, str],
        picture: Callable[[EnhancedFrame], NDArray[np.uint8]],
        *,
        aspect: Fraction,
        rotation: int,
        color: ColorInterpretation,
    ) -> None:
        self._notes = marks
        self._marks = frozenset(sorted(marks)[:MAX_MARKED])
        self._picture = picture
        self._color = color
        self._reduce = partial(reduce_picture, aspect=aspect, rotation=rotation)
        self._kept: dict[int, RepresentativeFrame] = {}
        self._extremes: dict[str, tuple[float, EnhancedFrame]] = {}
        self._last: EnhancedFrame | None = None

    def see(self, enhanced: EnhancedFrame) -> None:
        """Looks at the next frame of the export."""
        if self._last is None:
            self._keep("first", enhanced)
        else:
            change = np.abs(enhanced.table.astype(np.int16) - self._last.table).mean()
            self._compete("largest-change", float(change), enhanced)
        measures = enhanced.measures
        self._compete("most-clipped", measures.clipped_low + measures.clipped_high, enhanced)
        if enhanced.source.index in self._marks:
            self._keep("marked", enhanced)
        self._last = enhanced

    def frames(self) -> list[RepresentativeFrame]:
        """The frames to be shown, in their order; to be asked once, when all frames were seen."""
        for reason, (_, enhanced) in self._extremes.items():
            self._keep(reason, enhanced)
        if self._last is not None:
            self._keep("last", self._last)
        return [self._kept[index] for index in sorted(self._kept)]

    def _compete(self, reason: str, score: float, enhanced: EnhancedFrame) -> None:
        """A frame takes the place of the one before it only where it scores higher; nothing scores 0."""
        if score > self._extremes.get(reason, (0.0, None))[0]:
            self._extremes[reason] = (score, enhanced)

    def _keep(self, reason: str, enhanced: EnhancedFrame) -> None:
        frame = enhanced.source
        kept = self._kept.get(frame.index)
        reasons = {reason, *(kept.reasons if kept else ())}
        self._kept[frame.index] = RepresentativeFrame(
            index=frame.index,
            pts=frame.pts,
            reasons=tuple(name for name in REASONS if name in reasons),
            note=self._notes.get(frame.index, ""),
            before=kept.before if kept else self._reduce(frame.rgb),
            after=kept.after if kept else self._reduce(self._picture(enhanced)),
            outside=kept.outside if kept else self._outside(enhanced),
            counts=enhanced.counts,
        )

    def _outside(self, enhanced: EnhancedFrame) -> tuple[float, float] | None:
        if enhanced.domain == "rgb":
            return None
        before, after = (share_outside_rgb(planes, self._color) for planes in (enhanced.source.coded, enhanced.planes))
        return before, after
