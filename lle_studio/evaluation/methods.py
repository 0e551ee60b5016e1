"""The methods that are compared, by name: each takes a dark picture and its reference and gives a picture.

Pictures are RGB, uint8 (H, W, 3). Only the oracle, and the level rule ``reference``, look at the reference.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from lle_studio.core.color import LUMA_WEIGHTS
from lle_studio.core.curves import LEVELS, apply_table
from lle_studio.core.errors import SourceError, UsageError
from lle_studio.core.settings import DEFAULT_LEVEL, LEVEL_RANGE, EnhancementSettings
from lle_studio.estimator.estimator import CurveEstimator, weights_path
from lle_studio.evaluation.classical import clahe, equalize_histogram, gamma_to_level, msrcr
from lle_studio.evaluation.lime import lime
from lle_studio.evaluation.oracle import best_table
from lle_studio.evaluation.zero_dce import ZeroDceBaseline

Picture = NDArray[np.uint8]
Method = Callable[[Picture, Picture], Picture]

LevelRule = float | Literal["auto", "reference"]
"""Exposure level of every picture: a number; what the network finds natural; or the mean luminance of the reference."""

SHIPPED_WEIGHTS = ("studio", "paper", "zero-dce")
"""Names of weights that belong into ``models``."""

METHODS = ("source", "studio", "paper", "lime", "zero-dce", "he", "clahe", "gamma", "msrcr", "oracle")
"""All names, in the order of the tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodSet:
    """The methods of one evaluation."""

    methods: dict[str, Method]
    """By name, in the order asked for or that of ``METHODS``."""
    left_out: dict[str, str]
    """Names of methods whose weights are not there, with the name of the missing file."""


def load_methods(
    names: Sequence[str] | None, *, level: LevelRule = DEFAULT_LEVEL, weights: str = "studio"
) -> MethodSet:
    """Gets methods ready, loading the weights they need. All run on the CPU, the networks on one thread.

    Args:
        names: of ``METHODS``; None takes all, leaving out those whose weights are not there.
        level: of ``studio`` and ``gamma``. The level of a reference is moved into the range the network is made for.
        weights: of ``studio``, and of the network that finds the level with the rule ``auto``: a name or a path.

    Raises:
        UsageError: a name is unknown, or the level is outside the network's range.
        SourceError: weights of a method asked for by name are missing, or any are damaged.
    """
    for name in names or ():
        if name not in METHODS:
            raise UsageError(f"There is no method {name!r}: choose from {', '.join(METHODS)}.")
    if not isinstance(level, str):
        EnhancementSettings(exposure_level=level)  # refuses what the product refuses
    torch.set_num_threads(1)  # as the estimator does: no time may depend on which other methods are there
    methods: dict[str, Method] = {}
    left_out: dict[str, str] = {}
    for name in METHODS if names is None else dict.fromkeys(names):
        needed = _weights_of(name, level, weights)
        if needed is None or weights_path(needed).is_file():
            methods[name] = _load(name, level, weights)
            continue
        file = needed if needed.endswith(".safetensors") else f"{needed}.safetensors"
        if names is None and needed in SHIPPED_WEIGHTS:
            left_out[name] = file
        else:
            raise SourceError(
                f"Method {name} needs the weights {file}, which are not there: put them there or leave the method out."
            )
    return MethodSet(methods=methods, left_out=left_out)


def _weights_of(name: str, level: LevelRule, weights: str) -> str | None:
    """Name or path of the weights a method needs; None: none."""
    needed = {"studio": weights, "paper": "paper", "zero-dce": "zero-dce"}
    if level == "auto":
        needed["gamma"] = weights
    return needed.get(name)


def _load(name: str, level: LevelRule, weights: str) -> Method:
    if name == "studio":
        return _by_curves(CurveEstimator(weights, device="cpu"), level)
    if name == "gamma":
        return _by_gamma(CurveEstimator(weights, device="cpu") if level == "auto" else None, level)
    if name == "oracle":
        return lambda rgb, reference: _apply(_planes(rgb), best_table(rgb, reference))
    if name == "source":
        return lambda rgb, _: rgb.copy()
    if name == "paper":
        return _judged(_by_curves(CurveEstimator("paper", device="cpu"), DEFAULT_LEVEL), level)
    blind: dict[str, Callable[[], Callable[[Picture], Picture]]] = {
        "lime": lambda: lime,
        "zero-dce": ZeroDceBaseline.load,
        "he": lambda: equalize_histogram,
        "clahe": lambda: clahe,
        "msrcr": lambda: msrcr,
    }
    enhance = blind[name]()
    return _judged(lambda rgb, _: enhance(rgb), level)


def _judged(method: Method, level: LevelRule) -> Method:
    """A method that knows no L: with the rule ``reference`` its results are scaled to the reference's mean luminance.

    This is the usual protocol of the field ("GT mean"), which leaves the choice of exposure out of the comparison.
    """
    if level != "reference":
        return method
    return lambda rgb, reference: scale_to_mean(method(rgb, reference), reference)


def scale_to_mean(result: Picture, reference: Picture) -> Picture:
    """Multiplies a result so that its mean luminance is the reference's, before clipping; black stays black."""
    gain = mean_luminance(reference) / max(mean_luminance(result), 1e-6)
    scaled: Picture = np.clip(np.floor(result * np.float32(gain) + 0.5), 0, LEVELS - 1).astype(np.uint8)
    return scaled


def _by_curves(estimator: CurveEstimator, level: LevelRule) -> Method:
    """The product's own path in colour mode ``per-channel``, without a gain limit."""

    def enhance(rgb: Picture, reference: Picture) -> Picture:
        planes = _planes(rgb)
        features = estimator.features(planes)
        chosen = estimator.natural_level(features) if level == "auto" else _level_of(reference, level)
        return _apply(planes, estimator.curves(features, chosen).table())

    return enhance


def _by_gamma(estimator: CurveEstimator | None, level: LevelRule) -> Method:
    def enhance(rgb: Picture, reference: Picture) -> Picture:
        if level != "auto":
            return gamma_to_level(rgb, _level_of(reference, level))
        assert estimator is not None
        return gamma_to_level(rgb, estimator.natural_level(estimator.features(_planes(rgb))))

    return enhance


def _planes(rgb: Picture) -> Picture:
    """Planes R, G, B (3, H, W) of a picture (H, W, 3)."""
    return np.stack(cv2.split(rgb)).astype(np.uint8, copy=False)


def _apply(planes: Picture, table: Picture) -> Picture:
    """Sends planes R, G, B through tables (3, 256): a picture (H, W, 3)."""
    return np.stack(apply_table(tuple(planes), table), axis=2)


def _level_of(reference: Picture, level: float | Literal["reference"]) -> float:
    """The exposure level of one picture."""
    return float(np.clip(mean_luminance(reference), *LEVEL_RANGE)) if level == "reference" else level


def mean_luminance(rgb: Picture) -> float:
    """Mean BT.601 luminance of a picture in [0, 1]."""
    return float(rgb.mean(axis=(0, 1)) @ np.asarray(LUMA_WEIGHTS["bt601"])) / (LEVELS - 1)
