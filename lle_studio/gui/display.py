"""How a picture gets onto the screen: its shape, its size, and the image that is painted.

Scaling is for the screen only. What is hashed, measured and exported never passes through here.
"""

from collections.abc import Sequence
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from lle_studio.video.index import ClipIndex

Size = tuple[int, int]
"""Width and height in pixels of the screen."""

_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def pixel_shape(clip: ClipIndex, aspect: Fraction | None = None) -> float:
    """Width of a sample over its height: the examiner's choice, else the file's."""
    return float(aspect or clip.sample_aspect or 1)


def upright_size(clip: ClipIndex, aspect: Fraction | None = None) -> tuple[float, float]:
    """Width and height a clip is meant to be looked at, in square pixels: sample aspect and rotation honoured."""
    width, height = clip.width * pixel_shape(clip, aspect), float(clip.height)
    return (height, width) if clip.rotation in (90, 270) else (width, height)


def fitted_size(clip: ClipIndex, bounds: Size, aspect: Fraction | None = None) -> Size:
    """The largest size of the clip's shape that fits into bounds; at least one pixel."""
    width, height = upright_size(clip, aspect)
    factor = min(bounds[0] / width, bounds[1] / height)
    return max(1, round(width * factor)), max(1, round(height * factor))


def screen_image(
    planes: Sequence[NDArray[np.uint8]], clip: ClipIndex, bounds: Size, aspect: Fraction | None = None
) -> QImage:
    """The image of R, G, B planes as it is painted: scaled to fit into bounds and turned upright.

    A picture that is made smaller is averaged over areas; one that is made larger repeats its pixels, so that nothing
    is seen that is not in the file.

    Args:
        planes: R, G, B, each (H, W).
        clip: tells the shape and rotation.
        bounds: width and height there is room for.
        aspect: width of a sample over its height, where the examiner chose one.
    """
    width, height = fitted_size(clip, bounds, aspect)
    if clip.rotation in (90, 270):
        width, height = height, width
    rows, columns = planes[0].shape
    method = cv2.INTER_AREA if width < columns or height < rows else cv2.INTER_NEAREST_EXACT
    return pixel_image([cv2.resize(plane, (width, height), interpolation=method) for plane in planes], clip.rotation)


def pixel_image(planes: Sequence[NDArray[np.uint8]], rotation: int = 0) -> QImage:
    """The image of R, G, B planes, pixel for pixel.

    Args:
        planes: R, G, B, each (H, W).
        rotation: clockwise degrees to turn it by.
    """
    red, green, blue = planes
    pixels = cv2.merge([blue, green, red, np.full_like(red, 255)])
    if rotation in _TURNS:
        pixels = cv2.rotate(pixels, _TURNS[rotation])
    rows, columns = pixels.shape[:2]
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()


def difference_planes(
    before: NDArray[np.uint8], after: NDArray[np.uint8], gain: float
) -> tuple[NDArray[np.uint8], ...]:
    """How far each sample of R, G and B was moved, times a gain; more than white is white."""
    return tuple(
        cv2.convertScaleAbs(cv2.absdiff(one, other), alpha=gain) for one, other in zip(before, after, strict=True)
    )
