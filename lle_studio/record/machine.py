"""The computer, the person at it and the program's own files: what a record of a test names beside its results."""

import ctypes
import getpass
import hashlib
import os
import platform
import subprocess
import sys
from pathlib import Path

from lle_studio.record.manifest import sha256_of

PACKAGE = Path(__file__).resolve().parent.parent
"""Folder of the program's own source files."""

UNKNOWN = "unknown"


def describe_machine() -> dict[str, str | int | None]:
    """Processor, cores, memory and operating system; ``unknown`` or None where the system does not say."""
    return {
        "computer": platform.node() or UNKNOWN,
        "processor": processor_name(),
        "architecture": platform.machine() or UNKNOWN,
        "logical_cores": os.cpu_count(),
        "memory_bytes": memory_bytes(),
        "system": platform.platform(),
    }


def processor_name() -> str:
    """The processor as its maker calls it, else the architecture."""
    if sys.platform == "linux":
        try:
            lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            lines = []
        for line in lines:
            key, _, value = line.partition(":")
            if key.strip() == "model name" and value.strip():
                return value.strip()
    elif sys.platform == "darwin":
        command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
        try:
            answer = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 (fixed words)
        except (OSError, subprocess.CalledProcessError):
            return platform.processor() or UNKNOWN
        return answer.stdout.strip() or UNKNOWN
    return platform.processor() or platform.machine() or UNKNOWN


def memory_bytes() -> int | None:
    """Main memory; None where the system does not say."""
    if sys.platform == "win32":
        status = (ctypes.c_ulonglong * 8)()  # MEMORYSTATUSEX: its length, the load, then the total
        ctypes.memmove(status, (ctypes.c_ulong * 1)(ctypes.sizeof(status)), 4)
        return int(status[1]) if ctypes.windll.kernel32.GlobalMemoryStatusEx(status) else None
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError):
        return None


def system_user() -> str:
    """Name of the account the program runs under."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        return UNKNOWN


def describe_program() -> dict[str, str | int]:
    """How many source files the program has, and one hash over all of them.

    It is the SHA-256 of the lines that ``sha256sum`` prints for the files in the order of their names, so that anybody
    can make it again: ``find lle_studio -name '*.py' | LC_ALL=C sort | xargs sha256sum | sha256sum``.
    """
    files = {f"{PACKAGE.name}/{path.relative_to(PACKAGE).as_posix()}": path for path in PACKAGE.rglob("*.py")}
    lines = "".join(f"{sha256_of(files[name])}  {name}\n" for name in sorted(files))
    return {"source_files": len(files), "source_sha256": hashlib.sha256(lines.encode()).hexdigest()}
