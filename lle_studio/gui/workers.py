"""The threads beside the window. They contain no arithmetic: they call the rooms that do the work, and report.

A worker stops when it is asked to (`stop`), never by force; whoever started it waits for it before letting go of it.
Only frozen objects leave a worker.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from typing import Generic, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QThread, Signal

from lle_studio.core.errors import Cancelled, StudioError, lacks_memory
from lle_studio.video.index import ClipIndex, build_index

_log = logging.getLogger(__name__)

Letter = TypeVar("Letter")


class Mailbox(Generic[Letter]):
    """A letter box with room for one: a new letter replaces one that waits. Safe between threads."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._letter: Letter | None = None
        self._closed = False

    def put(self, letter: Letter) -> None:
        """Leaves a letter and wakes the reader."""
        with self._condition:
            self._letter = letter
            self._condition.notify()

    def take(self) -> Letter | None:
        """Waits for a letter and takes it out; None once the box is closed."""
        with self._condition:
            self._condition.wait_for(lambda: self._closed or self._letter is not None)
            letter, self._letter = self._letter, None
            return None if self._closed else letter

    @property
    def has_letter(self) -> bool:
        """Whether a letter waits."""
        with self._condition:
            return self._letter is not None

    def close(self) -> None:
        """Wakes the reader for the last time."""
        with self._condition:
            self._closed = True
            self._condition.notify()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a piece of work gave no result."""

    sentence: str
    """What is wrong and what to do, for the examiner."""
    ticket: int = 0
    """Of the request that failed."""


def failure_sentence(error: Exception) -> str:
    """The one sentence an error is told in; an error nobody foresaw goes to the log with its details."""
    if isinstance(error, StudioError):
        return str(error)
    if lacks_memory(error):
        return QCoreApplication.translate(
            "Worker", "This takes more memory than is free: close other programs, or use a computer with more."
        )
    _log.error("Unforeseen error in a worker", exc_info=error)
    text = QCoreApplication.translate(
        "Worker", "Something unexpected stopped this work ({name}); the details are in the log (Help, Show log)."
    )
    return text.format(name=type(error).__name__)


class Worker(QThread):
    """A thread with one piece of work.

    Signals:
        failed: `Failure`; there is no result.
        cancelled: the work was stopped on request and left nothing behind.
    """

    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, ticket: int = 0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ticket = ticket

    def work(self) -> None:
        """Does the work; may raise anything."""
        raise NotImplementedError

    def stop(self) -> None:
        """Asks the worker to end soon; returns at once."""
        self.requestInterruption()

    def finish(self) -> None:
        """Asks the worker to end and waits until it has."""
        self.stop()
        self.wait()

    def run(self) -> None:
        """Does the work and reports what went wrong; no exception leaves the thread."""
        try:
            self.work()
        except Cancelled:
            self.cancelled.emit()
        except Exception as error:
            self.failed.emit(Failure(sentence=failure_sentence(error), ticket=self.ticket))


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a piece of work has come."""

    stage: str
    done: int
    total: int
    """0 where it is not known."""
    ticket: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedClip:
    """A clip that was indexed."""

    ticket: int
    clip: ClipIndex


class IndexWorker(Worker):
    """Indexes a file; its hash is a matter of its own.

    Signals:
        progressed: `Progress` in thousandths.
        opened: `OpenedClip`.
    """

    progressed = Signal(object)
    opened = Signal(object)

    def __init__(
        self,
        path: Path,
        *,
        matrix: str | None = None,
        color_range: str | None = None,
        thorough: bool = False,
        ticket: int = 0,
    ) -> None:
        super().__init__(ticket)
        self.path = path
        self._thorough = thorough
        self._matrix = matrix
        self._color_range = color_range
        self._told = -1

    def work(self) -> None:
        """Indexes the file."""
        clip = build_index(
            self.path,
            matrix=self._matrix,
            color_range=self._color_range,
            thorough=self._thorough,
            hashing=False,
            progress=self._tell,
            cancelled=self.isInterruptionRequested,
        )
        self.opened.emit(OpenedClip(ticket=self.ticket, clip=clip))

    def _tell(self, share: float) -> None:
        thousandths = int(share * 1000)
        if thousandths != self._told:
            self._told = thousandths
            self.progressed.emit(Progress(stage="index", done=thousandths, total=1000, ticket=self.ticket))


class ExportWorker(Worker):
    """Writes an evidence package.

    Signals:
        progressed: `ExportProgress`, at each step the pipeline reports.
        exported: the folder of the complete package.
    """

    progressed = Signal(object)
    exported = Signal(object)

    def __init__(self, job: object) -> None:
        super().__init__()
        self.job = job

    def work(self) -> None:
        """Runs the export."""
        from lle_studio.pipeline.export import run_export  # here, because it loads torch

        for progress in run_export(self.job, cancelled=self.isInterruptionRequested):
            self.progressed.emit(progress)
        self.exported.emit(Path(self.job.folder))


class VerifyWorker(Worker):
    """Checks an evidence package.

    Signals:
        progressed: `Progress`.
        verified: `VerifyReport`.
    """

    progressed = Signal(object)
    verified = Signal(object)

    def __init__(self, folder: Path, source: Path | None = None, key: Path | None = None) -> None:
        super().__init__()
        self.folder = folder
        self.source = source
        self.key = key

    def work(self) -> None:
        """Runs the verifier."""
        from lle_studio.record.verify import verify_package

        report = verify_package(
            self.folder,
            source=self.source,
            key=self.key,
            progress=self._tell,
            cancelled=self.isInterruptionRequested,
        )
        self.verified.emit(report)

    def _tell(self, stage: str, done: int, total: int) -> None:
        self.progressed.emit(Progress(stage=stage, done=done, total=total))


class RunningWorkers:
    """Keeps workers alive until they have ended, also those whose result nobody waits for any more."""

    def __init__(self) -> None:
        self._workers: list[Worker] = []

    def start(self, worker: Worker) -> None:
        """Starts a worker and lets go of those that have ended."""
        self._workers = [other for other in self._workers if not other.wait(0)]
        self._workers.append(worker)
        worker.start()

    def finish(self) -> None:
        """Asks all to end, then waits for each."""
        for worker in self._workers:
            worker.stop()
        for worker in self._workers:
            worker.wait()
        self._workers.clear()
