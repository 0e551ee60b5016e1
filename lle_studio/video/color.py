"""Exact conversion of decoded pictures to 8-bit RGB by a filter graph whose printed text is the method.

swscale's fast default is off by up to 3 codes, and a steep curve multiplies errors. The flags below leave nothing
interpolated: each pixel takes the nearest chroma sample, and the result equals the float64 formula of the matrix to
within 0.52 codes (ITU-T H.273). Limit of the method: where limited-range samples are so far outside the gamut that
blue would exceed twice white (luma above 221 together with Cb above 236), swscale's 32-bit arithmetic wraps and blue
becomes 0; ``overflowing_blue`` counts such pixels.
"""

import threading
from fractions import Fraction

import av
import av.filter
import numpy as np
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from lle_studio.core.color import LUMA_WEIGHTS, MATRICES, RANGES, ColorInterpretation
from lle_studio.core.curves import CHROMA_ZERO, frozen
from lle_studio.core.errors import SourceError, UsageError

SCALE_FLAGS = "neighbor+accurate_rnd+full_chroma_int+bitexact"

HD_LINES = 720
"""Untagged pictures with fewer lines are taken for BT.601, others for BT.709."""

_TAGGED_MATRIX = {1: "bt709", 4: "fcc", 5: "bt601", 6: "bt601", 7: "smpte240m", 9: "bt2020", 10: "bt2020"}
"""MatrixCoefficients of ITU-T H.273 -> our name; 2 is unspecified."""

UNSPECIFIED = 2
"""Colour code of ITU-T H.273 for "not said"."""

_TAGGED_RANGE = {1: "limited", 2: "full"}

_RGB_FORMATS = ("rgb", "bgr", "gbr", "pal8", "argb", "abgr", "0rgb", "0bgr", "xyz", "mono", "x2rgb", "x2bgr")

_CODED_FORMATS = {
    **{f"yuv{s}p": f"yuv{s}p" for s in ("420", "422", "444", "440", "411", "410")},
    **{f"yuvj{s}p": f"yuv{s}p" for s in ("420", "422", "444", "440", "411")},
    "gray": "gray",
}
"""Formats whose coded samples are 8-bit planes, and the name of the same layout without the range in it."""


def is_rgb(pixel_format: str) -> bool:
    """Whether the samples of a format are R, G and B (or a palette of them), so that no matrix applies."""
    return pixel_format.startswith(_RGB_FORMATS)


def is_grey(pixel_format: str) -> bool:
    """Whether a format holds luma alone."""
    return pixel_format.startswith("gray")


def has_coded_planes(pixel_format: str) -> bool:
    """Whether ``luma`` mode can act on the samples of a format: 8-bit planar YUV or grey."""
    return pixel_format in _CODED_FORMATS


def plane_format(pixel_format: str) -> str:
    """The layout of coded planes: ``yuvj420p`` and ``yuv420p`` are both ``yuv420p``."""
    return _CODED_FORMATS[pixel_format]


def interpret_color(
    *,
    pixel_format: str,
    lines: int,
    matrix_tag: int,
    range_tag: int,
    matrix: str | None = None,
    color_range: str | None = None,
) -> ColorInterpretation:
    """Decides matrix and range: chosen by the examiner, else tagged in the file, else assumed.

    Args:
        pixel_format: FFmpeg's name; ``yuvj…`` implies full range, RGB has no matrix.
        lines: height of the coded picture.
        matrix_tag: MatrixCoefficients of ITU-T H.273.
        range_tag: FFmpeg's AVColorRange: 1 limited, 2 full, 0 unspecified.
        matrix: overrides the tag.
        color_range: overrides the tag.

    Raises:
        UsageError: an unknown matrix or range was asked for.
    """
    if matrix is not None and matrix not in MATRICES:
        raise UsageError(f"The colour matrix must be one of {', '.join(MATRICES)}, not {matrix}.")
    if color_range is not None and color_range not in RANGES:
        raise UsageError(f"The colour range must be one of {', '.join(RANGES)}, not {color_range}.")
    if is_rgb(pixel_format):
        return ColorInterpretation(matrix="rgb", range="full", matrix_origin="tagged", range_origin="tagged")
    if matrix is not None:
        matrix_origin = "chosen"
    elif matrix_tag in _TAGGED_MATRIX:
        matrix, matrix_origin = _TAGGED_MATRIX[matrix_tag], "tagged"
    else:
        matrix, matrix_origin = ("bt601" if lines < HD_LINES else "bt709"), "assumed"
    if color_range is not None:
        range_origin = "chosen"
    elif pixel_format.startswith("yuvj"):
        color_range, range_origin = "full", "tagged"
    elif range_tag in _TAGGED_RANGE:
        color_range, range_origin = _TAGGED_RANGE[range_tag], "tagged"
    else:
        color_range, range_origin = "limited", "assumed"
    return ColorInterpretation(matrix=matrix, range=color_range, matrix_origin=matrix_origin, range_origin=range_origin)


