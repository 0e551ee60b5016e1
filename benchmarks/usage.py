"""What a process and the decoder processes beside it take: processor time and memory. Linux, by its own account."""

import resource
from contextlib import suppress
from pathlib import Path

import psutil


def processor_seconds() -> float:
    """Seconds of all cores that this process and its children, also ended ones, have taken."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    total = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            times = child.cpu_times()
            total += times.user + times.system
    return total


def peak_mb() -> float:
    """Most memory that this process held so far, and the most of each child it has now, together, in MiB.

    ``ru_maxrss`` would also count what its parent held.
    """
    processes = ["self", *(str(child.pid) for child in psutil.Process().children(recursive=True))]
    total = 0
    for process in processes:
        with suppress(OSError, StopIteration):
            lines = Path(f"/proc/{process}/status").read_text().splitlines()
            total += int(next(line for line in lines if line.startswith("VmHWM")).split()[1])
    return total / 1024
