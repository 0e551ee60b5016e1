"""Hashing a file beside everything else."""

from pathlib import Path

from PySide6.QtCore import Signal

from lle_studio.gui.workers import Progress, Worker
from lle_studio.video.index import hash_file


class HashWorker(Worker):
    """Hashes a file.

    Signals:
        progressed: `Progress` in thousandths.
        hashed: SHA-256, lower-case hex.
    """

    progressed = Signal(object)
    hashed = Signal(str)

    def __init__(self, path: Path, ticket: int = 0) -> None:
        super().__init__(ticket)
        self._path = path
        self._told = -1

    def work(self) -> None:
        """Hashes the file."""
        self.hashed.emit(hash_file(self._path, progress=self._tell, cancelled=self.isInterruptionRequested))

    def _tell(self, share: float) -> None:
        thousandths = int(share * 1000)
        if thousandths != self._told:
            self._told = thousandths
            self.progressed.emit(Progress(stage="hash", done=thousandths, total=1000, ticket=self.ticket))
