"""The self-test of the installation: which cases were run, whether each holds, and the record of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from lle_studio.gui import theme
from lle_studio.gui.answers import AnswersTable
from lle_studio.gui.file_dialogs import choose_folder
from lle_studio.gui.text_label import TextLabel
from lle_studio.gui.workers import Failure, Progress, RunningWorkers, Worker

if TYPE_CHECKING:
    from lle_studio.record.validation import CaseAnswer, SelftestReport


class SelftestWorker(Worker):
    """Runs the self-test.

    Signals:
        progressed: `Progress`.
        tested: `SelftestReport`.
    """

    progressed = Signal(object)
    tested = Signal(object)

    def work(self) -> None:
        """Runs the cases."""
        from lle_studio.pipeline.selftest import run_selftest

        self.tested.emit(run_selftest(progress=self._tell, cancelled=self.isInterruptionRequested))

    def _tell(self, stage: str, done: int, total: int) -> None:
        self.progressed.emit(Progress(stage=stage, done=done, total=total))


class RecordWorker(Worker):
    """Writes a validation record.

    Signals:
        written: `Path` of its folder.
    """

    written = Signal(object)

    def __init__(self, folder: Path, report: SelftestReport, who: dict[str, str], language: str) -> None:
        super().__init__()
        self._folder = folder
        self._report = report
        self._who = who
        self._language = language

    def work(self) -> None:
        """Sets the document and writes both files."""
        from lle_studio.pipeline.selftest import save_validation
        from lle_studio.record.validation import describe_validation

        save_validation(self._folder, describe_validation(self._report, **self._who), language=self._language)
        self.written.emit(self._folder)


class SelftestDialog(QDialog):
    """Runs the self-test in a thread of its own and writes its record. `report` holds the last result."""

    def __init__(self, examiner: str, organization: str, language: str, parent: QWidget | None = None) -> None:
        """Makes the dialog.

        Args:
            examiner: as proposed for the record.
            organization: likewise.
            language: code of the language the document is written in.
            parent: of the dialog.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.report: SelftestReport | None = None
        self._language = language
        self._workers = RunningWorkers()
        self._worker: SelftestWorker | None = None
        self.examiner = QLineEdit(examiner)
        self.organization = QLineEdit(organization)
        self.verdict = TextLabel(objectName="reached", wordWrap=True)
        self._progress = QProgressBar()
        self.cases = AnswersTable()
        self.run_button = QPushButton(default=True, clicked=self.run)
        self.save_button = QPushButton(enabled=False, clicked=self._choose_folder)
        self._close = QPushButton(clicked=self._close_or_cancel)
        self._lay_out()
        self._write_words()

    def run(self) -> None:
        """Starts the self-test."""
        self.cases.setRowCount(0)
        self.report = None
        self.verdict.setText(self.tr("Checking …"))
        self._set_running(True)
        self._worker = SelftestWorker()
        self._worker.progressed.connect(self._show_progress)
        self._worker.tested.connect(self._show_report)
        self._worker.failed.connect(self._show_failure)
        self._worker.cancelled.connect(self._show_cancelled)
        self._workers.start(self._worker)

    def save(self, folder: Path) -> None:
        """Writes the validation record into a new or empty folder."""
        if self.report is None:
            return
        who = {"examiner": self.examiner.text().strip(), "organization": self.organization.text().strip()}
        worker = RecordWorker(folder, self.report, who, self._language)
        worker.written.connect(self._show_written)
        worker.failed.connect(self._show_failure)
        self._set_running(True)
        self._close.setEnabled(False)
        self._workers.start(worker)

    def _lay_out(self) -> None:
        self._note = QLabel(objectName="quiet", wordWrap=True)
        self._examiner_label, self._organization_label = QLabel(), QLabel()
        form = QFormLayout()
        form.addRow(self._examiner_label, self.examiner)
        form.addRow(self._organization_label, self.organization)
        self._progress.hide()
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button)
        buttons.addStretch(1)
        buttons.addWidget(self.run_button)
        buttons.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self._note)
        column.addWidget(self.verdict)
        column.addWidget(self._progress)
        column.addWidget(self.cases, 1)
        column.addLayout(form)
        column.addLayout(buttons)
        self.resize(860, 720)

    def _write_words(self) -> None:
        self.setWindowTitle(self.tr("Self-test of the installation"))
        self._note.setText(
            self.tr(
                "Runs every part of the program, from decoding to verification, on data that are the same everywhere, "
                "and compares the results with those recorded for this version. Repeat it after every change of the "
                "program or the computer; the record can be kept with the laboratory's papers (ISO/IEC 17025)."
            )
        )
        self._examiner_label.setText(self.tr("Examiner"))
        self._organization_label.setText(self.tr("Organization"))
        self.run_button.setText(self.tr("Run"))
        self.save_button.setText(self.tr("Save the validation record…"))
        self._close.setText(self.tr("Close"))
        self.cases.setHorizontalHeaderLabels([self.tr("Result"), self.tr("Case"), self.tr("Found")])

    def _set_running(self, running: bool) -> None:
        self._progress.setVisible(running)
        self._progress.setRange(0, 0)
        self.run_button.setEnabled(not running)
        self.save_button.setEnabled(not running and self.report is not None)
        self._close.setEnabled(True)
        self._close.setText(self.tr("Cancel") if running else self.tr("Close"))

    def _close_or_cancel(self) -> None:
        if self._progress.isHidden():
            self.close()
        else:
            self._worker.stop()

    def _show_progress(self, progress: Progress) -> None:
        self._progress.setRange(0, progress.total)
        self._progress.setValue(progress.done)
        self.verdict.setText(self.tr("Checking: {case}").format(case=case_text(progress.stage)))

    def _show_report(self, report: SelftestReport) -> None:
        self.report = report
        self._set_running(False)
        colors = theme.current()
        words = (
            self.tr("This installation gives the recorded results.")
            if report.passed
            else self.tr("This installation does not give the recorded results: see below, and install it again.")
        )
        self.verdict.show_words(words, colors.good if report.passed else colors.bad)
        self.cases.show_answers(
            (answer.passed, case_text(answer.name), self._finding(answer)) for answer in report.answers
        )

    def _finding(self, answer: CaseAnswer) -> str:
        if answer.passed and not answer.remark:
            return self.tr("{count} values equal those recorded").format(count=answer.values)
        return answer.detail

    def _show_failure(self, failure: Failure) -> None:
        self._set_running(False)
        self.verdict.setText(failure.sentence)

    def _show_cancelled(self) -> None:
        self._set_running(False)
        self.verdict.setText(self.tr("Cancelled: nothing was decided."))

    def _show_written(self, folder: Path) -> None:
        self._set_running(False)
        self.verdict.setText(self.tr("The validation record was written to {path}.").format(path=folder))

    def _choose_folder(self) -> None:
        chosen = choose_folder(self, self.tr("Choose an empty folder for the record"))
        if chosen is not None:
            self.save(chosen)

    def done(self, result: int) -> None:
        """Ends the work before the dialog goes."""
        self._workers.finish()
        super().done(result)


