"""Pairs of a dark picture and its reference on disk: ``low/NAME.*`` and ``high/NAME.*`` of one folder."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from lle_studio.core.errors import SourceError

PICTURE_SUFFIXES = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".ppm", ".tif", ".tiff", ".webp"})
"""Endings of the files that count as pictures, in lower case; whatever else lies in a folder is passed over."""


_TO_8_BIT = ((np.arange(1 << 16) + 128) // 257).astype(np.uint8)
"""The 8-bit code of each 16-bit one: c / 257, rounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A dark picture and the same scene well lit."""

    name: str
    """The stem both file names share."""
    low: Path
    """The dark picture."""
    high: Path
    """Its reference."""


def find_pairs(folder: Path) -> list[Pair]:
    """Finds the pairs of a folder, in the order of their names. A reference without a dark picture is passed over.

    Raises:
        SourceError: the folder has no such layout, a dark picture has no reference, or a name is there twice.
    """
    try:
        pictures, references = list_pictures(folder / "low"), list_pictures(folder / "high")
    except OSError as error:
        raise SourceError(f"{error.filename} cannot be read ({error.strerror}): check the folder.") from error
    if not pictures:
        raise SourceError(f"{folder} holds no pairs: it must have the folders low and high with equal file names.")
    for name, path in pictures.items():
        if name not in references:
            raise SourceError(
                f"{path} has no reference of the same name in {folder / 'high'}: add it or remove the picture."
            )
    return [Pair(name=name, low=path, high=references[name]) for name, path in pictures.items()]


def list_pictures(folder: Path) -> dict[str, Path]:
    """Finds the pictures of a folder by stem; none where there is no such folder.

    Raises:
        SourceError: two files share a stem.
    """
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith(".") or path.suffix.lower() not in PICTURE_SUFFIXES or not path.is_file():
            continue
        if path.stem in found:
            raise SourceError(f"{path} and {found[path.stem].name} have one name: remove or rename one of them.")
        found[path.stem] = path
    return found


def read_rgb(path: Path) -> NDArray[np.uint8]:
    """Reads a picture file as 8-bit RGB (H, W, 3); samples of 16 bits are divided by 257 and rounded.

    Raises:
        SourceError: the file cannot be read, is not a picture OpenCV can decode, or has neither 8 nor 16 bits a sample.
    """
    try:
        data = np.frombuffer(path.read_bytes(), dtype=np.uint8)  # cv2.imread fails on some names
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}): check the file.") from error
    bgr = cv2.imdecode(data, cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH) if data.size else None
    if bgr is None:
        raise SourceError(f"{path} is not a picture that can be read: remove it from the folder.")
    if bgr.dtype == np.uint16:
        bgr = _TO_8_BIT[bgr]
    if bgr.dtype != np.uint8:
        raise SourceError(f"{path} has samples of {bgr.dtype}: save it with 8 or 16 bits a sample.")
    return np.ascontiguousarray(bgr[:, :, ::-1], dtype=np.uint8)


def read_pair(pair: Pair) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Reads the dark picture and the reference of a pair, both (H, W, 3).

    Raises:
        SourceError: one of them cannot be read, or they differ in size.
    """
    low, high = read_rgb(pair.low), read_rgb(pair.high)
    if low.shape != high.shape:
        sizes = " and ".join(f"{picture.shape[1]}x{picture.shape[0]}" for picture in (low, high))
        raise SourceError(f"The pictures of pair {pair.name} differ in size ({sizes}): give both the same size.")
    return low, high
