"""Pairs of a dark picture and its reference, held in memory at the size the network sees."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from lle_studio.core.errors import SourceError
from lle_studio.training.targets import illumination


@dataclass(frozen=True, slots=True, kw_only=True)
class PairSet:
    """N pairs as 8-bit pictures of one square size S."""

    low: NDArray[np.uint8]
    """(N, S, S, 3) RGB."""
    high: NDArray[np.uint8]
    """(N, S, S, 3) RGB."""
    light: NDArray[np.uint8]
    """(N, S, S): illumination of the reference."""


def read_rgb(path: Path) -> NDArray[np.uint8]:
    """Reads a picture file as RGB (H, W, 3).

    Raises:
        SourceError: it is not a picture OpenCV can decode.
    """
    bgr = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if bgr is None:
        raise SourceError(f"{path} is not a picture that can be read: remove it from the folder.")
    return np.ascontiguousarray(bgr[:, :, ::-1], dtype=np.uint8)


def load_pairs(folders: list[Path], size: int) -> PairSet:
    """Loads every pair ``low/NAME.*`` and ``high/NAME.*`` of the folders, area-resized to size x size.

    Raises:
        SourceError: a folder has no such layout, or a dark picture has no reference.
    """
    lows, highs, lights = [], [], []
    for folder in folders:
        references = {path.stem: path for path in sorted((folder / "high").glob("*"))}
        pictures = sorted((folder / "low").glob("*"))
        if not pictures:
            raise SourceError(f"{folder} holds no pairs: it must have the folders low and high with equal file names.")
        for path in pictures:
            if path.stem not in references:
                raise SourceError(
                    f"{path} has no reference of the same name in {folder / 'high'}: add it or remove the picture."
                )
            low, high = (
                cv2.resize(read_rgb(p), (size, size), interpolation=cv2.INTER_AREA)
                for p in (path, references[path.stem])
            )
            lows.append(low)
            highs.append(high)
            lights.append(illumination(high.astype(np.uint8)))
    return PairSet(low=np.stack(lows).astype(np.uint8), high=np.stack(highs).astype(np.uint8), light=np.stack(lights))
