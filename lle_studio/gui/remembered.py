"""What the program remembers of the files it was used on, for convenience alone: it can be forgotten, or never kept.

Work itself is not among it: the working files of the clips, with marks and notes, and the audit logs beside them.
"""

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths

from lle_studio.gui.journal import clear_log

_FILES, _SWITCH = "recent", "remember"
_MOST = 12

Place = QStandardPaths.StandardLocation

_PLACES = {
    "open/folder": Place.MoviesLocation,
    "export/parent": Place.DocumentsLocation,
    "snapshot/folder": Place.PicturesLocation,
}
"""Folder -> the system's own that is proposed at first."""


def is_remembering() -> bool:
    """Whether files and folders are remembered at all."""
    return QSettings().value(_SWITCH, True, type=bool)


def set_remembering(on: bool) -> None:
    """Has files and folders remembered from now on, or forgets them and remembers none."""
    QSettings().setValue(_SWITCH, on)
    if not on:
        forget()


def recent_files() -> list[Path]:
    """Clips and cases opened last that are still there."""
    stored = QSettings().value(_FILES, [])
    names = [stored] if isinstance(stored, str) else list(stored or [])
    return [Path(name) for name in names if Path(name).is_file()]


def remember_file(path: Path) -> None:
    """Takes note that a clip or case was opened."""
    if is_remembering():
        names = [str(path), *(str(other) for other in recent_files() if other != path)]
        QSettings().setValue(_FILES, names[:_MOST])


def folder_for(name: str) -> Path:
    """The folder used last for something, else the system's for its kind.

    Args:
        name: ``open/folder``, ``export/parent`` or ``snapshot/folder``.
    """
    return Path(str(QSettings().value(name, QStandardPaths.writableLocation(_PLACES[name]))))


def remember_folder(name: str, folder: Path) -> None:
    """Takes note of the folder used for something."""
    if is_remembering():
        QSettings().setValue(name, str(folder))


def forget() -> None:
    """Forgets files and folders, and clears the log: what it says of an error may name files."""
    for name in (_FILES, *_PLACES):
        QSettings().remove(name)
    QSettings().sync()
    clear_log()
