"""Trains the baseline: ``python -m lle_studio.training.zero_dce --pairs DIR ... --out models/zero-dce.safetensors``.

The losses of the paper (Guo et al., 2020, section 3.3) need no reference: they ask of the result itself that it keeps
the contrast of the source, is well exposed everywhere, grey on average, and made by smooth curve maps.
"""

import argparse
import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import avg_pool2d

from lle_studio.estimator.checkpoint import save_checkpoint
from lle_studio.evaluation.zero_dce import ZeroDce, apply_le_curves
from lle_studio.training.datasets import load_pairs

CONTRAST_REGION = 4
"""Side in pixels of the regions whose contrast is kept."""

EXPOSURE_REGION = 16
"""Side in pixels of the regions whose exposure is judged."""

WELL_EXPOSED = 0.6
"""E: the mean intensity a region should have."""

COLOR_WEIGHT = 0.5
"""W_col of the paper."""

SMOOTHNESS_WEIGHT = 3200.0
"""W_tvA. The paper's 20 stands before a sum whose normalisation over pixels it leaves open. With the mean taken here,
20 leaves the maps so rough that the result has halos (12.4 dB on the LOL test pictures); this is the weight of the mean
in the program its authors published, by our reading."""

LEARNING_RATE = 1e-3
"""Of Adam at its height: warmed up, then a cosine down to a hundredth. The paper's fixed 1e-4 takes many more steps."""

WARM_UP_STEPS = 50

WEIGHT_DECAY = 1e-4
GRADIENT_LIMIT = 0.1
"""Largest norm of the gradient of one step. Both are of the authors' own training program; the paper is silent."""

BATCH_SIZE = 8
"""Crops a step, as in the paper."""

PICTURE_SIZE = 256
CROP_SIZE = 128
"""Sides in pixels of the pictures in memory and of what a step sees of them."""

REFERENCE_STEP = 3
"""Every third reference is trained on as well: a quarter of all pictures, for the paper's mix of exposures."""

LOG_STEPS = 25
"""Steps between two lines of the log, which hold the mean loss of the steps between."""


def _region_means(picture: Tensor, side: int) -> Tensor:
    """Mean intensity (B, H/side, W/side) over the channels and pixels of each whole region of (B, 3, H, W)."""
    return avg_pool2d(picture.mean(dim=1, keepdim=True), side).squeeze(1)


def spatial_consistency_loss(result: Tensor, source: Tensor) -> Tensor:
    """L_spa, equation 4: squared change of the contrast between neighbouring 4x4 regions.

    The sum over the four neighbours of a region runs over those inside the picture.

    Args:
        result: Y, (B, 3, H, W) in [0, 1].
        source: I, of the same shape.
    """
    new, old = (_region_means(picture, CONTRAST_REGION) for picture in (result, source))
    # Each pair of neighbours stands in the equation twice, once for each of its two regions.
    pairs = sum(2 * (new.diff(dim=dim).abs() - old.diff(dim=dim).abs()).square().sum() for dim in (1, 2))
    return torch.as_tensor(pairs / new.numel())


def exposure_control_loss(result: Tensor) -> Tensor:
    """L_exp, equation 5: mean distance of the 16x16 regions of (B, 3, H, W) from the exposure E."""
    return (_region_means(result, EXPOSURE_REGION) - WELL_EXPOSED).abs().mean()


def color_constancy_loss(result: Tensor) -> Tensor:
    """L_col, equation 6: squared differences of the three channel means, summed; the mean over the B pictures."""
    means = result.mean(dim=(2, 3))  # (B, 3)
    return (means - means.roll(1, dims=1)).square().sum(dim=1).mean()


def illumination_smoothness_loss(maps: Tensor) -> Tensor:
    """L_tvA, equation 7: squared total variation of the curve maps.

    The equation leaves open how pixels are put together: here their mean is taken, so the size does not matter.

    Args:
        maps: A, (B, n, 3, H, W).
    """
    across = maps.diff(dim=4)[..., :-1, :].abs()
    down = maps.diff(dim=3)[..., :-1].abs()
    return (across + down).square().mean() * maps.shape[2]


def total_loss(network: ZeroDce, source: Tensor) -> Tensor:
    """L_total, equation 8, of what the network makes of pictures (B, 3, H, W) in [0, 1]."""
    maps = network.maps(source)
    result = apply_le_curves(source, maps)
    return (
        spatial_consistency_loss(result, source)
        + exposure_control_loss(result)
        + COLOR_WEIGHT * color_constancy_loss(result)
        + SMOOTHNESS_WEIGHT * illumination_smoothness_loss(maps)
    )


def draw_crops(pictures: NDArray[np.uint8], count: int, rng: np.random.Generator) -> Tensor:
    """Cuts a random window out of each of ``count`` random pictures (N, S, S, 3): (B, 3, s, s) in [0, 1], s <= 128."""
    side = min(CROP_SIZE, pictures.shape[1])
    items = rng.integers(len(pictures), size=count)
    corners = rng.integers(pictures.shape[1] - side + 1, size=(count, 2))
    crops = [
        pictures[item, top : top + side, left : left + side] for item, (top, left) in zip(items, corners, strict=True)
    ]
    batch = torch.from_numpy(np.stack(crops).astype(np.float32) / 255)
    return batch.permute(0, 3, 1, 2)  # of interleaved samples: already channels_last


