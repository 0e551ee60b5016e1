"""The dialogs of the window: what each is given, and what becomes of its answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from lle_studio.gui.audit_dialog import AuditDialog
from lle_studio.gui.export_dialog import ExportDialog
from lle_studio.gui.export_queue import FAILED
from lle_studio.gui.help import show_about, show_method
from lle_studio.gui.journal import log_path
from lle_studio.gui.selftest_dialog import SelftestDialog
from lle_studio.gui.shortcuts import ShortcutsDialog
from lle_studio.gui.snapshot_dialog import SnapshotDialog
from lle_studio.gui.verify_dialog import VerifyDialog

if TYPE_CHECKING:
    from lle_studio.gui.export_queue import QueuedExport
    from lle_studio.gui.main_window import MainWindow
    from lle_studio.pipeline.job import ExportJob
    from lle_studio.record.verify import VerifyReport
    from lle_studio.video.index import ClipIndex


class WindowDialogs(QObject):
    """Opens dialogs over the main window, and logs what comes of them."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._logs: dict[Path, Path] = {}
        window.queue.began.connect(self._note_export)
        window.queue.ended.connect(self._note_export)

    def open_export(self) -> None:
        """Asks what to export; the answer goes to the queue."""
        window, viewer = self._window, self._window.viewer
        if viewer.clip is None:
            return
        viewer.player.stop()
        marked, aspect = window.navigation.marked, window.document.case.aspect
        dialog = ExportDialog(
            viewer.track, viewer.settings, viewer.weights, marked, aspect, window.language.current, window
        )
        dialog.queued.connect(self._queue_export)
        dialog.open()

    def open_snapshot(self) -> None:
        """Asks where to write the frame on the screen."""
        window, view = self._window, self._window.viewer.view
        if view is None or view.enhanced is None:
            return
        window.viewer.player.stop()
        dialog = SnapshotDialog(view, window.document.case.source_sha256, window)
        frame = {"frame_index": view.index, "pts": view.pts}
        dialog.written.connect(
            lambda paths: window.document.note("snapshot", {**frame, "files": [str(path) for path in paths]})
        )
        dialog.open()

    def open_verify(self) -> None:
        """Asks which package to verify."""
        self._verifier(None).open()

    def verify(self, folder: Path) -> None:
        """Verifies a package at once."""
        dialog = self._verifier(folder)
        dialog.open()
        dialog.verify()

    def show_audit_log(self) -> None:
        """Shows what was done."""
        if self._window.document.case is not None:
            AuditDialog(self._window.document, self._window).open()

    def open_selftest(self) -> None:
        """Runs the self-test of the installation at once."""
        case = self._window.document.case
        examiner, organization = ("", "") if case is None else (case.examiner, case.organization)
        dialog = SelftestDialog(examiner, organization, self._window.language.current, self._window)
        dialog.open()
        dialog.run()

    def show_shortcuts(self) -> None:
        """Lists the keys, to be changed."""
        dialog = ShortcutsDialog(self._window.actions_.by_name, self._window)
        dialog.keys_changed.connect(self._window.actions_.retranslate)
        dialog.open()

    def show_method(self) -> None:
        """Explains the method and the window."""
        show_method(self._window, self._window.language.current)

    def show_about(self) -> None:
        """Says what the program is."""
        show_about(self._window)

    def show_log(self) -> None:
        """Opens the log in the system's own program."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_path())))

    @property
    def _hashed_clip(self) -> ClipIndex | None:
        """The clip that is open with its hash, as far as that is known."""
        clip, case = self._window.viewer.clip, self._window.document.case
        return None if clip is None or case is None else replace(clip, sha256=case.source_sha256)

    def _verifier(self, folder: Path | None) -> VerifyDialog:
        note = self._window.document.note
        dialog = VerifyDialog(folder, self._hashed_clip, self._window)
        dialog.began.connect(lambda: note("verify", {"folder": dialog.folder.path, "source": dialog.source.path}))
        dialog.answered.connect(lambda report: note("verify-answer", _answer(dialog.folder.path, report)))
        dialog.unanswered.connect(
            lambda sentence: note("verify-failed", {"folder": dialog.folder.path, "because": sentence})
        )
        return dialog

    def _queue_export(self, job: ExportJob) -> None:
        document = self._window.document
        self._logs[job.folder] = document.audit_log
        document.note("export", job.describe())
        document.flush_audit()
        self._window.queue.add(replace(job, case=document.case, audit=document.audit_log))
        self._window.docks.show("queue")

    def _note_export(self, entry: QueuedExport) -> None:
        """Logs that an export runs, or how it ended, where it was asked for; a log that moved since is followed."""
        document, job = self._window.document, entry.job
        is_open = document.case is not None and Path(document.case.source_path) == job.source
        log = document.audit_log if is_open else self._logs.get(job.folder)
        reason = {"because": entry.message} if entry.state == FAILED else {}
        document.note(f"export-{entry.state}", {"folder": job.folder, **reason}, log=log)


def _answer(folder: Path | None, report: VerifyReport) -> dict[str, object]:
    """What a verifier found, for the log."""
    failed = [f"{check.name}: {check.detail}" for check in report.checks if not check.passed]
    return {"folder": folder, "holds": report.passed, "checks": len(report.checks), "failed": failed}
