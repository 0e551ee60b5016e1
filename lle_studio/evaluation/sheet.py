"""A contact sheet: what every method made of some of the pictures, side by side on one picture."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from lle_studio.evaluation.benchmark import Result

MOST_ROWS = 12
"""Pictures on a sheet."""

TILE = 200
"""Longest side of a picture on the sheet, in pixels."""

GAP = 4
CAPTION = 16
"""Height of a line of text in pixels."""

BACKGROUND = 32
INK = (230, 230, 230)


def choose_evenly(count: int, most: int = MOST_ROWS) -> list[int]:
    """Indexes of at most ``most`` of ``count`` things, evenly apart, with the first and the last."""
    return [round(place) for place in np.linspace(0, count - 1, min(count, most)).tolist()]


def _reduce(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Scales a picture (H, W, 3) down by area until its longest side is ``TILE``; a smaller one stays."""
    height, width = rgb.shape[:2]
    scale = min(1.0, TILE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _caption(text: str) -> NDArray[np.uint8]:
    """A line of text (CAPTION, TILE, 3); letters OpenCV's font lacks become question marks."""
    strip = np.full((CAPTION, TILE, 3), BACKGROUND, dtype=np.uint8)
    ascii_text = text.encode("ascii", "replace").decode()
    cv2.putText(strip, ascii_text, (2, CAPTION - 5), cv2.FONT_HERSHEY_SIMPLEX, 0.4, INK, 1, cv2.LINE_AA)
    return strip


class ContactSheet:
    """Collects results, reduced, until the sheet is drawn: a row a picture, a column a method, the reference last.

    Args:
        pictures: names of all pictures; some are chosen.
        methods: names, in the order of the columns.
    """

    def __init__(self, pictures: Sequence[str], methods: Sequence[str]) -> None:
        self._columns = [*methods, "reference"]
        self._tiles: dict[str, dict[str, tuple[str, NDArray[np.uint8]]]] = {
            pictures[index]: {} for index in choose_evenly(len(pictures))
        }

    def add(self, result: Result) -> None:
        """Keeps a result if its picture was chosen."""
        measured = result.measurement
        row = self._tiles.get(measured.picture)
        if row is None:
            return
        row[measured.method] = (f"{measured.psnr:.1f} dB", _reduce(result.rgb))
        if "reference" not in row:
            row["reference"] = (measured.picture, _reduce(result.reference))

    def draw(self) -> NDArray[np.uint8]:
        """Draws the sheet, (H, W, 3): above each picture its PSNR, above the reference the picture's name."""
        left = [GAP + column * (TILE + GAP) for column in range(len(self._columns))]
        heights = [next(iter(row.values()))[1].shape[0] for row in self._tiles.values()]
        size = (CAPTION + sum(heights) + len(heights) * (CAPTION + GAP), left[-1] + TILE + GAP, 3)
        sheet = np.full(size, BACKGROUND, dtype=np.uint8)
        for x, name in zip(left, self._columns, strict=True):
            sheet[:CAPTION, x : x + TILE] = _caption(name)
        top = CAPTION
        for row, height in zip(self._tiles.values(), heights, strict=True):
            for x, name in zip(left, self._columns, strict=True):
                text, tile = row[name]
                sheet[top : top + CAPTION, x : x + TILE] = _caption(text)
                sheet[top + CAPTION : top + CAPTION + height, x : x + tile.shape[1]] = tile
            top += CAPTION + height + GAP
        return sheet
