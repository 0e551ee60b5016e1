"""Opening a file as evidence: read-only, local, nothing followed; and feeding its packets to one decoder thread.

One thread, because decoding a damaged file with several is not repeatable. Each packet is tagged with its ordinal (its
place in the file's order), and the decoder hands the tag on to the picture it makes of the packet.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

import av
from av.bitstream import BitStreamFilterContext
from av.codec.context import Flags
from av.container import InputContainer
from av.format import ContainerFormat
from av.packet import Packet
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from lle_studio.core.errors import SourceError
from lle_studio.video.watch import DRAINING, NO_WATCH, Watch

VideoPacket: TypeAlias = "Packet[VideoStream]"

BEAT_PACKETS = 64
"""Packets read between two words to whoever watches."""

DECODER_THREADS = 1
"""Threads of the decoder; logged with every export."""

MAX_SIDE = 16384
MAX_PIXELS = 8192 * 4352
"""Larger pictures are refused before one is decoded: cameras end at 8K, and a header can claim anything."""

_LISTS = {
    *("concat", "concatf", "dash", "hls", "imf", "image2", "lavfi", "mlv", "rtp", "rtsp", "sap", "sdp", "vobsub"),
    "webm_dash_manifest",
}
"""FFmpeg's formats that lead to other files or addresses: not evidence, and a way out of the file."""

_TEXTS = {"adf", "bin", "idf", "tty", "xbin"}
"""Formats in which FFmpeg would show any text as pictures."""


@cache
def readable_formats() -> str:
    """All other formats FFmpeg reads, as its ``format_whitelist``: it asks that before it opens what a file names."""
    names: set[str] = set()
    for name in av.formats_available:
        with suppress(ValueError):  # it is only written
            names |= set(ContainerFormat(name, "r").name.split(","))
    return ",".join(sorted(names - _LISTS - _TEXTS))


def open_source(path: Path) -> InputContainer:
    """Opens a file for reading with no protocol but the local file.

    Raises:
        SourceError: it does not exist, is not video or audio, or refers to other files.
    """
    check_file(path)
    limits = {"protocol_whitelist": "file", "format_whitelist": readable_formats(), "max_pixels": str(MAX_PIXELS)}
    try:
        return av.open(f"file:{path.resolve()}", options=limits, metadata_errors="replace")
    except av.ArgumentError as error:  # a format that is not on the list, and little else
        raise SourceError(f"{path} is a list of other files or no video at all: open the video file itself.") from error
    except av.FFmpegError as error:
        raise SourceError(
            f"{path} is not a video that can be read ({error.strerror}): check that the copy is complete."
        ) from error


def check_size(path: Path, width: int, height: int) -> None:
    """Refuses pictures that are too large.

    Raises:
        SourceError: they are.
    """
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise SourceError(f"{path} claims pictures of {width}x{height} samples: that is more than is read here.")


def video_stream(container: InputContainer, path: Path) -> VideoStream:
    """The first video stream that is not a cover picture, its decoder prepared.

    Raises:
        SourceError: there is none, nothing here decodes it, or it claims pictures that are too large.
    """
    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not streams:
        raise SourceError(f"{path} has no video stream: choose the file that holds the pictures.")
    stream = streams[0]
    decoder = stream.codec_context
    if decoder is None:
        raise SourceError(
            f"{path} is coded in a way that no decoder here reads: convert a copy with the maker's software."
        )
    check_size(path, decoder.width, decoder.height)
    decoder.options = {**decoder.options, "max_pixels": str(MAX_PIXELS)}
    decoder.thread_type = "NONE"
    decoder.thread_count = DECODER_THREADS
    decoder.copy_opaque = True
    decoder.flags |= Flags.output_corrupt
    return stream


