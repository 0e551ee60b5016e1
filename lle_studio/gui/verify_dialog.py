"""Checking an evidence package: which checks were made, and whether each holds."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from lle_studio.core.errors import StudioError
from lle_studio.gui import theme
from lle_studio.gui.answers import AnswersTable
from lle_studio.gui.path_field import PathField, row_label
from lle_studio.gui.text_label import TextLabel
from lle_studio.gui.words import check_text
from lle_studio.gui.workers import Failure, Progress, RunningWorkers, VerifyWorker
from lle_studio.record.manifest import read_manifest
from lle_studio.record.verify import VerifyReport
from lle_studio.video.index import ClipIndex


class VerifyDialog(QDialog):
    """Runs the verifier in a thread of its own. `report` holds the last result.

    Signals:
        began: the checks are under way.
        answered: `VerifyReport`.
        unanswered: sentence, why nothing could be decided.
    """

    began = Signal()
    answered = Signal(object)
    unanswered = Signal(str)

    def __init__(self, folder: Path | None, clip: ClipIndex | None, parent: QWidget | None = None) -> None:
        """Makes the dialog.

        Args:
            folder: the package, if one is chosen already.
            clip: the clip that is open; it becomes the source if the package was made of it.
            parent: of the dialog.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.report: VerifyReport | None = None
        self._clip = clip
        self._workers = RunningWorkers()
        self._worker: VerifyWorker | None = None
        self._running = False
        self.folder = PathField(folder=True)
        self.source = PathField(folder=False)
        self.key = PathField(folder=False)
        self.folder.changed.connect(self._propose_source)
        self.folder.set_path(folder)
        self.verdict = TextLabel(objectName="reached", wordWrap=True)
        self._progress = QProgressBar()
        self.checks = AnswersTable()
        self.verify_button = QPushButton(default=True, clicked=self.verify)
        self._close = QPushButton(clicked=self._close_or_cancel)
        self._lay_out()
        self._write_words()

    def verify(self) -> None:
        """Starts the checks."""
        folder = self.folder.path
        if folder is None:
            self.verdict.setText(self.tr("Choose the folder of an evidence package first."))
            return
        self.checks.setRowCount(0)
        self.verdict.setText(self.tr("Checking …"))
        self._set_running(True)
        self.began.emit()
        self._worker = VerifyWorker(folder, self.source.path, self.key.path)
        self._worker.progressed.connect(self._show_progress)
        self._worker.verified.connect(self._show_report)
        self._worker.failed.connect(self._show_failure)
        self._worker.cancelled.connect(self._show_cancelled)
        self._workers.start(self._worker)

    def _lay_out(self) -> None:
        self._folder_label, self._source_label, self._key_label = row_label(), row_label(), row_label()
        self._note = QLabel(objectName="quiet", wordWrap=True)
        form = QFormLayout()
        form.addRow(self._folder_label, self.folder)
        form.addRow(self._source_label, self.source)
        form.addRow(self._key_label, self.key)
        self._progress.hide()
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.verify_button)
        buttons.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self._note)
        column.addLayout(form)
        column.addWidget(self.verdict)
        column.addWidget(self._progress)
        column.addWidget(self.checks, 1)
        column.addLayout(buttons)
        self.resize(860, 560)

    def _write_words(self) -> None:
        self.setWindowTitle(self.tr("Verify an evidence package"))
        self._note.setText(
            self.tr(
                "Decodes the package again, with two independent decoders, and compares each frame with the curve log. "
                "With the source, the logged tables are applied to it once more and must give the same pictures."
            )
        )
        self._folder_label.setText(self.tr("Package"))
        self._source_label.setText(self.tr("Source (if at hand)"))
        self._key_label.setText(self.tr("Laboratory's key (if at hand)"))
        self.key.setToolTip(self.tr("Its public key, from the laboratory itself: who signed is checked against it."))
        for field, label in (
            (self.folder, self._folder_label),
            (self.source, self._source_label),
            (self.key, self._key_label),
        ):
            field.edit.setAccessibleName(label.text())
        self.verify_button.setText(self.tr("Verify"))
        self._close.setText(self.tr("Close"))
        self.checks.setHorizontalHeaderLabels([self.tr("Result"), self.tr("Check"), self.tr("Found")])

    def _propose_source(self) -> None:
        """Enters the clip that is open as source where the package names its hash."""
        folder = self.folder.path
        if self._clip is None or self.source.path is not None or folder is None or not folder.is_dir():
            return
        try:
            origin = read_manifest(folder)["source"]["sha256"]
        except (StudioError, KeyError, TypeError):
            return  # no package yet; verifying will say so
        if origin == self._clip.sha256:
            self.source.set_path(self._clip.path)

    def _set_running(self, running: bool) -> None:
        self._running = running
        self._progress.setVisible(running)
        self._progress.setRange(0, 0)
        for widget in (self.folder, self.source, self.key, self.verify_button):
            widget.setEnabled(not running)
        self._close.setText(self.tr("Cancel") if running else self.tr("Close"))

    def _close_or_cancel(self) -> None:
        if self._running:
            self._worker.stop()
        else:
            self.close()

    def _show_progress(self, progress: Progress) -> None:
        self._progress.setRange(0, progress.total)
        self._progress.setValue(progress.done)
        self.verdict.setText(self.tr("Checking: {check}").format(check=check_text(progress.stage)))

    def _show_report(self, report: VerifyReport) -> None:
        self.report = report
        self._set_running(False)
        color = theme.current().good if report.passed else theme.current().bad
        words = self.tr("Everything holds.") if report.passed else self.tr("Something does not hold: see below.")
        self.verdict.show_words(words, color)
        self.checks.show_answers((check.passed, check_text(check.name), check.detail) for check in report.checks)
        self.answered.emit(report)

    def _show_failure(self, failure: Failure) -> None:
        self._set_running(False)
        self.verdict.setText(failure.sentence)
        self.unanswered.emit(failure.sentence)

    def _show_cancelled(self) -> None:
        self._set_running(False)
        self.verdict.setText(self.tr("Cancelled: nothing was decided."))

    def done(self, result: int) -> None:
        """Ends the work before the dialog goes."""
        self._workers.finish()
        super().done(result)
