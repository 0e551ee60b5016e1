"""An export as it is asked for, and how it tells where it stands. Loads nothing heavy."""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from lle_studio.core.settings import EnhancementSettings

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportJob:
    """What to export."""

    source: Path
    folder: Path
    """The evidence package to write; must not exist, or be an empty folder."""
    settings: EnhancementSettings = field(default_factory=EnhancementSettings)
    """In the curve mode ``locked`` the frame or range must lie in the clip."""
    start: int = 0
    """Index of the first frame."""
    end: int | None = None
    """Index after the last frame; None, or one beyond it: the end of the clip."""
    auto_level: bool = False
    """Use the median of the network's own estimates over the range as exposure level."""
    codec: str = "ffv1"
    viewing_copy: str | None = None
    """``enhanced`` or ``side-by-side``: also write a copy for ordinary players."""
    weights: str | Path = "studio"
    matrix: str | None = None
    color_range: str | None = None
    aspect: Fraction | None = None
    """Width of a pixel over its height, where the examiner chose one instead of the file's; written as a flag."""
    command: tuple[str, ...] = ()
    """The command line, for the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportProgress:
    """Where an export stands."""

    stage: str
    """``index``, ``analyse``, ``export``, ``check`` or ``done``."""
    done: int
    total: int
    message: str
    """For the examiner; of the last one, where the package is and what was reached."""


def tell_progress(
    stage: str, message: str, work: Callable[[Callable[[float], None]], T]
) -> Generator[ExportProgress, None, T]:
    """Runs work in a thread, passes on the share it tells, and returns its result."""
    told: SimpleQueue[float | None] = SimpleQueue()
    with ThreadPoolExecutor(1, thread_name_prefix=stage) as worker:
        future = worker.submit(work, told.put)
        future.add_done_callback(lambda _: told.put(None))
        while (share := told.get()) is not None:
            yield ExportProgress(stage=stage, done=round(1000 * share), total=1000, message=message)
        return future.result()
