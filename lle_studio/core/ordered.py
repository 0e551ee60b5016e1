"""Work on many things at once whose results come out in order."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def core_count() -> int:
    """Processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_in_order(
    work: Callable[[T], R], things: Iterable[T], *, threads: int | None = None
) -> Generator[R, None, None]:
    """Gives ``work(thing)`` for every thing, in the order of the things, while threads work on the next ones.

    The things are taken in the caller's thread, as few of them ahead as keep the threads busy, so memory is bounded
    however long the row is. When the caller stops early, what has not begun is dropped and the rest waited for.

    Args:
        work: must not depend on the order in which it is called, nor hold Python's interpreter lock for long.
        things: taken one by one.
        threads: how many work; as many as there are cores where None.

    Raises:
        Exception: what ``work`` raised for a thing, in that thing's turn; or what taking a thing raised.
    """
    threads = core_count() if threads is None else threads
    waiting: deque[Future[R]] = deque()
    with ThreadPoolExecutor(threads, thread_name_prefix="frames") as pool:
        try:
            for thing in things:
                waiting.append(pool.submit(work, thing))
                if len(waiting) > threads + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
