"""The audit log, to be read: who did what and when, and whether its chain holds."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from lle_studio.core.plain import plain
from lle_studio.gui import theme
from lle_studio.gui.document import CaseDocument
from lle_studio.gui.file_dialogs import choose_new_file
from lle_studio.gui.text_label import TextLabel, tip
from lle_studio.gui.workers import Failure, RunningWorkers, Worker
from lle_studio.record.audit import copy_log, read_lines
from lle_studio.record.audit_chain import breaches, remarks
from lle_studio.record.audit_line import AuditHead, AuditLine

_SHOWN = 5000
"""Lines that are listed, the last ones; a copy holds all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLog:
    """An audit log as it was read."""

    lines: tuple[AuditLine, ...]
    breaches: tuple[str, ...]
    remarks: tuple[str, ...]


class AuditReader(Worker):
    """Reads and checks an audit log, once what waits to be written to it is written.

    Signals:
        done_reading: `ReadLog`.
    """

    done_reading = Signal(object)

    def __init__(self, path: Path, settle: Callable[[], object], head: Callable[[], AuditHead | None]) -> None:
        super().__init__()
        self._path, self._settle, self._head = path, settle, head

    def work(self) -> None:
        """Reads the log."""
        self._settle()
        head = self._head()
        lines = read_lines(self._path)
        self.done_reading.emit(
            ReadLog(lines=tuple(lines), breaches=tuple(breaches(lines, head)), remarks=tuple(remarks(lines)))
        )


class AuditCopier(Worker):
    """Copies an audit log.

    Signals:
        copied: path of the copy.
    """

    copied = Signal(object)

    def __init__(self, path: Path, target: Path) -> None:
        super().__init__()
        self._path, self._target = path, target

    def work(self) -> None:
        """Copies the log; another log of that name is kept under another one."""
        copy_log(self._path, self._target)
        self.copied.emit(self._target)


class AuditDialog(QDialog):
    """Lists the audit log of a case. `log` holds what was read last."""

    def __init__(self, document: CaseDocument, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.log: ReadLog | None = None
        self._document = document
        self._path = document.audit_log
        self._workers = RunningWorkers()
        self.verdict = TextLabel(objectName="reached", wordWrap=True)
        self.note = TextLabel(wordWrap=True, textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self.entries = QTableWidget(0, 5)
        self.copy_button = QPushButton(clicked=self._choose_copy, enabled=False)
        self._close = QPushButton(default=True, clicked=self.close)
        self._lay_out()
        self._write_words()
        self._read()

    def save_copy(self, target: Path) -> None:
        """Starts copying the log."""
        worker = AuditCopier(self._path, target)
        worker.copied.connect(self._tell_copied)
        worker.failed.connect(self._show_failure)
        self._workers.start(worker)

    def _read(self) -> None:
        audit = self._document.audit
        self.verdict.setText(self.tr("Reading …"))
        worker = AuditReader(self._path, audit.settle, lambda: audit.head(self._path))
        worker.done_reading.connect(self._show)
        worker.failed.connect(self._show_failure)
        self._workers.start(worker)

    def _lay_out(self) -> None:
        self._place = TextLabel(
            str(self._path),
            objectName="quiet",
            wordWrap=True,
            textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse,
        )
        table = self.entries
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(4):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self._place)
        column.addWidget(self.verdict)
        column.addWidget(self.note)
        column.addWidget(table, 1)
        column.addLayout(buttons)
        self.note.hide()
        self.resize(980, 600)

    def _write_words(self) -> None:
        self.setWindowTitle(self.tr("Audit log"))
        self.entries.setAccessibleName(self.tr("Audit log"))
        self.entries.setHorizontalHeaderLabels(
            [self.tr("Line"), self.tr("Time"), self.tr("User (examiner)"), self.tr("Action"), self.tr("What")]
        )
        self.copy_button.setText(self.tr("Save a copy…"))
        self._close.setText(self.tr("Close"))

    def _show(self, log: ReadLog) -> None:
        self.log = log
        first = max(0, len(log.lines) - _SHOWN)
        self.entries.setRowCount(len(log.lines) - first)
        for row, line in enumerate(log.lines[first:]):
            for column, text in enumerate(_cells(first + row, line)):
                item = QTableWidgetItem(plain(text))
                item.setToolTip(tip(text))
                self.entries.setItem(row, column, item)
        self.entries.scrollToBottom()
        self.copy_button.setEnabled(True)
        if log.breaches:
            self._tell_verdict(self.tr("The chain does not hold: the log was changed."), theme.current().bad)
        else:
            text = self.tr("The chain of {lines} lines holds.").format(lines=len(log.lines))
            self._tell_verdict(text, theme.current().good)
        self._tell("\n".join((*log.breaches, *log.remarks)))

    def _tell_verdict(self, words: str, color: str) -> None:
        self.verdict.show_words(words, color)

    def _tell(self, text: str) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _choose_copy(self) -> None:
        chosen = choose_new_file(self, self.tr("Save a copy of the audit log"), Path(self._path.name), "*.jsonl")
        if chosen is not None:
            self.save_copy(chosen)

    def _tell_copied(self, target: Path) -> None:
        self._tell(self.tr("Saved: {path}").format(path=target))
        self._document.note("copy-log", {"path": str(target)})

    def _show_failure(self, failure: Failure) -> None:
        if self.log is None:
            self.verdict.setText("")
        self._tell(failure.sentence)

    def done(self, result: int) -> None:
        """Ends the work before the dialog goes."""
        self._workers.finish()
        super().done(result)


def _cells(place: int, line: AuditLine) -> tuple[str, ...]:
    """A line of the log as a row; its words are those of the log in every language."""
    entry = line.entry
    if entry is None:
        return str(place), "", "", line.action, ""
    who = f"{entry.user} ({entry.examiner})" if entry.examiner else entry.user
    what = json.dumps(entry.parameters, ensure_ascii=False) if entry.parameters else ""
    return str(entry.line), entry.local.replace("T", " "), who, entry.action, what
