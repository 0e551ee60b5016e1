"""Small files of evidence: read whole, written once and never over anything."""

import os
import stat
from pathlib import Path

from lle_studio.core.errors import SourceError, WriteError

MAX_BYTES = 32 * 2**20
"""Larger files are not read whole: JSON of that size takes up to thirty times as much memory."""


def read_whole(path: Path, *, most: int = MAX_BYTES) -> bytes:
    """What a file holds.

    Args:
        path: the file.
        most: bytes it may have.

    Raises:
        SourceError: it cannot be read, is too large, or no plain file.
    """
    try:
        return read_plain(path, most=most)
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}): check the path and the permissions.") from error


def read_plain(path: Path, *, most: int = MAX_BYTES) -> bytes:
    """As ``read_whole``, for those who tell files that are missing from others.

    Raises:
        SourceError: it is too large, or no plain file.
        OSError: it cannot be read.
    """
    check_plain(path, most=most)
    return path.read_bytes()


def check_plain(path: Path, *, most: int) -> None:
    """Refuses what would never end or fill the memory when it is read: devices, pipes, and files that are too large.

    Raises:
        SourceError: it is such a thing.
        OSError: nothing is known of it.
    """
    facts = path.stat()
    if not stat.S_ISREG(facts.st_mode):
        raise SourceError(f"{path} is no plain file: give the file itself.")
    if facts.st_size > most:
        raise SourceError(f"{path} is too large to be what it should be ({facts.st_size:,} bytes): give another file.")


def write_new(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Writes a file that is not there yet; one half written is removed.

    Args:
        path: the file.
        content: all of it.
        mode: its permissions, less what the user's mask takes away.

    Raises:
        WriteError: it exists, or cannot be written.
    """
    made = False
    try:
        with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as stream:
            made = True
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except FileExistsError:
        raise WriteError(f"{path} exists already: it is never written over, so move it or choose another.") from None
    except OSError as error:
        if made:
            path.unlink(missing_ok=True)
        raise WriteError(f"{path} cannot be written ({error.strerror}): check the folder and the disk.") from error
