"""``python without_network.py PROGRAM …``: Linux ends the program, and what it starts, at the first socket to outside.

What the kernel refuses this way cannot be caught or slip by: it holds for FFmpeg's libraries and programs as well as
for Python. The exit code is then that of SIGSYS. The filter is one of seccomp: it looks at ``socket()`` alone, and at
its family.
"""

import ctypes
import os
import platform
import socket
import struct
import sys

CALLS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""Machine -> its number at seccomp's, and that of ``socket()``."""

_LOAD, _EQUAL, _END = 0x20, 0x15, 0x06  # of BPF: load a word, jump where equal, return
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_NUMBER, _MACHINE, _FAMILY = 0, 4, 16  # places in what seccomp looks at
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2  # of prctl()


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def forbid_sockets() -> None:
    """Has the kernel end this process, and those it starts, at the first socket of the internet's kinds.

    Raises:
        OSError: the system does not allow filters.
    """
    machine, call = CALLS[platform.machine()]
    steps = (
        (_LOAD, 0, 0, _MACHINE),
        (_EQUAL, 0, 6, machine),  # calls of another kind of machine: ended
        (_LOAD, 0, 0, _NUMBER),
        (_EQUAL, 0, 3, call),
        (_LOAD, 0, 0, _FAMILY),
        (_EQUAL, 2, 0, socket.AF_INET),
        (_EQUAL, 1, 0, socket.AF_INET6),
        (_END, 0, 0, _ALLOW),
        (_END, 0, 0, _KILL),
    )
    program = _Program(len(steps), b"".join(struct.pack("=HBBI", *step) for step in steps))
    library = ctypes.CDLL(None, use_errno=True)
    for arguments in ((_NO_NEW_PRIVILEGES, 1, 0, 0, 0), (_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)):
        if library.prctl(*arguments) != 0:
            raise OSError(ctypes.get_errno(), "no filter can be set")


if __name__ == "__main__":
    forbid_sockets()
    os.execvp(sys.argv[1], sys.argv[1:])
