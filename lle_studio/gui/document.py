"""The case on the screen: every change of it can be undone, is on the disk a moment later, and stands in the log."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from lle_studio.core.errors import SourceError, StudioError
from lle_studio.gui.audit_writer import AuditWriter
from lle_studio.gui.case_writer import CaseWriter
from lle_studio.gui.remembered import remember_file
from lle_studio.gui.workers import Failure
from lle_studio.pipeline.case import Case, audit_log_of, marks_fit, read_case
from lle_studio.pipeline.changes import describe_changes
from lle_studio.record.audit_line import START
from lle_studio.video.index import ClipIndex

_PAUSE = 300  # ms without a change before the case is written
_STEP_PAUSE = 1000  # ms without a change before a drag, or a text that is typed, is logged as one


def cases_folder() -> Path:
    """Where working files are kept, one for each source."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    return Path(folder) / "cases"


def working_path(source: Path) -> Path:
    """Working file of a source, by its path."""
    key = hashlib.sha256(str(source).encode(errors="surrogatepass")).hexdigest()[:24]
    return cases_folder() / f"{key}.llecase"


class _Edit(QUndoCommand):
    """From one state of the case to another."""

    def __init__(self, document: "CaseDocument", before: Case, after: Case, text: str, merge: str) -> None:
        super().__init__(text)
        self._document, self._before, self.after, self.merge = document, before, after, merge
        self._action = "edit"

    def undo(self) -> None:
        self._document.set_state(self._before, "undo")

    def redo(self) -> None:
        self._document.set_state(self.after, self._action, self.merge if self._action == "edit" else "")
        self._action = "redo"

    def id(self) -> int:
        return 1 if self.merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other.merge != self.merge:
            return False
        self.after = other.after
        return True


