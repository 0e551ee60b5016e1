"""Writing an evidence package: every frame of the range enhanced, encoded, hashed and logged, or nothing at all."""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np

from lle_studio.core.errors import Cancelled, CheckFailed, SourceError, UsageError
from lle_studio.core.frame import EnhancedFrame, Frame, MissingFrame, hash_planes
from lle_studio.core.measures import false_color_risk
from lle_studio.core.settings import LEVEL_RANGE, EnhancementSettings
from lle_studio.estimator.estimator import CurveEstimator
from lle_studio.pipeline.enhance import Enhancer
from lle_studio.pipeline.folder import VIEWING_COPY, PartialFolder, find_target, free_name
from lle_studio.pipeline.job import ExportJob, ExportProgress, tell_progress
from lle_studio.pipeline.track import CurveTrack, check_color_mode, window_of
from lle_studio.record.curve_log import CurveLogWriter, as_logged, read_curve_log
from lle_studio.record.manifest import (
    CURVE_LOG,
    ExportRecord,
    describe_export,
    hashed_pixel_format,
    level_sentence,
    write_manifest,
    write_sums,
)
from lle_studio.record.reproduce import (
    EnhancedHash,
    StockRun,
    describe_reproduction,
    first_difference,
    write_tables,
    write_texts,
)
from lle_studio.record.verify import check_audio, check_independently
from lle_studio.video.color import has_coded_planes, overflowing_blue
from lle_studio.video.index import ClipIndex, Problem, build_index, hash_file
from lle_studio.video.reader import ClipReader, PictureOrderError
from lle_studio.video.viewing import VIEWING_COPIES, ViewingWriter
from lle_studio.video.writer import CODECS, ClipWriter, Timing, plan_timing

FAILED_SUFFIX = ".failed"
"""Ends the name of a folder whose export did not pass its own check; kept as evidence of why."""

AUTO_LEVEL_SAMPLES = 200
"""Frames looked at, evenly over the range, for the automatic exposure level."""

ENCODER_BACKLOG = 3
"""Frames that may wait for the encoder; bounds memory."""


def run_export(job: ExportJob, *, cancelled: Callable[[], bool] = lambda: False) -> Iterator[ExportProgress]:
    """Exports a clip into an evidence package and tells how far it is.

    The package is written under a ``.partial`` name and renamed when complete and checked; on any error or cancel it
    is removed. A package that fails its own check is kept under ``.failed``.

    Raises:
        SourceError: the source cannot be read, or changed meanwhile.
        UsageError: range, codec or colour mode do not fit the clip.
        WriteError: the package cannot be written.
        CheckFailed: the independent decoding of the result differs from what was logged.
        Cancelled: ``cancelled`` said so.
    """
    if job.codec not in CODECS:
        raise UsageError(f"The codec must be one of {', '.join(CODECS)}, not {job.codec}.")
    if job.viewing_copy not in (None, *VIEWING_COPIES):
        raise UsageError(f"The viewing copy must be one of {', '.join(VIEWING_COPIES)}, not {job.viewing_copy}.")
    folder, partial = find_target(job.folder, job.source)
    for thorough in (False, True):
        index = yield from tell_progress(
            "index",
            "Reading the clip",
            lambda tell, thorough=thorough: build_index(  # type: ignore[misc]
                job.source, matrix=job.matrix, color_range=job.color_range, thorough=thorough,
                progress=tell, cancelled=cancelled,
            ),
        )  # fmt: skip
        with PartialFolder(partial) as writing:
            try:
                yield from _Export(job, index, partial, cancelled).run()
                writing.publish(folder)
                break
            except PictureOrderError:
                if thorough:
                    raise
            except CheckFailed as error:
                kept = free_name(folder.with_name(folder.name + FAILED_SUFFIX))
                writing.publish(kept)
                raise CheckFailed(f"{str(error).rstrip('.')}; what was written is kept in {kept}.") from error
    yield ExportProgress(stage="done", done=1, total=1, message=str(folder))


