"""What a result is worth in numbers: against a reference, against its source, by itself, and over time.

Pictures are RGB, uint8 (H, W, 3). Luminance is BT.601 (0.299 R + 0.587 G + 0.114 B), rounded half up to codes 0..255.
"""

import math

import numpy as np
from numpy.typing import NDArray
from skimage.color import deltaE_ciede2000, rgb2lab
from skimage.metrics import structural_similarity

from lle_studio.core.curves import LEVELS

PEAK = LEVELS - 1
"""Code of white."""

GREY_HUE_ERROR = 90.0
"""Degrees charged where a coloured pixel came out grey: the mean distance of a hue to all hues."""


def _check_shapes(result: NDArray[np.uint8], other: NDArray[np.uint8]) -> None:
    if result.shape != other.shape:
        raise ValueError(f"Pictures to compare must have one shape, not {result.shape} and {other.shape}.")


def _luminance(picture: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Luminance codes (H, W), exact: in thousandths until the rounding."""
    red, green, blue = np.moveaxis(picture.astype(np.int32), 2, 0)
    codes: NDArray[np.int32] = (299 * red + 587 * green + 114 * blue + 500) // 1000
    return codes


def _lab(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """CIELAB of sRGB under D65, (H, W, 3)."""
    scaled = picture.astype(np.float32) / PEAK
    lab: NDArray[np.float32] = rgb2lab(scaled, illuminant="D65")
    return lab


def _is_grey(picture: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where R = G = B (H, W): there the hue in CIELAB is rounding noise."""
    grey: NDArray[np.bool_] = picture.max(axis=2) == picture.min(axis=2)
    return grey


def psnr(result: NDArray[np.uint8], reference: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio in dB: 10 log10(255² / mean squared error over all samples of R, G and B).

    Equal pictures have inf.

    Raises:
        ValueError: the shapes differ.
    """
    _check_shapes(result, reference)
    error = float(np.mean((result.astype(np.float64) - reference) ** 2))
    return 10 * math.log10(PEAK**2 / error) if error else math.inf


def ssim(result: NDArray[np.uint8], reference: NDArray[np.uint8]) -> float:
    """Structural similarity, at most 1: the mean over pixels and channels (Wang et al., 2004).

    As in the paper: Gaussian window of 11 x 11 with sigma 1.5, K1 = 0.01, K2 = 0.03, peak 255.

    Raises:
        ValueError: the shapes differ, or a side is shorter than the window.
    """
    _check_shapes(result, reference)
    similarity = structural_similarity(  # type: ignore[no-untyped-call]
        result,
        reference,
        channel_axis=2,
        data_range=PEAK,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
    )
    return float(similarity)


def eme(picture: NDArray[np.uint8], blocks: int = 8) -> float:
    """Measure of enhancement in dB: the mean over blocks of 20 log10((max + 1) / (min + 1)) of luminance.

    Agaian, Silver and Panetta (2007) divide max by min. One code is added to both, so that black stays finite and a
    black block counts 0 dB; the largest value is 48.2 dB. Noise raises the measure as detail does.

    Args:
        picture: to be measured.
        blocks: the picture is cut into this number of blocks along each side (k1 = k2), equal to within one pixel.

    Raises:
        ValueError: a side has fewer pixels than blocks.
    """
    codes = _luminance(picture)
    height, width = codes.shape
    if min(height, width) < blocks:
        raise ValueError(f"A picture of {width}×{height} cannot be cut into {blocks} blocks along each side.")
    rows, columns = (np.arange(blocks) * side // blocks for side in (height, width))
    largest = np.maximum.reduceat(np.maximum.reduceat(codes, rows, axis=0), columns, axis=1)
    smallest = np.minimum.reduceat(np.minimum.reduceat(codes, rows, axis=0), columns, axis=1)
    return float(np.mean(20 * np.log10((largest + 1) / (smallest + 1))))


def pix_dist(picture: NDArray[np.uint8]) -> float:
    """Average distance in codes between the luminances of two different pixels (PixDist; Chen et al., 2006, part I).

    The mean of |i - j| over all pairs of the n pixels is 2 / (n (n - 1)) * sum over i < j of h_i h_j (j - i). Each step
    from k to k + 1 lies between c_k pixels below and n - c_k above, so the sum is that of c_k (n - c_k) with the
    cumulative histogram c. One pixel has 0.
    """
    below = np.cumsum(np.bincount(_luminance(picture).ravel(), minlength=LEVELS))
    pixels = int(below[-1])
    if pixels < 2:
        return 0.0
    return 2 * float((below * (pixels - below)).sum()) / (pixels * (pixels - 1))


def ciede2000(result: NDArray[np.uint8], reference: NDArray[np.uint8]) -> float:
    """Mean CIEDE2000 colour difference over all pixels (Sharma et al., 2005), sRGB under D65; 0 for equal pictures.

    Raises:
        ValueError: the shapes differ.
    """
    _check_shapes(result, reference)
    difference = deltaE_ciede2000(_lab(result), _lab(reference))  # type: ignore[no-untyped-call]
    return float(np.mean(difference, dtype=np.float64))


def hue_error(result: NDArray[np.uint8], reference: NDArray[np.uint8]) -> float:
    """Mean hue difference in degrees, 0 to 180, weighted by the reference's chroma: sum(C d) / sum(C).

    C = hypot(a, b) is the chroma of a reference pixel in CIELAB and d the angle between the hues atan2(b, a) of both
    pixels. Grey pixels (R = G = B) of the reference do not count; coloured ones that came out grey have no hue and
    count 90 degrees. A grey reference has 0.

    Raises:
        ValueError: the shapes differ.
    """
    _check_shapes(result, reference)
    found, wanted = (_lab(picture).astype(np.float64) for picture in (result, reference))
    turn = np.arctan2(found[..., 2], found[..., 1]) - np.arctan2(wanted[..., 2], wanted[..., 1])
    angle = np.degrees(np.abs(np.arctan2(np.sin(turn), np.cos(turn))))
    angle[_is_grey(result)] = GREY_HUE_ERROR
    chroma = np.hypot(wanted[..., 1], wanted[..., 2])
    chroma[_is_grey(reference)] = 0
    total = chroma.sum()
    return float((chroma * angle).sum() / total) if total else 0.0


def lightness_order_error(result: NDArray[np.uint8], source: NDArray[np.uint8]) -> float:
    """Share of ordered pixel pairs, 0 to 1, whose order of lightness is not the source's (LOE; Wang et al., 2013).

    Lightness is the largest of R, G and B. A pair (p, q) is an error where exactly one picture has lightness of p >= q.
    The published measure is the mean number of errors per pixel, on pictures sampled down to 50 pixels on the short
    side to save time; it is this share times the number of sampled pixels. Here all pairs of all pixels are counted,
    from the joint histogram of the two lightnesses.

    Raises:
        ValueError: the shapes differ.
    """
    _check_shapes(result, source)
    joint_codes = source.max(axis=2).astype(np.int64) * LEVELS + result.max(axis=2)
    joint = np.bincount(joint_codes.ravel(), minlength=LEVELS**2).reshape(LEVELS, LEVELS)
    not_above = joint.cumsum(axis=0).cumsum(axis=1)  # pixels no lighter than (i, j) in both pictures
    in_source = (joint.sum(axis=1) * not_above[:, -1]).sum()
    in_result = (joint.sum(axis=0) * not_above[-1]).sum()
    in_both = (joint * not_above).sum()
    return float((in_source + in_result - 2 * in_both) / joint_codes.size**2)


def temporal_flicker(luminance_means: NDArray[np.float64]) -> float:
    """Mean change from frame to frame, |m_t - m_(t-1)|, in the unit of the means (codes); fewer than two frames have 0.

    Args:
        luminance_means: mean luminance of each frame, (N,).
    """
    if luminance_means.size < 2:
        return 0.0
    return float(np.abs(np.diff(luminance_means)).mean())


def flicker_ratio(source_means: NDArray[np.float64], result_means: NDArray[np.float64]) -> float:
    """How much more a result flickers than its source would after a constant gain: 1 adds nothing, below 1 is calmer.

    The flicker of the result is divided by that of the source times mean(result) / mean(source). Where both are 0 the
    ratio is 1; where only the source's is 0, inf.

    Args:
        source_means: mean luminance of each frame of the source, (N,).
        result_means: the same of the result, (N,).

    Raises:
        ValueError: the numbers of frames differ.
    """
    if source_means.shape != result_means.shape:
        raise ValueError(f"{source_means.size} source frames cannot be compared with {result_means.size} of a result.")
    flicker, unchanged = temporal_flicker(result_means), temporal_flicker(source_means)
    if unchanged:
        unchanged *= float(result_means.mean() / source_means.mean())
    if unchanged:
        return flicker / unchanged
    return math.inf if flicker else 1.0
