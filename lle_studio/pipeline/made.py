"""A frame of an export as it is made: enhanced, hashed, and what was found out while its pictures were at hand."""

from dataclasses import dataclass, replace

import numpy as np

from lle_studio.core.curves import LEVELS
from lle_studio.core.frame import EnhancedFrame

NO_PLANES = np.zeros((3, 0, 0), dtype=np.uint8)
NO_COUNTS = np.zeros((0, LEVELS), dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFrame:
    """An enhanced frame, and what is found out about it while its pictures are at hand."""

    enhanced: EnhancedFrame
    source_sha256: str
    enhanced_sha256: str
    overflowing: int
    """Pixels too blue for the conversion."""
    pointwise: bool | None
    """Whether its pixels, shuffled, gave the shuffled result; None where that was not tried."""
    picture_sha256: str = ""
    """Of the file it was written into as a picture, where it was."""

    def without_pictures(self) -> "MadeFrame":
        """What the record needs of it, four kilobytes."""
        source = replace(self.enhanced.source, rgb=NO_PLANES, coded=())
        return replace(self, enhanced=replace(self.enhanced, source=source, planes=(), counts=NO_COUNTS))
