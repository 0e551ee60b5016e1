"""Processes that make the segments of exports: on this machine, or on those of a Dask cluster.

Dask is an optional extra. It runs a task again elsewhere when the machine that had it is lost. The program goes on a
network only here, and only to the scheduler it is told.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, ProcessPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing.connection import wait

from lle_studio.core.errors import UsageError
from lle_studio.core.ordered import core_count
from lle_studio.pipeline.segments import Workshop
from lle_studio.record.manifest import DECISIVE, software_versions

ANSWER_SECONDS = 10
"""A scheduler must answer within this time."""

RETRIES = 3
"""Times a segment is tried again when its process is lost."""


@contextmanager
def local_workshop(processes: int) -> Iterator[Workshop]:
    """Processes on this machine that share its cores; each is begun afresh, as threads must not be copied into it."""
    context = multiprocessing.get_context("spawn")
    workshop = Workshop(
        lambda: ProcessPoolExecutor(processes, mp_context=context, initializer=_begin_process),
        processes=processes,
        threads=max(1, core_count() // processes),
    )
    with closing(workshop):
        yield workshop


def _begin_process() -> None:
    """Leaves Ctrl-C to the process that asked for the work, which then stops this one; ends when that one is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    """Ends this process when its parent is gone: a process that waits for work would not see it, and wait for ever."""
    wait([parent.sentinel])
    os._exit(1)


@contextmanager
def cluster_workshop(address: str) -> Iterator[Workshop]:
    """The workers of a Dask cluster. They must see sources and packages under the same paths as this machine.

    Args:
        address: of the scheduler, e.g. ``tcp://10.0.0.5:8786``.

    Raises:
        UsageError: Dask is not installed, nobody answers, there is no worker, or one has other software.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise UsageError("--scheduler needs Dask: pip install 'lle-studio[cluster]' installs it.") from error
    try:
        client = Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise UsageError(f"No Dask scheduler answers at {address}: start one, or leave --scheduler out.") from error
    with client:
        threads = client.nthreads()
        if not threads:
            raise UsageError(f"The Dask scheduler at {address} has no workers: start some, or leave --scheduler out.")
        _check_software(client.run(software_versions))
        workshop = Workshop(
            lambda: client.get_executor(pure=False, retries=RETRIES),
            processes=sum(threads.values()),
            threads=1,
            elsewhere=True,
            lost=(KilledWorker, CancelledError),
        )
        with closing(workshop):
            yield workshop


def _check_software(workers: dict[str, dict[str, str]]) -> None:
    here = software_versions()
    for worker, there in workers.items():
        for name in DECISIVE:
            if there[name] != here[name]:
                raise UsageError(
                    f"The worker {worker} has {name} {there[name]}, this computer {here[name]}: install the same."
                )
