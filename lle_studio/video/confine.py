"""What a process that reads untrusted files gives up: other files, the network, memory, further programs.

On Linux, Landlock (landlock(7)) leaves it the files it is told, to read; a network namespace of its own has no network
in it. Both are system calls that no well-kept library wraps in full, so they are made here by number. What a kernel
does not have is left out, and said.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from lle_studio.core.processes import python_command

if sys.platform != "win32":
    import resource

_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""Numbers of Landlock's system calls, the same on all processors."""

_RULE_PATH_BENEATH = 1
_EXECUTE, _READ_FILE, _READ_FOLDER = 1 << 0, 1 << 2, 1 << 3
_FILE_RIGHTS = (13, 14, 15, 15, 16)
"""How many kinds of access to files the versions 1 to 5 of Landlock know: all are denied."""

_TCP_RIGHTS = 0b11
"""Binding and connecting, since version 4."""

_SCOPES = 0b11
"""Abstract sockets and signals of processes outside, since version 6."""

_SET_NO_NEW_PRIVS, _SET_DUMPABLE = 38, 4
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000

_OPEN_FILES = 64


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def leave_network() -> bool:
    """Moves this process into a network namespace with nothing in it; whether the system lets it.

    Only a process with one thread can.
    """
    if _LIBC is None:
        return False
    return any(_LIBC.unshare(spaces) == 0 for spaces in (_NEW_NETWORK, _NEW_USER | _NEW_NETWORK))


def confine(readable: Iterable[Path], memory: int, *, programs: Sequence[Path] = ()) -> list[str]:
    """Takes away from this process what reading the given files does not need; for good.

    Args:
        readable: the only files, and folders of files, that can be opened from now on, for reading alone.
        memory: bytes of address space it may come to have.
        programs: and folders of programs, that it may become.

    Returns:
        What was taken away, in a word each.
    """
    if sys.platform == "win32":
        return []
    done = ["limits"]
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_AS, memory),
    ):
        with suppress(OSError, ValueError):  # ValueError: the process has less already
            resource.setrlimit(kind, (most, most))
    if _LIBC is not None:
        _LIBC.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        _LIBC.prctl(_SET_DUMPABLE, 0, 0, 0, 0)
        if _read_only(readable, programs):
            done.append("landlock")
    return done


def _read_only(readable: Iterable[Path], programs: Sequence[Path]) -> bool:
    """Denies all access to files but reading those given; whether the kernel can."""
    assert _LIBC is not None
    version = _LIBC.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        return False
    denied = _Ruleset(
        files=(1 << _FILE_RIGHTS[min(version, len(_FILE_RIGHTS)) - 1]) - 1,
        network=_TCP_RIGHTS if version >= 4 else 0,
        scoped=_SCOPES if version >= 6 else 0,
    )
    size = 8 * (1 if version < 4 else 2 if version < 6 else 3)
    rules = _LIBC.syscall(_CREATE_RULESET, ctypes.byref(denied), ctypes.c_size_t(size), ctypes.c_uint32(0))
    if rules < 0:
        return False
    try:
        for path in (*readable, *programs):
            file = os.open(path, os.O_PATH | os.O_CLOEXEC)
            try:
                rights = _READ_FILE | (_READ_FOLDER if path.is_dir() else 0) | (_EXECUTE if path in programs else 0)
                rule = _PathBeneath(allowed=rights, parent=file)
                if _LIBC.syscall(_ADD_RULE, rules, _RULE_PATH_BENEATH, ctypes.byref(rule), ctypes.c_uint32(0)) != 0:
                    return False
            finally:
                os.close(file)
        return bool(_LIBC.syscall(_RESTRICT_SELF, rules, ctypes.c_uint32(0)) == 0)
    except OSError:
        return False
    finally:
        os.close(rules)


def limit_computing(seconds: float) -> None:
    """Ends this process by SIGPROF when it has computed for so long from now on; a new call begins anew."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)


_SYSTEM = tuple(Path(folder) for folder in ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/nix/store"))
"""Where the libraries of programs lie."""

PROGRAM_MEMORY = 8 * 2**30
"""Bytes of address space of a program that decodes in several threads."""


def confined(readable: Iterable[Path]) -> list[str]:
    """The beginning of a command line that runs a program which can reach nothing but these files and folders.

    The program and its arguments follow. Where nothing can be taken away, it is run as it is.
    """
    if _LIBC is None:
        return []
    files = [str(path.resolve()) for path in readable]
    return python_command("lle_studio.video.confine", *files, "--", options=("-S",))


def main(arguments: Sequence[str]) -> None:
    """Becomes the program after ``--``, confined to the files before it."""
    end = arguments.index("--")
    command = list(arguments[end + 1 :])
    leave_network()
    programs = [Path(command[0]), *(folder for folder in _SYSTEM if folder.exists())]
    confine(map(Path, arguments[:end]), PROGRAM_MEMORY, programs=programs)
    os.execv(command[0], command)  # noqa: S606
