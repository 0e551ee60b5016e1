"""The thread that writes case files, each with the anchor of the audit log beside it."""

from dataclasses import replace
from pathlib import Path
from threading import Lock

from PySide6.QtCore import Signal

from lle_studio.core.errors import StudioError, WriteError
from lle_studio.gui.audit_writer import AuditWriter
from lle_studio.gui.workers import Mailbox, Worker
from lle_studio.pipeline.case import Case, audit_log_of, case_digest, relative_to_case, write_case
from lle_studio.record.audit import read_head
from lle_studio.record.audit_line import AuditHead


class CaseWriter(Worker):
    """Writes cases in the order they are given; of those that wait, only the last.

    Signals:
        saved: tuple of the paths written.
        refused: sentence, why a case could not be written.
    """

    saved = Signal(object)
    refused = Signal(str)

    def __init__(self, audit: AuditWriter) -> None:
        super().__init__()
        self._audit = audit
        self._mailbox: Mailbox[tuple[Case, tuple[Path, ...]]] = Mailbox()
        self._lock = Lock()
        self._known: dict[Path, str] = {}
        """Files as this program read or wrote them: what another program writes there is not written over."""

    def take_up(self, path: Path) -> None:
        """Takes note of a file as it is now, which is gone on with."""
        with self._lock:
            self._known[path] = case_digest(path)

    def replace_any(self, path: Path) -> None:
        """Has a file written whatever is there: the examiner was asked."""
        with self._lock:
            self._known.pop(path, None)

    def write(self, case: Case, paths: tuple[Path, ...]) -> None:
        """Has a case written to each of the paths; the audit log that is gone on with lies beside the last."""
        self._mailbox.put((case, paths))

    def write_now(self, case: Case, paths: tuple[Path, ...]) -> None:
        """Writes a case to each of the paths.

        Raises:
            WriteError: one of them cannot be written; the others are.
        """
        refused: WriteError | None = None
        for path in paths:
            filed = self._filed(case, path, active=path == paths[-1])
            try:
                with self._lock:
                    self._known[path] = write_case(path, filed, over=self._known.get(path))
            except WriteError as error:
                refused = error  # that of the examiner's own file, which comes last
        if refused is not None:
            raise refused

    def stop(self) -> None:
        """Asks the worker to end, also when it waits."""
        super().stop()
        self._mailbox.close()

    def work(self) -> None:
        """Writes until it is stopped."""
        while (letter := self._mailbox.take()) is not None:
            try:
                self.write_now(*letter)
                self.saved.emit(letter[1])
            except StudioError as error:
                self.refused.emit(str(error))

    def _filed(self, case: Case, path: Path, *, active: bool) -> Case:
        """A case, whose source is named absolutely, as its file says it: relative, and with the anchor of its log."""
        head = self._audit.head(audit_log_of(path))
        if head is None:
            head = case.anchor if active else _head_on_disk(audit_log_of(path))
        source = relative_to_case(Path(case.source_path), path) if case.source_path else ""
        history = () if head.lines else case.history  # then it stands in the log
        return replace(case, source_path=source, audit_lines=head.lines, audit_head=head.head, history=history)


def _head_on_disk(log: Path) -> AuditHead:
    """How far a log goes that is not being written; one that is damaged is dealt with when it is taken up."""
    try:
        return read_head(log)
    except StudioError:
        return AuditHead()