class CaseDocument(QObject):
    """Holds one case, and logs what is done to it. Inside, the source is named by its absolute path.

    Signals:
        changed: the `Case` as it is now.
        restored: the `Case` that was found on the disk and is gone on with.
        saved: path written.
        failed: sentence, why the case or its audit log could not be written.
        logging_changed: whether everything that is done stands in the audit log.
    """

    changed = Signal(object)
    restored = Signal(object)
    saved = Signal(object)
    failed = Signal(str)
    logging_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.case: Case | None = None
        self.path: Path | None = None
        """The examiner's own case file, where there is one."""
        self.undo_stack = QUndoStack(self)
        self.audit = AuditWriter()
        self._opening: tuple[Case, Path] | None = None
        self._reopened: Path | None = None
        self._step: tuple[str, Case] | None = None
        self._step_timer = QTimer(self, singleShot=True, interval=_STEP_PAUSE)
        self._step_timer.timeout.connect(self._log_step)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self._write)
        self._writer = CaseWriter(self.audit)
        self._writer.saved.connect(self._tell_saved)
        self._writer.refused.connect(self._tell_refused)
        self.audit.refused.connect(self._tell_unlogged)
        self.audit.failed.connect(self._tell_failed)
        self.audit.breached.connect(self.failed)
        self.audit.written.connect(self._take_logged)
        self._refused = self._unlogged = ""
        self._ended = False
        self._writer.start()
        self.audit.start()

    @property
    def audit_log(self) -> Path | None:
        """The audit log that is gone on with; None where no clip is open."""
        return audit_log_of(self._paths[-1]) if self.case is not None else None

    def edit(self, case: Case, text: str, merge: str = "") -> None:
        """Makes another state the present one.

        Args:
            case: the new state.
            text: what was done, for the menu.
            merge: changes in a row with the same name are one step.
        """
        if case != self.case and self.case is not None:
            self.undo_stack.push(_Edit(self, self.case, case, text, merge))

    def set_state(self, case: Case, action: str, merge: str = "") -> None:
        """Takes a state over and logs it; the hash of the source, and what is known of the log, stay.

        Args:
            case: the new state.
            action: how it came about: ``edit``, ``undo`` or ``redo``.
            merge: changes in a row with the same name are logged as one.
        """
        before = self.case
        if not merge or self._step is None or self._step[0] != merge:
            self._log_step()
            self._step = (merge, before) if merge else None
        kept = ("source_sha256", "audit_lines", "audit_head", "history")
        self.case = replace(case, **{name: getattr(before, name) for name in kept})
        if merge:
            self._step_timer.start()
        else:
            self.note(action, {"changes": describe_changes(before, self.case)})
        self._timer.start()
        self.changed.emit(self.case)

    def note(self, action: str, parameters: Mapping[str, Any] | None = None, *, log: Path | None = None) -> None:
        """Adds to the audit log; that cannot be undone. Returns at once: a thread writes.

        Args:
            action: a short English word.
            parameters: JSON's kinds of values; others become text.
            log: another than the one that is gone on with, for what belongs to another clip.
        """
        if self.case is not None:
            self._log_step()
            self.audit.note(log or self.audit_log, action, parameters or {}, self.case.examiner)

    def flush_audit(self) -> bool:
        """Waits until what was done so far is in the audit log; False where the log refuses it."""
        self._log_step()
        return self.audit.settle()

    def settle(self) -> None:
        """Has the log and the case on the disk as they are now."""
        self.flush_audit()
        self.flush(end=False)

    def open_for(self, clip: ClipIndex) -> None:
        """Takes up the case of a clip: the one being opened, else its working file, else a new one."""
        if self._holds(clip) and self._opening is None:
            return  # read anew with another colour
        self.note("close", {"because": "another clip is opened"})
        self.flush(end=False)
        opening, self._opening = self._opening, None
        found = None
        expected = opening is not None and Path(opening[0].source_path) == clip.path
        if expected and marks_fit(opening[0], len(clip)):
            found, self.path = opening
            self._writer.take_up(working_path(clip.path))
        else:
            if expected:
                text = self.tr("The case file {path} marks frames this clip does not have: its marks are left out.")
                self.failed.emit(text.format(path=opening[1]))
            self.path = None
            found = self._working_case(clip)
        self.undo_stack.clear()
        self.case = found or Case(source_path=str(clip.path), **_stat(clip.path))
        self.audit.take_up(self.audit_log, self.case.anchor, self.case.history, self.case.examiner)
        self._note_open(clip, taken_up=found is not None)
        remember_file(self.path or clip.path)
        if found is not None:
            self.restored.emit(self.case)
        self.changed.emit(self.case)

    def set_source_hash(self, sha256: str) -> None:
        """Takes note of the hash of the source; refuses the marks of another file."""
        if self.case is None:
            return
        before = self.case.source_sha256
        self.note("hash", {"sha256": sha256, "before": before})
        if before == sha256:
            return
        if before:
            self.failed.emit(
                self.tr("The file has changed since its marks were made: they may not belong to these frames.")
            )
        self.case = replace(self.case, source_sha256=sha256)
        self._timer.start()

    def expect(self, case: Case, path: Path, source: Path) -> None:
        """Takes note of a case that was read from a file; it is gone on with as soon as its clip is opened."""
        self._writer.take_up(path)
        self._opening = (replace(case, source_path=str(source), **_stat(source)), path)

    def expect_recent(self, path: Path) -> None:
        """Takes note that a clip or case was chosen from those opened last."""
        self._reopened = path

    def save_as(self, path: Path) -> None:
        """Writes the case to a file of the examiner's, and goes on writing there, as the audit log does."""
        path = path.resolve()
        if path != self.path:
            self._writer.replace_any(path)
        self.note("save", {"path": str(path)})
        log, self.path = self.audit_log, path
        if self.case is not None and log != self.audit_log:
            self.audit.go_on(log, self.audit_log, self.case.examiner)
            self.case = replace(self.case, audit_lines=0, audit_head=START)  # until the log is there
        remember_file(self.path)
        self._write()

    def flush(self, *, end: bool = True) -> None:
        """Writes the case as it is now, before anything else happens.

        Args:
            end: also end the threads that write, once the audit log is written.
        """
        self._timer.stop()
        if end and not self._ended:
            self.note("close", {"because": "the program ends"})
            self._ended = True
            self._step_timer.stop()
            self.audit.finish()
            self._writer.finish()  # what it may have left is written here
        if self.case is None:
            return
        try:
            self._writer.write_now(self.case, self._paths)
        except StudioError as error:
            self._tell_refused(str(error))

    @property
    def _paths(self) -> tuple[Path, ...]:
        working = working_path(Path(self.case.source_path))
        return (working, self.path) if self.path else (working,)

    def _note_open(self, clip: ClipIndex, *, taken_up: bool) -> None:
        reopened, self._reopened = self._reopened, None
        facts = {
            "source": str(clip.path),
            "case_file": None if self.path is None else str(self.path),
            "taken_up": taken_up,
            "from_recent": reopened is not None and reopened in (self.path, clip.path),
        }
        self.note("open", {**facts, **_stat(clip.path)})

    def _log_step(self) -> None:
        """Logs the changes in a row that are one."""
        step, self._step = self._step, None
        if step is not None and self.case is not None:
            self.note("edit", {"changes": describe_changes(step[1], self.case)})

    def _tell_unlogged(self, sentence: str) -> None:
        """Tells why the log cannot be written; the same reason not again with every try."""
        if sentence != self._unlogged:
            self._unlogged = sentence
            self.failed.emit(sentence)
            self.logging_changed.emit(False)

    def _tell_failed(self, failure: Failure) -> None:
        self._tell_unlogged(failure.sentence)

    def _take_logged(self) -> None:
        """Has the case vouch for what was logged."""
        if self._unlogged:
            self._unlogged = ""
            self.logging_changed.emit(True)
        if not self._ended:
            self._timer.start()

    def _write(self) -> None:
        self._timer.stop()
        if self.case is not None:
            self._writer.write(self.case, self._paths)

    def _tell_refused(self, sentence: str) -> None:
        """Tells why the case cannot be written; the same reason not again with every change."""
        if sentence != self._refused:
            self._refused = sentence
            self.failed.emit(sentence)

    def _tell_saved(self, paths: tuple[Path, ...]) -> None:
        self._refused = ""
        for path in paths:
            self.saved.emit(path)

    def _holds(self, clip: ClipIndex) -> bool:
        """Whether the case is that of a clip, as its file is now."""
        case = self.case
        if case is None or Path(case.source_path) != clip.path:
            return False
        return {"source_size": case.source_size, "source_mtime_ns": case.source_mtime_ns} == _stat(clip.path)

    def _working_case(self, clip: ClipIndex) -> Case | None:
        """The working file of a clip, if it was made with this very file."""
        path = working_path(clip.path)
        self._writer.take_up(path)
        try:
            case = read_case(path)
        except SourceError:
            return None
        facts = _stat(clip.path)
        if (case.source_size, case.source_mtime_ns) != (facts["source_size"], facts["source_mtime_ns"]):
            return None
        return replace(case, source_path=str(clip.path)) if marks_fit(case, len(clip)) else None


def _stat(path: Path) -> dict[str, int]:
    found = path.stat()
    return {"source_size": found.st_size, "source_mtime_ns": found.st_mtime_ns}
