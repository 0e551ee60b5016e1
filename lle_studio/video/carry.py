"""The coded pictures of a clip whose writing was cut off: how many are whole, and handing them on without coding."""

from collections.abc import Generator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av
from av.bitstream import BitStreamFilterContext
from av.packet import Packet
from av.video.stream import VideoStream

from lle_studio.core.errors import SourceError
from lle_studio.video.source import open_source

_LENGTHS_FIRST = b"\x01"
"""Begins the header of H.264 as Matroska and MP4 hold it; an encoder gives it otherwise."""

_BLOCK_HEADER = 32
"""Bytes between where a container says a packet lies and the packet, at most."""


class CutClip:
    """The pictures of a clip that may end anywhere, in their order, each asked for by its time.

    Args:
        path: the clip.
        size: bytes of it that are to be trusted: the disk may hold others in place of those behind.
        unit: seconds by which its times may be rounded; 0 where they are exact.
    """

    def __init__(self, path: Path, *, size: int, unit: Fraction) -> None:
        self._packets = _whole_packets(path, size)
        self._off = unit / 2

    def next(self, time: Fraction) -> "Packet[VideoStream] | None":
        """The next picture if it is that of a time in seconds; None where it is not, or there is none."""
        found, packet = next(self._packets, (None, None))
        return packet if found is not None and abs(found - time) <= self._off else None

    def close(self) -> None:
        """Closes the file."""
        self._packets.close()

    def __enter__(self) -> "CutClip":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _whole_packets(path: Path, size: int) -> "Generator[tuple[Fraction, Packet[VideoStream]], None, None]":
    """Time and packet of the pictures that lie whole within so many bytes, as an encoder gives them."""
    with suppress(SourceError, av.FFmpegError, IndexError), open_source(path) as container:  # IndexError: no video
        stream = container.streams.video[0]
        extradata = stream.codec_context.extradata or b""
        plain = None
        if stream.codec_context.name == "h264" and extradata.startswith(_LENGTHS_FIRST):
            plain = BitStreamFilterContext("h264_mp4toannexb", stream)
        for packet in container.demux(stream):
            if not packet.size:
                continue
            if packet.pts is None or packet.pos is None or packet.is_corrupt:
                return
            if packet.pos + _BLOCK_HEADER + packet.size > size:
                return
            time = packet.pts * packet.time_base
            for whole in [packet] if plain is None else plain.filter(packet):
                yield time, whole
