"""The dialogs in which files and folders are chosen; what Qt would keep of that in a file of its own is taken out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QWidget

from lle_studio.gui.remembered import folder_for

_QT_KEEPS = ("FileDialog/history", "FileDialog/lastVisited")


def choose_file(parent: QWidget, title: str, start: Path | None = None, kinds: str = "") -> Path | None:
    """A file that exists; None where none was chosen.

    Args:
        parent: of the dialog.
        title: of the dialog.
        start: file or folder shown at first; else the folder from which a clip was opened last.
        kinds: names of files, e.g. ``Case files (*.llecase)``.
    """
    with _kept_out_of_qt():
        chosen, _ = QFileDialog.getOpenFileName(parent, title, _start(start), kinds)
    return Path(chosen) if chosen else None


def choose_new_file(parent: QWidget, title: str, start: Path, kinds: str = "") -> Path | None:
    """A file to be written; None where none was chosen. A mere name is proposed in the folder opened from last."""
    with _kept_out_of_qt():
        chosen, _ = QFileDialog.getSaveFileName(parent, title, _start(start), kinds)
    return Path(chosen) if chosen else None


def choose_folder(parent: QWidget, title: str, start: Path | None = None) -> Path | None:
    """A folder; None where none was chosen."""
    with _kept_out_of_qt():
        chosen = QFileDialog.getExistingDirectory(parent, title, _start(start))
    return Path(chosen) if chosen else None


def _start(start: Path | None) -> str:
    """An absolute path: from anything less Qt goes to the folder it was in last, also when that is forgotten."""
    folder = folder_for("open/folder")
    return str(folder if start is None else folder / start)


@contextmanager
def _kept_out_of_qt() -> Iterator[None]:
    """Puts back what Qt's dialogs remembered before, which other programs share."""
    before = {name: _qt_settings().value(name) for name in _QT_KEEPS}
    try:
        yield
    finally:
        settings = _qt_settings()
        for name, value in before.items():
            settings.remove(name) if value is None else settings.setValue(name, value)


def _qt_settings() -> QSettings:
    return QSettings(QSettings.Scope.UserScope, "QtProject")
