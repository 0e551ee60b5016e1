"""An export as it is asked for, and how it tells where it stands. Loads nothing heavy."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, fields
from fractions import Fraction
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from lle_studio.core.settings import EnhancementSettings
from lle_studio.pipeline.case import Case
from lle_studio.record.extras import Extras

if TYPE_CHECKING:
    from lle_studio.record.signature import LaboratoryKey

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
    case: Case = field(default_factory=Case)
    """Whose case number, exhibit, examiner, organisation, notes and bookmarks go into the record."""
    audit: Path | None = None
    """Audit log of the case, which the package's goes on from; without one, the package's begins with the export."""
    languages: tuple[str, ...] = ("en",)
    """Of the appendix: ``en``, ``ko`` or both; the first one's is ``appendix.pdf``."""
    extras: Extras = field(default_factory=Extras)
    """What is written in other open formats, too."""
    key: LaboratoryKey | None = None
    """The laboratory's, to sign the package with."""

    def describe(self) -> dict[str, Any]:
        """What is asked for, as an audit log tells it."""
        aside = ("case", "key", "audit", "settings", "extras")
        plain = {name.name: getattr(self, name.name) for name in fields(self) if name.name not in aside}
        return {
            **plain,
            **asdict(self.settings),
            **asdict(self.extras),
            "signed_by": None if self.key is None else self.key.fingerprint,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportProgress:
    """Where an export stands."""

    stage: str
    """``index``, ``analyse``, ``resume``, ``export``, ``check``, ``record`` or ``done``."""
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
