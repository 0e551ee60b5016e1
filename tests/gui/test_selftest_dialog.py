"""The self-test from the Help menu: its answers, its record, and stopping it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from lle_studio.gui import theme
from lle_studio.gui.main_window import MainWindow
from lle_studio.gui.selftest_dialog import SelftestDialog, case_text
from lle_studio.pipeline import selftest
from lle_studio.pipeline.golden import golden_path
from lle_studio.pipeline.selftest_cases import CASES
from tests.gui.conftest import TIMEOUT

Dialog = Callable[[], SelftestDialog]


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Dialog:
    """Opens the dialog from the menu and waits for the answers to the first cases."""
    monkeypatch.setattr(selftest, "CASES", CASES[:3])

    def open_dialog() -> SelftestDialog:
        window.actions_.selftest.trigger()
        opened = next(dialog for dialog in window.findChildren(SelftestDialog) if dialog.isVisible())
        qtbot.waitUntil(lambda: opened.report is not None, timeout=TIMEOUT)
        return opened

    return open_dialog


def cells(dialog: SelftestDialog, column: int) -> list[str]:
    return [dialog.cases.item(row, column).text() for row in range(dialog.cases.rowCount())]


def test_every_answer_is_listed_with_its_colour(dialog: Dialog) -> None:
    shown = dialog()
    assert shown.verdict.text().endswith("This installation gives the recorded results.</span>")
    assert cells(shown, 0) == ["✓ holds"] * 3
    assert cells(shown, 1) == [case_text(case.name) for case in CASES[:3]]
    assert cells(shown, 2)[1] == "20 values equal those recorded"
    assert shown.cases.item(0, 0).foreground().color() == QColor(theme.current().good)
    shown.close()


def test_what_fails_is_named(dialog: Dialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = json.loads(golden_path().read_text(encoding="ascii"))
    content["cases"][CASES[1].name]["frame 4, PTS"] = 161
    (tmp_path / "golden.json").write_text(json.dumps(content))
    monkeypatch.setattr(selftest, "golden_path", lambda: tmp_path / "golden.json")
    shown = dialog()
    assert "does not give the recorded results" in shown.verdict.text()
    assert cells(shown, 0) == ["✓ holds", "✗ fails", "✓ holds"]
    assert cells(shown, 2)[1] == "frame 4, PTS: expected 161, found 160"
    assert shown.cases.item(1, 0).foreground().color() == QColor(theme.current().bad)
    shown.close()


def test_the_record_is_saved_in_the_language_of_the_window(
    qtbot: QtBot, window: MainWindow, dialog: Dialog, tmp_path: Path
) -> None:
    window.language.use("ko")
    shown = dialog()
    assert cells(shown, 0) == ["✓ 적합"] * 3
    shown.examiner.setText("김검사")
    shown.save(tmp_path / "record")
    qtbot.waitUntil(lambda: "유효성 확인 기록서를" in shown.verdict.text(), timeout=TIMEOUT)
    record = json.loads((tmp_path / "record" / "validation.json").read_text(encoding="utf-8"))
    assert record["performed_by"]["examiner"] == "김검사"
    assert (tmp_path / "record" / "validation.pdf").is_file()
    shown.close()


def test_a_folder_in_use_is_refused(qtbot: QtBot, dialog: Dialog, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("somebody else's")
    shown = dialog()
    shown.save(tmp_path)
    qtbot.waitUntil(lambda: "exists already" in shown.verdict.text(), timeout=TIMEOUT)
    assert shown.save_button.isEnabled()
    assert not (tmp_path / "validation.json").exists()
    shown.close()


def test_it_can_be_stopped_and_run_again(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_.selftest.trigger()
    shown = next(dialog for dialog in window.findChildren(SelftestDialog) if dialog.isVisible())
    assert not shown.save_button.isEnabled()
    shown._worker.stop()
    qtbot.waitUntil(lambda: "Cancelled" in shown.verdict.text(), timeout=TIMEOUT)
    assert shown.report is None
    assert not shown.save_button.isEnabled()
    assert shown.run_button.isEnabled()
    shown.close()


def test_every_case_has_its_korean_name(window: MainWindow) -> None:
    window.language.use("ko")
    assert [case.name for case in CASES if case_text(case.name) == case.name] == []
