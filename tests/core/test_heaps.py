"""The C library keeps few heaps, however many threads there are."""

import os
import platform
import subprocess
import sys

import pytest

from lle_studio.core.heaps import MOST_HEAPS

COUNT_HEAPS = """
import ctypes, sys, threading
from lle_studio.core.heaps import limit_heaps
if sys.argv[1] == "limited":
    limit_heaps()
libc = ctypes.CDLL(None)
libc.malloc.argtypes, libc.malloc.restype = [ctypes.c_size_t], ctypes.c_void_p
together = threading.Barrier(MANY := 32)
def take():
    together.wait()
    assert libc.malloc(50_000)
    together.wait()
threads = [threading.Thread(target=take) for _ in range(MANY)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
out = ctypes.c_void_p.in_dll(libc, "stdout")
libc.malloc_info(0, out)
libc.fflush(out)
"""


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="only the C library of GNU makes a heap for every few threads"
)
@pytest.mark.parametrize("limited", ["limited", "as it is"])
def test_many_threads_share_few_heaps(limited: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "MALLOC_ARENA_MAX"}
    told = subprocess.run(
        [sys.executable, "-c", COUNT_HEAPS, limited], env=environment, capture_output=True, text=True, check=True
    )
    heaps = told.stdout.count("<heap nr=")
    assert (1 < heaps <= MOST_HEAPS) if limited == "limited" else heaps > MOST_HEAPS