def conversion_text(pixel_format: str, color: ColorInterpretation) -> str:
    """The filter graph, as anybody can give it to FFmpeg's ``-vf``, that converts a clip to planar RGB.

    swscale takes grey for full range whatever is asked, so limited grey is first given two planes of no colour.
    """
    if color.matrix == "rgb":
        return f"scale=flags={SCALE_FLAGS},format=gbrp"
    chosen = f"scale=flags={SCALE_FLAGS}:in_color_matrix={color.matrix}:in_range={color.range},format=gbrp"
    if is_grey(pixel_format) and color.range == "limited":
        wide = pixel_format.replace("gray", "yuv444p", 1)
        return f"scale=flags={SCALE_FLAGS}:in_range=full:out_range=full,format={wide},{chosen}"
    return chosen


class _Graph(threading.local):
    """The conversion graph of one thread, and the width, height and format it is for."""

    layout: tuple[int, int, str] | None = None
    graph: av.filter.Graph | None = None


class RgbConverter:
    """Runs pictures of one size and format through the conversion graph; rebuilt when either changes.

    May be used in several threads: each has a graph of its own.
    """

    def __init__(self, color: ColorInterpretation) -> None:
        self.color = color
        self._own = _Graph()

    def convert(self, picture: VideoFrame) -> NDArray[np.uint8]:
        """Converts a decoded picture to read-only planes R, G, B: (3, H, W)."""
        layout = (picture.width, picture.height, picture.format.name)
        if layout != self._own.layout:
            self._own.graph, self._own.layout = self._build(*layout), layout
        graph = self._own.graph
        assert graph is not None
        if 0 in (picture.color_primaries, picture.color_trc):  # reserved values, which swscale refuses
            picture.color_primaries = picture.color_trc = UNSPECIFIED
        try:
            graph.vpush(picture)
            converted = graph.vpull()
        except av.FFmpegError as error:
            raise SourceError(
                f"A picture in the format {layout[2]} cannot be converted to RGB ({error.strerror})."
            ) from error
        assert isinstance(converted, VideoFrame)
        green, blue, red = (plane_array(converted, index) for index in range(3))
        return frozen(np.stack((red, green, blue)))

    def convert_coded(self, planes: tuple[NDArray[np.uint8], ...], pixel_format: str) -> NDArray[np.uint8]:
        """Converts coded planes (of an enhanced frame) to R, G, B: (3, H, W)."""
        return self.convert(picture_of_planes(planes, pixel_format))

    def _build(self, width: int, height: int, pixel_format: str) -> av.filter.Graph:
        graph = av.filter.Graph()
        last = graph.add_buffer(
            width=width, height=height, format=VideoFormat(pixel_format), time_base=Fraction(1, 1000)
        )
        try:
            for step in conversion_text(pixel_format, self.color).split(","):
                name, _, arguments = step.partition("=")
                following = graph.add(name, arguments)
                last.link_to(following)
                last = following
            last.link_to(graph.add("buffersink"))
            graph.configure()
        except (av.FFmpegError, ValueError) as error:
            raise SourceError(f"Pictures in the format {pixel_format} cannot be converted to RGB: {error}.") from error
        return graph


def plane_array(picture: VideoFrame, index: int) -> NDArray[np.uint8]:
    """A view (h, w) of one 8-bit plane of a picture, without its padding; it lives as long as the picture."""
    plane = picture.planes[index]
    view: NDArray[np.uint8] = np.asarray(plane).reshape(plane.height, plane.line_size)[:, : plane.width]
    return view


def coded_planes(picture: VideoFrame) -> tuple[NDArray[np.uint8], ...]:
    """Copies the coded planes of a picture, read-only; empty where the format is not 8-bit planar YUV or grey."""
    if not has_coded_planes(picture.format.name):
        return ()
    return tuple(frozen(plane_array(picture, index).copy()) for index in range(len(picture.planes)))


def picture_of_planes(planes: tuple[NDArray[np.uint8], ...], pixel_format: str) -> VideoFrame:
    """Puts planes into a picture of FFmpeg's in the given planar 8-bit format."""
    height, width = planes[0].shape
    picture = VideoFrame(width, height, pixel_format)
    for index, plane in enumerate(planes):
        plane_array(picture, index)[:] = plane
    return picture


def overflowing_blue(coded: tuple[NDArray[np.uint8], ...], color: ColorInterpretation) -> int:
    """Counts chroma samples of limited-range coded planes at which blue may exceed twice white (see the module).

    The brightest luma beside a chroma sample decides, so the count is an upper bound.
    """
    if len(coded) < 3 or color.range != "limited" or color.matrix == "rgb":
        return 0
    luma, chroma = coded[0], coded[1]
    steepness = 2 * (1 - LUMA_WEIGHTS[color.matrix][2]) / 224
    if (int(luma.max()) - 16) / 219 + steepness * (int(chroma.max()) - CHROMA_ZERO) < 2:
        return 0
    rows = np.minimum(np.arange(luma.shape[0]) * chroma.shape[0] // luma.shape[0], chroma.shape[0] - 1)
    columns = np.minimum(np.arange(luma.shape[1]) * chroma.shape[1] // luma.shape[1], chroma.shape[1] - 1)
    value = (luma.astype(np.float32) - 16) / 219 + steepness * (
        chroma[rows][:, columns].astype(np.float32) - CHROMA_ZERO
    )
    return int((value >= 2).sum())
