"""Tables as a 1D ``.cube`` file, which grading programs and FFmpeg's ``lut1d`` read.

The entries are written as (v + 0.25) / 255: programs that multiply by 255 and cut the fraction, or round it, get v.
"""

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.curves import LEVELS


def cube_text(table: NDArray[np.uint8], title: str) -> str:
    """The text of a 1D ``.cube`` file (Adobe Cube LUT Specification 1.0).

    Args:
        table: (3, 256) for R, G, B.
        title: a comment for people; quotation marks and line ends are left out.
    """
    clean = "".join(letter for letter in title if letter.isprintable() and letter != '"')
    entries = (table.astype(np.float64).T + 0.25) / 255
    rows = "".join(f"{red:.8f} {green:.8f} {blue:.8f}\n" for red, green, blue in np.minimum(entries, 1.0))
    return f'TITLE "{clean}"\nLUT_1D_SIZE {LEVELS}\nDOMAIN_MIN 0.0 0.0 0.0\nDOMAIN_MAX 1.0 1.0 1.0\n{rows}'
