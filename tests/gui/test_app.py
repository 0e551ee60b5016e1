"""Starting and ending the program."""

import gc
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from lle_studio.gui import app as app_module
from lle_studio.gui import theme
from lle_studio.gui.garbage import GarbageCollection
from lle_studio.gui.journal import log_path
from lle_studio.gui.main_window import MainWindow
from tests.gui.conftest import settle


@pytest.fixture
def own_application(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves the application that all tests share as it is."""
    monkeypatch.setattr(app_module, "set_up_application", lambda _app: None)


@pytest.mark.usefixtures("own_application")
def test_run_opens_the_file_and_ends_all_threads(
    qtbot: QtBot, clip_path: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Path, int]] = []

    def look(_app: QApplication) -> int:
        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible())
        view = settle(qtbot, window)
        seen.append((view.request.clip.path, view.index))
        return 7

    monkeypatch.setattr(QApplication, "exec", look)
    assert app_module.run(clip_path("cfr")) == 7
    assert seen == [(clip_path("cfr"), 0)]
    assert sys.excepthook is sys.__excepthook__
    assert [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow)] == []


def test_error_in_the_window_is_one_sentence(window: MainWindow) -> None:
    hook = app_module._UnforeseenError(window)
    hook(ValueError, ValueError("details for the log"), None)
    text = window.findChild(QMessageBox).text()
    assert "ValueError" in text
    assert "details for the log" not in text


def test_error_that_comes_again_and_again_is_one_box(window: MainWindow) -> None:
    hook = app_module._UnforeseenError(window)
    for _ in range(50):
        hook(ValueError, ValueError("with every picture"), None)
    hook(TypeError, TypeError("another"), None)
    boxes = window.findChildren(QMessageBox)
    assert [("ValueError" in box.text(), "TypeError" in box.text()) for box in boxes] == [(True, False), (False, True)]
    boxes[0].close()
    hook(ValueError, ValueError("once more"), None)
    assert len([box for box in window.findChildren(QMessageBox) if box.isVisible()]) == 2


def test_look_log_and_icons(qapp: QApplication) -> None:
    import logging

    try:
        app_module.set_up_application(qapp)
        assert qapp.palette().window().color().lightness() < 64
        assert not qapp.windowIcon().isNull()
        logging.getLogger("lle_studio.test").warning("written to the log")
        assert "written to the log" in log_path().read_text(encoding="utf-8")
        assert qapp.findChild(GarbageCollection) is not None
        assert not gc.isenabled()
    finally:
        for collection in qapp.findChildren(GarbageCollection):
            collection.deleteLater()
        logger = logging.getLogger("lle_studio")
        for handler in list(logger.handlers):
            logger.removeHandler(handler)
            handler.close()


def test_theme_changes_at_run_time(qtbot: QtBot, window: MainWindow, qapp: QApplication) -> None:
    for name, dark in (("dark", True), ("light", False), ("dark", True)):
        window.actions_.theme_chosen.emit(name)
        QApplication.processEvents()
        look = theme.current()
        assert look.name == name == theme.preferred()
        for widget in (window, window.menuBar(), window.info.table):
            palette_now = widget.palette()
            assert (palette_now.windowText().color().lightness() > 128) == dark
        for plot in (window.curves.plot, window.clip_panel.plots):
            assert plot.backgroundBrush().color().name() == look.panel
        assert window.clip_panel.plots.lines["mean_out"].opts["pen"].color().name() == look.accent
        icon = window.actions_.play.icon().pixmap(24).toImage()
        shades = {icon.pixelColor(x, 12).name() for x in range(24) if icon.pixelColor(x, 12).alpha() == 255}
        assert look.text in shades
