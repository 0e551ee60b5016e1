"""What the program remembers of files and folders, and that it can be forgotten, or never kept."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from lle_studio.gui import file_dialogs, journal, remembered
from lle_studio.gui.curve_worker import View
from lle_studio.gui.main_window import MainWindow
from lle_studio.gui.snapshot_dialog import SnapshotDialog
from tests.gui.conftest import TIMEOUT, settle

OpenClip = Callable[[Path], View]


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A log of the test's own."""
    path = tmp_path / "log" / "lle-studio.log"
    monkeypatch.setattr(journal, "log_path", lambda: path)
    logger = logging.getLogger("lle_studio")
    before = list(logger.handlers)
    journal.start_log()
    yield path
    for handler in logger.handlers[:]:
        if handler not in before:
            logger.removeHandler(handler)
            handler.close()


def settings_text() -> str:
    """All that the settings on the disk say."""
    QSettings().sync()
    path = Path(QSettings().fileName())
    return path.read_text(encoding="utf-8") if path.exists() else ""


def work(qtbot: QtBot, window: MainWindow, open_clip: OpenClip, clip: Path, folder: Path, monkeypatch) -> None:
    """Opens a clip by the dialog and writes a snapshot: a file and two folders to be remembered."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(clip), ""))
    window.actions_.open.trigger()
    open_clip(clip)
    settle(qtbot, window)
    window.actions_.snapshot.trigger()
    dialog = window.findChild(SnapshotDialog)
    dialog.folder.set_path(folder)
    with qtbot.waitSignal(dialog.written, timeout=TIMEOUT):
        dialog.write_button.click()
    dialog.close()


def recent_names(window: MainWindow) -> list[str]:
    """The files in the menu."""
    return [action.text() for action in window.actions_._recent_menu.actions() if isinstance(action.data(), Path)]


def test_recent_files_folders_and_log_are_forgotten(
    qtbot: QtBot,
    window: MainWindow,
    open_clip: OpenClip,
    clip_path: Callable[[str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    log: Path,
) -> None:
    clip, folder = clip_path("cfr"), tmp_path / "pictures of the case"
    folder.mkdir()
    work(qtbot, window, open_clip, clip, folder, monkeypatch)
    logging.getLogger("lle_studio.test").error("about %s", clip)
    log.with_name("lle-studio.log.1").write_text(f"about {clip}\n", encoding="utf-8")
    window.actions_.theme_chosen.emit("dark")
    for words in (clip.name, clip.parent.name, folder.name):
        assert words in settings_text()
    assert recent_names(window) == [clip.name]

    monkeypatch.setattr("lle_studio.gui.case_commands.cases_folder", lambda: tmp_path / "cases")
    window.actions_.forget_recent.trigger()

    for words in (clip.name, clip.parent.name, folder.name):
        assert words not in settings_text()
    assert "theme=dark" in settings_text()  # a setting is none of that
    assert recent_names(window) == []
    assert remembered.recent_files() == []
    assert [path.name for path in log.parent.iterdir()] == [log.name]
    assert log.read_text(encoding="utf-8") == ""
    logging.getLogger("lle_studio.test").error("goes on")
    assert log.read_text(encoding="utf-8").endswith("goes on\n")
    told = window.findChild(QMessageBox).text()
    assert str(tmp_path / "cases") in told
    assert window.document.case is not None  # work goes on, and is kept
    window.document.flush()
    assert len(list((tmp_path / "cases").glob("*.llecase"))) == 1
    assert len(list((tmp_path / "cases").glob("*.audit.jsonl"))) == 1


def test_nothing_is_remembered_where_that_is_switched_off(
    qtbot: QtBot,
    window: MainWindow,
    open_clip: OpenClip,
    clip_path: Callable[[str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    log: Path,
) -> None:
    first, second, folder = clip_path("cfr"), clip_path("vfr"), tmp_path / "pictures of the case"
    folder.mkdir()
    open_clip(first)
    assert recent_names(window) == [first.name]
    assert window.actions_.remember_recent.isChecked()

    window.actions_.remember_recent.trigger()
    assert recent_names(window) == []
    work(qtbot, window, open_clip, second, folder, monkeypatch)

    assert recent_names(window) == []
    for words in (first.name, second.name, second.parent.name, folder.name):
        assert words not in settings_text()
    again = MainWindow()
    qtbot.addWidget(again)
    assert not again.actions_.remember_recent.isChecked()
    again.close()
    window.actions_.remember_recent.trigger()
    open_clip(first)
    assert recent_names(window) == [first.name]


def test_qt_keeps_nothing_of_what_was_chosen(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def qt_settings() -> QSettings:
        return QSettings(str(tmp_path / "QtProject.ini"), QSettings.Format.IniFormat)

    def choose(*arguments: object) -> tuple[str, str]:
        assert Path(str(arguments[2])).is_absolute()  # or Qt begins where it was last
        qt_settings().setValue("FileDialog/lastVisited", "file:///case")
        qt_settings().setValue("FileDialog/history", ["file:///case"])
        qt_settings().setValue("FileDialog/viewMode", "List")
        return "/case/clip.mp4", ""

    monkeypatch.setattr(file_dialogs, "_qt_settings", qt_settings)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: choose(*given)[0])
    qt_settings().setValue("FileDialog/history", ["file:///of-another-program"])

    assert file_dialogs.choose_file(window, "") == Path("/case/clip.mp4")
    assert file_dialogs.choose_new_file(window, "", Path("name.txt")) == Path("/case/clip.mp4")
    assert file_dialogs.choose_folder(window, "") == Path("/case/clip.mp4")

    assert qt_settings().value("FileDialog/lastVisited") is None
    assert qt_settings().value("FileDialog/history") in ("file:///of-another-program", ["file:///of-another-program"])
    assert qt_settings().value("FileDialog/viewMode") == "List"
