"""Where a package is written: under another name until it is complete, and never over anything."""

import itertools
import os
import re
import shutil
import sys
from pathlib import Path

from lle_studio.core.errors import WriteError
from lle_studio.record.appendix import appendix_names
from lle_studio.record.audit import AUDIT_LOG
from lle_studio.record.extras import CUBES, CURVES, FRAMES
from lle_studio.record.manifest import CURVE_LOG, MANIFEST, UNLISTED
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

PARTIAL_SUFFIX = ".partial"
"""Ends the name of the folder an export is written in until it is complete."""

VIEWING_COPY = "viewing.mp4"

OURS = {
    *("enhanced.mkv", "enhanced.mp4", VIEWING_COPY, CURVE_LOG, MANIFEST, LABORATORY, AUDIT_LOG, *UNLISTED),
    *(name for first in LANGUAGES for name in appendix_names((first, *LANGUAGES))),
    *(CUBES, CURVES, FRAMES, FOLDER, *REPRODUCE_FILES, *VALIDATION_FILES, *SEGMENT_FILES),
}
"""Names of the files and folders of a package or a validation record."""

OUR_PICTURES = re.compile(
    rf"{CUBES}/\d+_pts-?\d+\.cube|{FRAMES}/frame_\d+_pts-?\d+\.(png|tiff)(\.partial)?|{SEGMENTS}/\d+(\.[0-9a-f]+)?\.nut"
)
"""Names of the files in its folders ``cubes`` and ``frames``, and of the segments it is joined of."""


def find_target(wanted: Path, source: Path) -> tuple[Path, Path]:
    """The folder of the package and the one it is written in until it is complete.

    Raises:
        WriteError: something stands there that is neither an empty folder nor what an interrupted export left.
    """
    try:
        folder = wanted.resolve()
        partial = folder.with_name(folder.name + PARTIAL_SUFFIX)
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
    """The folder an export is written in: empty at first, held against other exports, and removed if not published.

    Raises:
        WriteError: it cannot be made, or another export is writing there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock: int | None = None
        self._published = False

    def __enter__(self) -> "PartialFolder":
        try:
            if self._path.exists():
                self._hold()
                shutil.rmtree(self._path)
                self._let_go()
            self._path.mkdir(parents=True)
            self._hold()
        except OSError as error:
            raise WriteError(f"{self._path} cannot be made ({error.strerror}): choose another folder.") from error
        return self

    def __exit__(self, *_: object) -> None:
        if not self._published:
            shutil.rmtree(self._path, ignore_errors=True)
        self._let_go()

    def publish(self, folder: Path) -> None:
        """Gives the folder its final name.

        Raises:
            WriteError: it cannot be renamed.
        """
        try:
            if folder.exists():
                folder.rmdir()
            self._path.rename(folder)
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


def free_name(folder: Path) -> Path:
    """The folder, or the first of folder-2, folder-3, … that is not there yet."""
    names = itertools.chain((folder,), (folder.with_name(f"{folder.name}-{number}") for number in itertools.count(2)))
    return next(name for name in names if not name.exists())
