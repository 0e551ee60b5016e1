"""A clip being written: one video stream at the source's times beside the source's audio packets."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Self

import av
from av.container import OutputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from lle_studio.core.errors import WriteError
from lle_studio.video.audio import AudioCopy, Span
from lle_studio.video.facts import ClipIndex


class OutputClip:
    """Opens a file, hands pictures to its encoder in step with the audio, and closes it. Its children say what codec.

    Args:
        path: file to write.
        index: of the source: times, nominal rate and audio are taken from it.
        container: FFmpeg's name of the container format.
        options: of the container, FFmpeg's names.
        offset: added to every PTS, in source units, so that none is negative.

    Raises:
        WriteError: the file cannot be written.
    """

    _stream: VideoStream
    _audio: AudioCopy

    def __init__(self, path: Path, index: ClipIndex, *, container: str, options: dict[str, str], offset: int) -> None:
        self._path = path
        self._index = index
        self._offset = offset
        with writing(path):
            self._container: OutputContainer = av.open(f"file:{path}", "w", format=container, options=options)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            self.close()
        except WriteError:
            if error is None:  # otherwise the first error says more
                raise

    @property
    def audio_problems(self) -> list[str]:
        """Sentences on audio streams that could not be copied."""
        return self._audio.problems

    @property
    def audio_streams(self) -> list[int]:
        """Indexes in the source of the audio streams that are copied."""
        return self._audio.copied

    def _add_streams(
        self,
        encoder: str,
        encoder_options: dict[str, str],
        *,
        size: tuple[int, int],
        pixel_format: str,
        sample_aspect: Fraction,
        audio_span: Span | None,
        threads: int = 0,
    ) -> None:
        """Adds the video stream, coded by so many threads (0: as many as there are cores), and the audio streams."""
        stream = self._container.add_stream(encoder, options=encoder_options)
        assert isinstance(stream, VideoStream)
        stream.time_base = self._index.time_base
        context = stream.codec_context
        context.width, context.height = size
        context.pix_fmt = pixel_format
        context.time_base = self._index.time_base
        context.framerate = self._index.nominal_rate
        context.sample_aspect_ratio = sample_aspect
        context.thread_count = threads
        context.thread_type = "AUTO"  # several pictures at once, as FFmpeg does; PyAV would have slices of one only
        self._stream = stream
        self._audio = AudioCopy(self._index, self._container, audio_span, self._offset)

    def _encode(self, picture: VideoFrame, pts: int) -> None:
        """Encodes a picture at a PTS of the source, after the audio that comes before it."""
        picture.pts, picture.time_base = pts + self._offset, self._index.time_base
        with writing(self._path):
            self._audio.copy_until(picture.pts * self._index.time_base)
            self._container.mux(self._stream.encode(picture))

    def _mux(self, packet: "Packet[VideoStream]") -> None:
        """Writes a packet that is coded already, after the audio that comes before it."""
        assert packet.pts is not None
        with writing(self._path):
            self._audio.copy_until(packet.pts * self._index.time_base)
            self._container.mux(packet)

    def finish(self) -> None:
        """Writes what the encoder still holds and the rest of the audio, and closes the file."""
        with writing(self._path):
            self._container.mux(self._stream.encode(None))
            self._audio.copy_until(None)
        self.close()

    def close(self) -> None:
        """Closes the file as it is; nothing to do after ``finish``."""
        self._audio.close()
        with writing(self._path):
            self._container.close()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns FFmpeg's errors while writing a file into ``WriteError``."""
    try:
        yield
    except av.FFmpegError as error:
        advice = {
            errno.ENOSPC: "the disk is full: free space or choose another folder",
            errno.ENOMEM: "close other programs, or use a computer with more memory",
        }.get(error.errno or 0, "check the folder and the disk")
        raise WriteError(f"{path} cannot be written ({error.strerror}): {advice}.") from error
