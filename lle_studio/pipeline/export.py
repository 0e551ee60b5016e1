"""Writing an evidence package: every frame of the range enhanced, encoded, hashed and logged, or nothing at all."""

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from lle_studio.core.errors import Cancelled, CheckFailed, PictureOrderError, SourceError
from lle_studio.core.settings import EnhancementSettings
from lle_studio.estimator.estimator import CurveEstimator
from lle_studio.pipeline.advice import false_color_problems, saturation_problems
from lle_studio.pipeline.analyse import choose_level, gather_curves
from lle_studio.pipeline.checks import check_reproduction, check_source
from lle_studio.pipeline.enhance import Enhancer
from lle_studio.pipeline.enhanced_clip import EnhancedClip
from lle_studio.pipeline.folder import PartialFolder, clear_folder, find_target, free_name, remove_folder
from lle_studio.pipeline.frames import notes_in
from lle_studio.pipeline.job import ExportJob, ExportProgress, tell_progress
from lle_studio.pipeline.journal import Journal
from lle_studio.pipeline.package import Finish, complete_package
from lle_studio.pipeline.parts import PartReader
from lle_studio.pipeline.request import check_range, check_request
from lle_studio.pipeline.resume import Resumption, find_resumption, identify, identify_weights, was_thorough
from lle_studio.pipeline.segments import Workshop
from lle_studio.pipeline.track import CurveTrack, check_color_mode
from lle_studio.record.audit import AUDIT_LOG, append, copy_log
from lle_studio.record.curve_log import as_logged, read_curve_log
from lle_studio.record.extras import write_cubes
from lle_studio.record.findings import Check
from lle_studio.record.manifest import CURVE_LOG, ExportRecord, Resumed, hashed_pixel_format, software_versions
from lle_studio.record.reproduce import (
    StockRun,
    describe_reproduction,
    first_difference,
    write_tables,
)
from lle_studio.record.verify import check_audio, check_independently
from lle_studio.video.color import has_coded_planes
from lle_studio.video.index import ClipIndex, Problem, build_index, hash_file

FAILED_SUFFIX = ".failed"
"""Ends the name of a folder whose export did not pass its own check; kept as evidence of why."""