def train_zero_dce(
    dark: NDArray[np.uint8], *, steps: int, seed: int, batch_size: int = BATCH_SIZE
) -> tuple[ZeroDce, list[str]]:
    """Trains a network on pictures alone.

    Args:
        dark: (N, S, S, 3); S is at least 16.
        steps: of ``batch_size`` crops each.
        seed: of the first weights and, together with the number of the step, of the crops of each step.
        batch_size: B.

    Returns:
        The network in evaluation mode, and the lines that were logged.
    """
    torch.manual_seed(seed)
    network = ZeroDce().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    losses: list[float] = []
    log: list[str] = []
    for step in range(steps):
        cosine = (1 + math.cos(math.pi * step / steps)) / 2
        optimizer.param_groups[0]["lr"] = LEARNING_RATE * min(1.0, (step + 1) / WARM_UP_STEPS) * max(0.01, cosine)
        loss = total_loss(network, draw_crops(dark, batch_size, np.random.default_rng((seed, step))))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), GRADIENT_LIMIT)
        optimizer.step()
        losses.append(loss.item())
        if (step + 1) % LOG_STEPS == 0 or step + 1 == steps:
            log.append(f"step {step + 1} loss {np.mean(losses):.5f}")
            print(log[-1], flush=True)
            losses.clear()
    return network.eval(), log


def model_card(
    network: ZeroDce, log: list[str], *, pairs: list[Path], pictures: tuple[int, int], out: Path, steps: int, seed: int
) -> dict[str, Any]:
    """What stands in the model card.

    Args:
        network: the trained network.
        log: the lines of the training.
        pairs: the folders trained on; of each only its name and its parent's are kept.
        pictures: how many dark ones and how many references were trained on.
        out: the weights file; only its name is kept.
        steps: as trained.
        seed: as trained.
    """
    folders = " ".join(f"{folder.parent.name}/{folder.name}" for folder in pairs)
    return {
        "name": out.stem,
        "architecture": "Zero-DCE (Guo et al., CVPR 2020): DCE-Net of seven 3x3 convolutions, 32 channels, symmetric "
        "concatenation, ReLU, tanh; 8 iterations of one LE curve per pixel and channel",
        "parameters": sum(p.numel() for p in network.parameters()),
        "input": "RGB at full size, values in [0, 1]",
        "training_data": f"{pictures[0]} dark pictures and {pictures[1]} references of them, as pictures without "
        "pairing: LOL (Wei et al., 2018; research use) and SICE Part 1 (CC BY-NC 4.0, research)",
        "training": {
            "command": f"python -m lle_studio.training.zero_dce --pairs {folders} --out models/{out.name} "
            f"--steps {steps} --seed {seed}",
            "steps": steps,
            "seed": seed,
            "batch": BATCH_SIZE,
            "picture_size": PICTURE_SIZE,
            "crop_size": CROP_SIZE,
            "share_of_references": round(pictures[1] / sum(pictures), 3),
            "optimizer": f"Adam, {LEARNING_RATE} after {WARM_UP_STEPS} steps of warm-up, cosine to a hundredth, "
            f"weight decay {WEIGHT_DECAY}, gradient norm at most {GRADIENT_LIMIT}",
            "losses": {
                "spatial_consistency": {"weight": 1.0, "region": CONTRAST_REGION},
                "exposure_control": {"weight": 1.0, "region": EXPOSURE_REGION, "well_exposed": WELL_EXPOSED},
                "color_constancy": {"weight": COLOR_WEIGHT},
                "illumination_smoothness": {"weight": SMOOTHNESS_WEIGHT},
            },
            "threads": 1,
            "torch": torch.__version__,
        },
        "log": log,
        "licence": "Trained on data licensed for research: check the licences of LOL and SICE before commercial use.",
    }


def main() -> None:
    """Trains on the dark pictures and every third reference, and writes the weights with their card."""
    parser = argparse.ArgumentParser(description="Trains the baseline Zero-DCE.")
    parser.add_argument("--pairs", type=Path, nargs="+", required=True, help="folders with low/ and high/")
    parser.add_argument(
        "--out", type=Path, required=True, help="weights to write (.safetensors; the card goes beside it)"
    )
    parser.add_argument("--steps", type=int, default=1300, help="of 8 crops each; about 18 minutes on one core")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if not arguments.out.parent.is_dir():  # said now, not after the training
        parser.error(f"the folder {arguments.out.parent} does not exist: make it first.")
    torch.set_num_threads(1)
    pairs = load_pairs(arguments.pairs, PICTURE_SIZE)
    references = pairs.high[::REFERENCE_STEP]
    network, log = train_zero_dce(np.concatenate((pairs.low, references)), steps=arguments.steps, seed=arguments.seed)
    card = model_card(
        network, log, pairs=arguments.pairs, pictures=(len(pairs.low), len(references)),
        out=arguments.out, steps=arguments.steps, seed=arguments.seed,
    )  # fmt: skip
    save_checkpoint(network, card, arguments.out)


if __name__ == "__main__":
    main()
