"""The pictures of a training run: loaded from the folders its configuration names, or generated where it names none."""

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from lle_studio.core.errors import SourceError, UsageError
from lle_studio.estimator.network import INPUT_SIZE
from lle_studio.evaluation.lime import lime
from lle_studio.training.camera import photograph
from lle_studio.training.config import TrainingConfig
from lle_studio.training.datasets import PairSet, find_dataset, load_pairs, load_pictures
from lle_studio.training.mix import PaperMix, draw_mix, load_mix
from lle_studio.training.targets import illumination

GENERATED_PAIRS = 64
GENERATED_SIZE = 64
"""Number and side of the generated pictures: enough to see that the training code learns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSets:
    """The pictures of a run."""

    pairs: PairSet
    validation: PairSet
    photos: PairSet | None = None
    mix: PaperMix | None = None
    """Where the pairs are a mix drawn of dark and lit pictures, which."""


def load_sets(config: TrainingConfig, data: Path) -> TrainingSets:
    """Loads what a configuration names, relative to the folder ``data``; generates pictures if it names no pairs.

    Raises:
        SourceError: a folder or picture cannot be read.
        UsageError: pairs are named without any to validate by.
    """
    if not config.pairs:
        pairs = generate_pairs(GENERATED_PAIRS, GENERATED_SIZE, config.seed)
        return TrainingSets(pairs=pairs, validation=generate_pairs(16, GENERATED_SIZE, config.seed + 1))
    if not config.validation:
        raise UsageError("The configuration names pairs but none for validation: name their folders.")
    folders = [_folder(data, name) for name in config.pairs]
    if config.mix:
        found = [pair for folder in folders for pair in find_dataset(folder)]
        mix = draw_mix(found, count=config.mix, seed=config.seed)
        pairs = load_mix(mix, INPUT_SIZE)
    else:
        mix = None
        pairs = load_pairs(folders, INPUT_SIZE)
    photos = load_pictures([_folder(data, name) for name in config.photos], INPUT_SIZE) if config.photos else None
    validation = load_pairs([_folder(data, name) for name in config.validation], INPUT_SIZE)
    if config.references == "boosted":
        pairs, validation = _boost(pairs), _boost(validation)
    return TrainingSets(pairs=pairs, validation=validation, photos=photos, mix=mix)


def _folder(data: Path, name: str) -> Path:
    folder = data / name
    if not folder.is_dir():
        raise SourceError(f"{folder} is not there: give the folder that holds {name} with --data.")
    return folder


def _boost(pairs: PairSet) -> PairSet:
    """Brightens references by LIME, as Lim and Kim (2023, section 2.2) do."""
    return replace(pairs, high=np.stack([lime(picture) for picture in pairs.high]))


def generate_pairs(count: int, size: int, seed: int) -> PairSet:
    """Paints well-lit scenes of shaded shapes and takes each in the dark with the camera model."""
    rng = np.random.default_rng(seed)
    high = np.stack([_paint(size, rng) for _ in range(count)])
    low = np.stack([photograph(picture, None, rng) for picture in high])
    return PairSet(low=low, high=high, light=np.stack([illumination(picture) for picture in high]))


def _paint(size: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A picture (size, size, 3) of overlapping rectangles and discs under uneven light, with fine texture."""
    picture = np.full((size, size, 3), rng.uniform(60, 200, 3), np.float32)
    for _ in range(12):
        color, (x, y) = tuple(map(float, rng.uniform(10, 245, 3))), map(int, rng.integers(0, size, 2))
        extent = int(rng.integers(size // 12, size // 3))
        if rng.random() < 0.5:
            cv2.circle(picture, (x, y), extent, color, -1, cv2.LINE_AA)
        else:
            cv2.rectangle(picture, (x, y), (x + extent, y + extent // 2), color, -1)
    light = cv2.resize(rng.uniform(0.6, 1.1, (3, 3)).astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC)
    painted: NDArray[np.uint8] = np.clip(picture * light[:, :, None] + rng.normal(0, 3, picture.shape), 0, 255).astype(
        np.uint8
    )
    return painted
