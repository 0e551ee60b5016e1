"""A decoded picture as bytes and a few facts, and made again from them: the same samples, the same tags."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from lle_studio.video.wire import MOST_PICTURE, BrokenWire

_TAGS = ("colorspace", "color_range", "color_primaries", "color_trc")
"""Tags of FFmpeg's on which the conversion may depend."""


def packed_bytes(picture: VideoFrame) -> int:
    """Bytes that ``pack`` needs."""
    return sum(plane.buffer_size for plane in picture.planes)


def pack(picture: VideoFrame, room: NDArray[np.uint8]) -> dict[str, Any]:
    """Copies the samples of a picture into memory; returns the facts, as JSON holds them."""
    place, strides = 0, []
    for plane in picture.planes:
        samples: NDArray[np.uint8] = np.asarray(plane)
        room[place : place + len(samples)] = samples
        place += len(samples)
        strides.append([len(samples), plane.line_size])
    return {
        "width": picture.width,
        "height": picture.height,
        "format": picture.format.name,
        "tags": [int(getattr(picture, tag)) for tag in _TAGS],
        "planes": strides,
    }


def unpack(facts: Mapping[str, Any], room: NDArray[np.uint8]) -> VideoFrame:
    """Makes the picture again.

    Raises:
        BrokenWire: the facts contradict one another.
    """
    try:
        picture = VideoFrame(facts["width"], facts["height"], facts["format"])
        if len(picture.planes) != len(facts["planes"]):
            raise BrokenWire("a picture has other planes than its format")
        place = 0
        for plane, (size, stride) in zip(picture.planes, facts["planes"], strict=True):
            if size < 0 or place + size > len(room) or place + size > MOST_PICTURE:
                raise BrokenWire("a picture is larger than its room")
            _copy_rows(room[place : place + size], stride, np.asarray(plane), plane.line_size)
            place += size
        for tag, value in zip(_TAGS, facts["tags"], strict=True):
            setattr(picture, tag, value)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise BrokenWire("a picture is not whole") from error
    return picture


def _copy_rows(source: NDArray[np.uint8], source_stride: int, target: NDArray[np.uint8], target_stride: int) -> None:
    """Copies rows of samples between planes whose rows end in different padding; a palette is one row."""
    if source_stride <= 0 or target_stride <= 0:
        source_stride, target_stride = len(source), len(target)
    if source_stride == target_stride and len(source) == len(target):
        target[:] = source
        return
    rows = target.reshape(-1, target_stride)
    given = source[: len(source) // source_stride * source_stride].reshape(-1, source_stride)
    if len(given) < len(rows):
        raise BrokenWire("a plane lacks rows")
    width = min(source_stride, target_stride)
    rows[:, :width] = given[: len(rows), :width]
