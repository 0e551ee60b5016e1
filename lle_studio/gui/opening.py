"""Opening a clip: its index first, so that it can be looked at; its hash after that, as large files take long."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from lle_studio.gui.hash_worker import HashWorker
from lle_studio.gui.workers import Failure, IndexWorker, OpenedClip, Progress, RunningWorkers
from lle_studio.video.index import ClipIndex


class ClipOpener(QObject):
    """Indexes one file at a time; a file opened later takes the place of the one that is being read.

    Signals:
        progressed: thousandths of the index that are done.
        opened: `ClipIndex`; its hash is not known yet.
        failed: `Failure`.
        ended: nothing is being read any more.
        hash_progressed: thousandths of the opened file that are hashed.
        hashed: SHA-256 of the opened file.
    """

    progressed = Signal(int)
    opened = Signal(object)
    failed = Signal(object)
    ended = Signal()
    hash_progressed = Signal(int)
    hashed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = RunningWorkers()
        self._indexer: IndexWorker | None = None
        self._hasher: HashWorker | None = None
        self._tickets = 0

    @property
    def reading(self) -> str:
        """Name of the file that is being read; empty where none is."""
        return self._indexer.path.name if self._indexer else ""

    def open(self, path: Path, **choices: object) -> None:
        """Starts reading a file.

        Args:
            path: the clip.
            choices: ``matrix``, ``color_range`` and ``thorough`` of `build_index`.
        """
        if self._indexer is not None:
            self._indexer.stop()
        self._tickets += 1
        self._indexer = IndexWorker(path, ticket=self._tickets, **choices)
        self._indexer.progressed.connect(self._tell_progress)
        self._indexer.opened.connect(self._take_clip)
        self._indexer.failed.connect(self._take_failure)
        self._workers.start(self._indexer)

    def cancel(self) -> None:
        """Stops reading; what is open stays open."""
        if self._indexer is not None:
            self._indexer.stop()
            self._end()

    def hash(self, clip: ClipIndex) -> None:
        """Starts hashing the file of a clip; ends the hashing of another one."""
        if self._hasher is not None:
            self._hasher.stop()
        self._hasher = HashWorker(clip.path, ticket=self._tickets)
        self._hasher.progressed.connect(self._tell_hash_progress)
        self._hasher.hashed.connect(self._take_hash)
        self._hasher.failed.connect(self.failed)
        self._workers.start(self._hasher)

    def finish(self) -> None:
        """Ends all work."""
        self._workers.finish()

    def _awaits(self, ticket: int) -> bool:
        return self._indexer is not None and self._indexer.ticket == ticket

    def _tell_progress(self, progress: Progress) -> None:
        if self._awaits(progress.ticket):
            self.progressed.emit(progress.done)

    def _take_clip(self, opened: OpenedClip) -> None:
        if self._awaits(opened.ticket):
            self._end()
            self.opened.emit(opened.clip)

    def _take_failure(self, failure: Failure) -> None:
        if self._awaits(failure.ticket):
            self._end()
            self.failed.emit(failure)

    def _end(self) -> None:
        """Lets go of the indexer; what it may still report is of no interest."""
        self._indexer = None
        self.ended.emit()

    def _tell_hash_progress(self, progress: Progress) -> None:
        if self.sender() is self._hasher:
            self.hash_progressed.emit(progress.done)

    def _take_hash(self, sha256: str) -> None:
        if self.sender() is self._hasher:
            self._hasher = None
            self.hashed.emit(sha256)
