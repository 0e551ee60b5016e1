"""The frames of an export: made of the source's, encoded in their order, and what the record takes from each.

Frames are decoded one after the other, made in several threads (converted, estimated, enhanced, hashed: no frame
depends on another there), and encoded in one more. What waits between the three is bounded, and no result depends on
how many threads there are.
"""

from collections import deque
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from lle_studio.core.curves import LEVELS
from lle_studio.core.errors import SourceError
from lle_studio.core.frame import EnhancedFrame, Frame, MissingFrame, hash_planes
from lle_studio.core.ordered import map_in_order
from lle_studio.core.settings import EnhancementSettings
from lle_studio.pipeline.checks import AppliedTables, PointwiseTrial
from lle_studio.pipeline.enhance import Enhancer
from lle_studio.pipeline.job import ExportJob
from lle_studio.pipeline.showcase import Showcase, Shown
from lle_studio.record.curve_log import CurveLogWriter
from lle_studio.record.enhanced_hashes import EnhancedHashes
from lle_studio.record.extras import CURVES, CurveTrackWriter, write_frame
from lle_studio.record.manifest import CURVE_LOG
from lle_studio.video.color import overflowing_blue
from lle_studio.video.decoded import DecodedFrame
from lle_studio.video.index import ClipIndex, Problem
from lle_studio.video.reader import ClipReader
from lle_studio.video.viewing import ViewingWriter
from lle_studio.video.writer import ClipWriter

ENCODER_BACKLOG = 3
"""Frames that may wait for the encoder; bounds memory."""

