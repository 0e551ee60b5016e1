"""Writing an evidence package: every frame of the range enhanced, encoded, hashed and logged, or nothing at all."""

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from lle_studio.core.errors import Cancelled, CheckFailed, SourceError, UsageError
from lle_studio.core.frame import MissingFrame
from lle_studio.core.ordered import map_in_order
from lle_studio.core.settings import LEVEL_RANGE, EnhancementSettings
from lle_studio.estimator.estimator import CurveEstimator
from lle_studio.pipeline.advice import false_color_problems, saturation_problems
from lle_studio.pipeline.checks import check_reproduction, check_source
from lle_studio.pipeline.enhance import Enhancer
from lle_studio.pipeline.folder import VIEWING_COPY, PartialFolder, find_target, free_name
from lle_studio.pipeline.frames import FrameExport
from lle_studio.pipeline.job import ExportJob, ExportProgress, tell_progress
from lle_studio.pipeline.package import Finish, complete_package
from lle_studio.pipeline.track import CurveTrack, check_color_mode, window_of
from lle_studio.record.audit import AUDIT_LOG, append, check_log, copy_log
from lle_studio.record.curve_log import as_logged, read_curve_log
from lle_studio.record.extras import PICTURE_KINDS, write_cubes
from lle_studio.record.findings import Check
from lle_studio.record.manifest import CURVE_LOG, ExportRecord, hashed_pixel_format, software_versions
from lle_studio.record.reproduce import (
    StockRun,
    describe_reproduction,
    first_difference,
    write_tables,
)
from lle_studio.record.typeset import LANGUAGES
from lle_studio.record.verify import check_audio, check_independently
from lle_studio.video.color import has_coded_planes
from lle_studio.video.index import ClipIndex, Problem, build_index, hash_file
from lle_studio.video.reader import ClipReader, DecodedFrame, PictureOrderError
from lle_studio.video.viewing import VIEWING_COPIES, ViewingWriter
from lle_studio.video.writer import CODECS, ClipWriter, Timing, plan_timing

T = TypeVar("T")

FAILED_SUFFIX = ".failed"
"""Ends the name of a folder whose export did not pass its own check; kept as evidence of why."""

