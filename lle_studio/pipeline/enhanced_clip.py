"""The enhanced clip of an export, with its curve log: made in this process, or joined of segments made by others."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from lle_studio.core.errors import Cancelled, SourceError
from lle_studio.core.frame import MissingFrame
from lle_studio.core.settings import EnhancementSettings
from lle_studio.pipeline.enhance import Enhancer
from lle_studio.pipeline.folder import VIEWING_COPY
from lle_studio.pipeline.frames import FrameEncoder, FrameRecord, MadeFrame
from lle_studio.pipeline.job import ExportJob, ExportProgress
from lle_studio.pipeline.segments import SegmentOrder, Workshop, shown_index
from lle_studio.pipeline.showcase import Shown
from lle_studio.pipeline.track import CurveTrack
from lle_studio.record.manifest import level_sentence
from lle_studio.video.index import ClipIndex, Problem
from lle_studio.video.viewing import ViewingWriter
from lle_studio.video.writer import ClipWriter, plan_timing


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
        self._settings = settings
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

    def write(
        self,
        enhancer: Enhancer,
        track: CurveTrack | None,
        workshop: Workshop | None,
        cancelled: Callable[[], bool],
    ) -> Iterator[ExportProgress]:
        """Writes all frames.

        Args:
            enhancer: enhances a frame.
            track: from which curves come that depend on other frames.
            workshop: makes the frames in other processes, but no copy for viewing; None: this process does.
            cancelled: asked often; True stops with ``Cancelled``.

        Raises:
            SourceError: the picture's size or format changes, or no frame can be decoded.
            WriteError: something cannot be written.
            Cancelled: the work was stopped.
        """
        shown, audio_span = shown_index(self._job, self._index), self._index.span(*self._span)
        with ExitStack() as stack:
            self.record = FrameRecord(self._folder, self._job, self._index, self._settings, self._span)
            stack.enter_context(self.record)
            writer = ClipWriter(
                self.path,
                shown,
                codec=self._job.codec,
                domain=self._settings.domain,
                timing=self.timing,
                audio_span=audio_span,
            )
            stack.enter_context(writer)
            viewing = None
            if self._job.viewing_copy is not None:
                path, columns = self._folder / VIEWING_COPY, 2 if self._job.viewing_copy == "side-by-side" else 1
                viewing = ViewingWriter(path, shown, columns=columns, offset=self.timing.offset, audio_span=audio_span)
                stack.enter_context(viewing)
            if workshop is None:
                made = self._make_here(enhancer, writer, viewing)
            else:
                made = self._have_made(workshop, track, writer, cancelled)
            yield from self._take(stack.enter_context(closing(made)), cancelled)
            if not self.record.hashes:
                raise SourceError(f"No frame of the range could be decoded from {self._index.path.name}.")
            writer.finish()
            if viewing is not None:
                viewing.finish()
            self.record.finish()
        self.audio_streams = writer.audio_streams
        self.record.problems += [Problem(kind="audio", message=sentence) for sentence in writer.audio_problems]

    def _take(
        self, made: Iterable[MadeFrame | MissingFrame | None], cancelled: Callable[[], bool]
    ) -> Iterator[ExportProgress]:
        """Records frames as they come; None stands for a moment in which none came."""
        done, total = 0, self._span[1] - self._span[0]
        for frame in made:
            if cancelled():
                raise Cancelled("The export was cancelled; nothing was kept.")
            if frame is not None:
                self.record.take(frame)
                done += 1
            mean_out = self.record.mean_out
            reached = "" if mean_out is None else f" ({level_sentence(self._settings, mean_out)})"
            yield ExportProgress(stage="export", done=done, total=total, message=f"Enhancing{reached}")

    def _make_here(
        self, enhancer: Enhancer, writer: ClipWriter, viewing: ViewingWriter | None
    ) -> Generator[MadeFrame | MissingFrame | None, None, None]:
        encoder = FrameEncoder(self._job, self._index, enhancer, self._settings, self._span)
        yield from encoder.encode(*self._span, self._folder, writer, viewing)
        self.shown = encoder.shown

    def _have_made(
        self, workshop: Workshop, track: CurveTrack | None, writer: ClipWriter, cancelled: Callable[[], bool]
    ) -> Generator[MadeFrame | MissingFrame | None, None, None]:
        """Has the frames made by other processes, and joins what they coded."""
        locked = None
        if track is not None and self._settings.lock_range is not None:
            locked = track.curves(self._span[0], self._settings).values
        order = SegmentOrder(
            job=self._job,
            index=self._index,
            settings=self._settings,
            span=self._span,
            folder=self._folder,
            timing=self.timing,
            locked=locked,
        )
        for segment in workshop.make(order, cancelled):
            if segment is None:
                yield None
                continue
            yield from segment.frames
            writer.append(segment.file)
            segment.file.unlink()
            if segment.shown is not None:
                self.shown = segment.shown if self.shown is None else self.shown.then(segment.shown)
