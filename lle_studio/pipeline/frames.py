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
from functools import partial
from pathlib import Path
from time import monotonic

import numpy as np

from lle_studio.core.errors import SourceError
from lle_studio.core.frame import Frame, MissingFrame, hash_planes
from lle_studio.core.ordered import map_in_order
from lle_studio.core.settings import EnhancementSettings
from lle_studio.pipeline.checks import AppliedTables, PointwiseTrial
from lle_studio.pipeline.enhance import Enhancer
from lle_studio.pipeline.job import ExportJob
from lle_studio.pipeline.made import MadeFrame
from lle_studio.pipeline.parts import MAX_FRAMES, Part
from lle_studio.pipeline.showcase import Showcase, Shown
from lle_studio.record.curve_log import CurveLogWriter
from lle_studio.record.enhanced_hashes import EnhancedHashes
from lle_studio.record.extras import CURVES, CurveTrackWriter, write_frame
from lle_studio.record.manifest import CURVE_LOG, sha256_of
from lle_studio.video.color import overflowing_blue
from lle_studio.video.decoded import DecodedFrame
from lle_studio.video.index import ClipIndex, Problem
from lle_studio.video.reader import ClipReader
from lle_studio.video.viewing import ViewingWriter
from lle_studio.video.writer import ClipWriter

ENCODER_BACKLOG = 3
"""Frames that may wait for the encoder; bounds memory."""

PART_SECONDS = 20.0
"""Time after which a part ends, if it has frames: what is lost, at most, when the program is killed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """A frame that waits for the encoder."""

    made: "Future[MadeFrame | MissingFrame]"
    ends: bool
    """A part ends with it."""
    shown: Shown | None
    """Of that part."""


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
        aspect = job.aspect or index.sample_aspect
        self._begin_showcase = partial(
            Showcase, notes_in(job, span), enhancer.picture, aspect=aspect, rotation=index.rotation, color=index.color
        )

    def encode(
        self,
        start: int,
        end: int,
        folder: Path,
        writer: ClipWriter,
        viewing: ViewingWriter | None = None,
        *,
        threads: int | None = None,
        in_one: bool = False,
    ) -> Generator[MadeFrame | MissingFrame | Part, None, None]:
        """Encodes frames ``start`` to ``end`` (exclusive); gives each, in order, when it is encoded.

        After the frames of a part comes the part; there is no frame behind the last.

        Args:
            start: index of the first frame.
            end: index after the last.
            folder: of the package; frames as pictures go there.
            writer: takes the enhanced pictures.
            viewing: takes those for ordinary players.
            threads: how many make frames; as many as there are cores where None.
            in_one: all frames are one part.
        """
        part: list[MadeFrame | MissingFrame] = []
        encoded = self._encoded(start, end, folder, writer, viewing, threads=threads, in_one=in_one)
        with closing(encoded):
            for waiting in encoded:
                made = waiting.made.result()
                part.append(made)
                yield made
                if waiting.ends:
                    yield Part(start=start, end=start + len(part), frames=part, shown=waiting.shown)
                    start += len(part)
                    part = []

    def _encoded(
        self,
        start: int,
        end: int,
        folder: Path,
        writer: ClipWriter,
        viewing: ViewingWriter | None,
        *,
        threads: int | None,
        in_one: bool,
    ) -> Generator[_Waiting, None, None]:
        """The frames that are made, with what is shown of a part at its last frame."""
        showcase, began, first = self._begin_showcase(), monotonic(), start
        with (
            ExitStack() as stack,
            ClipReader(self._index, cache_bytes=0) as reader,
            ThreadPoolExecutor(1, thread_name_prefix="encoder") as encoder,
        ):
            making = map_in_order(self._make, reader.decoded(start, end), threads=threads)
            waiting: deque[_Waiting] = deque()
            for index, made in enumerate(stack.enter_context(closing(making)), start=start):
                if isinstance(made, MadeFrame):
                    showcase.see(made.enhanced)
                long = index + 1 - first >= MAX_FRAMES or monotonic() - began >= PART_SECONDS
                ends, shown = index + 1 == end or (long and not in_one), None
                if ends:
                    shown = showcase.settle()
                    showcase, began, first = self._begin_showcase(), monotonic(), index + 1
                encoding = encoder.submit(self._encode, made, folder, writer, viewing)
                waiting.append(_Waiting(made=encoding, ends=ends, shown=shown))
                if len(waiting) > ENCODER_BACKLOG:
                    yield waiting.popleft()
            yield from waiting

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
            path = write_frame(folder, picture_kind, frame.index, frame.pts, picture)
            made = replace(made, picture_sha256=sha256_of(path))
        if viewing is not None:
            both = self._job.viewing_copy == "side-by-side"
            viewing.write((frame.rgb, picture) if both else (picture,), frame.pts)
        return made.without_pictures()


def notes_in(job: ExportJob, span: tuple[int, int]) -> dict[int, str]:
    """What the examiner wrote at the marks in a range, by frame index."""
    return {mark.index: mark.note for mark in job.case.bookmarks if span[0] <= mark.index < span[1]}


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

    def __len__(self) -> int:
        """Frames logged."""
        return len(self.hashes) + len(self.missing)

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
