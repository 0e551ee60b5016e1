"""Audio packets: copied and compared, never decoded."""

import hashlib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import TypeAlias, cast

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet

from lle_studio.video.index import ClipIndex
from lle_studio.video.source import open_source

AudioPacket: TypeAlias = "Packet[AudioStream]"


Span = tuple[Fraction | None, Fraction | None]
"""From (inclusive) and to (exclusive) in seconds; None is open."""

WHOLE: Span = (None, None)


def audio_packets(container: InputContainer, streams: Sequence[int], span: Span) -> Iterator[AudioPacket]:
    """The audio packets of the streams with these indexes that start within a span, in the file's order.

    A truncated file ends the packets where reading fails.
    """
    wanted = [stream for stream in container.streams.audio if stream.index in streams]
    if not wanted:
        return
    start, end = span
    try:
        for packet in container.demux(wanted):
            if packet.size == 0 or packet.dts is None:
                continue
            time = (packet.pts if packet.pts is not None else packet.dts) * packet.time_base
            if (start is None or time >= start) and (end is None or time < end):
                yield cast("AudioPacket", packet)
    except (av.FFmpegError, IndexError):  # IndexError: see PacketStream.packets
        return


def packet_hashes(path: Path, *, span: Span = WHOLE, streams: Sequence[int] | None = None) -> list[list[str]]:
    """SHA-256 of every audio packet within a span, one list a stream, in the file's order.

    Args:
        path: the file.
        span: packets that start outside are left out.
        streams: indexes in the file of the streams wanted; all where None.

    Raises:
        SourceError: the file cannot be opened.
    """
    with open_source(path) as container:
        if streams is None:
            streams = [stream.index for stream in container.streams.audio]
        hashes: dict[int, list[str]] = {index: [] for index in streams}
        for packet in audio_packets(container, streams, span):
            hashes[packet.stream_index].append(hashlib.sha256(bytes(packet)).hexdigest())
    return list(hashes.values())


def _can_hold(format_name: str, template: AudioStream) -> bool:
    """Whether PyAV can write a stream into a container format; some refuse only when they write their header or end."""
    context = template.codec_context
    if format_name == "mp4" and context.name.startswith("pcm") and context.layout.name.endswith("channels"):
        return False  # MP4 must name the loudspeaker of every PCM channel
    try:
        with av.open(BytesIO(), "w", format=format_name) as trial:
            trial.add_stream_from_template(template)
            trial.start_encoding()
    except (av.FFmpegError, ValueError):
        return False
    return True


def _without_new_header(packet: AudioPacket) -> AudioPacket:
    """The packet without a codec header repeated beside it (FLV), at which the Matroska muxer ruins its own."""
    if not packet.has_sidedata("new_extradata"):
        return packet
    plain = cast("AudioPacket", Packet(bytes(packet)))
    plain.pts, plain.dts, plain.duration = packet.pts, packet.dts, packet.duration
    plain.time_base, plain.is_keyframe = packet.time_base, packet.is_keyframe
    return plain


class AudioCopy:
    """Hands a clip's audio packets over to an export unchanged, in step with its pictures.

    Args:
        index: of the source.
        container: of the export; the streams are added to it.
        span: packets of the source that start outside are left out; None: all are.
        offset: added to every time, in units of the source's PTS.
    """

    def __init__(self, index: ClipIndex, container: OutputContainer, span: Span | None, offset: int) -> None:
        self.problems: list[str] = []
        """Sentences on streams that cannot be copied into the container."""
        self._target = container
        self._offset = offset * index.time_base
        self._streams: dict[int, AudioStream] = {}
        self._held: AudioPacket | None = None
        self._source = open_source(index.path)
        for audio in index.audio if span is not None else ():
            template = self._source.streams[audio.index]
            assert isinstance(template, AudioStream)
            if _can_hold(container.format.name, template):
                self._streams[audio.index] = container.add_stream_from_template(template)
            else:
                self.problems.append(
                    f"Audio stream {audio.index} was not copied: {audio.codec} cannot be written into "
                    f"{container.format.name} here; take it from the source."
                )
        self._packets = audio_packets(self._source, self.copied, span or WHOLE)

    @property
    def copied(self) -> list[int]:
        """Indexes in the source of the streams that are copied."""
        return list(self._streams)

    def copy_until(self, time: Fraction | None) -> None:
        """Copies the packets up to a time of the export in seconds, or all that are left.

        Raises:
            av.FFmpegError: a packet cannot be written.
        """
        while (packet := self._held or next(self._packets, None)) is not None:
            assert packet.dts is not None
            shift = int(self._offset / packet.time_base)
            if time is not None and (packet.dts + shift) * packet.time_base > time:
                self._held = packet
                return
            self._held = None
            stream = self._streams[packet.stream_index]
            packet = _without_new_header(packet)
            packet.dts = shift + (packet.dts or 0)
            if packet.pts is not None:
                packet.pts += shift
            packet.stream = stream
            self._target.mux(packet)

    def close(self) -> None:
        """Closes the source."""
        self._source.close()
