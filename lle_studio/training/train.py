"""Trains a curve network as a configuration says. A plain loop, which stops and goes on without a trace in the result.

Every step draws from a generator of its own, seeded with the run's seed and the step's number, so that a run that was
interrupted ends with the same weights as one that was not.
"""

import copy
import hashlib
import json
import math
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from lle_studio.core.errors import Cancelled
from lle_studio.estimator.network import PAPER_LEVEL, CurveNet
from lle_studio.training.config import LossWeights, TrainingConfig
from lle_studio.training.datasets import PairSet
from lle_studio.training.examples import Batch, draw_batch
from lle_studio.training.losses import (
    apply_curves,
    exposure_control,
    exposure_loss,
    falling,
    histogram_distance,
    histogram_mse,
    image_loss,
    roughness,
    spread,
    spread_as_printed,
    tint,
    unsteadiness,
)
from lle_studio.training.sets import TrainingSets
from lle_studio.training.targets import luminance, reference_at

LEVEL_STEP = 0.05
"""Rise of L over which curves must not fall."""

REPORT_EVERY = 250
"""Steps between two validations; the state to go on from is kept then, too."""

REPORT_COLUMNS = ("step", "size", "loss", "psnr", "level_miss", "seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One validation during a run."""

    step: int
    size: int
    loss: float
    """Mean over the steps since the last report."""
    psnr: float
    """dB, of the averaged network on the validation pairs at the reference's exposure level."""
    level_miss: float
    """Mean distance of the result's mean luminance from L."""
    seconds: float
    """Since the run began, interruptions left out."""


def paper_loss(network: CurveNet, batch: Batch, weights: LossWeights) -> Tensor:
    """The loss of Lim and Kim (2023): weighted sum of L_img, L_hmse, L_exp and 1 - L_var, Eq. 1 to 4.

    L_img is read as the squared RGB distance of a pixel, in [-1, 1] as the paper's inputs are, averaged over pixels:
    twelve times the mean square of samples in [0, 1], beside which L_exp and L_var would pull every region to L, or to
    black and white (in the ablation).
    """
    result = apply_curves(batch.codes, network(batch.picture, batch.level))
    variance = spread_as_printed if weights.variance_as_printed else spread
    return (
        weights.image * weights.image_scale * image_loss(result, batch.high)
        + weights.histogram * histogram_mse(result, batch.high)
        + weights.exposure * exposure_control(result, PAPER_LEVEL)
        + weights.variance * (1 - variance(result))
    )


def studio_loss(network: CurveNet, batch: Batch, weights: LossWeights) -> Tensor:
    """Compares the result at each picture's exposure level with the reference of that exposure."""
    features = network.features(batch.picture)
    curves = network.curves(features, batch.level)
    result = apply_curves(batch.codes, curves)
    target = reference_at(batch.high, batch.light, batch.level) * batch.shade
    loss = (
        weights.image * image_loss(result, target, batch.mask)
        + weights.histogram * histogram_distance(result, target, batch.mask)
        + weights.exposure * exposure_loss(result, target, batch.mask)
        + weights.roughness * roughness(curves)
    )
    if weights.tint:
        loss = loss + weights.tint * tint(curves)
    if batch.twice:
        loss = loss + weights.steady * unsteadiness(batch.codes, curves)
    if network.config.conditioned:
        if weights.falling:
            loss = loss + weights.falling * falling(curves, network.curves(features, batch.level + LEVEL_STEP))
        natural = network.natural_level(features.detach()) - luminance(batch.high).mean(dim=(1, 2))
        loss = loss + weights.natural * natural.square().mean()
    return loss


def source_psnr(pairs: PairSet) -> float:
    """Mean PSNR in dB of the dark pictures themselves: what a network has to beat."""
    errors = [np.square(low / 255.0 - high / 255.0).mean() for low, high in zip(pairs.low, pairs.high, strict=True)]
    return float(np.mean(-10 * np.log10(np.maximum(errors, 1e-10))))


@torch.no_grad()
def validate(network: CurveNet, pairs: PairSet) -> tuple[float, float]:
    """Mean PSNR in dB with L = the reference's mean, and the mean distance of the result's mean from L (0.3 to 0.8).

    A network that knows one L is judged at that one.
    """
    network.eval()
    psnr, misses = [], []
    levels = (0.3, 0.55, 0.8) if network.config.conditioned else (PAPER_LEVEL,)
    for low_u8, high_u8 in zip(pairs.low, pairs.high, strict=True):
        low = torch.from_numpy(low_u8)[None].permute(0, 3, 1, 2)
        codes = low.contiguous().long()
        high = torch.from_numpy(high_u8.transpose(2, 0, 1)[None].astype(np.float32) / 255)
        features = network.features(low.float() / 127.5 - 1)
        result = apply_curves(codes, network.curves(features, luminance(high).mean(dim=(1, 2))))
        psnr.append(-10 * math.log10(max((result - high).square().mean().item(), 1e-10)))
        for level in levels:
            mean = luminance(apply_curves(codes, network.curves(features, torch.tensor([level])))).mean().item()
            misses.append(abs(mean - level))
    network.train()
    return float(np.mean(psnr)), float(np.mean(misses))


class Run:
    """One training, from its first step or from where it was interrupted."""

    def __init__(self, config: TrainingConfig, sets: TrainingSets) -> None:
        self.config = config
        self.sets = sets
        self.step = 0
        self.seconds = 0.0
        self.reports: list[Report] = []
        torch.manual_seed(config.seed)
        self.network = CurveNet(config.network).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = copy.deepcopy(self.network)
        self._optimizer = torch.optim.AdamW(self.network.parameters(), lr=config.learning_rate, weight_decay=1e-4)
        self._loss = paper_loss if config.objective == "paper" else studio_loss

    def advance(self) -> float:
        """Makes one step and returns its loss."""
        config, step = self.config, self.step
        if self._steadying():
            self.network.eval()  # neither dropout nor the batch may make two frames differ
            if step == config.steps:
                self.network.load_state_dict(self.average.state_dict())
        for group in self._optimizer.param_groups:
            group["lr"] = learning_rate(config, step)
        torch.manual_seed(hash((config.seed, step)) % 2**31)  # of dropout
        loss = self._loss(self.network, self._draw(), config.loss)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self._optimizer.step()
        made = step - config.steps if self._steadying() else step  # a young average forgets faster
        _move_average(self.average, self.network, min(config.ema, (2 + made) / (11 + made)))
        self.step += 1
        return loss.item()

    def size(self) -> int:
        """Side of the pictures of the present step."""
        full: int = self.sets.pairs.high.shape[1]
        return full // 2 if self.step < self.config.half_size * self.config.steps else full

    def _draw(self) -> Batch:
        """The batch of the present step: the next pictures of the epoch's order."""
        config, pairs = self.config, self.sets.pairs
        places = np.arange(self.step * config.batch, (self.step + 1) * config.batch)
        epochs, orders = places // len(pairs.high), {}
        for epoch in np.unique(epochs):
            orders[epoch] = np.random.default_rng((config.seed, 0, int(epoch))).permutation(len(pairs.high))
        items = np.array([orders[e][p % len(pairs.high)] for e, p in zip(epochs, places, strict=True)])
        rng = np.random.default_rng((config.seed, 1, self.step))
        shares, levels = config.shares, config.level_range
        return draw_batch(pairs, self.sets.photos, items, self.size(), shares, levels, rng, twice=self._steadying())

    def _steadying(self) -> bool:
        """Whether the present step is one of the last, which show every picture as two frames."""
        return self.step >= self.config.steps

    def report(self, loss: float) -> Report:
        """Judges the averaged network."""
        psnr, miss = validate(self.average, self.sets.validation)
        self.reports.append(
            Report(
                step=self.step,
                size=self.size(),
                loss=round(loss, 6),
                psnr=round(psnr, 3),
                level_miss=round(miss, 4),
                seconds=round(self.seconds, 1),
            )
        )
        return self.reports[-1]

    def save(self, path: Path) -> None:
        """Keeps everything the run needs to go on, atomically."""
        state = {
            "identity": self._identity(),
            "step": self.step,
            "seconds": self.seconds,
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "reports": self.rows(),
        }
        partial = path.with_name(path.name + ".partial")
        torch.save(state, partial)
        os.replace(partial, path)

    def restore(self, path: Path) -> bool:
        """Goes on from a kept state if it is one of this very configuration; says whether."""
        try:
            state = torch.load(path, weights_only=True)
            if state["identity"] != self._identity():
                return False
        except Exception:  # no such file, or a damaged one, which can fail in any way: the run begins anew
            return False
        self.step, self.seconds = state["step"], state["seconds"]
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self._optimizer.load_state_dict(state["optimizer"])
        self.reports = [Report(**dict(zip(REPORT_COLUMNS, row, strict=True))) for row in state["reports"]]
        return True

    def rows(self) -> list[list[float]]:
        """The reports as rows of REPORT_COLUMNS."""
        return [[getattr(report, name) for name in REPORT_COLUMNS] for report in self.reports]

    def _identity(self) -> str:
        """SHA-256 of the configuration and of how many pictures it found."""
        text = json.dumps([self.config.described(), len(self.sets.pairs.high), len(self.sets.validation.high)])
        return hashlib.sha256(text.encode()).hexdigest()


def learning_rate(config: TrainingConfig, step: int) -> float:
    """Warmed up over 100 steps, then a cosine down to a hundredth of its height; another one for the steady steps."""
    if step >= config.steps:
        return config.steady_rate * max(0.01, (1 + math.cos(math.pi * (step - config.steps) / config.steady_steps)) / 2)
    falling_part = max(0.01, (1 + math.cos(math.pi * step / config.steps)) / 2)
    return config.learning_rate * min(1.0, (step + 1) / 100) * falling_part


def train(
    config: TrainingConfig,
    sets: TrainingSets,
    *,
    state: Path | None = None,
    progress: Callable[[int, Report | None], None] = lambda step, report: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Run:
    """Trains on one thread to the end; the run's ``average`` is the network to keep, in evaluation mode.

    Args:
        config: what to do.
        sets: the pictures.
        state: file to go on from, and to keep the state in; removed at the end.
        progress: called after every step with the steps made and, where one was made, the report.
        cancelled: asked before every step.

    Raises:
        Cancelled: ``cancelled`` said so; the state is kept.
    """
    torch.set_num_threads(1)  # another number of threads would give other bits
    run = Run(config, sets)
    if state is not None:
        run.restore(state)
    began, losses = time.monotonic() - run.seconds, []
    while run.step < config.all_steps:
        if cancelled():
            if state is not None:
                run.save(state)
            raise Cancelled("The training was stopped; the same command goes on from where it was.")
        losses.append(run.advance())
        run.seconds = time.monotonic() - began
        report = None
        if run.step % REPORT_EVERY == 0 or run.step in (config.steps, config.all_steps):
            report, losses = run.report(float(np.mean(losses))), []
            if state is not None:
                run.save(state)
        progress(run.step, report)
    if state is not None:
        state.unlink(missing_ok=True)
    run.average.eval()
    return run


@torch.no_grad()
def _move_average(average: CurveNet, network: CurveNet, decay: float) -> None:
    """Moves the averaged weights towards the present ones."""
    for kept, new in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
        kept.copy_(kept.lerp(new, 1 - decay) if kept.is_floating_point() else new)
