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
from lle_studio.video.watch import Watch

HEAD_PACKETS = 100
"""Packets decoded at indexing, to check that the container's timestamps name the pictures that come out."""

MAX_PACKETS = 6_000_000
"""More pictures are refused: 27 hours at 60 a second. A header of a kilobyte can claim ten million."""

HOPELESS = 10_000
"""Packets without one picture after which no more are decoded."""

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
    output_packet: "array[int]" = field(default_factory=lambda: array("q"))
    """Packet ordinal of each decoded picture, in the decoder's order; -1 where the decoder does not say."""
    output_pts: "array[int]" = field(default_factory=lambda: array("q"))
    """Its PTS."""
    interlaced: "array[int]" = field(default_factory=lambda: array("q"))
    """Ordinals of packets that gave an interlaced picture."""
    failed: "array[int]" = field(default_factory=lambda: array("q"))
    """Ordinals of packets that the decoder refused."""
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
                self.failed.append(decoded.packet)
            return
        picture = decoded.picture
        if self.first is None:
            self.first = picture
        self.output_packet.append(-1 if decoded.packet is None else decoded.packet)
        self.output_pts.append(NO_TIMESTAMP if picture.pts is None else picture.pts)
        self.layouts.add((picture.width, picture.height, picture.format.name))
        if picture.interlaced_frame and decoded.packet is not None:
            self.interlaced.append(decoded.packet)

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


def _walk(
    path: Path, stream: PacketStream, decode: int | None, progress: Progress, cancelled: CancelCheck
) -> PacketWalk:
    """Notes every packet and decodes the first ``decode`` of them (None: all)."""
    seen = PacketWalk()
    size = max(1, stream.container.size)
    _check_count(path, stream.stream.frames)
    for ordinal, packet in enumerate(stream.packets()):
        _check_count(path, ordinal + 1)
        if ordinal > size:
            raise SourceError(f"{path} claims more pictures than its {size:,} bytes can hold: it is damaged.")
        seen.note(packet)
        decoding = decode is None or ordinal < decode
        if decoding:
            for decoded in stream.feed(ordinal, packet):
                seen.take(decoded)
            if ordinal >= HOPELESS and seen.first is None:
                raise nothing_decodes(path, seen)
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


def _check_count(path: Path, count: int) -> None:
    if count > MAX_PACKETS:
        raise SourceError(f"{path} holds more than {MAX_PACKETS:,} pictures: cut a copy into shorter files.")


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
    gave = _marked(seen.output_packet, decoded)
    silent = np.flatnonzero(~gave & ~_marked(seen.failed, decoded) & ~table.discard[:decoded])
    if codec == "vp8":
        return silent
    behind = silent[silent > 0]
    if not len(behind) or not seen.interlaced:
        return np.empty(0, dtype=np.int64)
    times = np.sort(table.pts[:decoded][gave])
    frame = float(np.median(np.diff(times))) if len(times) > 1 else float("inf")
    distance = table.pts[behind] - table.pts[behind - 1]
    return behind[_marked(seen.interlaced, decoded)[behind - 1] & (distance > 0) & (distance <= 0.6 * frame)]


def _marked(ordinals: "array[int]", count: int) -> NDArray[np.bool_]:
    """Which of the first ``count`` packets are among the ordinals; -1 is none."""
    marked = np.zeros(count + 1, dtype=np.bool_)
    marked[np.array(ordinals, dtype=np.int64)] = True  # -1 marks the one at the end
    return marked[:count]


def _outputs_follow(seen: PacketWalk, table: PacketTable) -> bool:
    """Whether the decoded pictures came out in the order of their PTS, each the PTS of a shown packet."""
    got = np.array(seen.output_pts, dtype=np.int64)
    if not len(got) or (got == NO_TIMESTAMP).any():
        return False
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
    pts = np.array(seen.output_pts, dtype=np.int64)
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
    tags = np.array(seen.output_packet, dtype=np.int64)
    unique = bool((tags >= 0).all()) and len(np.unique(tags)) == len(tags)
    return FrameNames(
        pts=pts,
        packet=tags,
        identity="packet" if unique else "order",
        problems=(problem,),
    )


def name_frames(
    path: Path, thorough: bool, progress: Progress, cancelled: CancelCheck, watch: Watch
) -> tuple[PacketStream, PacketWalk, PacketTable, FrameNames, bool]:
    """Walks the packets, once or, where the timestamps do not name the pictures, once more decoding all of them."""
    for decode in (None,) if thorough else (HEAD_PACKETS, None):
        stream = PacketStream(path, watch)
        try:
            seen = _walk(path, stream, decode, progress, cancelled)
            table = seen.table(stream.unpack)
            complete = decode is None or len(table) <= decode
            if _usable_timestamps(table) and _outputs_follow(seen, table):
                hidden = _hidden_packets(seen, table, len(table) if complete else decode or 0, stream.codec)
                if complete or not len(hidden):
                    return stream, seen, table, _name_by_pts(table, hidden), complete
            if complete and seen.output_pts:
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
