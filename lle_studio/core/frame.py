"""A decoded frame and an enhanced one. Both are frozen: what was looked at is what is hashed and written."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from lle_studio.core.curves import ToneCurves
from lle_studio.core.measures import FrameMeasures


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One decoded frame of a clip, named by index and PTS."""

    index: int
    """0-based, in PTS order."""
    pts: int
    """In units of ``time_base``."""
    time_base: Fraction
    """Seconds per unit of PTS."""
    picture_type: str
    """``I``, ``P``, ``B`` or another letter of FFmpeg's; ``?`` where the decoder does not say."""
    corrupt: bool
    """The decoder reported errors or concealment in this frame."""
    after_damage: bool
    """Something before it, since the last clean entry point, was corrupt or missing: it may depend on that."""
    pixel_format: str
    """As decoded, FFmpeg's name."""
    rgb: NDArray[np.uint8]
    """(3, H, W): the planes R, G, B of the exact conversion."""
    coded: tuple[NDArray[np.uint8], ...]
    """The planes as coded: Y, Cb, Cr or Y alone. Empty where the format is not 8-bit planar YUV or grey."""

    @property
    def time(self) -> float:
        """Seconds on the clip's own clock."""
        return float(self.pts * self.time_base)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnhancedFrame:
    """A frame with the tables that were applied to it and what came out."""

    source: Frame
    curves: ToneCurves
    """The network's, before the gain limit."""
    table: NDArray[np.uint8]
    """(3, 256): for R, G, B, or for Y, Cb, Cr where ``domain`` is ``coded``. What was applied, is logged and shown."""
    domain: str
    """``rgb`` or ``coded``: which planes of the source the tables were applied to."""
    planes: tuple[NDArray[np.uint8], ...]
    """The result: R, G, B, or the coded planes."""
    counts: NDArray[np.int64]
    """How often each code occurs in the source: (3, 256) for R, G, B; (1, 256) for Y where ``domain`` is ``coded``."""
    measures: FrameMeasures

    @property
    def source_planes(self) -> tuple[NDArray[np.uint8], ...]:
        """The planes of the source in the domain of the result."""
        return tuple(self.source.rgb) if self.domain == "rgb" else self.source.coded


def hash_rgb(planes: Sequence[NDArray[np.uint8]]) -> str:
    """SHA-256 of a picture's RGB24 bytes (R, G, B of each pixel, rows from the top), lower-case hex."""
    return hashlib.sha256(cv2.merge(list(planes)).data).hexdigest()


def hash_coded(planes: Sequence[NDArray[np.uint8]]) -> str:
    """SHA-256 of coded planes, each tightly packed, in their order, lower-case hex."""
    digest = hashlib.sha256()
    for plane in planes:
        digest.update(np.ascontiguousarray(plane).data)
    return digest.hexdigest()


def hash_planes(planes: Sequence[NDArray[np.uint8]], domain: str) -> str:
    """The frame hash in a domain: ``rgb`` or ``coded``."""
    return hash_rgb(planes) if domain == "rgb" else hash_coded(planes)


def join_runs(indexes: Iterable[int], most: int | None = None) -> str:
    """Sorted frame indexes as text, neighbours joined: ``3-5, 9``; of more than ``most`` runs the first ones."""
    runs: list[list[int]] = []
    for index in indexes:
        if runs and index == runs[-1][1] + 1:
            runs[-1][1] = index
        else:
            runs.append([index, index])
    text = ", ".join(f"{first}-{last}" if first != last else str(first) for first, last in runs[:most])
    return text if most is None or len(runs) <= most else f"{text}, …"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingFrame:
    """A frame the index names and the decoder does not deliver. It is reported, never filled in."""

    index: int
    pts: int
    time_base: Fraction
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameState:
    """How the decoding of one frame went, without its picture."""

    index: int
    pts: int
    picture_type: str
    """As in ``Frame``."""
    corrupt: bool
    after_damage: bool
    missing: str
    """Why the frame cannot be decoded; empty where it can."""
    width: int
    """Of the picture, in samples; 0 where there is none."""
    height: int
