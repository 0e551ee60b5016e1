"""How much memory the C library keeps for later."""

import ctypes
import os
import sys
from contextlib import suppress

MOST_HEAPS = 4
"""Of a process, however many threads it has: a thread holds a heap for microseconds, and works for milliseconds."""

_VARIABLE = "MALLOC_ARENA_MAX"
_M_ARENA_MAX = -8


def limit_heaps(most: int = MOST_HEAPS) -> None:
    """Has this process, and those it starts, keep few heaps; to be called before there are threads.

    The C library of GNU (mallopt(3)) makes up to eight for each core, and each keeps up to 64 MB of what was freed in
    it: the pictures of clips that are closed. Others make fewer; there, and where the user has chosen, nothing is done.
    """
    if not sys.platform.startswith("linux") or _VARIABLE in os.environ:
        return
    os.environ[_VARIABLE] = str(most)
    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, most)
