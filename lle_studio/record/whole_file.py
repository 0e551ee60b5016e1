"""Small files of evidence: read whole, written once and never over anything."""

import os
from pathlib import Path

from lle_studio.core.errors import SourceError, WriteError


def read_whole(path: Path) -> bytes:
    """What a file holds.

    Raises:
        SourceError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}): check the path and the permissions.") from error


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
