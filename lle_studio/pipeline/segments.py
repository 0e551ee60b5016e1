"""A clip cut into segments whose frames are made in processes of their own, here or on other machines.

Every process needs the source and the package's folder under the paths they have here. What a segment comes to does
not depend on where it is made, nor on how many there are: frames are decoded from the entry points that a decoding of
the whole clip passes, and FFV1 and H.264 at these settings code every segment by itself. A segment that is lost with
its process is made again by another; its file gets its name when it is complete.
"""

import multiprocessing
import platform
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.curves import ToneCurves
from lle_studio.core.errors import Cancelled, SourceError, WriteError
from lle_studio.core.settings import EnhancementSettings
from lle_studio.estimator.estimator import CurveEstimator
from lle_studio.pipeline.analyse import gather_curves
from lle_studio.pipeline.enhance import Enhancer
from lle_studio.pipeline.folder import SEGMENTS, STOP
from lle_studio.pipeline.frames import FrameEncoder
from lle_studio.pipeline.job import ExportJob
from lle_studio.pipeline.journal import sync_file, write_part
from lle_studio.pipeline.parts import Part
from lle_studio.pipeline.track import CurveTrack
from lle_studio.video.index import ClipIndex, hash_file
from lle_studio.video.source import check_file
from lle_studio.video.writer import ClipWriter, Timing, segment_timing

SUFFIX = ".nut"

FRAMES_AT_LEAST = 60
"""Shorter segments would cost more to begin than they save."""

FRAMES_AT_MOST = 1500
"""What is known of a segment's frames comes at once: 6 MB."""

SEGMENTS_A_PROCESS = 4
"""So that the last process to end does not keep the others waiting for long."""

AHEAD = 2
"""Segments for each process that are being made or wait to be taken: bounds memory."""

MOST_LOSSES = 3
"""Times processes may be lost in an export."""

