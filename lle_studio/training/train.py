"""Trains the studio network: ``python -m lle_studio.training.train --pairs DIR ... --out models/studio.safetensors``.

A plain loop. Half of the steps are made at half the picture size, where one costs a quarter.
"""

import argparse
import copy
import math
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor

from lle_studio.estimator.checkpoint import save_checkpoint
from lle_studio.estimator.network import INPUT_SIZE, CurveNet
from lle_studio.training.datasets import PairSet, load_pairs
from lle_studio.training.losses import apply_curves, exposure_loss, histogram_loss, roughness
from lle_studio.training.targets import luminance, reference_at

LEVEL_RANGE = (0.25, 0.85)
"""Exposure levels the network is trained for."""

NORMALLY_LIT = 0.15
"""Share of inputs that are references themselves, so that lit pictures keep their tones (the paper: 20 %)."""

LEARNING_RATE = 2e-3
"""Of AdamW at its height: warmed up over 100 steps, then a cosine down to a hundredth."""

EMA_DECAY = 0.998
"""Of the running mean of the weights that is saved."""

Batch = tuple[Tensor, Tensor, Tensor]
"""Dark pictures (B, 3, S, S) int64, references (B, 3, S, S) and illuminations (B, 1, S, S) in [0, 1]."""


def draw_example(pairs: PairSet, item: int, size: int, rng: Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cuts, mirrors and darkens one pair at random; returns low, high (S, S, 3) and light (S, S), all uint8."""
    full = pairs.low.shape[1]
    side = int(full * rng.uniform(0.6, 1.0))
    top, left = rng.integers(0, full - side + 1, size=2)
    window = np.s_[top : top + side, left : left + side]
    low, high, light = (
        cv2.resize(np.ascontiguousarray(array[item][window]), (size, size), interpolation=cv2.INTER_AREA)
        for array in (pairs.low, pairs.high, pairs.light)
    )
    if rng.random() < NORMALLY_LIT:
        low = high
    elif rng.random() < 0.6:  # the codes of a darker or lighter exposure, as the 8-bit file of it would hold them
        low = np.clip(np.rint(low * rng.uniform(0.35, 1.3)), 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        low, high, light = (array[:, ::-1] for array in (low, high, light))
    return low, high, light


def draw_batch(pairs: PairSet, items: np.ndarray, size: int, rng: Generator) -> Batch:
    """Stacks the examples of ``items`` into tensors."""
    lows, highs, lights = zip(*(draw_example(pairs, int(item), size, rng) for item in items), strict=True)
    low = torch.from_numpy(np.stack(lows).transpose(0, 3, 1, 2).astype(np.int64))
    high = torch.from_numpy(np.stack(highs).transpose(0, 3, 1, 2).astype(np.float32) / 255)
    light = torch.from_numpy(np.stack(lights)[:, None].astype(np.float32) / 255)
    return low, high, light


def training_loss(network: CurveNet, batch: Batch, level: Tensor) -> Tensor:
    """Compares the network's result at ``level`` (B,) with the reference of that exposure."""
    low, high, light = batch
    features = network.features((low.float() / 127.5 - 1).contiguous(memory_format=torch.channels_last))
    curves = network.curves(features, level)
    result = apply_curves(low, curves)
    target = reference_at(high, light, level)
    natural = network.natural_level(features.detach()) - luminance(high).mean(dim=(1, 2))
    return (
        (result - target).square().mean()
        + 0.5 * histogram_loss(result, target)
        + 0.1 * exposure_loss(result, target)
        + 2e-4 * roughness(curves)
        + 0.1 * natural.square().mean()
    )


@torch.no_grad()
def validate(network: CurveNet, pairs: PairSet) -> tuple[float, float]:
    """Mean PSNR in dB with L = the reference's mean, and the mean distance of the result's mean from L (0.3 to 0.8)."""
    network.eval()
    psnr, misses = [], []
    for low_u8, high_u8 in zip(pairs.low, pairs.high, strict=True):
        low = torch.from_numpy(low_u8.transpose(2, 0, 1)[None].astype(np.int64))
        high = torch.from_numpy(high_u8.transpose(2, 0, 1)[None].astype(np.float32) / 255)
        features = network.features(low.float() / 127.5 - 1)
        result = apply_curves(low, network.curves(features, luminance(high).mean(dim=(1, 2))))
        psnr.append(-10 * math.log10((result - high).square().mean().item()))
        for level in (0.3, 0.55, 0.8):
            mean = luminance(apply_curves(low, network.curves(features, torch.tensor([level])))).mean().item()
            misses.append(abs(mean - level))
    network.train()
    return float(np.mean(psnr)), float(np.mean(misses))


def train(
    pairs: PairSet, validation: PairSet, *, steps: int, seed: int, batch_size: int = 16
) -> tuple[CurveNet, list[str]]:
    """Trains for a number of steps and returns the averaged network with the lines it logged.

    The first half of the steps sees the pictures at half their size.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = CurveNet().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    average = copy.deepcopy(network)
    optimizer = torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=1e-4)
    epoch_steps, log, order = len(pairs.low) // batch_size, [], np.empty(0, dtype=np.int64)
    for step in range(steps):
        if step % epoch_steps == 0:
            order = rng.permutation(len(pairs.low))
        rate = LEARNING_RATE * min(1.0, (step + 1) / 100) * max(0.01, (1 + math.cos(math.pi * step / steps)) / 2)
        for group in optimizer.param_groups:
            group["lr"] = rate
        size = pairs.low.shape[1] // (2 if step < steps / 2 else 1)
        items = order[step % epoch_steps * batch_size :][:batch_size]
        level = torch.from_numpy(rng.uniform(*LEVEL_RANGE, size=batch_size).astype(np.float32))
        loss = training_loss(network, draw_batch(pairs, items, size, rng), level)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        _average(average, network, min(EMA_DECAY, (2 + step) / (11 + step)))
        if (step + 1) % epoch_steps == 0 or step + 1 == steps:
            psnr, miss = validate(average, validation)
            log.append(f"step {step + 1} size {size} loss {loss.item():.5f} psnr {psnr:.2f} level miss {miss:.3f}")
            print(log[-1], flush=True)
    return average.eval(), log


@torch.no_grad()
def _average(average: CurveNet, network: CurveNet, decay: float) -> None:
    """Moves the averaged weights towards the present ones."""
    for kept, new in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
        kept.copy_(kept.lerp(new, 1 - decay) if kept.is_floating_point() else new)


def main() -> None:
    """Trains from the command line and writes the checkpoint with its card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, nargs="+", required=True, help="folders with low/ and high/ to train on")
    parser.add_argument(
        "--validation", type=Path, nargs="+", required=True, help="folders with low/ and high/ to judge by"
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="weights to write (.safetensors; the card goes beside it)"
    )
    parser.add_argument("--steps", type=int, default=7000, help="of 16 pictures each; about an hour on one core")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    pairs, validation = load_pairs(arguments.pairs, INPUT_SIZE), load_pairs(arguments.validation, INPUT_SIZE)
    network, log = train(pairs, validation, steps=arguments.steps, seed=arguments.seed)
    psnr, miss = validate(network, validation)
    card = {
        "name": arguments.out.stem,
        "architecture": "CurveNet: 5x5 conv 32 / inverted residual 48 + 3x3 conv 48 / inverted residual 128 / "
        "1x1 conv 768 / pool / head 3 x 257 increments",
        "parameters": sum(p.numel() for p in network.parameters()),
        "input": "RGB area-resized to 256x256, values in [-1, 1]",
        "exposure_level_range": list(LEVEL_RANGE),
        "training_data": f"{len(pairs.low)} pairs: LOL (Wei et al., 2018; research use) "
        "and SICE Part 1 (CC BY-NC 4.0, research)",
        "training": {"steps": arguments.steps, "seed": arguments.seed, "threads": 1, "torch": torch.__version__},
        "validation": {
            "pairs": len(validation.low),
            "psnr_db_at_reference_level": round(psnr, 2),
            "mean_level_miss": round(miss, 4),
        },
        "log": log,
        "licence": "Trained on data licensed for research: check the licences of LOL and SICE before commercial use.",
    }
    save_checkpoint(network, card, arguments.out)


if __name__ == "__main__":
    main()
