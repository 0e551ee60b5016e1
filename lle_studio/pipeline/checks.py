"""What an export asks of its own result before it is given out: the answers stand in the manifest and the appendix."""

import hashlib
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.curves import apply_table
from lle_studio.core.errors import CheckFailed
from lle_studio.core.frame import EnhancedFrame
from lle_studio.record.curve_log import LoggedFrame
from lle_studio.record.findings import Check, Findings

SHUFFLED_FRAMES = 3
"""Frames, evenly over the range, whose pixels are shuffled."""


class PointwiseTrial:
    """Tries, on some frames of a range, whether shuffled pixels give the shuffled result. May be used by many threads.

    Args:
        start: index of the first frame of the range.
        end: index after the last.
    """

    def __init__(self, start: int, end: int) -> None:
        self._start = start
        self._step = max(1, (end - start - 1) // (SHUFFLED_FRAMES - 1))
        self._orders: dict[int, NDArray[np.int32]] = {}

    def holds(self, enhanced: EnhancedFrame) -> bool | None:
        """Whether it does for a frame; None where the frame is not among those tried."""
        if (enhanced.source.index - self._start) % self._step:
            return None
        return is_pointwise(enhanced, self._orders)


class AppliedTables:
    """Takes note of which tables are applied to which frames, and of the frames whose pixels were shuffled.

    Args:
        start: index of the first frame of the range.
        end: index after the last.
    """

    def __init__(self, start: int, end: int) -> None:
        self._start = start
        self._digests = np.zeros(end - start, dtype="S16")
        self._shuffled = 0
        self._torn: list[str] = []

    def see(self, index: int, table: NDArray[np.uint8], pointwise: bool | None) -> None:
        """Takes note of a frame's table as it was applied, and of the answer of ``PointwiseTrial``."""
        self._digests[index - self._start] = _digest(table)
        self._shuffled += pointwise is not None
        if pointwise is False:
            self._torn.append(f"frame {index}: shuffled pixels do not give the shuffled result")

    def pointwise(self) -> Check:
        """Whether every frame tried gave the same result for the same values, wherever they stood."""
        return _answer("pointwise", self._torn, f"the pixels of {self._shuffled} frames shuffled, results equal")

    def logged(self, rows: Iterable[LoggedFrame]) -> Iterator[Check]:
        """Whether the log, read again from the disk, holds non-decreasing tables, and just those that were applied.

        Args:
            rows: of the log, as ``read_curve_log`` gives them; it refuses tables that are not non-decreasing.
        """
        others: list[str] = []
        count = 0
        order = ""
        try:
            for row in rows:
                applied = self._digests[row.index - self._start]
                if applied != (b"" if row.table is None else _digest(row.table)):
                    others.append(f"frame {row.index}: the table logged is not the one applied")
                count += row.table is not None
        except CheckFailed as error:
            order = str(error)
        expected = int((self._digests != b"").sum())
        if count != expected:
            others.append(f"{count} tables are logged, {expected} were applied")
        yield _answer(
            "order-preserving", [order] if order else [], f"the 3 tables of all {count} frames non-decreasing"
        )
        yield _answer("tables logged are those applied", others, f"the tables of all {count} frames equal")


def is_pointwise(enhanced: EnhancedFrame, orders: dict[int, NDArray[np.int32]] | None = None) -> bool:
    """Whether the frame's tables, applied to its pixels in another order, give the enhanced pixels in that order.

    Args:
        enhanced: the frame.
        orders: number of pixels -> an order of them; one that is not there is drawn at random and kept.
    """
    orders = {} if orders is None else orders
    for place, (plane, result) in enumerate(zip(enhanced.source_planes, enhanced.planes, strict=True)):
        if plane.size not in orders:
            draw = np.random.default_rng(plane.size)
            orders[plane.size] = draw.permutation(np.arange(plane.size, dtype=np.int32))
        order = orders[plane.size]
        shuffled = np.ascontiguousarray(plane.ravel()[order].reshape(plane.shape))
        (again,) = apply_table((shuffled,), enhanced.table[place : place + 1])
        if not np.array_equal(again.ravel(), result.ravel()[order]):
            return False
    return True


def check_source(before: str, after: str, name: str) -> Check:
    """Whether the source has the same SHA-256 as before the export."""
    failures = [] if after == before else [f"{name} changed during the export: make a copy of it and export that"]
    return _answer("source unchanged", failures, f"SHA-256 {after}")


def check_reproduction(note: str) -> Check:
    """What a stock FFmpeg made of the source; that it decodes a damaged source otherwise is said, and is no failure."""
    return Check(name="frames made again by a stock FFmpeg", passed=True, detail=note.rstrip("."))


def _answer(name: str, failures: list[str], success: str) -> Check:
    return Findings(name, failures).answer(success)


def _digest(table: NDArray[np.uint8]) -> bytes:
    # In hexadecimal: numpy strings lose zeros at their end.
    return hashlib.blake2b(table.tobytes(), digest_size=8).hexdigest().encode()
