"""Shows what bars, clocks and lamps in the picture do to the curves: ``python -m benchmarks.overlays PAIRS...``.

Every dark picture is enhanced with L = the mean of its reference, once as it is and once by the curves of the same
picture with letterbox bars, a burnt-in clock or a bright lamp laid over it (three draws each). Both results are made of
the picture without them. Printed are the PSNR of both, and the mean change of the result in codes.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from lle_studio.core.curves import ToneCurves
from lle_studio.core.settings import LEVEL_RANGE
from lle_studio.estimator.estimator import CurveEstimator
from lle_studio.evaluation.methods import mean_luminance
from lle_studio.evaluation.metrics import psnr
from lle_studio.evaluation.pairs import find_pairs, read_pair
from lle_studio.training.camera import overlay

SIDE = 512
DRAWS = 3


def look_up(picture: NDArray[np.uint8], curves: ToneCurves) -> NDArray[np.uint8]:
    """The picture (H, W, 3) through the curves' table."""
    table = curves.table()
    return np.stack([table[c][picture[..., c]] for c in range(3)], axis=2)


def main() -> None:
    """Prints one line a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--weights", default="studio")
    options = parser.parse_args()
    estimator = CurveEstimator(options.weights, device="cpu")
    for folder in options.pairs:
        rows = []
        for number, pair in enumerate(find_pairs(folder)):
            low, high = (cv2.resize(p, (SIDE, SIDE), interpolation=cv2.INTER_AREA) for p in read_pair(pair))
            level = float(np.clip(mean_luminance(high), *LEVEL_RANGE))

            def curves_of(picture: NDArray[np.uint8], level: float = level) -> ToneCurves:
                planes = np.ascontiguousarray(picture.transpose(2, 0, 1))
                return estimator.curves(estimator.features(planes), level)

            plain = look_up(low, curves_of(low))
            for draw in range(DRAWS):
                covered, mask = overlay(low, np.random.default_rng((number, draw)))
                if mask.all():
                    continue
                other = look_up(low, curves_of(covered))
                change = np.abs(plain.astype(float) - other).mean()
                rows.append((psnr(plain, high), psnr(other, high), change, 1 - mask.mean()))
        before, after, change, hidden = np.mean(rows, axis=0)
        print(
            f"{folder}: {len(rows)} covered pictures ({100 * hidden:.0f} % hidden), PSNR {before:.2f} dB without, "
            f"{after:.2f} dB with; the result changes by {change:.1f} codes"
        )


if __name__ == "__main__":
    main()