def run_export(
    job: ExportJob, *, workshop: Workshop | None = None, cancelled: Callable[[], bool] = lambda: False
) -> Iterator[ExportProgress]:
    """Exports a clip into an evidence package and tells how far it is.

    The package is written under a ``.partial`` name and renamed when complete and checked; on any error or cancel it
    is removed. A package that fails its own check is kept under ``.failed``. Where the program was killed meanwhile,
    the same export goes on from what is there, unless it makes a copy for viewing, too.

    Args:
        job: what to export.
        workshop: processes that make the frames, segment by segment; None, or with a copy for viewing: this process
            makes them all.
        cancelled: asked often; True stops with ``Cancelled``.

    Raises:
        SourceError: the source cannot be read, or changed meanwhile.
        UsageError: range, codec or colour mode do not fit the clip.
        WriteError: the package cannot be written.
        CheckFailed: the independent decoding of the result differs from what was logged.
        Cancelled: ``cancelled`` said so.
    """
    check_request(job)
    folder, partial = find_target(job.folder, job.source)
    for thorough in (True,) if was_thorough(partial) else (False, True):
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
                yield from _Export(job, index, partial, workshop, cancelled, thorough=thorough).run()
                writing.publish(folder)
                break
            except PictureOrderError:
                if thorough:
                    raise
            except SourceError as error:
                if _has_other_size(index):
                    message = f"{index.path} changed during the export: make a copy of it and export that."
                    raise SourceError(message) from error
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
        workshop: Workshop | None,
        cancelled: Callable[[], bool],
        *,
        thorough: bool,
    ) -> None:
        self._job = job
        self._index = index
        self._folder = folder
        self._workshop = workshop if job.viewing_copy is None else None  # that copy is coded in one piece
        self._cancelled = cancelled
        self._start, self._end = check_range(job, index)
        check_color_mode(index, job.settings)
        self._settings = as_logged(job.settings)
        self._domain = job.settings.domain
        self._span = (self._start, self._end)
        self._estimator = CurveEstimator(job.weights)
        self._track = _track_for(index, self._settings, self._estimator)
        self._enhancer = Enhancer(index, self._estimator, track=self._track)
        self._checks: list[Check] = []
        self._thorough = thorough
        self._resumed: list[Resumed] = []

    def run(self) -> Iterator[ExportProgress]:
        """Writes everything into the folder.

        Raises:
            CheckFailed: a check did not hold; the folder then says which.
        """
        clip = EnhancedClip(self._job, self._index, self._settings, self._span, self._folder)
        with ExitStack() as stack:
            journal, resumption = self._open_journal(clip)
            if journal is not None:
                stack.enter_context(journal)
            yield from self._write_clip(clip, journal, resumption)
        yield from self._complete(clip, journal)

    def _open_journal(self, clip: EnhancedClip) -> tuple[Journal | None, Resumption | None]:
        """The journal of the export, and what can be taken over of one like it that was cut off."""
        if self._job.viewing_copy is not None:  # that copy cannot be taken up again
            clear_folder(self._folder)
            return None, None
        identity = {
            **identify(self._job, self._index, self._settings, self._span, clip.timing),
            **identify_weights(self._estimator),
        }
        journal = Journal(self._folder, identity)
        reader = PartReader(
            index=self._index,
            settings=self._settings,
            notes=notes_in(self._job, self._span),
            export=journal.export,
            pictures=self._job.extras.frames,
        )
        in_segments = self._workshop is not None
        return journal, find_resumption(self._folder, journal, reader, clip.timing, self._start, segments=in_segments)

    def _write_clip(
        self, clip: EnhancedClip, journal: Journal | None, resumption: Resumption | None
    ) -> Iterator[ExportProgress]:
        """Writes the enhanced clip and its log, or what is still missing of them."""
        self._begin_log()
        if self._job.auto_level:
            if resumption is None:
                level = yield from choose_level(self._index, self._enhancer, self._span, cancelled=self._cancelled)
            else:
                level = resumption.level
            self._settings = clip.settings = replace(self._settings, exposure_level=level)
        taken = {**asdict(self._settings), "start": self._start, "end": self._end}
        self._log("export", {**self._job.describe(), **taken, "weights_sha256": self._estimator.weights_sha256})
        at = self._start
        if resumption is not None:
            at = resumption.next_frame(self._start)
            self._resumed = [
                *resumption.before,
                Resumed(utc=datetime.now(UTC).isoformat(timespec="seconds"), at_frame=at),
            ]
            self._log("resume", {"at_frame": at, "frames_there": resumption.count})
        if journal is not None:
            level, resumed = self._settings.exposure_level, [asdict(resumed) for resumed in self._resumed]
            journal.begin({"exposure_level": level, "thorough": self._thorough, "resumed": resumed})
        if self._track is not None and (self._workshop is None or self._settings.lock_range is not None):
            span = (min(at, self._end - 1), self._end)
            yield from gather_curves(self._track, self._settings, span, cancelled=self._cancelled)
        yield from clip.write(self._enhancer, self._track, self._workshop, journal, resumption, self._cancelled)

    def _complete(self, clip: EnhancedClip, journal: Journal | None) -> Iterator[ExportProgress]:
        """Writes what lies beside the clip, checks everything, and writes the record.

        Raises:
            CheckFailed: a check did not hold; the folder then says which.
        """
        if self._job.extras.cubes:
            yield from self._write_cubes()
        run = self._stock_run()
        difference = yield from self._check(clip, run)
        after = yield from tell_progress(
            "check",
            "Hashing the source again",
            lambda tell: hash_file(self._index.path, progress=tell, cancelled=self._cancelled),
        )
        self._checks.append(check_source(self._index.sha256, after, self._index.path.name))
        self._checks.append(check_reproduction(describe_reproduction(run, difference)["note"]))
        if journal is not None:
            remove_folder(journal.path)
        yield from tell_progress(
            "record",
            "Writing the record",
            lambda tell: self._write_record(clip, after, run, difference),
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

    def _check(self, clip: EnhancedClip, run: StockRun) -> Generator[ExportProgress, None, int | None]:
        """Asks what can be asked of the clip and the log, by two runs of the independent FFmpeg program side by side.

        One decodes every frame of the result, the other makes it again from the source; neither alone keeps all cores
        busy.

        Returns:
            The first frame that a stock FFmpeg does not make again, or None.
        """
        pixel_format = hashed_pixel_format(self._index.pixel_format, self._domain)
        frames = clip.record.hashes
        write_tables(self._folder, run, read_curve_log(self._folder / CURVE_LOG, self._domain), frames)

        def ask(tell: Callable[[float], None]) -> tuple[list[Check], int | None]:
            shares = [0.0, 0.0]

            def tick(place: int, done: int, total: int) -> None:
                shares[place] = done / max(1, total)
                tell(sum(shares) / 2)
                self._stop_if_asked()

            decoded = (clip.path, pixel_format, frames, clip.timing, self._index.time_base)
            with ThreadPoolExecutor(1, thread_name_prefix="stock") as beside:
                again = beside.submit(
                    first_difference,
                    self._index.path,
                    self._folder,
                    run,
                    frames,
                    tick=partial(tick, 1),
                    cancelled=self._cancelled,
                )
                checks = [
                    clip.record.tables.pointwise(),
                    *clip.record.tables.logged(read_curve_log(self._folder / CURVE_LOG, self._domain)),
                    *check_independently(*decoded, lambda _, done, total: tick(0, done, total)),
                    check_audio(clip.path, clip.audio_streams, self._index, self._start, self._end),
                ]
                return checks, again.result()

        checks, difference = yield from tell_progress("check", "Checking every frame with an independent FFmpeg", ask)
        self._checks += checks
        return difference

    def _write_record(self, clip: EnhancedClip, after: str, run: StockRun, difference: int | None) -> None:
        mean_in, mean_out, max_gain, hue_shift = clip.record.means
        assert clip.shown is not None
        shown, problems = clip.shown.in_order(), clip.record.problems
        if self._job.end is not None and self._job.end > self._end:
            message = f"The clip ends before frame {self._job.end}: exported to its end."
            problems.append(Problem(kind="range", message=message))
        if self._domain == "rgb":
            coded = has_coded_planes(self._index.pixel_format)
            problems += false_color_problems(mean_in, max_gain, hue_shift, coded=coded)
        else:
            problems += saturation_problems(shown)
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
            timing=clip.timing,
            file=clip.path.name,
            sample_aspect=self._job.aspect or self._index.sample_aspect,
            audio_streams=clip.audio_streams,
            corrupt=clip.record.corrupt,
            after_damage=clip.record.after_damage,
            missing=clip.record.missing,
            mean_in=mean_in,
            mean_out=mean_out,
            mean_hue_shift=hue_shift,
            viewing_copy=self._job.viewing_copy,
            problems=problems,
            command=self._job.command,
            checks=self._checks,
            resumed=self._resumed,
        )
        if difference is not None:
            message = (
                f"A stock FFmpeg does not make frame {difference} again from the source (see reproduce/README.txt)."
            )
            problems.append(Problem(kind="reproduction", message=message))
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


def _has_other_size(index: ClipIndex) -> bool:
    """Whether a source is there and is not as long as it was."""
    try:
        return index.path.stat().st_size != index.size
    except OSError:
        return False


def _track_for(index: ClipIndex, settings: EnhancementSettings, estimator: CurveEstimator) -> CurveTrack | None:
    """A track where the curves of a frame come from other frames, too."""
    return None if settings.curve_mode == "per-frame" else CurveTrack(index, estimator, statistics=False)
