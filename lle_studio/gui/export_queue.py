"""Exports one after another, while work in the window goes on."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from lle_studio.gui.text_label import TextLabel, tip
from lle_studio.gui.words import stage_text
from lle_studio.gui.workers import ExportWorker, Failure, RunningWorkers
from lle_studio.pipeline.job import ExportJob

if TYPE_CHECKING:
    from lle_studio.pipeline.job import ExportProgress

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"


@dataclass(slots=True)
class QueuedExport:
    """One export and how it stands."""

    number: int
    job: ExportJob
    state: str = WAITING
    stage: str = ""
    done: int = 0
    total: int = 0
    began: float = 0.0
    """When the stage began, on the monotonic clock."""
    message: str = ""

    @property
    def rate(self) -> float:
        """Steps of the stage a second; 0 where that is not known yet."""
        spent = time.monotonic() - self.began
        return self.done / spent if self.state == RUNNING and self.done > 2 and spent > 0.5 else 0.0


class ExportQueue(QObject):
    """Runs exports in the order they were added, one at a time.

    Signals:
        changed: an export was added or removed, or stands otherwise.
        exported: folder of a package that is complete.
        began: `QueuedExport` whose turn it is.
        ended: `QueuedExport` that is done, failed or cancelled.
    """

    changed = Signal()
    exported = Signal(object)
    began = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: list[QueuedExport] = []
        self._workers = RunningWorkers()
        self._worker: ExportWorker | None = None
        self._numbers = 0

    @property
    def is_running(self) -> bool:
        """Whether an export is under way or waits."""
        return any(entry.state in (WAITING, RUNNING) for entry in self.entries)

    def add(self, job: ExportJob) -> int:
        """Adds an export; gives its number."""
        self._numbers += 1
        self.entries.append(QueuedExport(self._numbers, job))
        self._start_next()
        self.changed.emit()
        return self._numbers

    def cancel(self, number: int) -> None:
        """Stops an export that runs, or takes one that waits out of the row."""
        entry = self._entry(number)
        if entry.state == RUNNING and self._worker is not None:
            self._worker.stop()
        elif entry.state == WAITING:
            entry.state = CANCELLED
            self.ended.emit(entry)
            self.changed.emit()

    def remove(self, number: int) -> None:
        """Forgets an export that is over; its package stays."""
        entry = self._entry(number)
        if entry.state not in (WAITING, RUNNING):
            self.entries.remove(entry)
            self.changed.emit()

    def finish(self) -> None:
        """Stops all exports and waits for the one that runs."""
        for entry in self.entries:
            if entry.state == WAITING:
                entry.state = CANCELLED
                self.ended.emit(entry)
        self._workers.finish()
        QCoreApplication.sendPostedEvents(self)  # how the one that ran ended

    def _entry(self, number: int) -> QueuedExport:
        return next(entry for entry in self.entries if entry.number == number)

    def _start_next(self) -> None:
        waiting = next((entry for entry in self.entries if entry.state == WAITING), None)
        if waiting is None or any(entry.state == RUNNING for entry in self.entries):
            return
        waiting.state = RUNNING
        waiting.began = time.monotonic()
        self._worker = ExportWorker(waiting.job)
        self._worker.progressed.connect(self._take_progress)
        self._worker.exported.connect(self._take_folder)
        self._worker.failed.connect(self._take_failure)
        self._worker.cancelled.connect(self._take_cancel)
        self.began.emit(waiting)
        self._workers.start(self._worker)

    @property
    def _running(self) -> QueuedExport | None:
        return next((entry for entry in self.entries if entry.state == RUNNING), None)

    def _take_progress(self, progress: "ExportProgress") -> None:
        entry = self._running
        if entry is None:
            return
        name = f"{progress.stage} {progress.message.split(' (')[0]}"
        if name != entry.stage or progress.done < entry.done:
            entry.stage, entry.began = name, time.monotonic()
        entry.done, entry.total = progress.done, progress.total
        self.changed.emit()

    def _take_folder(self, folder: Path) -> None:
        self._end(DONE, str(folder))
        self.exported.emit(folder)

    def _take_failure(self, failure: Failure) -> None:
        self._end(FAILED, failure.sentence)

    def _take_cancel(self) -> None:
        self._end(CANCELLED, "")

    def _end(self, state: str, message: str) -> None:
        entry = self._running
        if entry is not None:
            entry.state, entry.message = state, message
            self.ended.emit(entry)
        self._start_next()
        self.changed.emit()


class _Row(QFrame):
    """One export in the list.

    Signals:
        verify_requested: folder of the package.
    """

    verify_requested = Signal(object)

    def __init__(self, queue: ExportQueue, entry: QueuedExport) -> None:
        super().__init__(objectName="panel")
        self._queue = queue
        self.entry = entry
        self.name = TextLabel(wordWrap=True)
        self.name.setToolTip(tip(str(entry.job.folder)))
        self.text = TextLabel(objectName="quiet", wordWrap=True)
        self.progress = QProgressBar()
        self.cancel = QPushButton(clicked=lambda: queue.cancel(entry.number))
        self.open = QPushButton(clicked=self._open_folder)
        self.verify = QPushButton(clicked=lambda: self.verify_requested.emit(Path(entry.job.folder)))
        self.remove = QPushButton(clicked=lambda: queue.remove(entry.number))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.cancel, self.verify, self.open, self.remove):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        for widget in (self.name, self.progress, self.text):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.show_entry()

    def show_entry(self) -> None:
        """Shows how the export stands."""
        entry = self.entry
        running, over = entry.state == RUNNING, entry.state not in (WAITING, RUNNING)
        self.name.setText(entry.job.folder.name)
        self.progress.setVisible(running)
        self.progress.setRange(0, max(0, entry.total))
        self.progress.setValue(entry.done)
        self.cancel.setVisible(not over)
        self.remove.setVisible(over)
        self.open.setVisible(entry.state == DONE)
        self.verify.setVisible(entry.state == DONE)
        self.cancel.setText(self.tr("Cancel"))
        self.open.setText(self.tr("Open folder"))
        self.verify.setText(self.tr("Verify now"))
        self.remove.setText(self.tr("Remove"))
        self.remove.setToolTip(self.tr("Takes it off the list; the package stays."))
        self.text.setText(self._describe())

    def _describe(self) -> str:
        entry = self.entry
        if entry.state != RUNNING:
            return {
                WAITING: self.tr("Waits for its turn"),
                DONE: self.tr("Complete: {folder}").format(folder=entry.message),
                FAILED: entry.message,
                CANCELLED: self.tr("Cancelled: nothing was left behind."),
            }[entry.state]
        stage = stage_text(entry.stage.split(" ")[0])
        rate = entry.rate
        if not rate or not entry.total:
            return stage
        left = clock(round((entry.total - entry.done) / rate))
        if entry.stage.startswith("export"):
            text = self.tr("{stage}: {done} of {total} frames, {rate} a second, {left} left")
            return text.format(stage=stage, done=entry.done, total=entry.total, rate=f"{rate:.1f}", left=left)
        return self.tr("{stage}: {left} left").format(stage=stage, left=left)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.entry.job.folder)))


def clock(seconds: int) -> str:
    """Seconds as m:ss or h:mm:ss."""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


class ExportQueuePanel(QWidget):
    """The exports of this session, the newest at the top.

    Signals:
        verify_requested: folder of a package.
    """

    verify_requested = Signal(object)

    def __init__(self, queue: ExportQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self.rows: dict[int, _Row] = {}
        self._empty = QLabel(objectName="quiet", wordWrap=True)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.addWidget(self._empty)
        self._column.addStretch(1)
        area = QScrollArea(widgetResizable=True, frameShape=QScrollArea.Shape.NoFrame)
        area.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
        queue.changed.connect(self._show)
        self.retranslate()

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        self._empty.setText(self.tr("No export yet. Ctrl+E exports an evidence package while you go on working."))
        self._show()

    def confirm_stop(self) -> bool:
        """Asks whether exports that are under way may be given up."""
        answer = QMessageBox.question(
            self.window(), "LLE Studio", self.tr("An export is under way. Stop it? Nothing of it will be kept.")
        )
        return answer == QMessageBox.StandardButton.Yes

    def _show(self) -> None:
        there = {entry.number for entry in self._queue.entries}
        for number in [number for number in self.rows if number not in there]:
            self.rows.pop(number).deleteLater()
        for entry in self._queue.entries:
            if entry.number not in self.rows:
                row = _Row(self._queue, entry)
                row.verify_requested.connect(self.verify_requested)
                self.rows[entry.number] = row
                self._column.insertWidget(0, row)
            self.rows[entry.number].show_entry()
        self._empty.setVisible(not self.rows)

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
