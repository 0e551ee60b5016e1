"""The conversion to RGB, against the formula of ITU-T H.273 written out in float64."""

from collections.abc import Callable

import numpy as np
import pytest
from av.video.frame import VideoFrame

from lle_studio.core.color import ColorInterpretation
from lle_studio.core.errors import UsageError
from lle_studio.video.color import (
    RgbConverter,
    conversion_text,
    interpret_color,
    overflowing_blue,
    picture_of_planes,
    plane_array,
)
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader
from tests.clips import SyntheticClip

WEIGHTS = {"bt601": (0.299, 0.114), "bt709": (0.2126, 0.0722)}
"""Kr and Kb."""


def float_rgb(planes: tuple[np.ndarray, ...], matrix: str, color_range: str) -> np.ndarray:
    """R, G, B in codes, unrounded and unclipped, of Y, Cb and Cr of equal size."""
    y, cb, cr = (plane.astype(np.float64) for plane in planes)
    if color_range == "limited":
        y, cb, cr = (y - 16) / 219, (cb - 128) / 224, (cr - 128) / 224
    else:
        y, cb, cr = y / 255, (cb - 128) / 255, (cr - 128) / 255
    kr, kb = WEIGHTS[matrix]
    red, blue = y + 2 * (1 - kr) * cr, y + 2 * (1 - kb) * cb
    return 255 * np.stack([red, (y - kr * red - kb * blue) / (1 - kr - kb), blue])


def interpretation(matrix: str, color_range: str) -> ColorInterpretation:
    return ColorInterpretation(matrix=matrix, range=color_range, matrix_origin="tagged", range_origin="tagged")


@pytest.mark.parametrize("tagged", [True, False])
@pytest.mark.parametrize("color_range", ["limited", "full"])
@pytest.mark.parametrize("matrix", ["bt601", "bt709"])
def test_conversion_is_the_formula_to_within_a_code(matrix: str, color_range: str, tagged: bool) -> None:
    rng = np.random.default_rng(5)
    size = (64, 96)
    low, high = (16, 236) if color_range == "limited" else (0, 256)
    planes = tuple(rng.integers(low, high, size, dtype=np.uint8) for _ in range(3))
    picture = picture_of_planes(planes, "yuv444p")
    if tagged:  # a tag in the picture must not change what is asked for
        picture.colorspace, picture.color_range = (
            {"bt601": 6, "bt709": 1}[matrix],
            {"limited": 1, "full": 2}[color_range],
        )
    found = RgbConverter(interpretation(matrix, color_range)).convert(picture).astype(np.float64)
    assert np.abs(found - np.clip(float_rgb(planes, matrix, color_range), 0, 255)).max() < 0.53


@pytest.mark.parametrize("name", ["full-range", "bt601", "bt709", "untagged"])
def test_a_clip_is_converted_as_it_is_tagged(clip: Callable[[str], SyntheticClip], name: str) -> None:
    """Chroma of 4:2:0 is the nearest sample's; nothing is interpolated."""
    index = build_index(clip(name).path)
    with ClipReader(index) as reader:
        frame = reader.read(7)
    luma, *chroma = frame.coded
    rows, columns = np.arange(luma.shape[0]) // 2, np.arange(luma.shape[1]) // 2
    planes = (luma, *(plane[rows][:, columns] for plane in chroma))
    expected = np.clip(float_rgb(planes, index.color.matrix, index.color.range), 0, 255)
    assert np.abs(frame.rgb - expected).max() < 0.53


@pytest.mark.parametrize("color_range", ["limited", "full"])
@pytest.mark.parametrize(("pixel_format", "unit"), [("gray", 1), ("gray10le", 4)])
def test_grey_is_stretched_when_its_range_is_limited(pixel_format: str, unit: int, color_range: str) -> None:
    codes = np.arange(256, dtype=np.uint16) * unit
    picture = VideoFrame(256, 2, pixel_format)
    row = codes.astype(np.uint8 if unit == 1 else np.uint16).tobytes()
    picture.planes[0].update(b"".join(row.ljust(picture.planes[0].line_size, b"\0") for _ in range(2)))
    found = RgbConverter(interpretation("bt601", color_range)).convert(picture)[:, 0].astype(np.float64)
    level = np.arange(256)
    expected = np.clip((level - 16) * 255 / 219, 0, 255) if color_range == "limited" else level
    assert np.abs(found - expected).max() < 0.53


def test_ten_bit_is_rounded_without_dithering() -> None:
    for code in range(64, 941, 13):
        picture = VideoFrame(32, 32, "yuv420p10le")
        for number, plane in enumerate(picture.planes):
            plane.update(np.full(plane.buffer_size // 2, 512 if number else code, dtype=np.uint16).tobytes())
        found = RgbConverter(interpretation("bt709", "limited")).convert(picture)
        assert np.abs(found - (code / 4 - 16) * 255 / 219).max() < 0.53
        assert np.unique(found).size == 1


def test_rgb_is_passed_through() -> None:
    rng = np.random.default_rng(2)
    planes = tuple(rng.integers(0, 256, (8, 16), dtype=np.uint8) for _ in range(3))
    picture = VideoFrame(16, 8, "gbrp")
    for number, plane in enumerate((planes[1], planes[2], planes[0])):
        plane_array(picture, number)[:] = plane
    color = interpret_color(pixel_format="gbrp", lines=8, matrix_tag=0, range_tag=2)
    assert (RgbConverter(color).convert(picture) == np.stack(planes)).all()


def test_the_limit_of_the_method_is_counted() -> None:
    """Blue beyond twice white becomes no blue in swscale: such pixels are found and counted."""
    color = interpretation("bt709", "limited")
    planes = tuple(np.full((2, 2), code, dtype=np.uint8) for code in (250, 250, 128))
    assert RgbConverter(color).convert(picture_of_planes(planes, "yuv444p"))[2].max() == 0
    assert overflowing_blue(planes, color) == 4
    inside = tuple(np.full((2, 2), code, dtype=np.uint8) for code in (235, 240, 128))
    assert RgbConverter(color).convert(picture_of_planes(inside, "yuv444p"))[2].min() == 255
    assert overflowing_blue(inside, color) == 0


def test_untagged_clips_are_taken_by_their_lines_and_that_is_said() -> None:
    small = interpret_color(pixel_format="yuv420p", lines=576, matrix_tag=2, range_tag=0)
    large = interpret_color(pixel_format="yuv420p", lines=720, matrix_tag=2, range_tag=0)
    assert (small.matrix, large.matrix, small.range) == ("bt601", "bt709", "limited")
    assert small.matrix_origin == small.range_origin == "assumed"
    chosen = interpret_color(
        pixel_format="yuv420p", lines=576, matrix_tag=1, range_tag=1, matrix="bt2020", color_range="full"
    )
    assert (chosen.matrix, chosen.range, chosen.matrix_origin) == ("bt2020", "full", "chosen")
    assert interpret_color(pixel_format="yuvj420p", lines=576, matrix_tag=2, range_tag=0).range == "full"
    with pytest.raises(UsageError):
        interpret_color(pixel_format="yuv420p", lines=576, matrix_tag=2, range_tag=0, matrix="ntsc")


def test_the_printed_text_is_the_design_s() -> None:
    assert conversion_text("yuv420p", interpretation("bt709", "limited")) == (
        "scale=flags=neighbor+accurate_rnd+full_chroma_int+bitexact:in_color_matrix=bt709:in_range=limited,format=gbrp"
    )
