"""Single pictures as FFmpeg decodes them: another program than the one that wrote them."""

import av
import numpy as np
from av.codec.context import CodecContext
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

from lle_studio.video.source import MAX_PIXELS


def decode_picture(data: bytes, codec: str) -> tuple[NDArray[np.uint8], ...]:
    """The planes R, G, B (H, W) of a picture file of 8-bit R, G and B.

    Args:
        data: the file.
        codec: FFmpeg's name of its format: ``png`` or ``tiff``.

    Raises:
        ValueError: it is no such picture, or too large; in words.
    """
    decoder = CodecContext.create(codec, "r")
    assert isinstance(decoder, VideoCodecContext)
    decoder.thread_count = 1
    decoder.options = {"max_pixels": str(MAX_PIXELS)}
    try:
        pictures = [*decoder.decode(Packet(data)), *decoder.decode(None)]
    except av.FFmpegError as error:
        raise ValueError(f"is no picture that can be decoded ({error.strerror})") from error
    if len(pictures) != 1 or pictures[0].format.name != "rgb24":
        raise ValueError("is no picture of 8-bit R, G and B")
    picture, plane = pictures[0], pictures[0].planes[0]
    rows = np.asarray(plane).reshape(picture.height, plane.line_size)[:, : 3 * picture.width]
    packed = rows.reshape(picture.height, picture.width, 3)
    return tuple(np.ascontiguousarray(packed[:, :, channel]) for channel in range(3))