ASK_SECONDS = 0.2
"""Between two questions whether the work is cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentOrder:
    """What all segments of an export have in common."""

    job: ExportJob
    index: ClipIndex
    settings: EnhancementSettings
    """As logged."""
    span: tuple[int, int]
    """Index of the first frame of the export and index after the last."""
    folder: Path
    """Of the package."""
    timing: Timing
    """Of the whole export."""
    locked: NDArray[np.float32] | None
    """(3, 256): the curves all frames take, where they come from a range."""
    begin: int
    """Index of the first frame that must be made: those before it are there."""
    export: str
    """SHA-256 of what identifies the export, for its journal."""
    elsewhere: bool = False
    """The source may be another file there: it is hashed before it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeSegment:
    """What came of a segment."""

    part: Part
    file: Path
    """The coded frames."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Submitted:
    """A segment that is being made."""

    run: tuple[int, int]
    executor: Executor | None
    """None where it did not have to be made."""
    future: "Future[MadeSegment]"


class Workshop:
    """Processes that make segments. May be used by several threads, each with an export of its own.

    Args:
        begin: begins the processes; called again where they broke down, because one was lost.
        processes: how many there are.
        threads: for each, to make and code frames.
        elsewhere: they may run on other machines.
        lost: what is raised in place of a result where processes are lost.
    """

    def __init__(
        self,
        begin: Callable[[], Executor],
        *,
        processes: int,
        threads: int,
        elsewhere: bool = False,
        lost: tuple[type[Exception], ...] = (BrokenExecutor,),
    ) -> None:
        self._begin = begin
        self._executor = begin()
        self._processes = processes
        self._threads = threads
        self._elsewhere = elsewhere
        self._lost = lost
        self._lock = Lock()

    def make(
        self,
        order: SegmentOrder,
        cancelled: Callable[[], bool],
        ready: Mapping[tuple[int, int], Callable[[], MadeSegment]] = MappingProxyType({}),
    ) -> Iterator[MadeSegment | None]:
        """Has an export's segments made and gives them in order; None now and then while the next is not there yet.

        Args:
            order: what they have in common.
            cancelled: asked often; True stops with ``Cancelled``.
            ready: those that need not be made, by their first frame and the frame after the last.

        Raises:
            Cancelled: ``cancelled`` said so.
            WriteError: processes were lost again and again.
            StudioError: what a segment met.
        """
        folder = order.folder / SEGMENTS
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise WriteError(f"{folder} cannot be made ({error.strerror}): choose another folder.") from error
        job = replace(order.job, key=None, audit=None)  # the key stays here
        order = replace(order, job=job, elsewhere=self._elsewhere)
        ahead = deque(_cut_around(order, sorted(ready), self._processes))
        waiting: deque[_Submitted] = deque()
        losses = 0
        try:
            while ahead or waiting:
                while ahead and len(waiting) < AHEAD * self._processes:
                    run = ahead.popleft()
                    waiting.append(self._submit(order, run) if run not in ready else _done(run, ready[run]))
                first = waiting[0]
                if not first.future.done():
                    if cancelled():
                        raise Cancelled("The export was cancelled; nothing was kept.")
                    wait([first.future], timeout=ASK_SECONDS)
                    yield None
                elif self._is_lost(first.future):
                    losses += 1
                    if losses > MOST_LOSSES:
                        raise WriteError(
                            "The processes that make the frames are lost again and again (killed, or out of memory): "
                            "use fewer --jobs."
                        )
                    assert first.executor is not None
                    self._replace(first.executor)
                    waiting = deque(self._submit(order, s.run) if self._is_lost(s.future) else s for s in waiting)
                else:
                    yield waiting.popleft().future.result()
        finally:
            running = [s.future for s in waiting if not s.future.cancel() and not s.future.done()]
            if running:
                with suppress(OSError):  # on a full disk: then they stop when they cannot write
                    (folder / STOP).touch()
                wait(running)

    def close(self) -> None:
        """Ends the processes."""
        self._executor.shutdown()

    def _submit(self, order: SegmentOrder, run: tuple[int, int]) -> "_Submitted":
        executor = self._executor
        try:
            future = executor.submit(make_segment, order, *run, self._threads)
        except self._lost as error:  # it broke down before it was asked
            future = Future()
            future.set_exception(error)
        return _Submitted(run=run, executor=executor, future=future)

    def _is_lost(self, future: "Future[MadeSegment]") -> bool:
        if future.cancelled():
            return CancelledError in self._lost
        return future.done() and isinstance(future.exception(), self._lost)

    def _replace(self, broken: Executor) -> None:
        """Begins new processes in place of those that broke down, once for all threads that met it."""
        with self._lock:
            if self._executor is broken:
                broken.shutdown(wait=False)
                self._executor = self._begin()


def _done(run: tuple[int, int], load: Callable[[], MadeSegment]) -> _Submitted:
    """A segment that is there already."""
    future: Future[MadeSegment] = Future()
    future.set_result(load())
    return _Submitted(run=run, executor=None, future=future)


def _cut_around(order: SegmentOrder, ready: Sequence[tuple[int, int]], processes: int) -> Iterator[tuple[int, int]]:
    """Cuts what must still be made of an export, around the segments that are there."""
    at = order.begin
    for start, end in [*ready, (order.span[1], order.span[1])]:
        if at < start:
            yield from cut(order.index, at, start, processes)
        if start < end:
            yield start, end
        at = end


def cut(index: ClipIndex, start: int, end: int, processes: int) -> list[tuple[int, int]]:
    """Cuts a range at key frames into runs of similar length, several for each process, and none much too long.

    Frames between a cut and its key frame would be decoded twice, so a cut is at a key frame or not at all.
    """
    even = -(-(end - start) // (processes * SEGMENTS_A_PROCESS))
    length = min(max(FRAMES_AT_LEAST, even), FRAMES_AT_MOST)
    cuts = [start]
    if index.identity != "order":  # pictures that are counted are counted from the beginning
        for key in np.flatnonzero(index.keyframe[:end]).tolist():
            if key - cuts[-1] >= length and end - key >= FRAMES_AT_LEAST:
                cuts.append(key)
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def make_segment(order: SegmentOrder, start: int, end: int, threads: int) -> MadeSegment:
    """Makes and codes the frames ``start`` to ``end`` (exclusive) of an export; runs in a process of its own.

    Raises:
        SourceError: the source is not the same file there, or the picture's size or format changes.
        WriteError: the segment cannot be written.
        Cancelled: the export was stopped, or the process that asked for the segment is gone.
    """
    if order.elsewhere:
        _check_source(order.index)
    folder = order.folder / SEGMENTS
    enhancer = _enhancer(order, (start, end), threads)
    encoder = FrameEncoder(order.job, order.index, enhancer, order.settings, order.span)
    unfinished = folder / f"{start:09d}.{uuid4().hex}{SUFFIX}"
    try:
        with ClipWriter(
            unfinished,
            shown_index(order.job, order.index),
            codec=order.job.codec,
            domain=order.settings.domain,
            timing=segment_timing(order.timing),
            audio_span=None,
            threads=threads,
        ) as writer:
            for made in encoder.encode(start, end, order.folder, writer, threads=threads, in_one=True):
                if _stopped(folder):
                    raise Cancelled("The export was stopped.")
                part = made  # the last thing that comes is the part
            writer.finish()
        assert isinstance(part, Part)
        sync_file(unfinished)
        file = unfinished.replace(segment_file(order.folder, start))
    finally:
        unfinished.unlink(missing_ok=True)
    write_part(order.folder, part, order.export)
    return MadeSegment(part=part, file=file)


def segment_file(folder: Path, start: int) -> Path:
    """The complete segment that begins with a frame, in the folder of an export."""
    return folder / SEGMENTS / f"{start:09d}{SUFFIX}"


def shown_index(job: ExportJob, index: ClipIndex) -> ClipIndex:
    """The index with the shape of a pixel that the examiner chose."""
    return index if job.aspect is None else replace(index, sample_aspect=job.aspect)


def _enhancer(order: SegmentOrder, span: tuple[int, int], threads: int) -> Enhancer:
    """Enhances the frames of a segment; it has looked at those their curves come from."""
    estimator, settings = _estimator(order.job.weights), order.settings
    if settings.curve_mode == "per-frame":
        return Enhancer(order.index, estimator)
    track = CurveTrack(order.index, estimator, statistics=False)
    if order.locked is not None:
        track.lock(settings, ToneCurves(values=order.locked))
    else:
        folder = order.folder / SEGMENTS
        for _ in gather_curves(track, settings, span, threads=threads, cancelled=lambda: _stopped(folder)):
            pass
    return Enhancer(order.index, estimator, track=track)


def _check_source(index: ClipIndex) -> None:
    if _hash_of(index.path, index.size) != index.sha256:
        raise SourceError(f"{index.path} is another file on {platform.node()}: share the folder under the same path.")


@lru_cache(maxsize=64)
def _hash_of(path: Path, size: int) -> str:
    """Hashes a source once for all segments of a process; empty where it is not even of that size."""
    check_file(path)
    return hash_file(path) if path.stat().st_size == size else ""


@lru_cache(maxsize=2)
def _estimator(weights: str | Path) -> CurveEstimator:
    """Loads weights once for all segments of a process."""
    return CurveEstimator(weights)


def _stopped(folder: Path) -> bool:
    """Whether the export was stopped, or is gone with its process."""
    parent = multiprocessing.parent_process()
    return (folder / STOP).exists() or not folder.exists() or (parent is not None and not parent.is_alive())
