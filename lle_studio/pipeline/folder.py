"""Where a package is written: under another name until it is complete, and never over anything."""

import itertools
import shutil
from pathlib import Path

from lle_studio.core.errors import WriteError
from lle_studio.record.manifest import CURVE_LOG, MANIFEST, SUMS

PARTIAL_SUFFIX = ".partial"
"""Ends the name of the folder an export is written in until it is complete."""

VIEWING_COPY = "viewing.mp4"

OURS = {"enhanced.mkv", "enhanced.mp4", VIEWING_COPY, CURVE_LOG, MANIFEST, SUMS}
"""Names of the files of a package."""


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
        if partial.exists() and (not partial.is_dir() or any(path.name not in OURS for path in partial.iterdir())):
            raise WriteError(f"{partial} is in the way and holds files of others: move it away.")
        if source.resolve().is_relative_to(partial):
            raise WriteError(f"{partial} is in the way and holds the source: move it away.")
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: links in a circle; ValueError: no name at all
        reason = getattr(error, "strerror", None) or error
        raise WriteError(f"{wanted} cannot be made ({reason}): choose another folder.") from error
    return folder, partial


def make_partial(partial: Path) -> None:
    """Makes the folder anew, empty.

    Raises:
        WriteError: it cannot be made.
    """
    try:
        if partial.exists():
            shutil.rmtree(partial)
        partial.mkdir(parents=True)
    except OSError as error:
        raise WriteError(f"{partial} cannot be made ({error.strerror}): choose another folder.") from error


def free_name(folder: Path) -> Path:
    """The folder, or the first of folder-2, folder-3, … that is not there yet."""
    names = itertools.chain((folder,), (folder.with_name(f"{folder.name}-{number}") for number in itertools.count(2)))
    return next(name for name in names if not name.exists())


def publish(partial: Path, folder: Path) -> None:
    """Gives a folder its final name.

    Raises:
        WriteError: it cannot be renamed.
    """
    try:
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    except OSError as error:
        raise WriteError(f"{folder} cannot be made ({error.strerror}): choose another folder.") from error
