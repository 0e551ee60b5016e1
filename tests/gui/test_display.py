"""Shape, size and turning of the pictures on the screen."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from lle_studio.gui.display import fitted_size, screen_image, upright_size
from lle_studio.gui.transport import clock_text
from lle_studio.video.index import ClipIndex, build_index


@pytest.fixture
def clip(clip_path: Callable[[str], Path]) -> ClipIndex:
    return build_index(clip_path("cfr"))


def test_sample_aspect_and_rotation_shape_the_view(clip: ClipIndex) -> None:
    wide = replace(clip, width=960, height=1080, sample_aspect=Fraction(2), rotation=0)
    assert upright_size(wide) == (1920, 1080)
    assert fitted_size(wide, (800, 800)) == (800, 450)
    turned = replace(wide, rotation=90)
    assert upright_size(turned) == (1080, 1920)
    assert fitted_size(turned, (800, 800)) == (450, 800)


@pytest.mark.parametrize(("rotation", "corner"), [(0, (0, 0)), (90, (1, 0)), (180, (1, 1)), (270, (0, 1))])
def test_rotation_is_clockwise(clip: ClipIndex, rotation: int, corner: tuple[int, int]) -> None:
    planes = np.zeros((3, 40, 60), dtype=np.uint8)
    planes[0, :10, :10] = 200  # red, top left as coded
    turned = replace(clip, width=60, height=40, sample_aspect=Fraction(1), rotation=rotation)
    image = screen_image(planes, turned, (60, 60))
    assert (image.width(), image.height()) == ((60, 40) if rotation in (0, 180) else (40, 60))
    x, y = corner[0] * (image.width() - 1), corner[1] * (image.height() - 1)
    assert image.pixelColor(x, y).getRgb()[:3] == (200, 0, 0)


def test_enlarging_invents_no_value(clip: ClipIndex) -> None:
    planes = np.random.default_rng(1).integers(0, 256, (3, 9, 16), dtype=np.uint8)
    small = replace(clip, width=16, height=9, sample_aspect=Fraction(1), rotation=0)
    image = screen_image(planes, small, (160, 90))
    assert image.size().toTuple() == (160, 90)
    for x, y in ((0, 0), (159, 89), (75, 44)):
        assert image.pixelColor(x, y).getRgb()[:3] == tuple(planes[:, y // 10, x // 10].tolist())


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00:00.000"),
        (1.4999, "0:00:01.500"),
        (3725.25, "1:02:05.250"),
        (-0.04, "−0:00:00.040"),
        (-1e-9, "0:00:00.000"),
    ],
)
def test_clock_text(seconds: float, text: str) -> None:
    assert clock_text(seconds) == text
