"""Single pictures on disk, without loss: written by OpenCV, read by FFmpeg."""

from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from lle_studio.core.errors import CheckFailed, SourceError, WriteError
from lle_studio.record.whole_file import read_plain
from lle_studio.video.picture import decode_picture

_OPTIONS = {".png": (), ".tiff": (cv2.IMWRITE_TIFF_COMPRESSION, cv2.IMWRITE_TIFF_COMPRESSION_LZW)}
"""Ending of a name -> OpenCV's options; LZW loses nothing."""

MAX_PICTURE = 2**28
"""Bytes of a picture file that is read: twice those of 8K samples."""


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
        return decode_picture(path, read_plain(path, most=MAX_PICTURE), "tiff" if path.suffix == ".tiff" else "png")
    except OSError as error:
        raise CheckFailed(f"{path.name} cannot be read ({error.strerror}).") from error
    except SourceError as error:
        raise CheckFailed(str(error)) from error
    except ValueError as error:
        raise CheckFailed(f"{path.name} {error}.") from error
