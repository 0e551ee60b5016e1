"""Frames of a clip by index, exactly; forward, backward and at random.

A picture is recognised by what the index names it by, never by counting from a seek. Every frame comes out as a
decoding from the first packet on would give it: a run that starts at a later key packet is trusted as long as it is
clean, and where it meets damage only if a clean group of pictures came before.

FFmpeg flags the pictures it conceals errors in, but not those predicted from them. So every frame between damage and
the next clean entry point is marked ``after_damage`` here.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
from av.video.frame import VideoFrame

from lle_studio.core.errors import SourceError
from lle_studio.core.frame import Frame, FrameState, MissingFrame
from lle_studio.video.color import RgbConverter, coded_planes
from lle_studio.video.facts import NO_TIMESTAMP, ClipIndex
from lle_studio.video.source import Decoded, PacketStream, VideoPacket

CACHE_BYTES = 512 * 2**20
"""Decoded pictures kept, as coded: 165 frames of 1080p."""

MIN_CACHED = 18
"""Decoded pictures kept whatever their size: more than the deepest reordering."""

_PICTURE_TYPES = {1: "I", 2: "P", 3: "B", 4: "S", 5: "SI", 6: "SP", 7: "BI"}
"""FFmpeg's AVPictureType."""


class FrameMissing(SourceError):  # noqa: N818
    """The frame is in the index but cannot be decoded."""


class PictureOrderError(SourceError):
    """Pictures come out in another order than their timestamps say; a thorough index is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedFrame:
    """A decoded frame that is not converted to R, G, B yet: that may be done in any thread."""

    index: int
    """0-based, in PTS order."""
    pts: int
    after_damage: bool
    """As in ``Frame``."""
    picture: VideoFrame
    """FFmpeg's; stays in this room."""
    clip: ClipIndex
    converter: RgbConverter

    def convert(self) -> Frame:
        """The frame with its planes."""
        return Frame(
            index=self.index,
            pts=self.pts,
            time_base=self.clip.time_base,
            picture_type=_picture_type(self.picture),
            corrupt=self.picture.is_corrupt,
            after_damage=self.after_damage,
            pixel_format=self.picture.format.name,
            rgb=self.converter.convert(self.picture),
            coded=coded_planes(self.picture),
        )


class _Run:
    """Decoding from one key packet on: gives (frame index, picture) as they come out."""

    def __init__(self, index: ClipIndex, start: int) -> None:
        self.start = start
        """Ordinal of the packet decoding starts at."""
        self.last = -1
        """Highest frame index that came out."""
        self.ended = False
        """Every packet was decoded."""
        self.damage: set[int] = set()
        """Ordinals of the packets that failed, gave no picture or a corrupt one, from the entry point on."""
        self.errors: dict[int, str] = {}
        """Packet ordinal -> the decoder's complaint."""
        self._index = index
        self._stream = PacketStream(index.path)
        self._outputs = 0
        self._pictures = self._decode()
        named = np.flatnonzero(index.packet == start)
        self.entry = int(named[0]) if start and len(named) else 0
        """Index of the frame of the first packet: earlier ones belong to the group before."""

    def _packets(self) -> Iterator[tuple[int, VideoPacket]]:
        """The packets with their ordinals, from ``start`` on."""
        for target in self._seek_targets():
            if not self._stream.seek(target):
                continue
            packets = self._stream.packets()
            first = next(packets, None)
            found = None if first is None else self._ordinal_of(first)
            if first is not None and found is not None and found <= self.start:
                for ordinal, packet in enumerate(chain((first,), packets), start=found):
                    if ordinal >= self.start:
                        yield ordinal, packet
                return
        if self.start:  # no seek led there: walk from the beginning
            self._stream.close()
            self._stream = PacketStream(self._index.path)
        for ordinal, packet in enumerate(self._stream.packets()):
            if ordinal >= self.start:
                yield ordinal, packet

    def _seek_targets(self) -> Iterator[int]:
        """Timestamps to try: containers seek by DTS, some by PTS, and some land too late."""
        table = self._index.packets
        if self.start == 0 or table.unpack:
            return
        earlier = np.flatnonzero(table.keyframe[: self.start])[-2:-1]
        for stamp in (table.dts[self.start], table.pts[self.start], *table.dts[earlier]):
            if stamp != NO_TIMESTAMP:
                yield int(stamp)

    def _ordinal_of(self, packet: VideoPacket) -> int | None:
        """Finds a packet in the index by PTS, DTS and size; None where that does not single one out."""
        table = self._index.packets
        pts = NO_TIMESTAMP if packet.pts is None else packet.pts
        dts = NO_TIMESTAMP if packet.dts is None else packet.dts
        found = np.flatnonzero((table.pts == pts) & (table.dts == dts) & (table.size == packet.size))
        return int(found[0]) if len(found) == 1 else None

    def _decode(self) -> Iterator[tuple[int, VideoFrame]]:
        for ordinal, packet in self._packets():
            for decoded in self._stream.feed(ordinal, packet):
                yield from self._take(decoded)
        for decoded in self._stream.drain():
            yield from self._take(decoded)

    def _take(self, decoded: Decoded) -> Iterator[tuple[int, VideoFrame]]:
        if decoded.picture is None:
            if decoded.packet is not None:
                self.errors[decoded.packet] = decoded.error
                self.damage.add(decoded.packet)
            return
        index = self._identify(decoded)
        self._outputs += 1
        if index is None or index < self.entry:
            return
        if decoded.picture.is_corrupt:
            self.damage.add(int(self._index.packet[index]))
        yield index, decoded.picture

    def _identify(self, decoded: Decoded) -> int | None:
        """Index of a decoded picture; None where the index knows no such frame."""
        assert decoded.picture is not None
        if self._index.identity == "order":
            return self._outputs if self._outputs < len(self._index) else None
        if self._index.identity == "packet":
            found = np.flatnonzero(self._index.packet == decoded.packet)
            return int(found[0]) if len(found) else None
        if decoded.picture.pts is None:
            return None
        place = int(np.searchsorted(self._index.pts, decoded.picture.pts))
        return place if place < len(self._index) and self._index.pts[place] == decoded.picture.pts else None

    def advance(self) -> tuple[int, VideoFrame] | None:
        """The next picture with its frame index; None at the end."""
        taken = next(self._pictures, None)
        came = len(self._index) if taken is None else taken[0]
        for skipped in range(max(self.last + 1, self.entry), came):
            self.damage.add(int(self._index.packet[skipped]))
        self.ended = taken is None
        self.last = max(self.last, came if taken is not None else self.last)
        return taken

    def trusted(self) -> bool:
        """Whether this run gives what a decoding from the first packet would give."""
        if self.start == 0 or not self.damage:
            return True
        keys = np.flatnonzero(self._index.packets.keyframe)
        return bool(((keys > self.start) & (keys <= min(self.damage))).any())

    @property
    def reorder_depth(self) -> int:
        """Pictures that may come out before one that was coded earlier."""
        return max(0, self._stream.stream.codec_context.reorder_depth)

    def close(self) -> None:
        self._pictures.close()  # type: ignore[attr-defined]
        self._stream.close()


