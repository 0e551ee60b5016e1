"""Shows that curves stay monotone whatever is put in: ``python -m benchmarks.adversarial [--count 10000]``.

Pictures of one colour, noise of every strength, stripes, checks, ramps and single lit pixels go through the network at
random exposure levels; counted are curves that fall anywhere or leave [0, 1], and tables that fall.
"""

import argparse

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from lle_studio.estimator.estimator import CurveEstimator

SIDE = 96


def draw(rng: Generator) -> NDArray[np.uint8]:
    """Draws one adversarial picture (3, H, W)."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    low, high = rng.integers(0, 256, (2, 3, 1, 1))
    period = rng.integers(1, 24)
    pattern = {
        "colour": np.zeros((SIDE, SIDE), bool),
        "stripes": (columns // period) % 2 == 0,
        "checks": (columns // period + rows // period) % 2 == 0,
        "pixel": (rows == rng.integers(SIDE)) & (columns == rng.integers(SIDE)),
        "split": rows < rng.integers(SIDE),
    }
    kind = rng.choice([*pattern, "noise", "ramp", "extreme"])
    if kind in pattern:
        picture = np.where(pattern[str(kind)], high, low)
    elif kind == "noise":
        picture = low + rng.normal(0, rng.uniform(0.2, 120), (3, SIDE, SIDE))
    elif kind == "ramp":
        picture = low + (high - low) * (columns / SIDE) ** rng.uniform(0.2, 5)
    else:
        picture = np.full((3, SIDE, SIDE), rng.choice([0, 255])) * (rng.random((3, 1, 1)) < 0.7)
    return np.clip(np.broadcast_to(picture, (3, SIDE, SIDE)), 0, 255).astype(np.uint8)


def main() -> None:
    """Prints the count of pictures and of failures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--weights", default="studio")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    estimator = CurveEstimator(options.weights, device="cpu")
    rng = np.random.default_rng(options.seed)
    failures = 0
    for _ in range(options.count):
        features = estimator.features(draw(rng))
        curves = estimator.curves(features, float(rng.uniform(*estimator.level_range)))
        inside = curves.values.min() >= 0 and curves.values.max() <= 1
        order = (np.diff(curves.values) >= 0).all() and (np.diff(curves.table().astype(int)) >= 0).all()
        failures += not (inside and order)
    print(f"{options.weights}: {options.count} pictures, {failures} with curves that fall or leave [0, 1]")


if __name__ == "__main__":
    main()
