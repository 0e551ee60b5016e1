"""Audio packets: copied and compared, never decoded; read from the source by a decoder process."""

import hashlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import cast

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet, PacketSideData, packet_sidedata_type_from_literal

from lle_studio.core.errors import SourceError
from lle_studio.video.audio_source import FACTS, NO_TIME, SKIP
from lle_studio.video.decoder import Deaths, Decoder, DecoderDied, give_back, take_decoder
from lle_studio.video.facts import ClipIndex
from lle_studio.video.wire import BrokenWire, Message

Span = tuple[Fraction | None, Fraction | None]
"""From (inclusive) and to (exclusive) in seconds; None is open."""

WHOLE: Span = (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioPacket:
    """A packet as it stands in the file."""

    stream: int
    """Index of its stream in the file."""
    pts: int | None
    dts: int
    duration: int | None
    """In units of ``time_base``."""
    time_base: Fraction
    """Seconds."""
    data: bytes
    skip: bytes
    """FFmpeg's side data on samples that are not to be heard; none where empty."""


class AudioSource:
    """Reads the audio packets of a file, in a process of their own.

    Args:
        path: the file, resolved.
        streams: indexes in the file of the streams wanted; all where None.

    Raises:
        SourceError: the file cannot be opened.
    """

    def __init__(self, path: Path, streams: Sequence[int] | None = None) -> None:
        self._path = path
        self._deaths = Deaths(path, {})
        self._decoder: Decoder | None = None
        self.headers: dict[int, bytes] = {}
        """Index of each stream -> a Matroska file with its codec and no sound; empty where that is not possible."""
        self.problem = ""
        """Why the packets ended before the file did."""
        self.layouts: dict[int, str] = {}
        """Index of each stream -> FFmpeg's name for its channels, which the header may lack."""
        self._time_bases: dict[int, Fraction] = {}
        while not self._describe(streams):
            pass
        self._deaths.forget()

    def _describe(self, streams: Sequence[int] | None) -> bool:
        """Asks for the headers; False where the decoder process died and another is to be asked."""
        values = {"streams": None if streams is None else list(streams)}
        try:
            decoder = self._decoder = take_decoder(self._path)
            decoder.ask(Message(kind="audio headers", values=values))
            message = decoder.hear()
            for told in message.values["streams"]:
                index, base = int(told["index"]), Fraction(*map(int, told["time_base"]))
                self.headers[index], self._time_bases[index] = message.arrays[str(index)].tobytes(), base
                self.layouts[index] = str(told["layout"])
        except DecoderDied as death:
            self._deaths.take(death)
            return False
        except (BrokenWire, KeyError, TypeError, ValueError, ZeroDivisionError) as error:
            raise SourceError(f"The sound of {self._path} cannot be read: its decoder contradicts itself.") from error
        finally:
            self.close()
        return True

    def packets(self, span: Span = WHOLE) -> Iterator[AudioPacket]:
        """The packets that start within a span, in the file's order.

        A truncated file ends them where reading fails, and so does one at which the decoder process dies again.
        """
        came = 0
        while not self.problem:
            try:
                for number, packet in enumerate(self._row(span)):
                    if number >= came:
                        came = number + 1
                        self._deaths.forget()
                        yield packet
                return
            except DecoderDied as death:
                self._take(death)

    def _take(self, death: DecoderDied) -> None:
        try:
            self._deaths.take(death)
        except SourceError:
            self.problem = death.words

    def _row(self, span: Span) -> Generator[AudioPacket, None, None]:
        """The packets as one decoder process gives them."""
        decoder = self._decoder = take_decoder(self._path)
        values = {
            "streams": list(self.headers),
            "span": [None if time is None else [time.numerator, time.denominator] for time in span],
        }
        try:
            decoder.ask(Message(kind="audio packets", values=values), row=True)
            while (message := decoder.hear()).kind == "packets":
                decoder.tell(Message(kind="more"))
                yield from self._unpack(message)
        except (BrokenWire, KeyError, ValueError) as error:
            raise SourceError(f"The sound of {self._path} cannot be read: its decoder contradicts itself.") from error
        finally:
            self.close()

    def _unpack(self, message: Message) -> Iterator[AudioPacket]:
        facts, data, place = message.arrays["facts"].reshape(-1, FACTS), message.arrays["data"].tobytes(), 0
        for stream, pts, dts, duration, size, skip in facts.tolist():
            if min(size, skip) < 0 or place + size + skip > len(data):
                raise BrokenWire("a packet is not whole")
            yield AudioPacket(
                stream=stream,
                pts=None if pts == NO_TIME else pts,
                dts=dts,
                duration=None if duration == NO_TIME else duration,
                time_base=self._time_bases[stream],
                data=data[place : place + size],
                skip=data[place + size : place + size + skip],
            )
            place += size + skip

    def close(self) -> None:
        """Lets go of the file."""
        if self._decoder is not None:
            give_back(self._decoder)
            self._decoder = None


def packet_hashes(path: Path, *, span: Span = WHOLE, streams: Sequence[int] | None = None) -> list[list[str]]:
    """SHA-256 of every audio packet within a span, one list a stream, in the file's order.

    Args:
        path: the file.
        span: packets that start outside are left out.
        streams: indexes in the file of the streams wanted; all where None.

    Raises:
        SourceError: the file cannot be opened.
    """
    source = AudioSource(path.resolve(), streams)
    wanted = source.headers if streams is None else streams
    hashes: dict[int, list[str]] = {index: [] for index in wanted}
    for packet in source.packets(span):
        hashes[packet.stream].append(hashlib.sha256(packet.data).hexdigest())
    return list(hashes.values())


def _add_stream(container: OutputContainer, template: AudioStream, layout: str) -> AudioStream:
    """Adds a stream like another whose channels are named so."""
    stream = container.add_stream_from_template(template)
    if layout:
        stream.codec_context.layout = layout
    return stream


def _can_hold(format_name: str, template: AudioStream, layout: str) -> bool:
    """Whether PyAV can write a stream into a container format; some refuse only when they write their header or end."""
    if format_name == "mp4" and template.codec_context.name.startswith("pcm") and layout.endswith("channels"):
        return False  # MP4 must name the loudspeaker of every PCM channel
    try:
        with av.open(BytesIO(), "w", format=format_name) as trial:
            _add_stream(trial, template, layout)
            trial.start_encoding()
    except (av.FFmpegError, ValueError):
        return False
    return True


class AudioCopy:
    """Hands a clip's audio packets over to an export unchanged, in step with its pictures.

    Args:
        index: of the source.
        container: of the export; the streams are added to it.
        span: packets of the source that start outside are left out; None: all are.
        offset: added to every time, in units of the source's PTS.
    """

    def __init__(self, index: ClipIndex, container: OutputContainer, span: Span | None, offset: int) -> None:
        self._problems: list[str] = []
        self._source: AudioSource | None = None
        self._target = container
        self._offset = offset * index.time_base
        self._streams: dict[int, AudioStream] = {}
        self._templates: list[InputContainer] = []
        self._held: AudioPacket | None = None
        self._packets: Iterator[AudioPacket] = iter(())
        if span is None or not index.audio:
            return
        source = self._source = AudioSource(index.path, [audio.index for audio in index.audio])
        for audio in index.audio:
            template = self._template(source.headers.get(audio.index, b""))
            layout = source.layouts.get(audio.index, "")
            if template is not None and _can_hold(container.format.name, template, layout):
                self._streams[audio.index] = _add_stream(container, template, layout)
            else:
                self._problems.append(
                    f"Audio stream {audio.index} was not copied: {audio.codec} cannot be written into "
                    f"{container.format.name} here; take it from the source."
                )
        self._packets = (packet for packet in source.packets(span) if packet.stream in self._streams)

    def _template(self, header: bytes) -> AudioStream | None:
        """The stream of a header, whose container stays open as long as this."""
        if not header:
            return None
        try:
            container = av.open(BytesIO(header), "r", format="matroska")
        except av.FFmpegError:
            return None
        self._templates.append(container)
        return container.streams.audio[0] if len(container.streams.audio) == 1 else None

    @property
    def problems(self) -> list[str]:
        """Sentences on streams that cannot be copied into the container, or not to their end."""
        if self._source is None or not self._source.problem:
            return self._problems
        return [
            *self._problems,
            f"The sound was not copied to its end: {self._source.problem}; take it from the source.",
        ]

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
            shift = int(self._offset / packet.time_base)
            if time is not None and (packet.dts + shift) * packet.time_base > time:
                self._held = packet
                return
            self._held = None
            self._target.mux(self._made(packet, shift))

    def _made(self, packet: AudioPacket, shift: int) -> "Packet[AudioStream]":
        """The packet as FFmpeg's, some units of its time later."""
        made = cast("Packet[AudioStream]", Packet(packet.data))
        made.time_base, made.dts = packet.time_base, packet.dts + shift
        if packet.pts is not None:
            made.pts = packet.pts + shift
        if packet.duration is not None:
            made.duration = packet.duration
        made.is_keyframe = True
        if packet.skip:
            side = PacketSideData(packet_sidedata_type_from_literal(SKIP), len(packet.skip))  # type: ignore[call-arg]
            side.update(packet.skip)
            made.set_sidedata(side)
        made.stream = self._streams[packet.stream]
        return made

    def close(self) -> None:
        """Lets go of the source."""
        self._packets = iter(())  # ends the row that is under way
        for container in self._templates:
            container.close()
        self._templates = []
