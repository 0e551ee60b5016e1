"""Writing a lossless clip: FFV1 or H.264 RGB, in Matroska or, where that would lose something, in MP4."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from lle_studio.core.errors import UsageError, WriteError
from lle_studio.video.audio import WHOLE, Span
from lle_studio.video.color import UNSPECIFIED, has_coded_planes, picture_of_planes, plane_format
from lle_studio.video.facts import ClipIndex
from lle_studio.video.output import OutputClip, writing

CODECS = ("ffv1", "h264rgb")
"""Lossless codecs an export may be written in."""

_ENCODERS = {
    "ffv1": ("ffv1", {"level": "3", "slicecrc": "1", "g": "1"}),
    "h264rgb": ("libx264rgb", {"qp": "0", "preset": "ultrafast"}),
}

_MATRIX_TAG = {"bt709": 1, "fcc": 4, "bt601": 6, "smpte240m": 7, "bt2020": 9, "rgb": 0}
_RANGE_TAG = {"limited": 1, "full": 2}

READABLE_MS = 1000
"""Milliseconds of an export after which what is written can be read, whatever becomes of the rest."""

MATROSKA_UNIT = Fraction(1, 1000)
"""Seconds: Matroska rounds timestamps to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How the timestamps of an export stand in its container."""

    container: str
    """``matroska`` or ``mp4``."""
    offset: int
    """Added to every source PTS, in source units: above 0 where the source starts before 0, which neither can hold."""
    unit: Fraction
    """Seconds per unit of the container's timestamps."""
    exact: bool
    """Every container timestamp equals source PTS + offset; otherwise it is rounded to half a unit at most."""


