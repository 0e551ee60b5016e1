"""Which frames stand for a clip in the appendix, chosen while the clip is exported."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Which frames stand for a run of frames, and by what the runs before and after compare with it."""

    frames: dict[int, RepresentativeFrame]
    """Frame index -> what is shown of it: all that stand for the run for some reason."""
    scores: dict[str, tuple[float, int]]
    """``largest-change`` and ``most-clipped``, where there is any -> how much, and at which frame."""
    ends: tuple[int, int]
    """Indexes of the first and the last frame."""
    tables: tuple[NDArray[np.uint8], NDArray[np.uint8]]
    """Of these two: (3, 256) each."""

    def then(self, following: "Shown") -> "Shown":
        """What this run and the one that follows come to together, as if they had been seen as one."""
        change = _change(self.tables[1], following.tables[0])
        candidates = {
            "largest-change": ((change, following.ends[0]), following.scores.get("largest-change")),
            "most-clipped": (following.scores.get("most-clipped"),),
        }
        scores = dict(self.scores)
        for reason, later in candidates.items():
            for found in later:
                if found is not None and found[0] > scores.get(reason, (0.0, 0))[0]:
                    scores[reason] = found
        ends = (self.ends[0], following.ends[1])
        kept = {**self.frames, **following.frames}
        places = {"first": ends[0], "last": ends[1], **{reason: index for reason, (_, index) in scores.items()}}
        frames = {}
        for index, frame in kept.items():
            marked = ("marked",) if "marked" in frame.reasons else ()
            reasons = {*marked, *(reason for reason, place in places.items() if place == index)}
            if reasons:
                frames[index] = replace(frame, reasons=tuple(name for name in REASONS if name in reasons))
        tables = (self.tables[0], following.tables[1])
        return Shown(frames=frames, scores=scores, ends=ends, tables=tables)

    def in_order(self) -> list[RepresentativeFrame]:
        """The frames to be shown, in their order."""
        return [self.frames[index] for index in sorted(self.frames)]


def _change(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> float:
    """Mean difference of two frames' tables, in codes."""
    return float(np.abs(after.astype(np.int16) - before).mean())


class Showcase:
    """Keeps what the appendix shows of the first and last frame, the marked ones and the extremes.

    Of frames that may still be replaced only the frame itself is kept, at most three, until ``settle``.

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
        self._first: EnhancedFrame | None = None
        self._last: EnhancedFrame | None = None

    def see(self, enhanced: EnhancedFrame) -> None:
        """Looks at the next frame of the export."""
        if self._last is None:
            self._first = enhanced
            self._keep("first", enhanced)
        else:
            self._compete("largest-change", _change(self._last.table, enhanced.table), enhanced)
        measures = enhanced.measures
        self._compete("most-clipped", measures.clipped_low + measures.clipped_high, enhanced)
        if enhanced.source.index in self._marks:
            self._keep("marked", enhanced)
        self._last = enhanced

    def settle(self) -> "Shown | None":
        """What the frames seen come to, when they all were seen; None where there was none."""
        if self._first is None or self._last is None:
            return None
        for reason, (_, enhanced) in self._extremes.items():
            self._keep(reason, enhanced)
        self._keep("last", self._last)
        return Shown(
            frames=self._kept,
            scores={reason: (score, enhanced.source.index) for reason, (score, enhanced) in self._extremes.items()},
            ends=(self._first.source.index, self._last.source.index),
            tables=(self._first.table, self._last.table),
        )

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
