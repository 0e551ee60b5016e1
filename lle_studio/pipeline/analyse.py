"""What is looked at before the frames of an export are written: the exposure level, and curves from other frames."""

from collections.abc import Callable, Generator
from contextlib import closing
from typing import TypeVar

import numpy as np

from lle_studio.core.errors import Cancelled, SourceError
from lle_studio.core.frame import MissingFrame
from lle_studio.core.ordered import map_in_order
from lle_studio.core.settings import LEVEL_RANGE, EnhancementSettings
from lle_studio.pipeline.enhance import Enhancer
from lle_studio.pipeline.job import ExportProgress
from lle_studio.pipeline.track import CurveTrack, window_of
from lle_studio.video.decoded import DecodedFrame
from lle_studio.video.index import ClipIndex
from lle_studio.video.reader import ClipReader
from lle_studio.video.source import Cancelled as CancelCheck
from lle_studio.video.source import never

T = TypeVar("T")

AUTO_LEVEL_SAMPLES = 200
"""Frames looked at, evenly over the range, for the automatic exposure level."""


def choose_level(
    index: ClipIndex,
    enhancer: Enhancer,
    span: tuple[int, int],
    *,
    threads: int | None = None,
    cancelled: CancelCheck = never,
) -> Generator[ExportProgress, None, float]:
    """Returns the median of the network's estimates of the exposure level over a range.

    Args:
        index: of the clip.
        enhancer: asks the network.
        span: index of the first frame and index after the last.
        threads: how many look; as many as there are cores where None.
        cancelled: asked once a frame; True stops with ``Cancelled``.

    Raises:
        SourceError: no frame looked at could be decoded.
        Cancelled: the work was stopped.
    """
    step = max(1, (span[1] - span[0]) // AUTO_LEVEL_SAMPLES)

    def level(decoded: DecodedFrame | MissingFrame) -> float | None:
        if isinstance(decoded, MissingFrame) or (decoded.index - span[0]) % step:
            return None
        return enhancer.natural_level(decoded.convert())

    found = yield from _look(index, span, level, "Estimating the exposure level", threads, cancelled)
    levels = [value for value in found if value is not None]
    if not levels:
        raise SourceError(f"No frame of the range could be decoded from {index.path.name}.")
    return round(float(np.clip(np.median(levels), *LEVEL_RANGE)), 4)


def gather_curves(
    track: CurveTrack,
    settings: EnhancementSettings,
    span: tuple[int, int],
    *,
    threads: int | None = None,
    cancelled: CancelCheck = never,
) -> Generator[ExportProgress, None, None]:
    """Has a track take in the frames that the curves of a range come from, which may lie outside of it.

    Args:
        track: of the clip.
        settings: their curve mode says which frames.
        span: index of the first frame and index after the last.
        threads: how many look; as many as there are cores where None.
        cancelled: asked once a frame; True stops with ``Cancelled``.

    Raises:
        Cancelled: the work was stopped.
    """
    first, end = span
    if settings.lock_range is not None:
        first, end = settings.lock_range
    elif settings.lock_frame is not None:
        first, end = settings.lock_frame, settings.lock_frame + 1
    elif settings.window is not None:
        first = window_of(track.index, first, settings.window).start
        end = window_of(track.index, end - 1, settings.window).stop

    def take(decoded: DecodedFrame | MissingFrame) -> None:
        track.take(decoded if isinstance(decoded, MissingFrame) else decoded.convert())

    yield from _look(track.index, (first, end), take, "Estimating the curves", threads, cancelled)


def _look(
    index: ClipIndex,
    span: tuple[int, int],
    work: Callable[[DecodedFrame | MissingFrame], T],
    message: str,
    threads: int | None,
    cancelled: CancelCheck,
) -> Generator[ExportProgress, None, list[T]]:
    """Decodes a range for work in several threads; returns what it said of each frame."""
    answers: list[T] = []
    with (
        ClipReader(index, cache_bytes=0) as reader,
        closing(map_in_order(work, reader.decoded(*span), threads=threads)) as looked,
    ):
        for answer in looked:
            if cancelled():
                raise Cancelled("The export was cancelled; nothing was kept.")
            answers.append(answer)
            yield ExportProgress(stage="analyse", done=len(answers), total=span[1] - span[0], message=message)
    return answers