def plan_timing(index: ClipIndex, start: int, end: int, codec: str) -> Timing:
    """Chooses the container for frames ``start`` to ``end`` (exclusive) in a codec.

    Matroska, unless its millisecond would let two frames fall together, or samples are not square: PyAV writes the
    sample aspect of FFV1 into MP4 only.
    """
    pts = index.pts[start:end]
    offset = max(0, -int(pts[0]))
    ratio = index.time_base / MATROSKA_UNIT
    numerator, denominator = ratio.numerator, ratio.denominator
    scaled = [int(value) * numerator for value in pts + offset]
    rounded = [(2 * value + denominator) // (2 * denominator) for value in scaled]
    distinct = all(later > earlier for earlier, later in pairwise(rounded))
    if distinct and (index.sample_aspect == 1 or codec != "ffv1"):
        exact = all(value % denominator == 0 for value in scaled)
        return Timing(container="matroska", offset=offset, unit=MATROSKA_UNIT, exact=exact)
    return Timing(container="mp4", offset=offset, unit=index.time_base, exact=True)


def segment_timing(timing: Timing) -> Timing:
    """How the timestamps of an export's segment stand in its file, which is for ``ClipWriter.append`` alone: exactly.

    Args:
        timing: of the whole export.
    """
    return replace(timing, container="nut", exact=True)


class ClipWriter(OutputClip):
    """Writes enhanced frames of a clip without loss, at the source's times, beside the source's audio packets.

    Args:
        path: file to write; must not exist.
        index: of the source: size, times, aspect, rotation and colour tags are taken from it.
        codec: ``ffv1`` or ``h264rgb``.
        domain: ``rgb`` or ``coded``: what the planes given to ``write`` are.
        timing: from ``plan_timing``.
        audio_span: seconds of the source within which audio packets are copied; None: none are.
        threads: of the encoder; 0: as many as there are cores.

    Raises:
        UsageError: the codec cannot hold the domain.
        WriteError: the file cannot be written.
    """

    def __init__(
        self,
        path: Path,
        index: ClipIndex,
        *,
        codec: str,
        domain: str,
        timing: Timing,
        audio_span: Span | None = WHOLE,
        threads: int = 0,
    ) -> None:
        if domain == "coded" and codec != "ffv1":
            raise UsageError("Colour mode luma is written as FFV1: choose --codec ffv1.")
        if domain == "coded" and not has_coded_planes(index.pixel_format):
            raise UsageError(f"Colour mode luma needs 8-bit planar YUV; this clip is {index.pixel_format}.")
        options = {"avoid_negative_ts": "disabled"}
        if timing.container == "mp4":
            options["movie_timescale"] = str(index.time_base.denominator)
            # In fragments, each readable when the next ones are missing, until it is whole and becomes a plain MP4.
            options |= {"movflags": "+hybrid_fragmented", "frag_duration": str(1000 * READABLE_MS)}
        elif timing.container == "matroska":
            options["cluster_time_limit"] = str(READABLE_MS)
        super().__init__(path, index, container=timing.container, options=options, offset=timing.offset)
        self._domain = domain
        encoder, encoder_options = _ENCODERS[codec]
        self._add_streams(
            encoder,
            dict(encoder_options),
            size=(index.width, index.height),
            pixel_format="bgr0" if domain == "rgb" else plane_format(index.pixel_format),
            sample_aspect=index.sample_aspect,
            audio_span=audio_span,
            threads=threads,
        )
        self._tag()

    def write(self, planes: Sequence[NDArray[np.uint8]], pts: int) -> None:
        """Encodes one picture.

        Args:
            planes: R, G, B, or the coded planes.
            pts: of the source frame, in source units.
        """
        self._encode(self._pack(planes), pts)

    def append(self, segment: Path) -> None:
        """Takes over the coded pictures of a segment, which a writer made with the same arguments but for the audio.

        Nothing is coded again.

        Args:
            segment: a file as ``segment_timing`` plans it.

        Raises:
            WriteError: the segment cannot be read or is not one of this clip, or the clip cannot be written.
        """
        self._container.start_encoding()
        try:
            with av.open(f"file:{segment}") as container:
                stream = container.streams.video[0]
                if stream.codec_context.extradata != self._stream.codec_context.extradata:
                    raise WriteError(f"{segment} is coded otherwise than {self._path}: export in one piece.")
                for packet in container.demux(stream):
                    if packet.size:
                        self._take_over(packet)
        except av.FFmpegError as error:
            raise WriteError(f"{segment} cannot be read again ({error.strerror}): check the disk.") from error

    def _take_over(self, packet: "Packet[VideoStream]") -> None:
        assert packet.pts is not None
        pts = packet.pts * packet.time_base / self._index.time_base
        assert pts.denominator == 1, "a segment keeps the source's unit of time"
        self._put(packet, int(pts))

    def carry_over(self, packet: "Packet[VideoStream]", pts: int) -> None:
        """Takes over a coded picture of a clip that was cut off (``CutClip``), written with the same arguments.

        Args:
            packet: the picture.
            pts: of the source frame, in source units.

        Raises:
            WriteError: the clip cannot be written.
        """
        with writing(self._path):
            self._container.start_encoding()
        self._put(packet, pts + self._offset)

    def _put(self, packet: "Packet[VideoStream]", pts: int) -> None:
        copied = cast("Packet[VideoStream]", Packet(bytes(packet)))
        copied.pts = copied.dts = pts
        copied.time_base, copied.is_keyframe = self._index.time_base, packet.is_keyframe
        copied.stream = self._stream
        self._mux(copied)

    def _tag(self) -> None:
        """Writes the colour and rotation of the source as flags."""
        index, context = self._index, self._stream.codec_context
        context.color_primaries = index.color_primaries or UNSPECIFIED
        context.color_trc = index.color_transfer or UNSPECIFIED
        if self._domain == "rgb":
            context.colorspace, context.color_range = _MATRIX_TAG["rgb"], _RANGE_TAG["full"]
        else:
            context.colorspace = _MATRIX_TAG[index.color.matrix]
            context.color_range = _RANGE_TAG[index.color.range]
        if index.rotation:
            self._stream.set_display_rotation(-index.rotation)

    def _pack(self, planes: Sequence[NDArray[np.uint8]]) -> VideoFrame:
        """Puts planes into a picture the encoder takes."""
        if self._domain == "coded":
            return picture_of_planes(tuple(planes), plane_format(self._index.pixel_format))
        red, green, blue = planes
        height, width = red.shape
        picture = VideoFrame(width, height, "bgr0")
        plane = picture.planes[0]
        pixels = as_strided(np.asarray(plane), (height, width, 4), (plane.line_size, 4, 1))
        cv2.merge([blue, green, red, np.zeros_like(red)], pixels)
        return picture
