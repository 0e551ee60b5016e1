"""The frames of an export: each enhanced, encoded, hashed and logged, and what was met on the way."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lle_studio.core.errors import SourceError
from lle_studio.core.frame import EnhancedFrame, Frame, MissingFrame, hash_planes
from lle_studio.core.ordered import map_in_order
from lle_studio.core.settings import EnhancementSettings
from lle_studio.pipeline.checks import AppliedTables
from lle_studio.pipeline.enhance import Enhancer
from lle_studio.pipeline.job import ExportJob, ExportProgress
from lle_studio.pipeline.showcase import Showcase
from lle_studio.record.curve_log import CurveLogWriter
from lle_studio.record.extras import CURVES, CurveTrackWriter, write_frame
from lle_studio.record.manifest import CURVE_LOG, level_sentence
from lle_studio.record.reproduce import EnhancedHash
from lle_studio.video.color import overflowing_blue
from lle_studio.video.index import ClipIndex, Problem
from lle_studio.video.reader import ClipReader, DecodedFrame
from lle_studio.video.viewing import ViewingWriter
from lle_studio.video.writer import ClipWriter

ENCODER_BACKLOG = 3
"""Frames that may wait for the encoder; bounds memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFrame:
    """An enhanced frame with what is known of it before it is written."""

    enhanced: EnhancedFrame
    source_sha256: str
    enhanced_sha256: str
    overflowing: int
    """Pixels too blue for the conversion."""


