"""What is known of a clip: its frames, its packets and its facts, as found in the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.color import ColorInterpretation

NO_TIMESTAMP = np.iinfo(np.int64).min
"""Stands for a packet without PTS or DTS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something about a clip that the examiner must know."""

    kind: str
    """A stable short name: ``assumed-matrix``, ``damaged``, ``missing``, ``timestamps``, …"""
    message: str
    """One sentence: what it is and what it means."""
    frame: int | None = None
    """Index of the frame concerned, where it is one."""
    pts: int | None = None
    """PTS of that frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioStream:
    """An audio stream of the source; it is copied, never decoded."""

    index: int
    """Of the stream in the file."""
    codec: str
    sample_rate: int
    """Hz."""
    channels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketTable:
    """The M video packets in the order of the file."""

    pts: NDArray[np.int64]
    """(M,), ``NO_TIMESTAMP`` where there is none."""
    dts: NDArray[np.int64]
    """(M,), likewise."""
    size: NDArray[np.int64]
    """(M,) bytes."""
    keyframe: NDArray[np.bool_]
    """(M,)."""
    discard: NDArray[np.bool_]
    """(M,): decoded for others' sake but hidden by an edit list."""
    unpack: bool
    """The packets are those after FFmpeg's ``mpeg4_unpack_bframes``."""

    def __len__(self) -> int:
        return len(self.pts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipIndex:
    """What is known of a clip before its pictures are looked at. N is the number of frames."""

    path: Path
    sha256: str
    """Of the whole file, lower-case hex."""
    size: int
    """Bytes."""
    format_name: str
    codec: str
    profile: str
    time_base: Fraction
    """Seconds per unit of PTS."""
    pts: NDArray[np.int64]
    """(N,), sorted. Exactly the file's, unless a problem says otherwise."""
    keyframe: NDArray[np.bool_]
    """(N,): the packet of the frame is marked as an entry point."""
    packet: NDArray[np.int64]
    """(N,): ordinal of the packet each frame is coded in."""
    identity: str
    """How a decoded picture is recognised: ``pts``, ``packet`` (its tag), or ``order`` (counting from the start)."""
    packets: PacketTable
    width: int
    """Of the coded picture shown, in samples."""
    height: int
    sample_aspect: Fraction
    """Width of a sample by its height; 1 where the file does not say."""
    rotation: int
    """Degrees clockwise the picture is turned for display: 0, 90, 180 or 270."""
    pixel_format: str
    """FFmpeg's name."""
    color: ColorInterpretation
    color_primaries: int
    """ITU-T H.273 code, 2 where unspecified."""
    color_transfer: int
    """ITU-T H.273 code, 2 where unspecified."""
    nominal_rate: Fraction
    """Frames per second the container names, or the mean."""
    field_order: str
    """``progressive``, ``interlaced``, or ``unknown``."""
    audio: tuple[AudioStream, ...]
    tags: dict[str, dict[str, str]]
    """What the file says of itself in words: ``container`` and ``video`` -> name -> value, e.g. who encoded it."""
    decoded_at_indexing: bool
    """Every packet was decoded for this index, so damage is already known."""
    problems: tuple[Problem, ...]
    fatal: Mapping[int, str] = field(default_factory=dict)
    """Ordinals of packets at which the decoder process ended, and how: they are not decoded."""

    def __len__(self) -> int:
        return len(self.pts)

    def time_of(self, index: int) -> float:
        """Seconds of a frame on the clip's own clock."""
        return float(int(self.pts[index]) * self.time_base)

    def span(self, start: int, end: int) -> tuple[Fraction | None, Fraction | None]:
        """Seconds from frame ``start`` to frame ``end``; None, open, at the clip's own start and end."""
        return (
            int(self.pts[start]) * self.time_base if start > 0 else None,
            int(self.pts[end]) * self.time_base if end < len(self) else None,
        )

    @property
    def gop_lengths(self) -> NDArray[np.int64]:
        """Frames from the start or a key frame to the next, in PTS order."""
        return np.diff(np.unique(np.concatenate(([0], np.flatnonzero(self.keyframe), [len(self)]))))
