"""Naming the frames of a clip: by the timestamps of their packets, and where those do not do, by decoding."""

from array import array
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from lle_studio.core.errors import Cancelled, SourceError
from lle_studio.video.facts import NO_TIMESTAMP, PacketTable, Problem
from lle_studio.video.source import Cancelled as CancelCheck
from lle_studio.video.source import Decoded, PacketStream, Progress, VideoPacket

HEAD_PACKETS = 100
"""Packets decoded at indexing, to check that the container's timestamps name the pictures that come out."""

FALLBACK_RATE = Fraction(25)
"""Frames per second assumed where the file has neither timestamps nor a rate."""


@dataclass(slots=True)
class PacketWalk:
    """What one walk through the packets saw."""

    pts: "array[int]" = field(default_factory=lambda: array("q"))
    dts: "array[int]" = field(default_factory=lambda: array("q"))
    size: "array[int]" = field(default_factory=lambda: array("q"))
    keyframe: "array[int]" = field(default_factory=lambda: array("b"))
    discard: "array[int]" = field(default_factory=lambda: array("b"))
    encrypted: bool = False
    outputs: list[tuple[int | None, int | None]] = field(default_factory=list)
    """Packet ordinal and PTS of each decoded picture, in the decoder's order."""
    interlaced: set[int] = field(default_factory=set)
    """Ordinals of packets that gave an interlaced picture."""
    failed: dict[int, str] = field(default_factory=dict)
    """Packet ordinal -> the decoder's complaint."""
    first: VideoFrame | None = None
    layouts: set[tuple[int, int, str]] = field(default_factory=set)

    def note(self, packet: VideoPacket) -> None:
        """Notes a packet."""
        self.pts.append(NO_TIMESTAMP if packet.pts is None else packet.pts)
        self.dts.append(NO_TIMESTAMP if packet.dts is None else packet.dts)
        self.size.append(packet.size)
        self.keyframe.append(packet.is_keyframe)
        self.discard.append(packet.is_discard)
        self.encrypted = self.encrypted or packet.has_sidedata("encryption_info")

    def take(self, decoded: Decoded) -> None:
        """Notes what came out of the decoder."""
        if decoded.picture is None:
            if decoded.packet is not None:
                self.failed[decoded.packet] = decoded.error
            return
        picture = decoded.picture
        if self.first is None:
            self.first = picture
        self.outputs.append((decoded.packet, picture.pts))
        self.layouts.add((picture.width, picture.height, picture.format.name))
        if picture.interlaced_frame and decoded.packet is not None:
            self.interlaced.add(decoded.packet)

    def table(self, unpack: bool) -> PacketTable:
        """The packets noted, as arrays."""
        return PacketTable(
            pts=np.array(self.pts, dtype=np.int64),
            dts=np.array(self.dts, dtype=np.int64),
            size=np.array(self.size, dtype=np.int64),
            keyframe=np.array(self.keyframe, dtype=np.bool_),
            discard=np.array(self.discard, dtype=np.bool_),
            unpack=unpack,
        )


def _walk(stream: PacketStream, decode: int | None, progress: Progress, cancelled: CancelCheck) -> PacketWalk:
    """Notes every packet and decodes the first ``decode`` of them (None: all)."""
    seen = PacketWalk()
    size = max(1, stream.container.size)
    for ordinal, packet in enumerate(stream.packets()):
        seen.note(packet)
        decoding = decode is None or ordinal < decode
        if decoding:
            for decoded in stream.feed(ordinal, packet):
                seen.take(decoded)
        elif ordinal == decode:
            for decoded in stream.drain():
                seen.take(decoded)
        if ordinal % (16 if decoding else 4096) == 0:
            if cancelled():
                raise Cancelled("Indexing was cancelled.")
            progress(min(1.0, (packet.pos or 0) / size))
    if decode is None or len(seen.pts) <= decode:
        for decoded in stream.drain():
            seen.take(decoded)
    return seen


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameNames:
    """Frames as the index will name them."""

    pts: NDArray[np.int64]
    packet: NDArray[np.int64]
    identity: str
    problems: tuple[Problem, ...]


def _usable_timestamps(table: PacketTable) -> bool:
    """Whether every shown packet has a PTS of its own."""
    shown = table.pts[~table.discard]
    return len(shown) > 0 and bool((shown != NO_TIMESTAMP).all()) and len(np.unique(shown)) == len(shown)


