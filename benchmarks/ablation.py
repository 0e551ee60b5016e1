"""Shows what each part of the training is good for: ``python -m benchmarks.ablation --data DIR [--steps N]``.

Trains short runs (half-size pictures, one seed) that differ from the shipped configurations in one thing each, and
prints a Markdown table: PSNR and CIEDE2000 on the validation pairs with L = the reference's mean, the distance of the
result's mean from L, the spread of the three curves, and PSNR on pictures of the camera model, with and without lit
islands in unlit ground. Short runs rank choices; their figures are not those of the shipped weights.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from lle_studio.estimator.network import PAPER_LEVEL, CurveNet
from lle_studio.evaluation.metrics import ciede2000
from lle_studio.resources import resource_path
from lle_studio.training.config import ExampleShares, TrainingConfig, read_config
from lle_studio.training.datasets import PairSet
from lle_studio.training.examples import Batch, draw_batch
from lle_studio.training.losses import apply_curves, image_loss, tint
from lle_studio.training.sets import TrainingSets, load_sets
from lle_studio.training.targets import luminance, reference_at
from lle_studio.training.train import train, validate

HEADER = "| variant | PSNR dB | ΔE00 | distance from L | spread of curves, codes | camera dB | islands dB |"


def studio_variants() -> Iterator[tuple[str, TrainingConfig]]:
    """The studio network and what becomes of it without each of its parts."""
    base = read_config(resource_path("training/studio.toml"))
    network, loss, shares = base.network, base.loss, base.shares
    yield "studio", base
    yield "without the histogram loss", replace(base, loss=replace(loss, histogram=0.0))
    yield "without the exposure loss", replace(base, loss=replace(loss, exposure=0.0))
    yield "without roughness", replace(base, loss=replace(loss, roughness=0.0))
    yield "without tint", replace(base, loss=replace(loss, tint=0.0))
    yield "free curves instead of monotone", replace(base, network=replace(network, monotone=False))
    yield "one curve shared by the channels", replace(base, network=replace(network, shared=True))
    fixed = replace(base, network=replace(network, conditioned=False), level_range=(PAPER_LEVEL, PAPER_LEVEL))
    yield "without L (0.60 only)", fixed
    yield "without synthetic pictures", replace(base, shares=replace(shares, synthetic=0.0))
    yield "without lit islands", replace(base, shares=replace(shares, islands=0.0))
    yield "without the square-root input", replace(base, network=replace(network, shadows=False))
    yield "the paper's backbone", replace(base, network=replace(network, shadows=False, stem=32, branch=48, merge=128,
                                                                expansion=3, deep=0, repeats=0))  # fmt: skip


def paper_variants() -> Iterator[tuple[str, TrainingConfig]]:
    """The paper's objective and what becomes of it without each of its losses, and with Eq. 4 as printed."""
    base = read_config(resource_path("training/paper.toml"))
    yield "paper", base
    for name in ("image", "histogram", "exposure", "variance"):
        yield f"paper without L_{name}", replace(base, loss=replace(base.loss, **{name: 0.0}))
    yield "paper, Eq. 1 as mean square of samples", replace(base, loss=replace(base.loss, image_scale=1.0))
    yield "paper, Eq. 4 as printed", replace(base, loss=replace(base.loss, variance_as_printed=True))
    yield "paper, monotone curves", replace(base, network=replace(base.network, monotone=True))


def camera_batch(pairs: PairSet, islands: float) -> Batch:
    """The same pictures of the camera model for every variant."""
    shares = ExampleShares(lit=0.0, synthetic=1.0, islands=islands)
    items = np.arange(0, len(pairs.high), 2)
    return draw_batch(pairs, None, items, 128, shares, (PAPER_LEVEL, PAPER_LEVEL), np.random.default_rng(9))


@torch.no_grad()
def camera_psnr(network: CurveNet, batch: Batch) -> float:
    """PSNR in dB on pictures of the camera model at L = 0.60."""
    result = apply_curves(batch.codes, network(batch.picture, batch.level))
    target = reference_at(batch.high, batch.light, batch.level) * batch.shade
    return float(np.mean([-10 * np.log10(image_loss(r, t).item()) for r, t in zip(result, target, strict=True)]))


@torch.no_grad()
def colour_figures(network: CurveNet, pairs: PairSet) -> tuple[float, float]:
    """Mean CIEDE2000 at the reference's level, and root mean square spread of the three curves in codes."""
    distances, spreads = [], []
    for low_u8, high_u8 in zip(pairs.low, pairs.high, strict=True):
        low = torch.from_numpy(low_u8.copy())[None].permute(0, 3, 1, 2)
        mean = luminance(torch.from_numpy(high_u8.transpose(2, 0, 1)[None].astype(np.float32) / 255)).mean(dim=(1, 2))
        curves = network(low.float() / 127.5 - 1, mean)
        result = apply_curves(low.contiguous().long(), curves)[0].permute(1, 2, 0).numpy()
        distances.append(ciede2000(np.floor(result * 255 + 0.5).astype(np.uint8), high_u8))
        spreads.append(255 * tint(curves).sqrt().item())
    return float(np.mean(distances)), float(np.mean(spreads))


def figures(name: str, config: TrainingConfig, sets: TrainingSets, batches: list[Batch]) -> str:
    """Trains one variant and returns its line of the table."""
    network = train(config, sets).average
    psnr, miss = validate(network, sets.validation)
    network.eval()
    distance, apart = colour_figures(network, sets.validation)
    camera = " | ".join(f"{camera_psnr(network, batch):.2f}" for batch in batches)
    return f"| {name} | {psnr:.2f} | {distance:.2f} | {miss:.3f} | {apart:.1f} | {camera} |"


def main() -> None:
    """Prints the table line by line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="holds pairs/ and photos/")
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--only", choices=("studio", "paper"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    families = {"studio": studio_variants, "paper": paper_variants}
    print(f"{HEADER}\n|---|---|---|---|---|---|---|", flush=True)
    for family in [options.only] if options.only else families:
        variants = dict(families[family]())
        sets = load_sets(variants[family], options.data)
        batches = [camera_batch(sets.validation, islands) for islands in (0.0, 1.0)]
        for name, config in variants.items():
            short = replace(config, steps=options.steps, steady_steps=0, half_size=1.0)
            print(figures(name, short, sets, batches), flush=True)


if __name__ == "__main__":
    main()