def case_text(name: str) -> str:
    """The name of a case of the self-test; that name itself where it is a new one."""
    translate = QCoreApplication.translate
    return {
        "arithmetic of curves and tables": translate("SelftestCase", "Arithmetic of curves and tables"),
        "decoding: limited range, BT.601": translate("SelftestCase", "Decoding: limited range, BT.601"),
        "decoding: full range, BT.709": translate("SelftestCase", "Decoding: full range, BT.709"),
        "decoding: grey": translate("SelftestCase", "Decoding: grey"),
        "decoding: odd size": translate("SelftestCase", "Decoding: odd size"),
        "decoding: variable frame rate": translate("SelftestCase", "Decoding: variable frame rate"),
        "decoding: bundled sample": translate("SelftestCase", "Decoding: bundled sample"),
        "fixed tables on R, G, B": translate("SelftestCase", "Fixed tables on R, G, B"),
        "fixed tables on coded planes": translate("SelftestCase", "Fixed tables on coded planes"),
        "estimation: studio": translate("SelftestCase", "Estimation: studio"),
        "estimation: paper": translate("SelftestCase", "Estimation: paper"),
        "export and verification: per-channel": translate("SelftestCase", "Export and verification: per channel"),
        "export and verification: shared": translate("SelftestCase", "Export and verification: shared"),
        "export and verification: luma": translate("SelftestCase", "Export and verification: luma"),
        "planted faults": translate("SelftestCase", "Planted faults"),
    }.get(name, name)