def _hidden_packets(seen: PacketWalk, table: PacketTable, decoded: int, codec: str) -> NDArray[np.int64]:
    """Ordinals below ``decoded`` of packets that are no frame of their own, though they are not marked as such.

    They are second fields (right behind the packet of an interlaced picture, by half a frame) and, in VP8, reference
    pictures that are never shown. Other packets that give no picture are frames that are missing.
    """
    gave = {packet for packet, _ in seen.outputs}
    silent = [o for o in range(decoded) if o not in gave and o not in seen.failed and not table.discard[o]]
    if codec == "vp8":
        return np.array(silent, dtype=np.int64)
    if not silent or not seen.interlaced:
        return np.empty(0, dtype=np.int64)
    times = np.sort(table.pts[[o for o in range(decoded) if o in gave]])
    frame = float(np.median(np.diff(times))) if len(times) > 1 else float("inf")
    return np.array(
        [o for o in silent if o - 1 in seen.interlaced and 0 < table.pts[o] - table.pts[o - 1] <= 0.6 * frame],
        dtype=np.int64,
    )


def _outputs_follow(seen: PacketWalk, table: PacketTable) -> bool:
    """Whether the decoded pictures came out in the order of their PTS, each the PTS of a shown packet."""
    pts = [value for _, value in seen.outputs]
    if not pts or None in pts:
        return False
    got = np.array(pts, dtype=np.int64)
    return bool((np.diff(got) > 0).all() and np.isin(got, table.pts[~table.discard]).all())


def _name_by_pts(table: PacketTable, hidden: NDArray[np.int64]) -> FrameNames:
    """Frames are the shown packets in PTS order."""
    shown = ~table.discard
    shown[hidden] = False
    ordinals = np.flatnonzero(shown)
    ordinals = ordinals[np.argsort(table.pts[ordinals], kind="stable")]
    return FrameNames(pts=table.pts[ordinals], packet=ordinals, identity="pts", problems=())


def _name_by_output(seen: PacketWalk, time_base: Fraction, rate: Fraction) -> FrameNames:
    """Frames are the pictures of a complete decoding in the decoder's order, where timestamps cannot name them."""
    pts = np.array([NO_TIMESTAMP if value is None else value for _, value in seen.outputs], dtype=np.int64)
    if bool((pts != NO_TIMESTAMP).all()) and len(np.unique(pts)) == len(pts):
        problem = Problem(
            kind="timestamps",
            message="The file's timestamps are not in the order its pictures are shown in: they were sorted and given "
            "to the pictures in the decoder's order.",
        )
        pts = np.sort(pts)
    else:
        problem = Problem(
            kind="no-timestamps",
            message=f"The file holds no usable timestamps: times are counted at {float(rate):g} frames a second from 0 "
            "and are no evidence of when a picture was taken.",
        )
        pts = np.arange(len(pts), dtype=np.int64) * max(1, round(1 / (rate * time_base)))
    tags = [-1 if tag is None else tag for tag, _ in seen.outputs]
    unique = -1 not in tags and len(set(tags)) == len(tags)
    return FrameNames(
        pts=pts,
        packet=np.array(tags, dtype=np.int64),
        identity="packet" if unique else "order",
        problems=(problem,),
    )


def name_frames(
    path: Path, thorough: bool, progress: Progress, cancelled: CancelCheck
) -> tuple[PacketStream, PacketWalk, PacketTable, FrameNames, bool]:
    """Walks the packets, once or, where the timestamps do not name the pictures, once more decoding all of them."""
    for decode in (None,) if thorough else (HEAD_PACKETS, None):
        stream = PacketStream(path)
        try:
            seen = _walk(stream, decode, progress, cancelled)
            table = seen.table(stream.unpack)
            complete = decode is None or len(table) <= decode
            if _usable_timestamps(table) and _outputs_follow(seen, table):
                hidden = _hidden_packets(seen, table, len(table) if complete else decode or 0, stream.codec)
                if complete or not len(hidden):
                    return stream, seen, table, _name_by_pts(table, hidden), complete
            if complete and seen.outputs:
                rate = stream.stream.guessed_rate or stream.stream.average_rate or FALLBACK_RATE
                return stream, seen, table, _name_by_output(seen, time_base_of(stream), rate), complete
            if complete:
                raise nothing_decodes(path, seen)
        except BaseException:
            stream.close()
            raise
        stream.close()
    raise AssertionError("a complete walk names frames or raises")


def time_base_of(stream: PacketStream) -> Fraction:
    """Seconds per unit of a stream's timestamps."""
    base = stream.stream.time_base
    return base if base else Fraction(1, 90000)


def nothing_decodes(path: Path, seen: PacketWalk) -> SourceError:
    """The sentence for a file of which no picture comes out."""
    if seen.encrypted:
        return SourceError(f"{path} is encrypted: its pictures cannot be decoded without the key.")
    if not len(seen.pts):
        return SourceError(f"{path} holds no pictures, only a header: check that the copy is complete.")
    if all(seen.discard):
        return SourceError(
            f"{path} hides every frame by an edit list: its pictures cannot be shown as the file demands."
        )
    return SourceError(f"{path} holds no picture that can be decoded: check that the copy is complete.")
