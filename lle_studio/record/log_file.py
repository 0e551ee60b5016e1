"""A file that only grows: held against other programs while it is read or added to, and never left half-written."""

import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from errno import ENOSPC
from pathlib import Path
from typing import Any, BinaryIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FAR = 2**62  # the byte Windows locks: beyond the end of every file, so that it can be read meanwhile


@contextmanager
def held(path: Path, mode: str) -> Iterator[BinaryIO]:
    """A file, open and held against other programs, where the system and the disk can.

    Args:
        path: the file.
        mode: ``rb`` to read it, beside other readers; ``a+b`` to add to it, alone.

    Raises:
        OSError: it cannot be opened.
    """
    with closing(_open(path, mode)) as stream:
        yield stream


def _open(path: Path, mode: str) -> BinaryIO:
    while True:
        # Without a buffer where it is written: what a full disk refuses must not be tried again when it is closed.
        stream: Any = path.open(mode, buffering=-1 if mode == "rb" else 0)
        try:
            _lock(stream, shared=mode == "rb")
            if os.path.samestat(os.fstat(stream.fileno()), path.stat()):
                held: BinaryIO = stream
                return held
        except FileNotFoundError:
            pass  # it was moved while this program waited for it
        except BaseException:
            stream.close()
            raise
        stream.close()


def _lock(stream: BinaryIO, *, shared: bool) -> None:
    """Waits until no other program holds the file."""
    try:
        if sys.platform == "win32":
            if not shared:
                stream.seek(_FAR)
                msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)  # let go of when the file is closed
        else:
            fcntl.flock(stream.fileno(), fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
    except OSError:  # a network disk without locks
        return


def write_whole(stream: BinaryIO, data: bytes) -> None:
    """Adds data so that all of it is on the disk, or none.

    Raises:
        OSError: it cannot be written; then the file is as it was.
    """
    size = stream.seek(0, os.SEEK_END)
    try:
        if stream.write(data) != len(data):
            raise OSError(ENOSPC, os.strerror(ENOSPC))
        os.fsync(stream.fileno())
    except OSError:
        stream.truncate(size)
        raise


def sync_folder(folder: Path) -> None:
    """Has a new file's name be on the disk, too, where the system can."""
    if sys.platform != "win32":
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
