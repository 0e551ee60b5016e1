"""Shows what the colour modes do to colour: ``python -m benchmarks.colour PAIRS... [--chroma-gains C...]``.

Every dark picture is coded as limited-range BT.601 YCbCr (4:4:4, 8 bits) as a recorder would, enhanced with L = the
mean of its reference in each colour mode, for ``luma`` with several chroma gains, and compared with the reference:
CIEDE2000, the error of hue, and the share of the reference's chroma that the result has. Gain limit as given.
"""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from skimage.color import rgb2lab

from lle_studio.core.color import ColorInterpretation
from lle_studio.core.curves import make_table
from lle_studio.core.measures import count_levels, measure_rgb
from lle_studio.core.settings import LEVEL_RANGE, EnhancementSettings
from lle_studio.estimator.estimator import CurveEstimator
from lle_studio.evaluation.methods import mean_luminance
from lle_studio.evaluation.metrics import ciede2000, hue_error
from lle_studio.evaluation.pairs import find_pairs, read_pair

COLOR = ColorInterpretation(matrix="bt601", range="limited", matrix_origin="tagged", range_origin="tagged")
TO_CODED = np.array([[65.481, 128.553, 24.966], [-37.797, -74.203, 112.0], [112.0, -93.786, -18.214]]) / 255
OFFSET = np.array([16.0, 128.0, 128.0])
TO_RGB = np.linalg.inv(TO_CODED)

Codes = NDArray[np.uint8]


def code(rgb: Codes) -> Codes:
    """Y, Cb, Cr (H, W, 3) of a picture."""
    return np.clip(np.rint(rgb @ TO_CODED.T + OFFSET), 0, 255).astype(np.uint8)


def decode(coded: Codes) -> Codes:
    """The picture of Y, Cb, Cr."""
    return np.clip(np.rint((coded - OFFSET) @ TO_RGB.T), 0, 255).astype(np.uint8)


def look_up(picture: Codes, table: Codes) -> Codes:
    """Sends each channel through its row of the table."""
    return np.stack([table[c][picture[..., c]] for c in range(3)], axis=2)


def mean_chroma(rgb: Codes) -> float:
    """Mean CIELAB chroma."""
    lab = rgb2lab(rgb)
    return float(np.hypot(lab[..., 1], lab[..., 2]).mean())


def main() -> None:
    """Prints one line a colour mode and gain."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--chroma-gains", type=float, nargs="*", default=[1.0, 1.5, 2.0, 3.0, 4.0])
    parser.add_argument("--gain-limit", type=float, default=12.0, help="0 for off")
    parser.add_argument("--weights", default="studio")
    options = parser.parse_args()
    estimator = CurveEstimator(options.weights, device="cpu")
    limit = options.gain_limit or None
    variants = {mode: EnhancementSettings(gain_limit=limit, color_mode=mode) for mode in ("per-channel", "shared")}
    for gain in options.chroma_gains:
        variants[f"luma {gain:g}"] = EnhancementSettings(gain_limit=limit, color_mode="luma", chroma_gain=gain)
    for folder in options.pairs:
        found: dict[str, list[tuple[float, ...]]] = {name: [] for name in variants}
        for pair in find_pairs(folder):
            low, high = read_pair(pair)
            coded = code(low)
            rgb = decode(coded)
            planes = np.ascontiguousarray(rgb.transpose(2, 0, 1))
            level = float(np.clip(mean_luminance(high), *LEVEL_RANGE))
            curves = estimator.curves(estimator.features(planes), level)
            chroma = mean_chroma(high)
            for name, settings in variants.items():
                table = make_table(curves, settings, COLOR)
                luma = settings.color_mode == "luma"
                result = decode(look_up(coded, table)) if luma else look_up(rgb, table)
                shift = 0.0 if luma else measure_rgb(count_levels(tuple(planes)), table).hue_shift
                figures = (ciede2000(result, high), hue_error(result, high), mean_chroma(result) / chroma, shift)
                found[name].append(figures)
        print(f"{folder}: {len(found['shared'])} pairs, gain limit {limit or 'off'}")
        for name, rows in found.items():
            distance, hue, share, shift = np.mean(rows, axis=0)
            print(
                f"  {name:<12} ΔE00 {distance:5.2f}  hue error {hue:5.1f}°  chroma {share:4.2f}  hue shift {shift:4.1f}"
            )


if __name__ == "__main__":
    main()
