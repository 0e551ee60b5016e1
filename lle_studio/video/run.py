"""One decoding of a clip, from a key packet on: pictures recognised by the index, damage noted as it is met."""

from collections.abc import Iterator
from itertools import chain

import numpy as np
from av.video.frame import VideoFrame

from lle_studio.video.facts import NO_TIMESTAMP, ClipIndex
from lle_studio.video.source import Decoded, PacketStream, VideoPacket
from lle_studio.video.watch import NO_WATCH, Watch


class Run:
    """Decoding from one key packet on: gives (frame index, picture) as they come out."""

    def __init__(self, index: ClipIndex, start: int, watch: Watch = NO_WATCH) -> None:
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
        self.unsettled: set[int] = set()
        """Frames that came out and of which the run may still tell something."""
        self.left_out: list[int] = []
        """Frames that should have come out and did not."""
        self.next_packet = start
        """Ordinal of the packet that is decoded next."""
        self.passed_over: set[int] = set()
        """Ordinals of the packets of which only pictures that others refer to were decoded."""
        self._pass_until = 0
        self._index = index
        self._watch = watch
        self._stream = PacketStream(index.path, watch)
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
            self._stream = PacketStream(self._index.path, self._watch)
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
            self.next_packet = ordinal + 1
            self._stream.only_references = ordinal < self._pass_until
            if ordinal < self._pass_until:
                self.passed_over.add(ordinal)
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
            if (packet := int(self._index.packet[skipped])) not in self.passed_over:
                self.damage.add(packet)
                self.left_out.append(skipped)
        self.ended = taken is None
        self.last = max(self.last, came if taken is not None else self.last)
        return taken

    def pass_over(self, until: int) -> None:
        """Has only the pictures others refer to decoded, up to a packet (exclusive).

        Args:
            until: ordinal; the packets from ``next_packet`` to it are known to decode without damage.
        """
        self._pass_until = until

    def trusted(self) -> bool:
        """Whether this run gives what a decoding of every packet from the first on would give."""
        if not self.damage:
            return True
        if self.passed_over:  # what conceals damage may look at any picture
            return False
        if self.start == 0:
            return True
        keys = np.flatnonzero(self._index.packets.keyframe)
        return bool(((keys > self.start) & (keys <= min(self.damage))).any())

    @property
    def reorder_depth(self) -> int:
        """Pictures that may come out before one that was coded earlier."""
        return max(0, self._stream.stream.codec_context.reorder_depth)

    def close(self) -> None:
        """Lets go of the decoder and the file."""
        self._pictures.close()  # type: ignore[attr-defined]
        self._stream.close()
