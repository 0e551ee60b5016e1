"""Single pictures as FFmpeg decodes them: another program than the one that wrote them."""

import av
from av.codec.context import CodecContext
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from lle_studio.video.source import MAX_PIXELS


def decode_still(data: bytes, codec: str) -> VideoFrame:
    """The picture of a picture file of 8-bit R, G and B.

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
    return pictures[0]
