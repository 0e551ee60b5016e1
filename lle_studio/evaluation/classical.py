"""Classical enhancements, to compare tone curves with. Pictures are RGB, uint8 (H, W, 3), in and out."""

import cv2
import numpy as np
from numpy.typing import NDArray

from lle_studio.core.color import LUMA_WEIGHTS
from lle_studio.core.curves import LEVELS, apply_table
from lle_studio.core.measures import count_levels

CLIP_LIMIT = 3.0
"""CLAHE: highest histogram bin of a tile, in multiples of the tile's mean bin."""

TILES = (8, 8)
"""CLAHE: tiles across and down."""

GAMMA_LOG2_RANGE = (-6.0, 6.0)
"""Bounds of log2 of the gamma: from 1/64, which lifts code 1 to 234, to 64."""

RETINEX_SCALES = (15.0, 80.0, 250.0)
"""MSRCR: sigmas of the three surrounds in pixels."""

RESTORATION = 125.0
"""MSRCR: alpha, the strength of the colour restoration's nonlinearity."""

STRETCH_PERCENTILES = (1.0, 99.0)
"""MSRCR: percentiles of the samples of all channels that become black and white."""

SMALLEST_CONTRAST = 1e-3
"""MSRCR: a spread below this is the blur's rounding; neighbouring codes differ by more than 0.0039 in logarithm."""


def equalize_histogram(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Equalises the histogram of luminance (Y of YCrCb, BT.601) and keeps Cr and Cb."""
    coded = cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb)
    coded[..., 0] = cv2.equalizeHist(np.ascontiguousarray(coded[..., 0]))
    return np.asarray(cv2.cvtColor(coded, cv2.COLOR_YCrCb2RGB), dtype=np.uint8)


def clahe(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Contrast-limited adaptive histogram equalisation (Zuiderveld, 1994) of L in 8-bit CIELAB; a and b are kept.

    Clip limit 3.0 and 8 x 8 tiles. Greys stay grey to within one code, by the rounding of 8-bit CIELAB.
    """
    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2Lab)
    lab[..., 0] = cv2.createCLAHE(CLIP_LIMIT, TILES).apply(np.ascontiguousarray(lab[..., 0]))
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB), dtype=np.uint8)


def _gamma_row(log2_gamma: float) -> NDArray[np.uint8]:
    """The table (256,) of code k: floor(255 (k / 255)^gamma + 0.5)."""
    curve = (np.arange(LEVELS) / (LEVELS - 1)) ** 2.0**log2_gamma
    row: NDArray[np.uint8] = np.floor(curve * (LEVELS - 1) + 0.5).astype(np.uint8)
    return row


def gamma_to_level(rgb: NDArray[np.uint8], level: float = 0.6) -> NDArray[np.uint8]:
    """Applies the one gamma, the same for all channels, whose result has this mean luminance.

    The gamma is found by bisection. Black stays black and white white whatever the gamma: a picture with too much of
    either, such as a black one, comes out as near the level as the bounds of the gamma allow.

    Args:
        rgb: the picture.
        level: mean BT.601 luminance in [0, 1].
    """
    planes = tuple(np.ascontiguousarray(np.moveaxis(rgb, 2, 0)))
    shares = np.asarray(LUMA_WEIGHTS["bt601"]) @ count_levels(planes) / planes[0].size
    low, high = GAMMA_LOG2_RANGE
    for _ in range(40):  # the mean falls as the gamma rises
        middle = (low + high) / 2
        if shares @ _gamma_row(middle) / (LEVELS - 1) > level:
            low = middle
        else:
            high = middle
    table = np.tile(_gamma_row((low + high) / 2), (3, 1))
    return np.stack(apply_table(planes, table), axis=2)


def _surround(picture: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """Blurs a picture (H, W, 3) by a Gaussian.

    A wide kernel is slow. The picture is reduced until sigma is 8 pixels, blurred and enlarged again; on LOL pictures
    this is within 1 % of the full blur.
    """
    height, width = picture.shape[:2]
    factor = sigma / 8
    size = (max(1, round(width / factor)), max(1, round(height / factor)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(
        small, (0, 0), sigmaX=sigma * size[0] / width, sigmaY=sigma * size[1] / height, borderType=cv2.BORDER_REFLECT
    )
    return np.asarray(cv2.resize(blurred, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def msrcr(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Multi-scale retinex with colour restoration (Jobson, Rahman and Woodell, 1997).

    With I_i the codes of channel i plus 1 (so that black has a logarithm) and F_s Gaussians of sigma 15, 80 and 250:
    R_i = mean over s of (log I_i - log(F_s * I_i)), times C_i = log(125 I_i / (I_R + I_G + I_B)). In place of the
    paper's gain and offset, one stretch for all channels sends the 1st and 99th percentile of the samples to 0 and
    255; the paper's beta = 46 scales all C_i alike and cancels in it. A picture without contrast comes back as it was.
    """
    picture = rgb.astype(np.float32) + 1
    surrounds = sum(np.log(_surround(picture, sigma)) for sigma in RETINEX_SCALES)
    retinex = np.log(picture) - surrounds / len(RETINEX_SCALES)
    restored = retinex * np.log(RESTORATION * picture / picture.sum(axis=2, keepdims=True))
    black, white = np.percentile(restored, STRETCH_PERCENTILES)
    if white - black < SMALLEST_CONTRAST:
        return rgb.copy()
    codes = (restored - black) * (LEVELS - 1) / (white - black)
    stretched: NDArray[np.uint8] = np.clip(np.floor(codes + 0.5), 0, LEVELS - 1).astype(np.uint8)
    return stretched
