"""The case on the screen: every change of it can be undone, and is on the disk a moment later."""

import hashlib
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QStandardPaths, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from lle_studio.core.errors import SourceError, StudioError
from lle_studio.gui.workers import Mailbox, Worker
from lle_studio.pipeline.case import (
    MAX_HISTORY,
    Case,
    now_entry,
    read_case,
    relative_to_case,
    write_case,
)
from lle_studio.video.index import ClipIndex

_PAUSE = 300  # ms without a change before the case is written
_RECENT = 12


def cases_folder() -> Path:
    """Where working files are kept, one for each source."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    return Path(folder) / "cases"


def working_path(source: Path) -> Path:
    """Working file of a source, by its path."""
    key = hashlib.sha256(str(source).encode(errors="surrogatepass")).hexdigest()[:24]
    return cases_folder() / f"{key}.llecase"


class CaseWriter(Worker):
    """Writes cases in the order they are given; of those that wait, only the last.

    Signals:
        saved: tuple of the paths written.
        refused: sentence, why a case could not be written.
    """

    saved = Signal(object)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._mailbox: Mailbox[tuple[Case, tuple[Path, ...]]] = Mailbox()

    def write(self, case: Case, paths: tuple[Path, ...]) -> None:
        """Has a case written to each of the paths."""
        self._mailbox.put((case, paths))

    def stop(self) -> None:
        """Asks the worker to end, also when it waits."""
        super().stop()
        self._mailbox.close()

    def work(self) -> None:
        """Writes until it is stopped."""
        while (letter := self._mailbox.take()) is not None:
            case, paths = letter
            try:
                for path in paths:
                    write_case(path, localized(case, path))
                self.saved.emit(paths)
            except StudioError as error:
                self.refused.emit(str(error))


def localized(case: Case, path: Path) -> Case:
    """A case, whose source is named absolutely, as the file at a path names it."""
    return replace(case, source_path=relative_to_case(Path(case.source_path), path)) if case.source_path else case


class _Edit(QUndoCommand):
    """From one state of the case to another."""

    def __init__(self, document: "CaseDocument", before: Case, after: Case, text: str, merge: str) -> None:
        super().__init__(text)
        self._document, self._before, self.after, self.merge = document, before, after, merge

    def undo(self) -> None:
        self._document.set_state(self._before)

    def redo(self) -> None:
        self._document.set_state(self.after)

    def id(self) -> int:
        return 1 if self.merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other.merge != self.merge:
            return False
        self.after = other.after
        return True


class CaseDocument(QObject):
    """Holds one case. Inside, the source is named by its absolute path.

    Signals:
        changed: the `Case` as it is now.
        restored: the `Case` that was found on the disk and is gone on with.
        saved: path written.
        failed: sentence, why the case could not be written.
    """

    changed = Signal(object)
    restored = Signal(object)
    saved = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.case: Case | None = None
        self.path: Path | None = None
        """The examiner's own case file, where there is one."""
        self.undo_stack = QUndoStack(self)
        self._opening: tuple[Case, Path] | None = None
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self._write)
        self._writer = CaseWriter()
        self._writer.saved.connect(self._tell_saved)
        self._writer.refused.connect(self._tell_refused)
        self._refused = ""
        self._writer.start()

    def edit(self, case: Case, text: str, merge: str = "") -> None:
        """Makes another state the present one.

        Args:
            case: the new state.
            text: what was done, for the menu.
            merge: changes in a row with the same name are one step.
        """
        if case != self.case and self.case is not None:
            self.undo_stack.push(_Edit(self, self.case, case, text, merge))

    def set_state(self, case: Case) -> None:
        """Takes a state over; what was noted meanwhile, and the hash of the source, stay."""
        if self.case is not None:
            case = replace(case, history=self.case.history, source_sha256=self.case.source_sha256)
        self.case = case
        self._timer.start()
        self.changed.emit(case)

    def note(self, action: str, detail: str = "") -> None:
        """Adds to the history; that cannot be undone."""
        if self.case is not None:
            history = (*self.case.history, now_entry(action, detail))[-MAX_HISTORY:]
            self.case = replace(self.case, history=history)
            self._timer.start()

    def open_for(self, clip: ClipIndex) -> None:
        """Takes up the case of a clip: the one being opened, else its working file, else a new one."""
        if self._holds(clip) and self._opening is None:
            return  # read anew with another colour
        self.flush(end=False)
        opening, self._opening = self._opening, None
        found = None
        if opening is not None and Path(opening[0].source_path) == clip.path:
            found, self.path = opening
        else:
            self.path = None
            found = self._working_case(clip)
        self.undo_stack.clear()
        self.case = found or Case(source_path=str(clip.path), **_stat(clip.path))
        self.note("open", str(clip.path))
        self._remember(self.path or clip.path)
        if found is not None:
            self.restored.emit(self.case)
        self.changed.emit(self.case)

    def set_source_hash(self, sha256: str) -> None:
        """Takes note of the hash of the source; refuses the marks of another file."""
        if self.case is None or self.case.source_sha256 == sha256:
            return
        if self.case.source_sha256:
            self.failed.emit(
                self.tr("The file has changed since its marks were made: they may not belong to these frames.")
            )
        self.case = replace(self.case, source_sha256=sha256)
        self.note("hash", sha256)

    def expect(self, case: Case, path: Path, source: Path) -> None:
        """Takes note of a case that was read from a file; it is gone on with as soon as its clip is opened."""
        self._opening = (replace(case, source_path=str(source), **_stat(source)), path)

    def save_as(self, path: Path) -> None:
        """Writes the case to a file of the examiner's, and goes on writing there."""
        self.path = path.resolve()
        self.note("save", str(self.path))
        self._remember(self.path)
        self._write()

    def recent(self) -> list[Path]:
        """Clips and cases opened last that are still there."""
        stored = QSettings().value("recent", [])
        names = [stored] if isinstance(stored, str) else list(stored or [])
        return [Path(name) for name in names if Path(name).is_file()]

    def flush(self, *, end: bool = True) -> None:
        """Writes the case as it is now, before anything else happens.

        Args:
            end: also end the thread that writes.
        """
        self._timer.stop()
        if end:
            self._writer.finish()  # what it may have left is written here
        if self.case is None:
            return
        try:
            for path in self._paths:
                write_case(path, localized(self.case, path))
        except StudioError as error:
            self._tell_refused(str(error))

    @property
    def _paths(self) -> tuple[Path, ...]:
        working = working_path(Path(self.case.source_path))
        return (working, self.path) if self.path else (working,)

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
        try:
            case = read_case(path)
        except SourceError:
            return None
        facts = _stat(clip.path)
        if (case.source_size, case.source_mtime_ns) != (facts["source_size"], facts["source_mtime_ns"]):
            return None
        fits = all(mark.index < len(clip) for mark in case.bookmarks)
        return replace(case, source_path=str(clip.path)) if fits else None

    def _remember(self, path: Path) -> None:
        names = [str(path), *(str(other) for other in self.recent() if other != path)]
        QSettings().setValue("recent", names[:_RECENT])


def _stat(path: Path) -> dict[str, int]:
    found = path.stat()
    return {"source_size": found.st_size, "source_mtime_ns": found.st_mtime_ns}
