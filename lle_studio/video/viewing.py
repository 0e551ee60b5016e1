"""A copy for ordinary players: H.264 4:2:0 in MP4. It is for looking, not for measuring; the evidence is lossless."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from numpy.typing import NDArray

from lle_studio.video.audio import WHOLE, Span
from lle_studio.video.color import plane_array
from lle_studio.video.facts import ClipIndex
from lle_studio.video.output import OutputClip

VIEWING_COPIES = ("enhanced", "side-by-side")
"""What a viewing copy may show."""

_BT709 = 1
_LIMITED = 1


class ViewingWriter(OutputClip):
    """Writes pictures upright as a viewing copy, with the source's times, aspect and audio.

    Args:
        path: .mp4 file to write.
        index: of the source.
        columns: pictures beside each other, 1 or 2. Odd sides are padded by a black line for 4:2:0.
        offset: added to every PTS, in source units, so that none is negative.
        audio_span: seconds of the source within which audio packets are copied.

    Raises:
        WriteError: the file cannot be written.
    """

    def __init__(self, path: Path, index: ClipIndex, *, columns: int, offset: int, audio_span: Span = WHOLE) -> None:
        options = {"movflags": "+faststart", "movie_timescale": str(index.time_base.denominator)}
        super().__init__(path, index, container="mp4", options=options, offset=offset)
        turned = index.rotation in (90, 270)
        self._column = index.height if turned else index.width
        self._rows = index.width if turned else index.height
        width = self._column * columns
        self._size = (width + width % 2, self._rows + self._rows % 2)
        self._add_streams(
            "libx264",
            {"crf": "18", "preset": "veryfast", "profile": "high"},
            size=self._size,
            pixel_format="yuv420p",
            sample_aspect=1 / index.sample_aspect if turned else index.sample_aspect,
            audio_span=audio_span,
        )
        context = self._stream.codec_context
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED

    def write(self, pictures: Sequence[NDArray[np.uint8]], pts: int) -> None:
        """Encodes pictures, each as planes R, G, B (3, H, W), beside each other.

        Args:
            pictures: as many as ``columns``.
            pts: of the source frame, in source units.
        """
        width, height = self._size
        packed = VideoFrame(width, height, "gbrp")
        for place, channel in enumerate((1, 2, 0)):
            plane = plane_array(packed, place)
            plane[:] = 0
            for column, picture in enumerate(pictures):
                left = column * self._column
                turned = np.rot90(picture[channel], -self._index.rotation // 90)
                plane[: self._rows, left : left + self._column] = turned
        coded = packed.reformat(
            format="yuv420p",
            interpolation=Interpolation.AREA,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
        )
        self._encode(coded, pts)