class FrameExport:
    """Writes the frames of a range and keeps what the record tells of them.

    Frames are decoded one after the other, made in as many threads as there are cores (converted, estimated, enhanced,
    hashed: no frame depends on another there), and encoded and logged in their order in one more thread. What waits
    between the three is bounded, and no result depends on how many threads there are.

    Args:
        job: what to export.
        index: of the clip.
        enhancer: enhances a frame.
        span: index of the first frame and index after the last.
    """

    def __init__(self, job: ExportJob, index: ClipIndex, enhancer: Enhancer, span: tuple[int, int]) -> None:
        self._job = job
        self._index = index
        self._enhancer = enhancer
        self._start, self._end = span
        self.hashes: list[EnhancedHash] = []
        """Of every enhanced frame, in order."""
        self.corrupt: list[int] = []
        self.after_damage: list[int] = []
        self.missing: list[int] = []
        self.problems: list[Problem] = []
        self.means: list[tuple[float, float, float, float]] = []
        """Of every enhanced frame: mean luminance before and after, largest gain, hue shift."""
        self._arrays: CurveTrackWriter | None = None
        self.tables = AppliedTables(self._start, self._end)
        marks = {mark.index: mark.note for mark in job.case.bookmarks if self._start <= mark.index < self._end}
        aspect = job.aspect or index.sample_aspect
        self.showcase = Showcase(marks, enhancer.picture, aspect=aspect, rotation=index.rotation, color=index.color)

    def write(
        self,
        folder: Path,
        settings: EnhancementSettings,
        writer: ClipWriter,
        viewing: ViewingWriter | None,
        stop_if_asked: Callable[[], None],
    ) -> Iterator[ExportProgress]:
        """Makes, encodes and logs the frames, and tells of each that is on its way to the encoder."""
        domain = "coded" if settings.color_mode == "luma" else "rgb"
        extras = self._job.extras
        with (
            ExitStack() as stack,
            ClipReader(self._index, cache_bytes=0) as reader,
            CurveLogWriter(folder / CURVE_LOG, domain, settings) as log,
            ThreadPoolExecutor(1, thread_name_prefix="encoder") as encoder,
        ):
            if extras.npz:
                self._arrays = stack.enter_context(CurveTrackWriter(folder, domain, self._index.time_base))
            waiting: deque[Future[None]] = deque()
            decoded = reader.decoded(self._start, self._end)
            made = stack.enter_context(closing(map_in_order(partial(self._make, settings), decoded)))
            for frame in made:
                stop_if_asked()
                if isinstance(frame, MissingFrame):
                    waiting.append(encoder.submit(self._store_missing, frame, log))
                    place = frame.index
                else:
                    self.tables.see(frame.enhanced)
                    self.showcase.see(frame.enhanced)
                    waiting.append(encoder.submit(self._store, folder, frame, writer, log, viewing))
                    place = frame.enhanced.source.index
                if len(waiting) > ENCODER_BACKLOG:
                    waiting.popleft().result()
                yield self._progress(place, settings)
            for future in waiting:
                future.result()
            if self._arrays is not None:
                self._arrays.finish(folder / CURVES)
        for sentence in writer.audio_problems:
            self.problems.append(Problem(kind="audio", message=sentence))

    def _make(self, settings: EnhancementSettings, decoded: DecodedFrame | MissingFrame) -> MadeFrame | MissingFrame:
        """Enhances and hashes a frame; called in several threads at once."""
        if isinstance(decoded, MissingFrame):
            return decoded
        frame = decoded.convert()
        self._check_layout(frame)
        enhanced = self._enhancer.enhance(frame, settings)
        rgb = enhanced.domain == "rgb"
        return MadeFrame(
            enhanced=enhanced,
            source_sha256=hash_planes(enhanced.source_planes, enhanced.domain),
            enhanced_sha256=hash_planes(enhanced.planes, enhanced.domain),
            overflowing=overflowing_blue(frame.coded, self._index.color) if rgb else 0,
        )

    def _store(
        self,
        folder: Path,
        made: MadeFrame,
        writer: ClipWriter,
        log: CurveLogWriter,
        viewing: ViewingWriter | None,
    ) -> None:
        enhanced = made.enhanced
        frame, measures = enhanced.source, enhanced.measures
        writer.write(enhanced.planes, frame.pts)
        log.write(enhanced, made.source_sha256, made.enhanced_sha256)
        self.hashes.append((frame.index, frame.pts, made.enhanced_sha256))
        picture_kind = self._job.extras.frames
        if viewing is not None or picture_kind is not None:
            picture = self._enhancer.picture(enhanced)
        if picture_kind is not None:
            write_frame(folder, picture_kind, frame.index, frame.pts, picture)
        if self._arrays is not None:
            self._arrays.add(enhanced)
        if viewing is not None:
            both = self._job.viewing_copy == "side-by-side"
            viewing.write((frame.rgb, picture) if both else (picture,), frame.pts)
        self.means.append((measures.mean_in, measures.mean_out, measures.max_gain, measures.hue_shift))
        if frame.corrupt:
            self.corrupt.append(frame.index)
            self._note("corrupt", frame, "the decoder reported errors or concealment in it")
        elif frame.after_damage:
            self.after_damage.append(frame.index)
        if made.overflowing:
            told = f"up to {made.overflowing} pixels are too blue for the conversion and come out without blue"
            self._note("overflow", frame, told)

    def _store_missing(self, frame: MissingFrame, log: CurveLogWriter) -> None:
        log.write_missing(frame)
        if self._arrays is not None:
            self._arrays.add_missing(frame)
        self.missing.append(frame.index)
        self._note("missing", frame, f"it cannot be decoded ({frame.reason}) and is not in the export")

    def _note(self, kind: str, frame: Frame | MissingFrame, what: str) -> None:
        message = f"Frame {frame.index} (PTS {frame.pts}): {what}."
        self.problems.append(Problem(kind=kind, message=message, frame=frame.index, pts=frame.pts))

    def _check_layout(self, frame: Frame) -> None:
        _, height, width = frame.rgb.shape
        was = f"{self._index.width}x{self._index.height} {self._index.pixel_format}"
        now = f"{width}x{height} {frame.pixel_format}"
        if now != was:
            raise SourceError(
                f"The picture changes from {was} to {now} at frame {frame.index}: "
                f"end the export before it (--end {frame.index}), and cut what follows into a file of its own."
            )

    def _progress(self, index: int, settings: EnhancementSettings) -> ExportProgress:
        message = "Enhancing"
        if self.means:
            message = f"{message} ({level_sentence(settings, self.means[-1][1])})"
        return ExportProgress(
            stage="export", done=index - self._start + 1, total=self._end - self._start, message=message
        )
