"""Single pictures on disk, without loss."""

from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from lle_studio.core.errors import WriteError


def write_picture(path: Path, rgb: NDArray[np.uint8]) -> None:
    """Writes planes R, G, B (3, H, W) as PNG, whole or not at all.

    Raises:
        WriteError: the file cannot be written.
    """
    packed, data = cv2.imencode(".png", cv2.merge([rgb[2], rgb[1], rgb[0]]))
    if not packed:
        raise WriteError(
            f"{path} cannot be written: a picture of {rgb.shape[2]}x{rgb.shape[1]} does not fit into a PNG."
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