AUTO_LEVEL_SAMPLES = 200
"""Frames looked at, evenly over the range, for the automatic exposure level."""


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
    _check_request(job)
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

    def __init__(
        self,
        job: ExportJob,
        index: ClipIndex,
        folder: Path,
        cancelled: Callable[[], bool],
    ) -> None:
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
        self._frames = FrameExport(job, index, self._enhancer, (self._start, self._end))
        self._checks: list[Check] = []
        if job.end is not None and job.end > self._end:
            message = f"The clip ends before frame {job.end}: exported to its end."
            self._frames.problems.append(Problem(kind="range", message=message))

    def run(self) -> Iterator[ExportProgress]:
        """Writes everything into the folder.

        Raises:
            CheckFailed: a check did not hold; the folder then says which.
        """
        self._begin_log()
        if self._job.auto_level:
            yield from self._choose_level()
        taken = {**asdict(self._settings), "start": self._start, "end": self._end}
        self._log("export", {**self._job.describe(), **taken, "weights_sha256": self._estimator.weights_sha256})
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
            yield from self._frames.write(self._folder, self._settings, writer, viewing, self._stop_if_asked)
            if not self._frames.hashes:
                raise SourceError(f"No frame of the range could be decoded from {self._index.path.name}.")
            writer.finish()
            if viewing is not None:
                viewing.finish()
        if self._job.extras.cubes:
            yield from self._write_cubes()
        yield from self._check(self._folder / file, writer.audio_streams, timing)
        after = yield from tell_progress(
            "check",
            "Hashing the source again",
            lambda tell: hash_file(self._index.path, progress=tell, cancelled=self._cancelled),
        )
        self._checks.append(check_source(self._index.sha256, after, self._index.path.name))
        run = self._stock_run()
        difference = yield from self._reproduce(run)
        self._checks.append(check_reproduction(describe_reproduction(run, difference)["note"]))
        yield from tell_progress(
            "record",
            "Writing the record",
            lambda tell: self._write_record(writer, timing, file, after, run, difference),
        )
        failures = "; ".join(check.detail for check in self._checks if not check.passed)
        if failures:
            raise CheckFailed(f"The export did not pass its own check: {failures}.")

    def _write_cubes(self) -> Iterator[ExportProgress]:
        rows = read_curve_log(self._folder / CURVE_LOG, self._domain)
        yield from tell_progress(
            "record",
            "Writing the tables as .cube files",
            lambda tell: write_cubes(
                self._folder,
                rows,
                self._domain,
                total=self._end - self._start,
                tick=lambda done, total: tell(done / total),
                cancelled=self._cancelled,
            ),
        )

    def _begin_log(self) -> None:
        """Begins the package's audit log, with that of the case where there is one."""
        if self._job.audit is not None:
            copy_log(self._job.audit, self._folder / AUDIT_LOG)
        index = self._index
        source = {"path": str(index.path), "size": index.size, "sha256": index.sha256}
        self._log("open", {"source": source, "software": software_versions()})

    def _log(self, action: str, parameters: dict[str, Any]) -> None:
        append(self._folder / AUDIT_LOG, action, parameters, examiner=self._job.case.examiner)

    def _stock_run(self) -> StockRun:
        return StockRun(
            domain=self._domain,
            pixel_format=self._index.pixel_format,
            color=self._index.color,
            named_by=self._index.identity,
            pts_unit=self._index.time_base,
            indexes=(self._start, self._end - 1),
            pts=(int(self._index.pts[self._start]), int(self._index.pts[self._end - 1])),
        )

    def _choose_level(self) -> Iterator[ExportProgress]:
        """Takes the median of the network's estimates over the range."""
        step = max(1, (self._end - self._start) // AUTO_LEVEL_SAMPLES)

        def level(decoded: DecodedFrame | MissingFrame) -> float | None:
            if isinstance(decoded, MissingFrame) or (decoded.index - self._start) % step:
                return None
            return self._enhancer.natural_level(decoded.convert())

        found = yield from self._look(self._start, self._end, level, "Estimating the exposure level")
        levels = [value for value in found if value is not None]
        if not levels:
            raise SourceError(f"No frame of the range could be decoded from {self._index.path.name}.")
        median = float(np.clip(np.median(levels), *LEVEL_RANGE))
        self._settings = replace(self._settings, exposure_level=round(median, 4))

    def _gather_curves(self, track: CurveTrack) -> Iterator[ExportProgress]:
        """Takes in the frames the curves of the range come from, which may lie outside of it."""
        settings, first, end = self._settings, self._start, self._end
        if settings.lock_range is not None:
            first, end = settings.lock_range
        elif settings.lock_frame is not None:
            first, end = settings.lock_frame, settings.lock_frame + 1
        elif settings.window is not None:
            first = window_of(self._index, first, settings.window).start
            end = window_of(self._index, end - 1, settings.window).stop

        def take(decoded: DecodedFrame | MissingFrame) -> None:
            track.take(decoded if isinstance(decoded, MissingFrame) else decoded.convert())

        yield from self._look(first, end, take, "Estimating the curves")

    def _look(
        self, first: int, end: int, work: Callable[[DecodedFrame | MissingFrame], T], message: str
    ) -> Generator[ExportProgress, None, list[T]]:
        """Decodes frames ``first`` to ``end`` (exclusive) for work in several threads; returns what it said of each."""
        answers: list[T] = []
        with (
            ClipReader(self._index, cache_bytes=0) as reader,
            closing(map_in_order(work, reader.decoded(first, end))) as looked,
        ):
            for answer in looked:
                self._stop_if_asked()
                answers.append(answer)
                yield ExportProgress(stage="analyse", done=len(answers), total=end - first, message=message)
        return answers

    def _check(self, path: Path, audio_streams: list[int], timing: Timing) -> Iterator[ExportProgress]:
        """Asks what can be asked of the clip and the log; the independent FFmpeg program decodes every frame."""
        pixel_format = hashed_pixel_format(self._index.pixel_format, self._domain)

        def ask(tell: Callable[[float], None]) -> list[Check]:
            def tick(name: str, done: int, total: int) -> None:
                self._stop_if_asked()
                tell(done / max(1, total))

            time_base = self._index.time_base
            return [
                self._frames.tables.pointwise(),
                *self._frames.tables.logged(read_curve_log(self._folder / CURVE_LOG, self._domain)),
                *check_independently(path, pixel_format, self._frames.hashes, timing, time_base, tick),
                check_audio(path, audio_streams, self._index, self._start, self._end),
            ]

        self._checks += yield from tell_progress("check", "Decoding the result with an independent FFmpeg", ask)

    def _reproduce(self, run: StockRun) -> Generator[ExportProgress, None, int | None]:
        """Writes the tables for a stock FFmpeg and has it make every frame again.

        Returns:
            The first frame that differs, or None.
        """
        frames = self._frames.hashes
        write_tables(self._folder, run, read_curve_log(self._folder / CURVE_LOG, self._domain), frames)

        def compare(tell: Callable[[float], None]) -> int | None:
            def tick(done: int, total: int) -> None:
                tell(done / max(1, total))

            return first_difference(self._index.path, self._folder, run, frames, tick=tick, cancelled=self._cancelled)

        return (yield from tell_progress("check", "Making the frames again with a stock FFmpeg", compare))

    def _write_record(
        self, writer: ClipWriter, timing: Timing, file: str, after: str, run: StockRun, difference: int | None
    ) -> None:
        mean_in, mean_out, max_gain, hue_shift = np.mean(self._frames.means, axis=0).tolist()
        shown = self._frames.showcase.frames()
        if self._domain == "rgb":
            coded = has_coded_planes(self._index.pixel_format)
            self._frames.problems += false_color_problems(mean_in, max_gain, hue_shift, coded=coded)
        else:
            self._frames.problems += saturation_problems(shown)
        record = ExportRecord(
            index=self._index,
            source_sha256_after=after,
            start=self._start,
            end=self._end,
            settings=self._settings,
            level_origin="auto" if self._job.auto_level else "chosen",
            weights_name=self._estimator.weights_name,
            weights_sha256=self._estimator.weights_sha256,
            card=self._estimator.card,
            device=self._estimator.device,
            codec=self._job.codec,
            domain=self._domain,
            timing=timing,
            file=file,
            sample_aspect=self._job.aspect or self._index.sample_aspect,
            audio_streams=writer.audio_streams,
            corrupt=self._frames.corrupt,
            after_damage=self._frames.after_damage,
            missing=self._frames.missing,
            mean_in=mean_in,
            mean_out=mean_out,
            mean_hue_shift=hue_shift,
            viewing_copy=self._job.viewing_copy,
            problems=self._frames.problems,
            command=self._job.command,
            checks=self._checks,
        )
        if difference is not None:
            message = (
                f"A stock FFmpeg does not make frame {difference} again from the source (see reproduce/README.txt)."
            )
            self._frames.problems.append(Problem(kind="reproduction", message=message))
        self._log(
            "check", {check.name: check.detail if check.passed else f"FAILS: {check.detail}" for check in self._checks}
        )
        finish = Finish(
            record=record,
            run=run,
            difference=difference,
            case=self._job.case,
            frames=shown,
            languages=self._job.languages,
            key=self._job.key,
            extras=self._job.extras,
        )
        complete_package(self._folder, finish)

    def _stop_if_asked(self) -> None:
        if self._cancelled():
            raise Cancelled("The export was cancelled; nothing was kept.")


def _check_request(job: ExportJob) -> None:
    """Refuses what can be refused before the clip is read.

    Raises:
        UsageError: choices that do not exist, or do not go together.
        CheckFailed: the audit log of the case does not hold.
    """
    if job.codec not in CODECS:
        raise UsageError(f"The codec must be one of {', '.join(CODECS)}, not {job.codec}.")
    if job.viewing_copy not in (None, *VIEWING_COPIES):
        raise UsageError(f"The viewing copy must be one of {', '.join(VIEWING_COPIES)}, not {job.viewing_copy}.")
    if job.extras.frames not in (None, *PICTURE_KINDS):
        raise UsageError(f"Frames are written as {' or '.join(PICTURE_KINDS)}, not {job.extras.frames}.")
    if job.extras.cubes and job.settings.color_mode == "luma":
        raise UsageError("A .cube file is for R, G and B: choose another colour mode than luma, or leave it out.")
    if not job.languages or not set(job.languages) <= set(LANGUAGES):
        raise UsageError(f"The appendix can be in {' or '.join(LANGUAGES)}, not {', '.join(job.languages)}.")
    if job.audit is not None and (breaches := check_log(job.audit, job.case.anchor)):
        raise CheckFailed(f"The audit log {job.audit} of the case does not hold ({breaches[0]}): keep it as it is.")


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
