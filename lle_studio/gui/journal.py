"""The program's log on disk: details of errors nobody foresaw, so that the screen needs to show one sentence only."""

import logging
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from PySide6.QtCore import QStandardPaths


def log_path() -> Path:
    """Where the log is."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    return Path(folder) / "lle-studio.log"


def start_log() -> None:
    """Lets the program's warnings and errors go to the log; a disk that cannot be written does not stop the program."""
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=2**20, backupCount=1, encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("lle_studio")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)


def clear_log() -> None:
    """Empties the log and what it kept of earlier; a disk that cannot be written keeps it."""
    handlers = [one for one in logging.getLogger("lle_studio").handlers if isinstance(one, RotatingFileHandler)]
    for handler in handlers:
        with handler.lock:
            handler.stream.truncate(0)  # it is written at its end, wherever that is
    path = log_path()
    with suppress(OSError):
        path.with_name(f"{path.name}.1").unlink(missing_ok=True)
        if not handlers:
            path.unlink(missing_ok=True)
