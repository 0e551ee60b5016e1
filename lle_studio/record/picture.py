"""Single pictures on disk, without loss."""

from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from lle_studio.core.errors import CheckFailed, WriteError

_OPTIONS = {".png": (), ".tiff": (cv2.IMWRITE_TIFF_COMPRESSION, cv2.IMWRITE_TIFF_COMPRESSION_LZW)}
"""Ending of a name -> OpenCV's options; LZW loses nothing."""


def write_picture(path: Path, rgb: NDArray[np.uint8]) -> None:
    """Writes planes R, G, B (3, H, W) as PNG, or as TIFF where the name ends in ``.tiff``, whole or not at all.

    Raises:
        WriteError: the file cannot be written.
    """
    ending = ".tiff" if path.suffix.lower() == ".tiff" else ".png"
    packed, data = cv2.imencode(ending, cv2.merge([rgb[2], rgb[1], rgb[0]]), _OPTIONS[ending])
    if not packed:
        raise WriteError(
            f"{path} cannot be written: a picture of {rgb.shape[2]}x{rgb.shape[1]} does not fit into "
            f"a {ending[1:].upper()}."
        )
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("xb") as stream:  # x: what stands there may be anything, even the source
            stream.write(data.tobytes())
        partial.replace(path)
    except FileExistsError as error:
        raise WriteError(f"{partial} is in the way: move it away or choose another name.") from error
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise WriteError(f"{path} cannot be written ({error.strerror}): check the folder and the disk.") from error


def read_picture(path: Path) -> tuple[NDArray[np.uint8], ...]:
    """Reads the planes R, G, B (H, W) of an 8-bit picture.

    Raises:
        CheckFailed: the file is missing, or is no such picture.
    """
    try:
        data = np.frombuffer(path.read_bytes(), dtype=np.uint8)
        packed = cv2.imdecode(data, cv2.IMREAD_UNCHANGED) if data.size else None
    except OSError as error:
        raise CheckFailed(f"{path.name} cannot be read ({error.strerror}).") from error
    except cv2.error as error:
        raise CheckFailed(f"{path.name} cannot be decoded.") from error
    if packed is None or packed.dtype != np.uint8 or packed.ndim != 3 or packed.shape[2] != 3:
        raise CheckFailed(f"{path.name} is no picture of 8-bit R, G and B.")
    blue, green, red = (np.asarray(plane, dtype=np.uint8) for plane in cv2.split(packed))
    return red, green, blue
