"""What the network is shown: pairs cut, darkened and mirrored at random, and dark pictures made by the camera model."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from lle_studio.training.camera import draw_light, infrared, next_frame, overlay, photograph
from lle_studio.training.config import ExampleShares
from lle_studio.training.datasets import PairSet

MAX_JUDGED = 64
"""Side of the grid of pixels the losses look at: a coarser grid of a picture tells as much."""

INFRARED = 0.15
"""Share of the camera model's pictures that are infrared monochrome."""

DISPLAY_GAMMA = 2.2
"""Of the display the unlit ground of a reference is shown on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One picture of side S with what it should become."""

    low: NDArray[np.uint8]
    """(S, S, 3): the dark picture."""
    high: NDArray[np.uint8]
    """(S, S, 3): its reference."""
    light: NDArray[np.uint8]
    """(S, S): illumination of the reference."""
    shade: NDArray[np.float32]
    """(S, S): factor on the target, below 1 on unlit ground, which is to stay dark."""
    mask: NDArray[np.float32]
    """(S, S): 1 where the scene is seen, 0 where a bar, clock or lamp covers it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Examples as tensors."""

    picture: Tensor
    """(B, 3, S, S) in [-1, 1], channels last: the network's input."""
    codes: Tensor
    """(B, 3, P, P) int64: the pixels of it that are judged, P at most 64."""
    high: Tensor
    """(B, 3, P, P) in [0, 1]."""
    light: Tensor
    """(B, 1, P, P) in [0, 1]."""
    shade: Tensor
    """(B, 1, P, P)."""
    mask: Tensor
    """(B, 1, P, P)."""
    level: Tensor
    """(B,): exposure levels asked for."""
    twice: bool
    """Whether the second half are next frames of the first half's scenes."""


def draw_example(
    pairs: PairSet, photos: PairSet | None, item: int, size: int, shares: ExampleShares, rng: Generator
) -> Example:
    """Makes one example of pair ``item``, or, as the draw says, of a reference or photograph taken in the dark."""
    synthetic = rng.random() < shares.synthetic
    if synthetic and photos is not None and rng.random() < 0.4:
        low, high, light = _cut(photos, int(rng.integers(len(photos.high))), size, rng)
    else:
        low, high, light = _cut(pairs, item, size, rng)
    shade, mask = np.ones((size, size), np.float32), np.ones((size, size), np.float32)
    if synthetic:
        if rng.random() < INFRARED:
            high = infrared(high)
        spot = draw_light(size, rng) if rng.random() < shares.islands else None
        low = photograph(high, spot, rng)
        if spot is not None:
            shade = spot ** np.float32(1 / DISPLAY_GAMMA)
    elif rng.random() < shares.lit / max(1 - shares.synthetic, 1e-6):
        low = high
    elif rng.random() < shares.reexposed:  # the codes of another exposure, as the 8-bit file of it would hold them
        low = np.clip(np.rint(low * rng.uniform(0.35, 1.3)), 0, 255).astype(np.uint8)
    if rng.random() < shares.overlaid:
        low, mask = overlay(low, rng)
    return Example(low=low, high=high, light=light, shade=shade, mask=mask)


def _cut(pairs: PairSet, item: int, size: int, rng: Generator) -> tuple[NDArray[np.uint8], ...]:
    """Cuts the same random window out of a pair and its illumination, and mirrors half of them."""
    full = pairs.high.shape[1]
    side = int(full * rng.uniform(0.6, 1.0))
    top, left = rng.integers(0, full - side + 1, size=2)
    step = -1 if rng.random() < 0.5 else 1
    return tuple(
        cv2.resize(
            np.ascontiguousarray(array[item][top : top + side, left : left + side][:, ::step]),
            (size, size),
            interpolation=cv2.INTER_AREA,
        ).astype(np.uint8)
        for array in (pairs.low, pairs.high, pairs.light)
    )


def draw_batch(
    pairs: PairSet,
    photos: PairSet | None,
    items: NDArray[np.int64],
    size: int,
    shares: ExampleShares,
    level_range: tuple[float, float],
    rng: Generator,
    *,
    twice: bool = False,
) -> Batch:
    """Stacks the examples of ``items`` into tensors, each with an exposure level drawn from the range.

    With ``twice`` a next frame of each follows behind them all, at the same level.
    """
    examples = [draw_example(pairs, photos, int(item), size, shares, rng) for item in items]
    levels = rng.uniform(*level_range, size=len(examples))
    if twice:
        examples += [replace(e, low=next_frame(e.low, rng)) for e in examples]
        levels = np.tile(levels, 2)
    step = -(-size // MAX_JUDGED)
    low = torch.from_numpy(np.stack([e.low for e in examples])).permute(0, 3, 1, 2)  # channels last in memory
    grid = np.s_[..., step // 2 :: step, step // 2 :: step]
    judged = {
        "high": np.stack([e.high.transpose(2, 0, 1)[grid] for e in examples]).astype(np.float32) / 255,
        "light": np.stack([e.light[None][grid] for e in examples]).astype(np.float32) / 255,
        "shade": np.stack([e.shade[None][grid] for e in examples]),
        "mask": np.stack([e.mask[None][grid] for e in examples]),
        "level": levels.astype(np.float32),
    }
    return Batch(
        picture=low.float() / 127.5 - 1,
        codes=low[grid].contiguous().long(),
        twice=twice,
        **{name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in judged.items()},
    )
