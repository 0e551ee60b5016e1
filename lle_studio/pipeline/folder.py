"""Where a package is written: under another name until it is complete, and never over anything."""

import itertools
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from lle_studio.core.errors import WriteError
from lle_studio.pipeline.journal import JOURNAL_FILES, JOURNAL_PARTS, sync_file
from lle_studio.record.appendix import appendix_names
from lle_studio.record.audit import AUDIT_LOG
from lle_studio.record.extras import CUBES, CURVES, FRAMES
from lle_studio.record.log_file import sync_folder
from lle_studio.record.manifest import CURVE_LOG, MANIFEST, PARTIAL_SUFFIX, UNLISTED
from lle_studio.record.reproduce import FOLDER, REPRODUCE_FILES
from lle_studio.record.signature import LABORATORY
from lle_studio.record.typeset import LANGUAGES
from lle_studio.record.validation import VALIDATION_FILES

if sys.platform != "win32":
    import fcntl

SEGMENTS = "segments"
"""Folder in the package, while it is written, of the segments it is joined of."""

STOP = "stop"
"""A file of this name there asks all processes to stop."""

SEGMENT_FILES = (SEGMENTS, f"{SEGMENTS}/{STOP}")

VIEWING_COPY = "viewing.mp4"

OURS = {
    *("enhanced.mkv", "enhanced.mp4", VIEWING_COPY, CURVE_LOG, MANIFEST, LABORATORY, AUDIT_LOG, *UNLISTED),
    *(name for first in LANGUAGES for name in appendix_names((first, *LANGUAGES))),
    *(CUBES, CURVES, FRAMES, FOLDER, *REPRODUCE_FILES, *VALIDATION_FILES, *SEGMENT_FILES, *JOURNAL_FILES),
}
"""Names of the files and folders of a package or a validation record."""

OUR_PICTURES = re.compile(
    rf"{CUBES}/\d+_pts-?\d+\.cube|{FRAMES}/frame_\d+_pts-?\d+\.(png|tiff)(\.partial)?|{SEGMENTS}/\d+(\.[0-9a-f]+)?\.nut"
    rf"|{JOURNAL_PARTS}|\.{re.escape(AUDIT_LOG)}\.\d+\.partial"
)
"""Names of the files in its folders ``cubes`` and ``frames``, and of what lies there only while it is written."""


def find_target(wanted: Path, source: Path) -> tuple[Path, Path]:
    """The folder of the package and the one it is written in until it is complete.

    Raises:
        WriteError: something stands there that is neither an empty folder nor what an interrupted export left.
    """
    try:
        folder = wanted.resolve()
        partial = folder.with_name(folder.name + PARTIAL_SUFFIX)
        if folder.name.endswith(PARTIAL_SUFFIX):
            raise WriteError(f"{folder} has the name of an export that is not complete: choose another name.")
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise WriteError(f"{folder} exists already: choose a new folder, nothing is ever written over.")
        if partial.exists() and (not partial.is_dir() or _holds_others(partial)):
            raise WriteError(f"{partial} is in the way and holds files of others: move it away.")
        if source.resolve().is_relative_to(partial):
            raise WriteError(f"{partial} is in the way and holds the source: move it away.")
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: links in a circle; ValueError: no name at all
        reason = getattr(error, "strerror", None) or error
        raise WriteError(f"{wanted} cannot be made ({reason}): choose another folder.") from error
    return folder, partial


def _holds_others(partial: Path) -> bool:
    names = (path.relative_to(partial).as_posix() for path in partial.rglob("*"))
    return any(name not in OURS and not OUR_PICTURES.fullmatch(name) for name in names)


class PartialFolder:
    """The folder an export is written in: held against other exports, and removed if it is not published.

    It may hold what an export left that was cut off.

    Raises:
        WriteError: it cannot be made, or another export is writing there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock: int | None = None
        self._published = False

    def __enter__(self) -> "PartialFolder":
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            self._hold()
        except OSError as error:
            raise WriteError(f"{self._path} cannot be made ({error.strerror}): choose another folder.") from error
        return self

    def __exit__(self, *_: object) -> None:
        if not self._published:
            shutil.rmtree(self._path, ignore_errors=True)
        self._let_go()

    def publish(self, folder: Path) -> None:
        """Gives the folder its final name, when all of it is on the disk.

        Raises:
            WriteError: it cannot be written or renamed.
        """
        try:
            for path in [*self._path.rglob("*"), self._path]:
                if path.is_dir():
                    sync_folder(path)
                else:
                    sync_file(path)
            if folder.exists():
                folder.rmdir()
            self._path.rename(folder)
            sync_folder(folder.parent)
        except OSError as error:
            raise WriteError(f"{folder} cannot be made ({error.strerror}): choose another folder.") from error
        self._published = True

    def _hold(self) -> None:
        """Locks the folder, where the system and the disk can; Windows keeps open files from being removed anyhow."""
        if sys.platform == "win32":
            return
        self._lock = os.open(self._path, os.O_RDONLY)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._let_go()
            raise WriteError(f"{self._path} is being written by another export: choose another folder.") from error
        except OSError:  # a network disk without locks
            self._let_go()

    def _let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def clear_folder(folder: Path, keep: Callable[[str], bool] = lambda name: False) -> None:
    """Removes what lies in a folder, but for the files that are kept; leads out of it through no link.

    Args:
        folder: the folder.
        keep: told the name of a file in the folder.

    Raises:
        WriteError: something cannot be removed.
    """
    try:
        for path in sorted(folder.rglob("*"), reverse=True):  # what lies in a folder before the folder
            if path.is_dir() and not path.is_symlink():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.is_symlink() or not keep(path.relative_to(folder).as_posix()):
                path.unlink()
    except OSError as error:
        raise WriteError(f"{folder} cannot be cleared ({error.strerror}): choose another folder.") from error


def remove_folder(folder: Path) -> None:
    """Removes a folder that is of no use any more.

    Raises:
        WriteError: it cannot be removed.
    """
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise WriteError(f"{folder} cannot be removed ({error.strerror}): check the disk.") from error


def free_name(folder: Path) -> Path:
    """The folder, or the first of folder-2, folder-3, … that is not there yet."""
    names = itertools.chain((folder,), (folder.with_name(f"{folder.name}-{number}") for number in itertools.count(2)))
    return next(name for name in names if not name.exists())
