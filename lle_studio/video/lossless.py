"""A clip of pictures made by code, written without loss: what a decoder must give back is known sample by sample."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

from lle_studio.core.errors import WriteError
from lle_studio.video.color import UNSPECIFIED, picture_of_planes

_MATRIX_TAG = {"bt709": 1, "bt601": 6}
"""MatrixCoefficients of ITU-T H.273."""

_RANGE_TAG = {"limited": 1, "full": 2}


def write_planes(
    path: Path,
    pictures: Sequence[Sequence[NDArray[np.uint8]]],
    pts: Sequence[int],
    *,
    time_base: Fraction,
    pixel_format: str,
    matrix: str,
    color_range: str,
) -> None:
    """Writes coded planes as FFV1, each picture a key frame; every sample and every PTS is kept.

    Args:
        path: file to write. Its ending chooses the container: ``.mkv`` keeps milliseconds, ``.mp4`` any time base.
        pictures: of each its coded planes, which may differ in size.
        pts: of each picture, not below 0.
        time_base: seconds per unit of PTS.
        pixel_format: planar YUV or grey of 8 bits, FFmpeg's name.
        matrix: ``bt601`` or ``bt709``; written as a flag.
        color_range: ``limited`` or ``full``; written as a flag.

    Raises:
        WriteError: the file cannot be written.
    """
    height, width = pictures[0][0].shape
    options = {"avoid_negative_ts": "disabled"}
    if path.suffix == ".mp4":
        options["movie_timescale"] = str(time_base.denominator)
    try:
        with av.open(f"file:{path}", "w", options=options) as container:
            stream = container.add_stream("ffv1", options={"level": "3", "slicecrc": "1", "g": "1"})
            assert isinstance(stream, VideoStream)
            stream.time_base = time_base
            context = stream.codec_context
            context.width, context.height, context.pix_fmt = width, height, pixel_format
            context.time_base, context.framerate = time_base, Fraction(25)
            context.colorspace, context.color_range = _MATRIX_TAG[matrix], _RANGE_TAG[color_range]
            context.color_primaries = context.color_trc = UNSPECIFIED
            for planes, stamp in zip(pictures, pts, strict=True):
                picture = picture_of_planes(tuple(planes), pixel_format)
                picture.pts, picture.time_base = stamp, time_base
                container.mux(stream.encode(picture))
            container.mux(stream.encode(None))
    except av.FFmpegError as error:
        raise WriteError(f"{path} cannot be written ({error.strerror}): check the folder and the disk.") from error
