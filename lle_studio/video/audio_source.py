"""The audio packets of a file and the headers of their codecs, as its decoder process hands them over."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from av.audio.stream import AudioStream
from av.packet import Packet
from numpy.typing import NDArray

from lle_studio.video.source import open_source
from lle_studio.video.watch import Watch
from lle_studio.video.wire import Message

FACTS = 6
"""Numbers that describe a packet: stream, PTS, DTS, duration, bytes, and bytes of its side data."""

SKIP: Final = "skip_samples"
"""The one kind of side data that is handed over: samples that are not to be heard."""

NO_TIME = np.iinfo(np.int64).min
"""Stands for a packet without PTS or duration."""

BATCH_BYTES = 2**20
BATCH_PACKETS = 1000
"""Most that is handed over at once."""


def audio_headers(path: Path, streams: Sequence[int] | None, watch: Watch) -> Message:
    """Tells of each audio stream its index, its unit of time, and a header with its codec (Matroska, without sound).

    Args:
        path: the file.
        streams: indexes in the file of the streams wanted; all where None.
        watch: told how it goes.

    Raises:
        SourceError: the file cannot be opened.
    """
    watch.opens()
    told: list[dict[str, Any]] = []
    headers: dict[str, NDArray[np.uint8]] = {}
    with open_source(path) as container:
        for stream in container.streams.audio:
            if streams is None or stream.index in streams:
                base = stream.time_base or Fraction(1, 90000)
                layout = "" if stream.codec_context is None else stream.codec_context.layout.name
                told.append({"index": stream.index, "time_base": [base.numerator, base.denominator], "layout": layout})
                headers[str(stream.index)] = np.frombuffer(_header(stream), np.uint8)
    return Message(kind="audio", values={"streams": told}, arrays=headers)


def _header(template: AudioStream) -> bytes:
    """The stream's codec in the header of a file without sound; nothing where Matroska has no place for it."""
    file = BytesIO()
    if template.codec_context is not None:
        with suppress(av.FFmpegError, ValueError), av.open(file, "w", format="matroska") as written:
            packet = Packet(b"\0")  # without one, nobody reads the file
            packet.stream, packet.time_base = written.add_stream_from_template(template), Fraction(1, 1000)
            packet.pts = packet.dts = 0
            written.mux(packet)
    return file.getvalue()


def audio_batches(
    path: Path, streams: Sequence[int], start: Fraction | None, end: Fraction | None, watch: Watch
) -> Iterator[Message]:
    """The audio packets that start within a span, in the file's order; a truncated file ends them.

    Args:
        path: the file.
        streams: indexes in the file.
        start: seconds; None: from the beginning.
        end: seconds, exclusive; None: to the end.
        watch: told how it goes.
    """
    watch.opens()
    facts: list[int] = []
    data = bytearray()
    with open_source(path) as container, suppress(av.FFmpegError, IndexError):  # IndexError: see PacketStream.packets
        wanted = [stream for stream in container.streams.audio if stream.index in streams]
        for packet in container.demux(wanted) if wanted else ():
            watch.beat()
            if packet.size == 0 or packet.dts is None:
                continue
            time = (packet.pts if packet.pts is not None else packet.dts) * packet.time_base
            if (start is not None and time < start) or (end is not None and time >= end):
                continue
            skip = bytes(packet.get_sidedata(SKIP)) if packet.has_sidedata(SKIP) else b""
            facts += (
                packet.stream_index,
                NO_TIME if packet.pts is None else packet.pts,
                packet.dts,
                NO_TIME if packet.duration is None else packet.duration,
                packet.size,
                len(skip),
            )
            data += bytes(packet) + skip
            if len(data) > BATCH_BYTES or len(facts) >= FACTS * BATCH_PACKETS:
                yield _batch(facts, data)
                facts, data = [], bytearray()
    if facts:
        yield _batch(facts, data)


def _batch(facts: list[int], data: bytearray) -> Message:
    arrays: dict[str, NDArray[Any]] = {
        "facts": np.array(facts, dtype=np.int64),
        "data": np.frombuffer(bytes(data), np.uint8),
    }
    return Message(kind="packets", arrays=arrays)
