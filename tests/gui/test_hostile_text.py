"""Names and tags of files may hold markup and marks that turn the writing round: the window shows them as letters."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QLabel, QMessageBox, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from lle_studio.gui.audit_dialog import AuditDialog
from lle_studio.gui.curve_worker import View
from lle_studio.gui.main_window import MainWindow
from lle_studio.gui.message import show_error
from lle_studio.gui.text_label import TextLabel, tip
from tests.gui.conftest import TIMEOUT

NAME = "<b>x<b><img src=x.png>\u202egpj&.mp4"
SHOWN = "<b>x<b><img src=x.png>\\u202egpj&.mp4"

OpenClip = Callable[[Path], View]


@pytest.fixture
def hostile(tmp_path: Path, clip_path: Callable[[str], Path]) -> Path:
    """A clip with a name that would be HTML."""
    return Path(shutil.copy(clip_path("cfr"), tmp_path / NAME))


def texts(window: QWidget) -> Iterator[tuple[str, str, bool]]:
    """Where text with markup stands in a window, what it is, and whether it is shown as it is."""
    for label in window.findChildren(QLabel):
        yield "label", label.text(), label.textFormat() == Qt.TextFormat.PlainText
    for widget in window.findChildren(QWidget):
        tip_text = widget.toolTip()
        yield "tip", tip_text, "&lt;img" in tip_text or not GuiQt.mightBeRichText(tip_text)
    for action in window.findChildren(QAction):
        tip_text = action.toolTip()
        yield "tip", tip_text, "&lt;img" in tip_text or not GuiQt.mightBeRichText(tip_text)
        yield "action", action.text(), True
    for table in window.findChildren(QTableWidget):
        for row in range(table.rowCount()):
            for item in filter(None, (table.item(row, column) for column in range(table.columnCount()))):
                yield "item", item.text(), True
                yield "tip", item.toolTip(), "&lt;img" in item.toolTip() or not GuiQt.mightBeRichText(item.toolTip())


def check(window: QWidget, *, places: set[str]) -> None:
    """The name stands in these places, and nowhere as markup or turned round."""
    found = [(kind, text, plain) for kind, text, plain in texts(window) if "x.png" in text]
    assert places <= {kind for kind, _, _ in found}
    for kind, text, plain in found:
        assert plain, (kind, text)
        assert "\u202e" not in text, (kind, text)


def test_the_window_shows_a_hostile_name_as_letters(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, hostile: Path
) -> None:
    view = open_clip(hostile)
    assert window.clip_bar._name.text() == SHOWN
    assert window.windowTitle() == f"{SHOWN} — LLE Studio"
    check(window, places={"label", "tip", "action", "item"})
    assert any(action.text() == SHOWN.replace("&", "&&") for action in window.findChildren(QAction))

    window.viewer._take_view(replace(view, frame=None, enhanced=None, frame_problem=f"{hostile.name} is damaged."))
    check(window, places={"label"})


def test_dialogs_show_a_hostile_name_as_letters(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, hostile: Path
) -> None:
    open_clip(hostile)
    window.document.note("open", {"path": str(hostile)})
    window.dialogs.open_export()
    window.dialogs.open_snapshot()
    window.dialogs.open_verify()
    check(window, places={"label"})
    with qtbot.waitSignal(window.document.saved, timeout=TIMEOUT):
        window.document.save_as(hostile.with_suffix(".llecase"))
    dialog = AuditDialog(window.document, window)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.log is not None, timeout=TIMEOUT)
    check(dialog, places={"item", "tip"})


def test_an_error_shows_a_hostile_name_as_letters(qtbot: QtBot, window: MainWindow) -> None:
    window.open_path(Path(f"/nowhere/{NAME}"))
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)), timeout=TIMEOUT)
    box = window.findChildren(QMessageBox)[0]
    assert box.textFormat() == Qt.TextFormat.PlainText
    assert box.text() == f"/nowhere/{SHOWN} does not exist: give the path of a video file."
    other = show_error(window, "a\nb\u202e")
    assert other.text() == "a\nb\\u202e"


def test_a_coloured_verdict_is_no_markup_either(qtbot: QtBot) -> None:
    label = TextLabel("<b>x</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    label.show_words("<b>x</b>", "#123456")
    assert label.text() == '<span style="color:#123456">&lt;b&gt;x&lt;/b&gt;</span>'
    label.setText("<i>y</i>")
    assert (label.text(), label.textFormat()) == ("<i>y</i>", Qt.TextFormat.PlainText)
    assert tip("a < b") == "a < b"
    assert tip("<b>a</b>\nb") == '<p style="white-space:pre-wrap">&lt;b&gt;a&lt;/b&gt;\nb</p>'