class _Export:
    """One export of one indexed clip into one folder."""

    def __init__(self, job: ExportJob, index: ClipIndex, folder: Path, cancelled: Callable[[], bool]) -> None:
        self._job = job
        self._index = index
        self._folder = folder
        self._cancelled = cancelled
        self._start, self._end = _check_range(job, index)
        check_color_mode(index, job.settings)
        self._settings = as_logged(job.settings)
        self._domain = "coded" if job.settings.color_mode == "luma" else "rgb"
        self._estimator = CurveEstimator(job.weights)
        self._track = _track_for(index, self._settings, self._estimator)
        self._enhancer = Enhancer(index, self._estimator, track=self._track)
        self._hashes: list[tuple[int, str]] = []
        self._corrupt: list[int] = []
        self._after_damage: list[int] = []
        self._missing: list[int] = []
        self._problems: list[Problem] = []
        self._means: list[tuple[float, float, float, float]] = []
        if job.end is not None and job.end > self._end:
            message = f"The clip ends before frame {job.end}: exported to its end."
            self._problems.append(Problem(kind="range", message=message))

    def run(self) -> Iterator[ExportProgress]:
        """Writes everything into the folder."""
        if self._job.auto_level:
            yield from self._choose_level()
        if self._track is not None:
            yield from self._gather_curves(self._track)
        shown = self._index if self._job.aspect is None else replace(self._index, sample_aspect=self._job.aspect)
        timing = plan_timing(shown, self._start, self._end, self._job.codec)
        file = "enhanced.mkv" if timing.container == "matroska" else "enhanced.mp4"
        span = self._index.span(self._start, self._end)
        with ExitStack() as stack:
            writer = stack.enter_context(
                ClipWriter(
                    self._folder / file,
                    shown,
                    codec=self._job.codec,
                    domain=self._domain,
                    timing=timing,
                    audio_span=span,
                )
            )
            viewing = None
            if self._job.viewing_copy is not None:
                columns = 2 if self._job.viewing_copy == "side-by-side" else 1
                path = self._folder / VIEWING_COPY
                viewing = stack.enter_context(
                    ViewingWriter(path, shown, columns=columns, offset=timing.offset, audio_span=span)
                )
            yield from self._write_frames(writer, viewing)
            if not self._hashes:
                raise SourceError(f"No frame of the range could be decoded from {self._index.path.name}.")
            writer.finish()
            if viewing is not None:
                viewing.finish()
        run = StockRun(
            domain=self._domain,
            pixel_format=self._index.pixel_format,
            color=self._index.color,
            named_by=self._index.identity,
            pts_unit=self._index.time_base,
            indexes=(self._start, self._end - 1),
            pts=(int(self._index.pts[self._start]), int(self._index.pts[self._end - 1])),
        )
        yield from self._check(self._folder / file, writer.audio_streams)
        difference = yield from self._reproduce(run)
        after = yield from tell_progress(
            "check",
            "Hashing the source again",
            lambda tell: hash_file(self._index.path, progress=tell, cancelled=self._cancelled),
        )
        if after != self._index.sha256:
            raise SourceError(
                f"{self._index.path} changed during the export: nothing was kept; make a copy and export that."
            )
        self._write_record(writer, timing, file, after, run, difference)

    def _choose_level(self) -> Iterator[ExportProgress]:
        """Takes the median of the network's estimates over the range."""
        total = self._end - self._start
        step = max(1, total // AUTO_LEVEL_SAMPLES)
        levels = []
        with ClipReader(self._index, cache_bytes=0) as reader:
            for frame in reader.frames(self._start, self._end):
                self._stop_if_asked()
                if isinstance(frame, Frame) and (frame.index - self._start) % step == 0:
                    levels.append(self._enhancer.natural_level(frame))
                yield self._progress("analyse", frame.index, "Estimating the exposure level")
        if not levels:
            raise SourceError(f"No frame of the range could be decoded from {self._index.path.name}.")
        level = float(np.clip(np.median(levels), *LEVEL_RANGE))
        self._settings = replace(self._settings, exposure_level=round(level, 4))

    def _gather_curves(self, track: CurveTrack) -> Iterator[ExportProgress]:
        """Takes in the frames the curves of the range come from, which may lie outside of it."""
        settings, first, last = self._settings, self._start, self._end - 1
        if settings.lock_range is not None:
            first, last = settings.lock_range[0], settings.lock_range[1] - 1
        elif settings.lock_frame is not None:
            first = last = settings.lock_frame
        elif settings.window is not None:
            first = window_of(self._index, first, settings.window).start
            last = window_of(self._index, last, settings.window).stop - 1
        total = last - first + 1
        with ClipReader(self._index, cache_bytes=0) as reader:
            for frame in reader.frames(first, last + 1):
                self._stop_if_asked()
                track.take(frame)
                done = frame.index - first + 1
                yield ExportProgress(stage="analyse", done=done, total=total, message="Estimating the curves")

    def _write_frames(self, writer: ClipWriter, viewing: ViewingWriter | None) -> Iterator[ExportProgress]:
        """Enhances each frame while the one before is hashed, encoded and logged in a second thread."""
        with (
            ClipReader(self._index, cache_bytes=0) as reader,
            CurveLogWriter(self._folder / CURVE_LOG, self._domain, self._settings) as log,
            ThreadPoolExecutor(1, thread_name_prefix="encoder") as encoder,
        ):
            waiting: deque[Future[None]] = deque()
            for frame in reader.frames(self._start, self._end):
                self._stop_if_asked()
                if isinstance(frame, MissingFrame):
                    waiting.append(encoder.submit(self._store_missing, frame, log))
                else:
                    self._check_layout(frame)
                    enhanced = self._enhancer.enhance(frame, self._settings)
                    waiting.append(encoder.submit(self._store, enhanced, writer, log, viewing))
                if len(waiting) > ENCODER_BACKLOG:
                    waiting.popleft().result()
                yield self._progress("export", frame.index, "Enhancing")
            for future in waiting:
                future.result()
        for sentence in writer.audio_problems:
            self._problems.append(Problem(kind="audio", message=sentence))

    def _store(
        self, enhanced: EnhancedFrame, writer: ClipWriter, log: CurveLogWriter, viewing: ViewingWriter | None
    ) -> None:
        frame, measures = enhanced.source, enhanced.measures
        enhanced_sha256 = hash_planes(enhanced.planes, enhanced.domain)
        writer.write(enhanced.planes, frame.pts)
        log.write(enhanced, hash_planes(enhanced.source_planes, enhanced.domain), enhanced_sha256)
        self._hashes.append((frame.index, enhanced_sha256))
        if viewing is not None:
            picture = self._enhancer.picture(enhanced)
            both = self._job.viewing_copy == "side-by-side"
            viewing.write((frame.rgb, picture) if both else (picture,), frame.pts)
        self._means.append((measures.mean_in, measures.mean_out, measures.max_gain, measures.hue_shift))
        if frame.corrupt:
            self._corrupt.append(frame.index)
            self._note("corrupt", frame, "the decoder reported errors or concealment in it")
        elif frame.after_damage:
            self._after_damage.append(frame.index)
        if enhanced.domain == "rgb" and (pixels := overflowing_blue(frame.coded, self._index.color)):
            self._note(
                "overflow", frame, f"up to {pixels} pixels are too blue for the conversion and come out without blue"
            )

    def _store_missing(self, frame: MissingFrame, log: CurveLogWriter) -> None:
        log.write_missing(frame)
        self._missing.append(frame.index)
        self._note("missing", frame, f"it cannot be decoded ({frame.reason}) and is not in the export")

    def _note(self, kind: str, frame: Frame | MissingFrame, what: str) -> None:
        message = f"Frame {frame.index} (PTS {frame.pts}): {what}."
        self._problems.append(Problem(kind=kind, message=message, frame=frame.index, pts=frame.pts))

    def _check(self, path: Path, audio_streams: list[int]) -> Iterator[ExportProgress]:
        """Has the independent FFmpeg program decode the result, and compares every frame and audio packet."""
        pixel_format = hashed_pixel_format(self._index.pixel_format, self._domain)

        def compare(tell: Callable[[float], None]) -> None:
            def tick(name: str, done: int, total: int) -> None:
                self._stop_if_asked()
                tell(done / max(1, total))

            pictures = check_independently(path, pixel_format, self._hashes, tick)
            audio = check_audio(path, audio_streams, self._index, self._start, self._end)
            failures = "; ".join(answer.detail for answer in (pictures, audio) if not answer.passed)
            if failures:
                raise CheckFailed(f"The export did not pass its own check: {failures}.")

        yield from tell_progress("check", "Decoding the result with an independent FFmpeg", compare)

    def _reproduce(self, run: StockRun) -> Generator[ExportProgress, None, int | None]:
        """Writes the tables for a stock FFmpeg and has it make every frame again.

        Returns:
            The first frame that differs, or None.
        """
        frames: list[EnhancedHash] = [(i, int(self._index.pts[i]), sha256) for i, sha256 in self._hashes]
        write_tables(self._folder, run, read_curve_log(self._folder / CURVE_LOG, self._domain), frames)

        def compare(tell: Callable[[float], None]) -> int | None:
            def tick(done: int, total: int) -> None:
                tell(done / max(1, total))

            return first_difference(self._index.path, self._folder, run, frames, tick=tick, cancelled=self._cancelled)

        return (yield from tell_progress("check", "Making the frames again with a stock FFmpeg", compare))

    def _write_record(
        self, writer: ClipWriter, timing: Timing, file: str, after: str, run: StockRun, difference: int | None
    ) -> None:
        mean_in, mean_out, max_gain, hue_shift = np.mean(self._means, axis=0).tolist()
        if self._domain == "rgb":
            self._warn_of_false_colors(mean_in, max_gain, hue_shift)
        record = ExportRecord(
            index=self._index,
            source_sha256_after=after,
            start=self._start,
            end=self._end,
            settings=self._settings,
            level_origin="auto" if self._job.auto_level else "chosen",
            weights_name=self._estimator.weights_name,
            weights_sha256=self._estimator.weights_sha256,
            device=self._estimator.device,
            codec=self._job.codec,
            domain=self._domain,
            timing=timing,
            file=file,
            sample_aspect=self._job.aspect or self._index.sample_aspect,
            audio_streams=writer.audio_streams,
            corrupt=self._corrupt,
            after_damage=self._after_damage,
            missing=self._missing,
            mean_in=mean_in,
            mean_out=mean_out,
            mean_hue_shift=hue_shift,
            viewing_copy=self._job.viewing_copy,
            problems=self._problems,
            command=self._job.command,
        )
        if difference is not None:
            message = (
                f"A stock FFmpeg does not make frame {difference} again from the source (see reproduce/README.txt)."
            )
            self._problems.append(Problem(kind="reproduction", message=message))
        manifest = {**describe_export(record), "reproduction": describe_reproduction(run, difference)}
        write_manifest(self._folder, manifest)
        write_texts(self._folder, run, manifest)
        write_sums(self._folder)

    def _warn_of_false_colors(self, mean_in: float, max_gain: float, hue_shift: float) -> None:
        risk = false_color_risk(mean_in, max_gain, hue_shift)
        coded = has_coded_planes(self._index.pixel_format)
        if risk == "grey-shift":
            mode = "luma" if coded else "shared"
            message = f"Greys are coloured by {hue_shift:.1f} codes on average: colour mode {mode} keeps them grey."
            self._problems.append(Problem(kind="hue-shift", message=message))
        elif risk == "dark-chroma" and coded:
            message = (
                f"The picture is so dark (mean {mean_in:.3f}) that its colour lives in few codes, which are amplified "
                f"up to {max_gain:.0f} times: its colours may be false; colour mode luma avoids that."
            )
            self._problems.append(Problem(kind="false-color", message=message))

    def _check_layout(self, frame: Frame) -> None:
        _, height, width = frame.rgb.shape
        was = f"{self._index.width}x{self._index.height} {self._index.pixel_format}"
        now = f"{width}x{height} {frame.pixel_format}"
        if now != was:
            raise SourceError(
                f"The picture changes from {was} to {now} at frame {frame.index}: "
                f"end the export before it (--end {frame.index}), and cut what follows into a file of its own."
            )

    def _progress(self, stage: str, index: int, what: str) -> ExportProgress:
        done, total = index - self._start + 1, self._end - self._start
        message = what
        if stage == "export" and self._means:
            message = f"{what} ({level_sentence(self._settings, self._means[-1][1])})"
        return ExportProgress(stage=stage, done=done, total=total, message=message)

    def _stop_if_asked(self) -> None:
        if self._cancelled():
            raise Cancelled("The export was cancelled; nothing was kept.")


def _track_for(index: ClipIndex, settings: EnhancementSettings, estimator: CurveEstimator) -> CurveTrack | None:
    """A track where the curves of a frame come from other frames, too."""
    return None if settings.curve_mode == "per-frame" else CurveTrack(index, estimator, statistics=False)


def _check_range(job: ExportJob, index: ClipIndex) -> tuple[int, int]:
    end = len(index) if job.end is None else min(job.end, len(index))
    if not 0 <= job.start < end:
        raise UsageError(
            f"The range {job.start} to {end if job.end is None else job.end} does not fit the clip, "
            f"which has frames 0 to {len(index) - 1} (the end is exclusive)."
        )
    settings = job.settings
    lock = settings.lock_frame
    if lock is not None and not 0 <= lock < len(index):
        raise UsageError(f"There is no frame {lock} to lock the curves to: the clip has frames 0 to {len(index) - 1}.")
    if settings.lock_range is not None and settings.lock_range[1] > len(index):
        first, stop = settings.lock_range
        raise UsageError(
            f"The range {first} to {stop} to lock the curves to does not fit the clip, "
            f"which has frames 0 to {len(index) - 1} (the end is exclusive)."
        )
    return job.start, end