_NO_PLANES = np.zeros((3, 0, 0), dtype=np.uint8)
_NO_COUNTS = np.zeros((0, LEVELS), dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFrame:
    """An enhanced frame, and what is found out about it while its pictures are at hand."""

    enhanced: EnhancedFrame
    source_sha256: str
    enhanced_sha256: str
    overflowing: int
    """Pixels too blue for the conversion."""
    pointwise: bool | None
    """Whether its pixels, shuffled, gave the shuffled result; None where that was not tried."""

    def without_pictures(self) -> "MadeFrame":
        """What the record needs of it, four kilobytes."""
        source = replace(self.enhanced.source, rgb=_NO_PLANES, coded=())
        return replace(self, enhanced=replace(self.enhanced, source=source, planes=(), counts=_NO_COUNTS))


class FrameMaker:
    """Makes enhanced frames of decoded ones, in any number of threads.

    Args:
        index: of the clip.
        enhancer: enhances a frame.
        settings: of the export.
        span: index of the first frame of the export and index after the last.
    """

    def __init__(
        self, index: ClipIndex, enhancer: Enhancer, settings: EnhancementSettings, span: tuple[int, int]
    ) -> None:
        self._index = index
        self._enhancer = enhancer
        self._settings = settings
        self._trial = PointwiseTrial(*span)

    def __call__(self, decoded: DecodedFrame | MissingFrame) -> MadeFrame | MissingFrame:
        """Converts, enhances and hashes a frame.

        Raises:
            SourceError: its size or format is not that of the clip.
        """
        if isinstance(decoded, MissingFrame):
            return decoded
        frame = decoded.convert()
        self._check_layout(frame)
        enhanced = self._enhancer.enhance(frame, self._settings)
        rgb = enhanced.domain == "rgb"
        return MadeFrame(
            enhanced=enhanced,
            source_sha256=hash_planes(enhanced.source_planes, enhanced.domain),
            enhanced_sha256=hash_planes(enhanced.planes, enhanced.domain),
            overflowing=overflowing_blue(frame.coded, self._index.color) if rgb else 0,
            pointwise=self._trial.holds(enhanced),
        )

    def _check_layout(self, frame: Frame) -> None:
        _, height, width = frame.rgb.shape
        was = f"{self._index.width}x{self._index.height} {self._index.pixel_format}"
        now = f"{width}x{height} {frame.pixel_format}"
        if now != was:
            raise SourceError(
                f"The picture changes from {was} to {now} at frame {frame.index}: "
                f"end the export before it (--end {frame.index}), and cut what follows into a file of its own."
            )


class FrameEncoder:
    """Makes and encodes a run of frames.

    Args:
        job: what is exported.
        index: of the clip.
        enhancer: enhances a frame.
        settings: of the export, as logged.
        span: index of the first frame of the whole export and index after the last.
    """

    def __init__(
        self,
        job: ExportJob,
        index: ClipIndex,
        enhancer: Enhancer,
        settings: EnhancementSettings,
        span: tuple[int, int],
    ) -> None:
        self._job = job
        self._index = index
        self._enhancer = enhancer
        self._make = FrameMaker(index, enhancer, settings, span)
        marks = {mark.index: mark.note for mark in job.case.bookmarks if span[0] <= mark.index < span[1]}
        aspect = job.aspect or index.sample_aspect
        self._showcase = Showcase(marks, enhancer.picture, aspect=aspect, rotation=index.rotation, color=index.color)

    @property
    def shown(self) -> Shown | None:
        """What the appendix shows of the run, once it is encoded."""
        return self._showcase.settle()

    def encode(
        self,
        start: int,
        end: int,
        folder: Path,
        writer: ClipWriter,
        viewing: ViewingWriter | None = None,
        *,
        threads: int | None = None,
    ) -> Generator[MadeFrame | MissingFrame, None, None]:
        """Encodes frames ``start`` to ``end`` (exclusive); gives each, in order, when it is encoded.

        Args:
            start: index of the first frame.
            end: index after the last.
            folder: of the package; frames as pictures go there.
            writer: takes the enhanced pictures.
            viewing: takes those for ordinary players.
            threads: how many make frames; as many as there are cores where None.
        """
        with (
            ExitStack() as stack,
            ClipReader(self._index, cache_bytes=0) as reader,
            ThreadPoolExecutor(1, thread_name_prefix="encoder") as encoder,
        ):
            making = map_in_order(self._make, reader.decoded(start, end), threads=threads)
            waiting: deque[Future[MadeFrame | MissingFrame]] = deque()
            for made in stack.enter_context(closing(making)):
                if isinstance(made, MadeFrame):
                    self._showcase.see(made.enhanced)
                waiting.append(encoder.submit(self._encode, made, folder, writer, viewing))
                if len(waiting) > ENCODER_BACKLOG:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def _encode(
        self, made: MadeFrame | MissingFrame, folder: Path, writer: ClipWriter, viewing: ViewingWriter | None
    ) -> MadeFrame | MissingFrame:
        if isinstance(made, MissingFrame):
            return made
        frame, picture_kind = made.enhanced.source, self._job.extras.frames
        writer.write(made.enhanced.planes, frame.pts)
        if viewing is not None or picture_kind is not None:
            picture = self._enhancer.picture(made.enhanced)
        if picture_kind is not None:
            write_frame(folder, picture_kind, frame.index, frame.pts, picture)
        if viewing is not None:
            both = self._job.viewing_copy == "side-by-side"
            viewing.write((frame.rgb, picture) if both else (picture,), frame.pts)
        return made.without_pictures()


class FrameRecord:
    """Logs the frames of an export in their order, and keeps what the record tells of them together.

    Args:
        folder: of the package.
        job: what is exported.
        index: of the clip.
        settings: of the export, as logged.
        span: index of the first frame and index after the last.

    Raises:
        WriteError: the log cannot be written.
    """

    def __init__(
        self, folder: Path, job: ExportJob, index: ClipIndex, settings: EnhancementSettings, span: tuple[int, int]
    ) -> None:
        self.hashes = EnhancedHashes()
        """Of every enhanced frame, in order."""
        self.corrupt: list[int] = []
        self.after_damage: list[int] = []
        self.missing: list[int] = []
        self.problems: list[Problem] = []
        self.mean_out: float | None = None
        """Mean luminance of the last frame's result."""
        self._sums = np.zeros(4)
        self.tables = AppliedTables(*span)
        self._folder = folder
        self._arrays: CurveTrackWriter | None = None
        with ExitStack() as opening:  # closes the log again where the arrays cannot be opened
            self._log = opening.enter_context(CurveLogWriter(folder / CURVE_LOG, settings.domain, settings))
            if job.extras.npz:
                self._arrays = opening.enter_context(CurveTrackWriter(folder, settings.domain, index.time_base))
            self._open = opening.pop_all()

    def __enter__(self) -> "FrameRecord":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def take(self, made: MadeFrame | MissingFrame) -> None:
        """Logs the next frame."""
        if isinstance(made, MissingFrame):
            self._take_missing(made)
            return
        enhanced = made.enhanced
        frame, measures = enhanced.source, enhanced.measures
        self.tables.see(frame.index, enhanced.table, made.pointwise)
        self._log.write(enhanced, made.source_sha256, made.enhanced_sha256)
        self.hashes.append(frame.index, frame.pts, made.enhanced_sha256)
        if self._arrays is not None:
            self._arrays.add(enhanced)
        self._sums += (measures.mean_in, measures.mean_out, measures.max_gain, measures.hue_shift)
        self.mean_out = measures.mean_out
        if frame.corrupt:
            self.corrupt.append(frame.index)
            self._note("corrupt", frame, "the decoder reported errors or concealment in it")
        elif frame.after_damage:
            self.after_damage.append(frame.index)
        if made.overflowing:
            told = f"up to {made.overflowing} pixels are too blue for the conversion and come out without blue"
            self._note("overflow", frame, told)

    @property
    def means(self) -> tuple[float, float, float, float]:
        """Over all enhanced frames, of which there must be one: mean luminance before and after, gain, hue shift."""
        mean_in, mean_out, max_gain, hue_shift = (self._sums / len(self.hashes)).tolist()
        return mean_in, mean_out, max_gain, hue_shift

    def finish(self) -> None:
        """Writes what was gathered of all frames."""
        if self._arrays is not None:
            self._arrays.finish(self._folder / CURVES)

    def _take_missing(self, frame: MissingFrame) -> None:
        self._log.write_missing(frame)
        if self._arrays is not None:
            self._arrays.add_missing(frame)
        self.missing.append(frame.index)
        self._note("missing", frame, f"it cannot be decoded ({frame.reason}) and is not in the export")

    def _note(self, kind: str, frame: Frame | MissingFrame, what: str) -> None:
        message = f"Frame {frame.index} (PTS {frame.pts}): {what}."
        self.problems.append(Problem(kind=kind, message=message, frame=frame.index, pts=frame.pts))
