"""The enhanced clip of an export, with its curve log: made in this process, or joined of segments made by others."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from lle_studio.core.errors import Cancelled, SourceError
from lle_studio.core.frame import MissingFrame
from lle_studio.core.settings import EnhancementSettings
from lle_studio.pipeline.enhance import Enhancer
from lle_studio.pipeline.folder import SEGMENTS, VIEWING_COPY, remove_folder
from lle_studio.pipeline.frames import FrameEncoder, FrameRecord
from lle_studio.pipeline.job import ExportJob, ExportProgress
from lle_studio.pipeline.journal import Journal
from lle_studio.pipeline.made import MadeFrame
from lle_studio.pipeline.parts import Part
from lle_studio.pipeline.resume import Resumption, lost_again
from lle_studio.pipeline.segments import SegmentOrder, Workshop, shown_index
from lle_studio.pipeline.showcase import Shown
from lle_studio.pipeline.track import CurveTrack
from lle_studio.record.manifest import level_sentence
from lle_studio.video.index import ClipIndex, Problem
from lle_studio.video.viewing import ViewingWriter
from lle_studio.video.writer import ClipWriter, plan_timing

KEPT_SEGMENTS = 2
"""Segments that are kept when they are joined: the end of the clip may not be on the disk yet."""


class EnhancedClip:
    """Writes the enhanced clip and the copy for viewing, and records every frame.

    Args:
        job: what is exported.
        index: of the source.
        settings: of the export, as logged.
        span: index of the first frame and index after the last.
        folder: of the package.
    """

    def __init__(
        self, job: ExportJob, index: ClipIndex, settings: EnhancementSettings, span: tuple[int, int], folder: Path
    ) -> None:
        self._job = job
        self._index = index
        self.settings = settings
        self._span = span
        self._folder = folder
        shown = shown_index(job, index)
        self.timing = plan_timing(shown, *span, job.codec)
        self.path = folder / ("enhanced.mkv" if self.timing.container == "matroska" else "enhanced.mp4")
        self.audio_streams: list[int] = []
        """Indexes in the source of the streams that were copied."""
        self.record: FrameRecord
        """Of all frames."""
        self.shown: Shown | None = None
        """What the appendix shows."""
        self._stage, self._doing = "export", "Enhancing"

    def write(
        self,
        enhancer: Enhancer,
        track: CurveTrack | None,
        workshop: Workshop | None,
        journal: Journal | None,
        resumption: Resumption | None,
        cancelled: Callable[[], bool],
    ) -> Iterator[ExportProgress]:
        """Writes all frames.

        Args:
            enhancer: enhances a frame.
            track: from which curves come that depend on other frames.
            workshop: makes the frames in other processes, but no copy for viewing; None: this process does.
            journal: keeps what is needed to go on after the program was killed; None, with a copy for viewing, and
                without a workshop only: nothing is kept.
            resumption: what is there already.
            cancelled: asked often; True stops with ``Cancelled``.

        Raises:
            SourceError: the picture's size or format changes, or no frame can be decoded.
            WriteError: something cannot be written.
            Cancelled: the work was stopped.
        """
        shown, audio_span = shown_index(self._job, self._index), self._index.span(*self._span)
        with ExitStack() as stack:
            self.record = FrameRecord(self._folder, self._job, self._index, self.settings, self._span)
            stack.enter_context(self.record)
            writer = ClipWriter(
                self.path,
                shown,
                codec=self._job.codec,
                domain=self.settings.domain,
                timing=self.timing,
                audio_span=audio_span,
            )
            stack.enter_context(writer)
            viewing = None
            if self._job.viewing_copy is not None:
                path, columns = self._folder / VIEWING_COPY, 2 if self._job.viewing_copy == "side-by-side" else 1
                viewing = ViewingWriter(path, shown, columns=columns, offset=self.timing.offset, audio_span=audio_span)
                stack.enter_context(viewing)
            begin = self._span[0]
            if resumption is not None:
                carried = self._carry_over(resumption, writer, with_segments=workshop is None)
                yield from self._take(stack.enter_context(closing(carried)), begin, cancelled)
                begin += len(self.record)
            if workshop is None:
                made = self._make_here(enhancer, begin, writer, viewing, journal)
            else:
                assert journal is not None
                made = self._have_made(workshop, track, begin, writer, journal, resumption, cancelled)
            yield from self._take(stack.enter_context(closing(made)), begin, cancelled)
            if not self.record.hashes:
                raise SourceError(f"No frame of the range could be decoded from {self._index.path.name}.")
            writer.finish()
            if viewing is not None:
                viewing.finish()
            self.record.finish()
            if journal is not None:
                journal.add(None, self.path)
                journal.settle()
        if (segments := self._folder / SEGMENTS).exists():
            remove_folder(segments)
        self.audio_streams = writer.audio_streams
        self.record.problems += [Problem(kind="audio", message=sentence) for sentence in writer.audio_problems]

    def _take(
        self, made: Iterable[MadeFrame | MissingFrame | None], begin: int, cancelled: Callable[[], bool]
    ) -> Iterator[ExportProgress]:
        """Records frames as they come, from one on; None stands for a moment in which none came."""
        done, total = begin - self._span[0], self._span[1] - self._span[0]
        for frame in made:
            if cancelled():
                raise Cancelled("The export was cancelled; nothing was kept.")
            if frame is not None:
                self.record.take(frame)
                done += 1
            mean_out = self.record.mean_out
            reached = "" if mean_out is None else f" ({level_sentence(self.settings, mean_out)})"
            yield ExportProgress(stage=self._stage, done=done, total=total, message=f"{self._doing}{reached}")

    def _show(self, part: Part) -> None:
        """Joins what the appendix shows of a part with what it shows of those before."""
        if part.shown is not None:
            self.shown = part.shown if self.shown is None else self.shown.then(part.shown)

    def _carry_over(
        self, resumption: Resumption, writer: ClipWriter, *, with_segments: bool
    ) -> Generator[MadeFrame | MissingFrame | None, None, None]:
        """Takes over what an export that was cut off had in its clip."""
        self._stage, self._doing = "resume", "Taking over what an export that was interrupted left"
        with resumption.open_clip() as cut:
            for run in resumption.parts:
                part = resumption.part(run)
                for made in part.frames:
                    if isinstance(made, MadeFrame):
                        packet = cut.next(resumption.time_of(made))
                        if packet is None:
                            raise lost_again(resumption.clip)
                        writer.carry_over(packet, made.enhanced.source.pts)
                    yield made
                self._show(part)
        for load in resumption.ready_segments().values() if with_segments else ():
            segment = load()
            writer.append(segment.file)
            yield from segment.part.frames
            self._show(segment.part)
        begin = self._span[0] + len(self.record)
        self._stage, self._doing = "export", f"Going on at frame {begin:,} of an export that was interrupted"
        if begin < self._span[1]:
            yield None

    def _make_here(
        self, enhancer: Enhancer, begin: int, writer: ClipWriter, viewing: ViewingWriter | None, journal: Journal | None
    ) -> Generator[MadeFrame | MissingFrame | None, None, None]:
        encoder = FrameEncoder(self._job, self._index, enhancer, self.settings, self._span)
        for made in encoder.encode(begin, self._span[1], self._folder, writer, viewing):
            if not isinstance(made, Part):
                yield made
                continue
            self._show(made)
            if journal is not None:
                journal.add(made, self.path)

    def _have_made(
        self,
        workshop: Workshop,
        track: CurveTrack | None,
        begin: int,
        writer: ClipWriter,
        journal: Journal,
        resumption: Resumption | None,
        cancelled: Callable[[], bool],
    ) -> Generator[MadeFrame | MissingFrame | None, None, None]:
        """Has the frames made by other processes, and joins what they coded."""
        locked = None
        if track is not None and self.settings.lock_range is not None:
            locked = track.curves(self._span[0], self.settings).values
        order = SegmentOrder(
            job=self._job,
            index=self._index,
            settings=self.settings,
            span=self._span,
            folder=self._folder,
            timing=self.timing,
            locked=locked,
            begin=begin,
            export=journal.export,
        )
        joined: deque[Path] = deque()
        ready = {} if resumption is None else resumption.ready_segments()
        for segment in workshop.make(order, cancelled, ready):
            if segment is None:
                yield None
                continue
            yield from segment.part.frames
            writer.append(segment.file)
            self._show(segment.part)
            journal.add(None, self.path)
            joined.append(segment.file)
            if len(joined) > KEPT_SEGMENTS:
                joined.popleft().unlink(missing_ok=True)
