"""Clips, pictures and tables drawn by whole-number arithmetic: the same samples on every computer.

The self-test decodes, enhances and exports them. They are stored without loss, so no encoder's version matters.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import isqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.curves import LEVELS
from lle_studio.video.lossless import write_planes

FRAMES = 6
"""Of every drawn clip."""

_MILLISECONDS = Fraction(1, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnClip:
    """A clip as it is drawn."""

    name: str
    file: str
    pixel_format: str = "yuv420p"
    matrix: str = "bt601"
    color_range: str = "limited"
    width: int = 160
    height: int = 120
    time_base: Fraction = _MILLISECONDS
    pts: tuple[int, ...] = tuple(range(0, 40 * FRAMES, 40))

    def planes(self, index: int) -> tuple[NDArray[np.uint8], ...]:
        """The coded planes of a frame: each holds another pattern, which moves from frame to frame."""
        luma = _pattern(self.width, self.height, 7 * index, low=0, span=256)
        if self.pixel_format == "gray":
            return (luma,)
        half = ((self.width + 1) // 2, (self.height + 1) // 2)
        return (
            luma,
            _pattern(*half, 50 + 3 * index, low=64, span=128),
            _pattern(*half, 90 + 5 * index, low=64, span=128),
        )

    def write(self, folder: Path) -> Path:
        """Writes the clip into a folder.

        Raises:
            WriteError: it cannot be written.
        """
        path = folder / self.file
        write_planes(
            path,
            [self.planes(index) for index in range(FRAMES)],
            self.pts,
            time_base=self.time_base,
            pixel_format=self.pixel_format,
            matrix=self.matrix,
            color_range=self.color_range,
        )
        return path


PLAIN = DrawnClip(name="limited range, BT.601", file="limited-601.mkv")
"""The clip that is also exported."""

GREY = DrawnClip(name="grey", file="grey.mkv", pixel_format="gray", width=96, height=64)

DRAWN_CLIPS = (
    PLAIN,
    DrawnClip(name="full range, BT.709", file="full-709.mkv", matrix="bt709", color_range="full", width=128, height=96),
    GREY,
    DrawnClip(name="odd size", file="odd-size.mkv", width=97, height=61),
    DrawnClip(
        name="variable frame rate",
        file="variable-rate.mp4",  # Matroska would round the times; how MP4 is flagged is what readers assume, too
        time_base=Fraction(1, 90000),
        pts=(1001, 4007, 4513, 9011, 9013, 27001),
    ),
)


def _pattern(width: int, height: int, phase: int, *, low: int, span: int) -> NDArray[np.uint8]:
    """A plane (height, width) of waves and grain, with codes from ``low`` on, all of ``span`` possible."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    grain = (x * 7919 + y * 104729 + (x * y + phase) * 31) % 23
    codes: NDArray[np.int64] = low + (2 * x + 3 * y + 11 * phase + (x * y) // 16 + grain) % span
    return codes.astype(np.uint8)


def draw_night() -> NDArray[np.uint8]:
    """R, G, B (3, 240, 320) of a dark scene: unlit ground with grain, a wall that is a little lighter, one lamp."""
    y, x = np.mgrid[0:240, 0:320].astype(np.int64)
    grain = (x * 7919 + y * 104729 + x * y * 31) % 5
    ground = 2 + grain + y // 30
    wall = np.where((x > 60) & (x < 180) & (y > 70) & (y < 190), 14 + (x // 8) % 2 * 6, 0)
    far = (x - 250) ** 2 + (y - 60) ** 2
    lamp = np.where(far < 300, 240, 9000 // (far + 60))
    planes = [np.clip(ground + wall + lamp * warm // 4, 0, 255) for warm in (4, 3, 2)]
    return np.stack(planes).astype(np.uint8)


def draw_dusk() -> NDArray[np.uint8]:
    """R, G, B (3, 240, 320) of a scene in fading light: a sky, a row of houses, a street."""
    y, x = np.mgrid[0:240, 0:320].astype(np.int64)
    grain = (x * 104729 + y * 7919 + x * y * 17) % 9
    sky = np.where(y < 110, 120 - y // 2, 0)
    houses = np.where((y >= 110) & (y < 190), 25 + (x // 40) * 9, 0)
    street = np.where(y >= 190, 40 + (x * y // 700) % 24, 0)
    planes = [np.clip(sky * cool // 8 + houses * warm // 8 + street + grain, 0, 255) for cool, warm in PAINTS]
    return np.stack(planes).astype(np.uint8)


PAINTS = ((6, 9), (7, 8), (9, 6))
"""Shares of sky and houses in R, G and B, in eighths."""


def _random_table() -> list[int]:
    """Steps of 0, 1 or 2 by the recurrence s ← (1103515245 s + 12345) mod 2^31 from s = 2023: (s >> 16) mod 3."""
    state, steps = 2023, [0]
    for _ in range(LEVELS - 1):
        state = (1103515245 * state + 12345) % 2**31
        steps.append((state >> 16) % 3)
    return [min(code, LEVELS - 1) for code in accumulate(steps)]


def fixed_tables() -> dict[str, NDArray[np.uint8]]:
    """Tables (3, 256) that no network had a part in, by name; those of ``mixed`` differ from channel to channel."""
    steep = [min(12 * code, LEVELS - 1) for code in range(LEVELS)]
    root = [isqrt(255 * code) for code in range(LEVELS)]
    chosen = _random_table()
    rows = {
        "identity": [list(range(LEVELS))] * 3,
        "steep": [steep] * 3,
        "root": [root] * 3,
        "random": [chosen] * 3,
        "mixed": [root, chosen, steep],
    }
    return {name: np.array(table, dtype=np.uint8) for name, table in rows.items()}