class ClipReader:
    """Reads frames of an indexed clip. One per thread.

    Args:
        index: of the clip.
        cache_bytes: memory for decoded pictures, so that stepping back decodes nothing again.
    """

    def __init__(self, index: ClipIndex, *, cache_bytes: int = CACHE_BYTES) -> None:
        self.index = index
        self._converter = RgbConverter(index.color)
        self._cache: OrderedDict[int, VideoFrame] = OrderedDict()
        self._cached_bytes = 0
        self._cache_bytes = cache_bytes
        self._missing: dict[int, str] = {}
        self._damage: set[int] = set()
        self._unsettled: set[int] = set()
        self._keys = np.flatnonzero(index.keyframe)
        self._run: _Run | None = None

    def __enter__(self) -> "ClipReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, index: int) -> Frame:
        """Frame ``index``.

        Raises:
            IndexError: there is no such index.
            FrameMissing: it cannot be decoded.
        """
        if not 0 <= index < len(self.index):
            raise IndexError(f"There is no frame {index}: the clip has frames 0 to {len(self.index) - 1}.")
        picture = self._picture(index)
        if picture is None:
            raise FrameMissing(
                f"Frame {index} (PTS {self.index.pts[index]}) of {self.index.path.name} cannot be decoded: "
                f"{self._missing[index]}."
            )
        return self._decoded(index, picture).convert()

    def frames(self, start: int = 0, end: int | None = None) -> Iterator[Frame | MissingFrame]:
        """Frames ``start`` to ``end`` (exclusive) in order, each once; those that cannot be decoded by name.

        Raises:
            PictureOrderError: a frame came out after one with a later PTS, so that order cannot be kept.
        """
        for frame in self.decoded(start, end):
            yield frame if isinstance(frame, MissingFrame) else frame.convert()

    def decoded(self, start: int = 0, end: int | None = None) -> Iterator[DecodedFrame | MissingFrame]:
        """As ``frames``, but for the conversion, which is left to whoever takes the frames.

        Raises:
            PictureOrderError: as in ``frames``.
        """
        for index in range(start, len(self.index) if end is None else end):
            picture = self._picture(index)
            if picture is None:
                pts = int(self.index.pts[index])
                yield MissingFrame(index=index, pts=pts, time_base=self.index.time_base, reason=self._missing[index])
            else:
                yield self._decoded(index, picture)

    def states(self) -> Iterator[FrameState]:
        """How decoding each frame of the clip goes, in order, without converting a picture.

        Raises:
            PictureOrderError: as in ``frames``.
        """
        for index in range(len(self.index)):
            picture = self._picture(index)
            yield FrameState(
                index=index,
                pts=int(self.index.pts[index]),
                picture_type=_picture_type(picture),
                corrupt=picture is not None and picture.is_corrupt,
                after_damage=picture is not None and self._after_damage(index),
                missing=self._missing.get(index, ""),
                width=picture.width if picture is not None else 0,
                height=picture.height if picture is not None else 0,
            )

    def close(self) -> None:
        """Lets go of the file and the cache."""
        if self._run is not None:
            self._run.close()
            self._run = None
        self._cache.clear()
        self._cached_bytes = 0

    def _picture(self, index: int) -> VideoFrame | None:
        """The decoded picture of a frame, from as near as can be trusted; None (and noted) if it never comes out.

        Decoding goes on past the frame by the decoder's reordering depth: damage that was coded before the frame but
        is shown after it must be known. Pictures less far from the end of the run are unsettled.
        """
        if index in self._missing:
            return None
        picture = self._cache.get(index)
        if picture is not None:
            self._cache.move_to_end(index)
            if index not in self._unsettled:
                return picture
        elif self._run is None or not self._continues_to(index):
            self._start_run(self._entry_packet(index))
        while True:
            assert self._run is not None
            picture = self._run_past(self._run, index, picture)
            if self._run.trusted():
                break
            self._start_run(self._earlier_packet(self._run.start))
            picture = None
        run = self._run
        self._unsettled = set() if run.ended else {i for i in self._unsettled if i > run.last - run.reorder_depth}
        self._damage |= run.damage
        if picture is None:
            packet = int(self.index.packet[index])
            self._missing[index] = run.errors.get(packet, "the decoder gives no picture for it")
        return picture

    def _run_past(self, run: _Run, index: int, picture: VideoFrame | None) -> VideoFrame | None:
        """Lets a run go on until the frame is settled; gives its picture if it came."""
        while run.last < index + run.reorder_depth and (taken := run.advance()) is not None:
            if taken[0] < run.last:
                raise PictureOrderError(
                    f"The pictures of {self.index.path.name} come out in another order than their timestamps."
                )
            self._keep(*taken)
            self._unsettled.add(taken[0])
            if taken[0] == index:
                picture = taken[1]
        return picture

    def _after_damage(self, index: int) -> bool:
        """Whether damage lies between the frame and its entry point, in the file's order.

        Pictures coded after the entry point but shown before it belong to the group before: nothing depends on them.
        """
        if not self._damage:
            return False
        packets = self.index.packet
        entry, packet = self._entry_packet(index), int(packets[index])
        for damaged in self._damage:
            if entry <= damaged < packet:
                shown = np.flatnonzero(packets == damaged)
                if not entry or not len(shown) or shown[0] >= np.flatnonzero(packets == entry)[0]:
                    return True
        return False

    def _continues_to(self, index: int) -> bool:
        """Whether the run under way reaches the frame no later than a new one would."""
        assert self._run is not None
        if self._run.last >= index:
            return False
        return (
            self._entry_packet(index) <= int(self.index.packet[max(self._run.last, 0)]) or self._run.last + 1 == index
        )

    def _entry_packet(self, index: int) -> int:
        """Ordinal of the last key packet from which the frame can be decoded: before it in the file and in time."""
        if self.index.identity == "order":
            return 0
        packet = self.index.packet
        for place in range(int(np.searchsorted(self._keys, index, side="right")) - 1, -1, -1):
            if packet[self._keys[place]] <= packet[index]:
                return int(packet[self._keys[place]])
        return 0

    def _earlier_packet(self, start: int) -> int:
        """Ordinal of a key packet before ``start``, some way back; 0 is the beginning."""
        keys = np.flatnonzero(self.index.packets.keyframe[:start])
        return int(keys[-2]) if len(keys) > 2 else 0

    def _start_run(self, packet: int) -> None:
        if self._run is not None:
            self._run.close()
        for index in self._unsettled:  # what the old run would still have told about them is lost
            self._forget(index)
        self._unsettled = set()
        self._run = _Run(self.index, packet)

    def _keep(self, index: int, picture: VideoFrame) -> None:
        """Puts a picture into the cache and drops the longest unused ones beyond the budget."""
        self._forget(index)
        self._cache[index] = picture
        self._cached_bytes += _bytes_of(picture)
        while self._cached_bytes > self._cache_bytes and len(self._cache) > MIN_CACHED:
            self._forget(next(iter(self._cache)))

    def _forget(self, index: int) -> None:
        picture = self._cache.pop(index, None)
        if picture is not None:
            self._cached_bytes -= _bytes_of(picture)

    def _decoded(self, index: int, picture: VideoFrame) -> DecodedFrame:
        return DecodedFrame(
            index=index,
            pts=int(self.index.pts[index]),
            after_damage=self._after_damage(index),
            picture=picture,
            clip=self.index,
            converter=self._converter,
        )


def _picture_type(picture: VideoFrame | None) -> str:
    return "?" if picture is None else _PICTURE_TYPES.get(int(picture.pict_type), "?")


def _bytes_of(picture: VideoFrame) -> int:
    return sum(plane.buffer_size for plane in picture.planes)
