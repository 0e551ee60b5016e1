"""Exports from the menu, one after another, and verifying them; ending both in the middle."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from lle_studio.gui import export_dialog
from lle_studio.gui.curve_worker import View
from lle_studio.gui.export_dialog import ExportDialog
from lle_studio.gui.export_queue import CANCELLED, DONE, FAILED, RUNNING, WAITING
from lle_studio.gui.main_window import MainWindow
from lle_studio.gui.snapshot_dialog import SnapshotDialog
from lle_studio.gui.verify_dialog import VerifyDialog
from lle_studio.record.audit import check_log, read_lines
from lle_studio.video.index import build_index
from tests.gui.conftest import TIMEOUT, settle

OpenClip = Callable[[Path], View]


def opened(window: MainWindow, kind: type[QObject]) -> QObject:
    """The dialog of a kind that is on the screen."""
    return next(dialog for dialog in window.findChildren(kind) if dialog.isVisible())


def start_export(window: MainWindow, folder: Path, first: int, last: int) -> None:
    """Fills in the export dialog and hands it to the queue."""
    window.actions_.export.trigger()
    dialog = opened(window, ExportDialog)
    dialog.folder.set_path(folder)
    dialog.first.setValue(first)
    dialog.last.setValue(last)
    dialog.viewing_copy.setCurrentIndex(2)
    dialog.export_button.click()


def wait_until_idle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.queue.is_running, timeout=TIMEOUT)


@pytest.fixture
def package(qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path, tmp_path: Path) -> Path:
    """Frames 10 to 14 of the sample, exported from the menu at L 0.45."""
    open_clip(sample)
    window.controls.level.setValue(0.45)
    settle(qtbot, window)
    start_export(window, tmp_path / "package", 10, 14)
    wait_until_idle(qtbot, window)
    assert [entry.state for entry in window.queue.entries] == [DONE]
    return tmp_path / "package"


def test_export_writes_what_is_shown(qtbot: QtBot, window: MainWindow, package: Path) -> None:
    row = window.queue_panel.rows[1]
    assert str(package) in row.text.text()
    with (package / "curves.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["frame_index"]) for row in rows] == [10, 11, 12, 13, 14]
    assert build_index(package / "viewing.mp4").width == 2 * 1280
    window.viewer.seek(12)
    view = settle(qtbot, window)
    shown = [[int(value) for value in curve.yData] for curve in window.curves.curves]
    assert shown == [[int(rows[2][f"{channel}{code}"]) for code in range(256)] for channel in "rgb"]
    assert float(rows[2]["exposure_level"]) == 0.45
    assert int(rows[2]["pts"]) == view.pts
    row.remove.click()
    assert window.queue.entries == []
    assert package.exists()


def test_verify_now_holds(qtbot: QtBot, window: MainWindow, package: Path, sample: Path) -> None:
    window.queue_panel.rows[1].verify.click()
    dialog = opened(window, VerifyDialog)
    assert dialog.folder.path == package
    assert dialog.source.path == sample.resolve()
    qtbot.waitUntil(lambda: dialog.report is not None, timeout=TIMEOUT)
    assert dialog.report.passed
    assert "Everything holds." in dialog.verdict.text()
    results = [dialog.checks.item(row, 0).text() for row in range(dialog.checks.rowCount())]
    assert results == ["✓ holds"] * len(dialog.report.checks)
    names = [dialog.checks.item(row, 1).text() for row in range(dialog.checks.rowCount())]
    assert "Tables applied to the source" in names
    dialog.close()


def test_export_verify_and_snapshot_are_logged(qtbot: QtBot, window: MainWindow, package: Path, tmp_path: Path) -> None:
    window.queue_panel.rows[1].verify.click()
    dialog = opened(window, VerifyDialog)
    qtbot.waitUntil(lambda: dialog.report is not None, timeout=TIMEOUT)
    dialog.close()
    window.actions_.snapshot.trigger()
    dialog = opened(window, SnapshotDialog)
    dialog.folder.set_path(tmp_path)
    with qtbot.waitSignal(dialog.written, timeout=TIMEOUT) as written:
        dialog.write_button.click()
    dialog.close()
    assert window.document.flush_audit()
    lines = {line.entry.action: line.entry.parameters for line in read_lines(window.document.audit_log)}
    assert check_log(window.document.audit_log) == []
    assert (lines["export"]["folder"], lines["export"]["start"], lines["export"]["end"]) == (str(package), 10, 15)
    assert lines["export"]["exposure_level"] == 0.45
    assert lines["export-running"] == lines["export-done"] == {"folder": str(package)}
    assert lines["verify"]["folder"] == str(package)
    assert (lines["verify-answer"]["holds"], lines["verify-answer"]["failed"]) == (True, [])
    assert lines["snapshot"]["files"] == [str(path) for path in written.args[0]]
    assert lines["snapshot"]["frame_index"] == window.viewer.view.index


def test_verify_from_the_menu_names_what_was_changed(qtbot: QtBot, window: MainWindow, package: Path) -> None:
    log = package / "curves.csv"
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
    cells = lines[3].split(",")
    cells[lines[0].split(",").index("enhanced_sha256")] = "0" * 64
    lines[3] = ",".join(cells)
    log.write_text("".join(lines), encoding="utf-8")
    window.actions_.verify.trigger()
    dialog = opened(window, VerifyDialog)
    dialog.folder.set_path(package)
    dialog.verify_button.click()
    qtbot.waitUntil(lambda: dialog.report is not None, timeout=TIMEOUT)
    assert not dialog.report.passed
    assert "does not hold" in dialog.verdict.text()
    found = [dialog.checks.item(row, 2).text() for row in range(dialog.checks.rowCount())]
    assert any("frame 12" in text for text in found)
    dialog.close()


def test_verify_of_no_package_is_one_sentence(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.actions_.verify.trigger()
    dialog = opened(window, VerifyDialog)
    dialog.verify_button.click()
    assert "Choose the folder" in dialog.verdict.text()
    dialog.folder.set_path(tmp_path)
    dialog.verify_button.click()
    qtbot.waitUntil(lambda: "is not an evidence package" in dialog.verdict.text(), timeout=TIMEOUT)
    assert dialog.verify_button.isEnabled()
    dialog.close()


def test_exports_run_one_after_another_and_can_be_cancelled(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path, tmp_path: Path
) -> None:
    open_clip(sample)
    start_export(window, tmp_path / "out" / "one", 0, 249)
    start_export(window, tmp_path / "out" / "two", 0, 249)
    start_export(window, tmp_path / "out" / "three", 0, 2)
    assert [entry.state for entry in window.queue.entries] == [RUNNING, WAITING, WAITING]
    window.queue_panel.rows[2].cancel.click()
    with qtbot.waitSignal(
        window.queue._worker.progressed, timeout=TIMEOUT, check_params_cb=lambda p: p.stage == "export" and p.done > 2
    ):
        pass
    window.viewer.step(5)  # work goes on meanwhile
    assert settle(qtbot, window).index == 5
    window.queue_panel.rows[1].cancel.click()
    wait_until_idle(qtbot, window)
    assert [entry.state for entry in window.queue.entries] == [CANCELLED, CANCELLED, DONE]
    assert "nothing was left behind" in window.queue_panel.rows[1].text.text()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["three"]


def test_export_that_cannot_be_written_is_one_sentence(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path, tmp_path: Path
) -> None:
    open_clip(sample)
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "notes.txt").write_text("somebody else's")
    start_export(window, tmp_path / "package", 0, 3)
    dialog = opened(window, ExportDialog)
    assert "exists already" in dialog.message.text()
    dialog.first.setValue(3)
    dialog.last.setValue(2)
    dialog.export_button.click()
    assert "comes after" in dialog.message.text()
    (tmp_path / "file").write_text("no folder")
    dialog.last.setValue(4)
    dialog.folder.set_path(tmp_path / "file" / "package")
    dialog.export_button.click()
    wait_until_idle(qtbot, window)
    assert window.queue.entries[0].state == FAILED
    assert "cannot be" in window.queue_panel.rows[1].text.text()
    assert window.document.flush_audit()
    last = read_lines(window.document.audit_log)[-1].entry
    assert (last.action, "cannot be" in last.parameters["because"]) == ("export-failed", True)
    assert (tmp_path / "package" / "notes.txt").read_text() == "somebody else's"


def test_dialog_estimates_and_warns_of_a_full_disk(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_clip(sample)
    window.viewer.seek(20)
    settle(qtbot, window)
    window.actions_.mark_in.trigger()
    window.viewer.seek(29)
    settle(qtbot, window)
    window.actions_.mark_out.trigger()
    window.actions_.export.trigger()
    dialog = opened(window, ExportDialog)
    assert (dialog.first.value(), dialog.last.value(), dialog.range.currentIndex()) == (20, 29, 1)
    qtbot.waitUntil(lambda: dialog.estimate is not None, timeout=TIMEOUT)
    assert dialog.estimate.frames == 10
    assert dialog.estimate.size > 0
    assert "free on that disk" in dialog.expected.text()
    monkeypatch.setattr(export_dialog, "free_bytes", lambda _folder: 1000)
    dialog.folder.set_path(tmp_path / "elsewhere")
    assert "Only 1 kB free" in dialog.expected.text()
    dialog.close()


def test_proposed_folder_is_new(window: MainWindow, open_clip: OpenClip, sample: Path, tmp_path: Path) -> None:
    QSettings().setValue("export/parent", str(tmp_path))
    open_clip(sample)
    (tmp_path / "night-street evidence").mkdir()
    window.actions_.export.trigger()
    dialog = opened(window, ExportDialog)
    assert dialog.folder.path == tmp_path / "night-street evidence 2"
    dialog.close()


def test_closing_the_window_asks_and_ends_a_running_export(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_clip(sample)
    start_export(window, tmp_path / "package", 0, 249)
    worker = window.queue._worker
    with qtbot.waitSignal(worker.progressed, timeout=TIMEOUT, check_params_cb=lambda p: p.stage == "export"):
        pass
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "question", lambda *_arguments: answers.pop(0))
    assert not window.close()
    assert worker.isRunning()
    assert window.close()
    assert worker.isFinished()
    assert list(tmp_path.glob("package*")) == []
    actions = [line.entry.action for line in read_lines(window.document.audit_log)]
    assert actions[-4:] == ["export", "export-running", "export-cancelled", "close"]
