"""Shows how precisely results follow the exposure level: ``python -m benchmarks.exposure PAIRS... [--clips FILE...]``.

For every picture of the pairs' ``low/`` and for ten frames of every clip, the mean luminance of the result (per-channel
tables, no gain limit) is measured at L = 0.25, 0.30 ... 0.85. Printed are the mean distance from L for 0.3 to 0.8, the
worst picture, the smallest rise from one L to the next, and how many pictures do not rise strictly.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.curves import LEVELS
from lle_studio.core.measures import count_levels
from lle_studio.estimator.estimator import CurveEstimator
from lle_studio.evaluation.pairs import find_pairs, read_rgb
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader

GRID = np.arange(0.25, 0.851, 0.05)
JUDGED = (GRID > 0.29) & (GRID < 0.81)
FRAMES_OF_A_CLIP = 10
WEIGHTS = np.array([0.299, 0.587, 0.114])


def reached(estimator: CurveEstimator, planes: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Mean luminance in [0, 1] of a picture (3, H, W) after the tables of every L of the grid."""
    features = estimator.features(planes)
    counts = count_levels(tuple(planes)) / planes[0].size
    tables = [estimator.curves(features, float(level)).table().astype(np.float64) for level in GRID]
    return np.array([WEIGHTS @ (counts * table).sum(axis=1) for table in tables]) / (LEVELS - 1)


def clip_frames(path: Path) -> Iterator[NDArray[np.uint8]]:
    """Planes R, G, B of frames spread evenly over a clip."""
    index = build_index(path)
    with ClipReader(index) as reader:
        for place in np.linspace(0, len(index) - 1, FRAMES_OF_A_CLIP).round().astype(int):
            yield reader.read(int(place)).rgb


def tell(name: str, means: list[NDArray[np.float64]]) -> None:
    """Prints one line of figures."""
    curves = np.stack(means)
    miss = np.abs(curves - GRID)[:, JUDGED].mean(axis=1)
    rise = np.diff(curves, axis=1).min(axis=1)
    falling = int((rise <= 0).sum())
    print(
        f"{name}: {len(curves)} pictures, mean distance from L {miss.mean():.4f} (worst picture {miss.max():.4f}), "
        f"smallest rise {rise.min():.4f} per 0.05, not strictly rising {falling}"
    )


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="*", help="folders with low/ and high/")
    parser.add_argument("--clips", type=Path, nargs="*", default=[])
    parser.add_argument("--weights", default="studio")
    options = parser.parse_args()
    estimator = CurveEstimator(options.weights, device="cpu")
    for folder in options.pairs:
        pictures = (read_rgb(pair.low).transpose(2, 0, 1) for pair in find_pairs(folder))
        tell(str(folder), [reached(estimator, np.ascontiguousarray(planes)) for planes in pictures])
    for path in options.clips:
        tell(path.name, [reached(estimator, planes) for planes in clip_frames(path)])


if __name__ == "__main__":
    main()
