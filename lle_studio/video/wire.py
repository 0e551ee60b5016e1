"""What a program and its decoder process say to each other: JSON and arrays of numbers, and memory both see.

The decoder process reads files that may be made to do harm, so nothing it says is run or believed unseen: no pickles,
only the kinds of arrays below, and sizes are looked at before memory is taken.
"""

import json
import mmap
import os
import struct
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from lle_studio.video.watch import NO_PACKET

if sys.platform != "win32":
    import fcntl

SLOTS = 4
"""Pictures that may lie in the shared memory: what is decoded ahead of whoever takes them."""

MOST_PICTURE = 2**29
"""Bytes of the largest picture: 8K with 16 bits in each of R, G, B and alpha takes 285 million."""

MOST_TEXT = 2**21
MOST_ARRAYS = 2**29
"""Bytes of the text and of the arrays of a message; the index of six million pictures takes 250 million."""

DTYPES = {"i8": np.dtype("<i8"), "b1": np.dtype(np.bool_), "u1": np.dtype(np.uint8)}
"""Arrays that may be sent."""

_HEAD = struct.Struct("<II")
_CONTROL = 8


class BrokenWire(Exception):  # noqa: N818
    """The other side has gone, or says what it never should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A request or a reply."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)
    """What JSON holds."""
    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    """(N,) each, of one of the ``DTYPES``."""

    def send(self, stream: IO[bytes]) -> None:
        """Writes the message.

        Raises:
            BrokenWire: nobody reads it.
        """
        described = []
        for name, array in self.arrays.items():
            kind = next(kind for kind, dtype in DTYPES.items() if dtype == array.dtype)
            described.append([name, kind, len(array)])
        text = json.dumps([self.kind, dict(self.values), described]).encode("ascii")
        try:
            stream.write(_HEAD.pack(len(text), sum(array.nbytes for array in self.arrays.values())))
            stream.write(text)
            for array in self.arrays.values():
                stream.write(np.ascontiguousarray(array).data)
            stream.flush()
        except (OSError, ValueError) as error:
            raise BrokenWire("nobody listens") from error

    @classmethod
    def receive(cls, stream: IO[bytes]) -> "Message":
        """Reads the next message.

        Raises:
            BrokenWire: there is none, or it is none.
        """
        try:
            text_bytes, array_bytes = _HEAD.unpack(_read(stream, _HEAD.size))
            if text_bytes > MOST_TEXT or array_bytes > MOST_ARRAYS:
                raise BrokenWire("too much is said at once")
            kind, values, described = json.loads(_read(stream, text_bytes))
            arrays: dict[str, NDArray[Any]] = {}
            for name, dtype, length in described:
                if not 0 <= length <= array_bytes:
                    raise BrokenWire("an array is longer than what was sent")
                size = int(length) * DTYPES[dtype].itemsize
                arrays[str(name)] = np.frombuffer(_read(stream, size), DTYPES[dtype])
                array_bytes -= size
            if array_bytes or not isinstance(kind, str) or not isinstance(values, dict):
                raise BrokenWire("a message is not whole")
        except (OSError, ValueError, TypeError, KeyError, RecursionError, MemoryError) as error:
            raise BrokenWire("a message cannot be read") from error
        return cls(kind=kind, values=values, arrays=arrays)


def _read(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise BrokenWire("nobody speaks")
    return data


class SharedMemory:
    """Memory of a program and its decoder process: a page of numbers, and slots for pictures once there is room.

    It has no name in the file system (on Windows, a name in the kernel), and goes when both have let go of it.

    Args:
        handle: of memory another process made; None makes it.
    """

    BEAT, PACKET, STOP, SHARE = range(4)
    """Places of the numbers: a counter that grows as decoding goes on, the packet being decoded, whether to stop, and
    millionths of the work that are done."""

    def __init__(self, handle: str | None = None) -> None:
        self.slot_bytes = 0
        self._slots: mmap.mmap | None = None
        if sys.platform == "win32":
            self.handle = handle or f"lle-studio-{os.urandom(16).hex()}"
            page = mmap.mmap(-1, mmap.ALLOCATIONGRANULARITY, tagname=self.handle)
        else:
            self._file = _make_file() if handle is None else int(handle)
            self.handle = str(self._file)
            if handle is None:
                os.ftruncate(self._file, mmap.ALLOCATIONGRANULARITY)
            page = mmap.mmap(self._file, mmap.ALLOCATIONGRANULARITY)
        self.numbers: NDArray[np.int64] = np.frombuffer(page, np.int64, count=_CONTROL)
        """(8,): at the places above."""
        if handle is None:
            self.numbers[self.PACKET] = NO_PACKET

    def make_room(self, slot_bytes: int, *, owner: bool) -> None:
        """Gives every slot room for so many bytes; what lay in them is lost.

        Args:
            slot_bytes: of a picture.
            owner: whether this process made the memory; the other one calls this after it.
        """
        page = mmap.ALLOCATIONGRANULARITY
        self.slot_bytes = -(-slot_bytes // page) * page
        size = SLOTS * self.slot_bytes
        self._slots = None
        if sys.platform == "win32":
            self._slots = mmap.mmap(-1, size, tagname=f"{self.handle}-{self.slot_bytes}")
        else:
            if owner:
                os.ftruncate(self._file, page + size)
            self._slots = mmap.mmap(self._file, size, offset=page)

    def slot(self, number: int) -> NDArray[np.uint8]:
        """(``slot_bytes``,): a slot. Not to be kept."""
        assert self._slots is not None
        return np.frombuffer(self._slots, np.uint8, self.slot_bytes, number * self.slot_bytes)

    def close(self) -> None:
        """Lets go of it."""
        self._slots = None
        if sys.platform != "win32":
            os.close(self._file)


def _make_file() -> int:
    """A file without a name that only grows: taking memory away would bring down who looks at it."""
    if not hasattr(os, "memfd_create"):
        with tempfile.TemporaryFile() as nameless:
            return os.dup(nameless.fileno())
    file = os.memfd_create("lle-studio", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with suppress(OSError):
        fcntl.fcntl(file, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK)
    return file