def check_file(path: Path) -> None:
    """Refuses what is no file with something in it.

    Raises:
        SourceError: it does not exist, is a folder, is empty or may not be read.
    """
    try:
        path.resolve()
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "does not exist"
            raise SourceError(f"{path} {what}: give the path of a video file.")
        with path.open("rb") as stream:
            if not stream.read(1):
                raise SourceError(f"{path} is empty: ask for the original file again.")
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        reason = getattr(error, "strerror", None) or error
        raise SourceError(f"{path} cannot be read ({reason}): check the path and the permissions.") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What came out of feeding one packet: a picture, or the news that the packet failed."""

    picture: VideoFrame | None
    packet: int | None
    """Ordinal of the packet the picture was made of, where the decoder says; of the failing packet otherwise."""
    error: str = ""


class PacketStream:
    """The video packets of one file from where it stands, and their decoding.

    Packets of AVI files that hold two MPEG-4 pictures (packed B-frames) are split.

    Args:
        path: the file.
        watch: told how it goes; knows which packets are not to be decoded.
    """

    def __init__(self, path: Path, watch: Watch = NO_WATCH) -> None:
        self._path = path
        self._watch = watch
        watch.opens()
        self.container = open_source(path)
        try:
            self.stream = video_stream(self.container, path)
        except SourceError:
            self.container.close()
            raise
        self.codec: str = self.stream.codec_context.name
        self.unpack = self.codec == "mpeg4" and self.container.format.name == "avi"
        self.read_error = ""
        self._only_references = False

    def packets(self) -> Iterator[VideoPacket]:
        """The packets from where the file stands, each once; a read error ends them and is left in ``read_error``."""
        self.read_error = ""
        unpacker = BitStreamFilterContext("mpeg4_unpack_bframes", self.stream) if self.unpack else None
        try:
            for count, packet in enumerate(self.container.demux(self.stream)):
                if count % BEAT_PACKETS == 0:
                    self._watch.beat()
                if packet.size == 0 and packet.dts is None and packet.pts is None:
                    continue  # PyAV's end mark
                if unpacker is None:
                    yield packet
                else:
                    yield from unpacker.filter(packet)
        except av.FFmpegError as error:
            self.read_error = str(error.strerror)
        except IndexError:  # behind the last packet PyAV stumbles over streams that came up while it read
            return

    def seek(self, timestamp: int) -> bool:
        """Moves to the key packet at or before a timestamp in stream units; False if the container cannot."""
        self._watch.beat()
        try:
            self.container.seek(timestamp, stream=self.stream, backward=True, any_frame=False)
        except av.FFmpegError:
            return False
        self.stream.codec_context.flush_buffers()
        return True

    @property
    def only_references(self) -> bool:
        """Whether packets of pictures that no other refers to are dropped undecoded."""
        return self._only_references

    @only_references.setter
    def only_references(self, dropping: bool) -> None:
        if dropping != self._only_references:
            self._only_references = dropping
            self.stream.codec_context.skip_frame = "NONREF" if dropping else "DEFAULT"

    def feed(self, ordinal: int, packet: VideoPacket) -> Iterator[Decoded]:
        """Decodes one packet; gives the pictures that come out, or its failure."""
        if ordinal in self._watch.fatal:
            yield Decoded(picture=None, packet=ordinal, error=self._watch.fatal[ordinal])
            return
        self._watch.beat(ordinal)
        packet.opaque = (ordinal,)  # an object of its own: PyAV keeps tags by identity, and small integers are shared
        yield from self._decode(packet, ordinal)

    def drain(self) -> Iterator[Decoded]:
        """Gives the pictures the decoder still holds after the last packet."""
        if DRAINING in self._watch.fatal:
            yield Decoded(picture=None, packet=None, error=self._watch.fatal[DRAINING])
            return
        self._watch.beat(DRAINING)
        yield from self._decode(None, None)

    def _decode(self, packet: "VideoPacket | None", ordinal: int | None) -> list[Decoded]:
        try:
            pictures = self.stream.codec_context.decode(packet)
        except av.FFmpegError as error:
            return [Decoded(picture=None, packet=ordinal, error=str(error.strerror))]
        finally:
            self._watch.beat()
        return [Decoded(picture=picture, packet=_tag(picture)) for picture in pictures]

    def close(self) -> None:
        """Closes the file."""
        self.container.close()


def _tag(picture: VideoFrame) -> int | None:
    return picture.opaque[0] if isinstance(picture.opaque, tuple) else None


def never() -> bool:
    """The answer of work that nobody cancels."""
    return False


Cancelled = Callable[[], bool]
"""Asked now and then by long work: True stops it."""

Progress = Callable[[float], None]
"""Told now and then by long work: the share done, 0 to 1."""


def no_progress(share: float) -> None:
    """Takes progress nobody watches."""


def decoder_versions() -> dict[str, str]:
    """Versions of PyAV and of the FFmpeg libraries it carries."""
    libraries = {name: ".".join(str(part) for part in parts) for name, parts in av.library_versions.items()}
    return {"av": av.__version__, "ffmpeg": av.ffmpeg_version_info, **libraries}
