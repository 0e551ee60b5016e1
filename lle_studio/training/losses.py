"""What a result is judged by while training: the four losses of Lim and Kim (2023), and those of the studio network.

Pictures are (B, 3, H, W) in [0, 1]. Where a ``mask`` (B, 1, H, W) in [0, 1] is taken, only what it shows counts.
"""

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from lle_studio.training.targets import luminance

HISTOGRAM_BINS = 32
"""Bins of the soft histogram over [0, 1]."""

REGION = 16
"""Side of the regions of Eq. 3, in pixels."""


def apply_curves(picture: Tensor, curves: Tensor) -> Tensor:
    """Looks every sample of a picture up in its curve; differentiable in the curves.

    Args:
        picture: 8-bit codes as int64, (B, 3, H, W).
        curves: (B, 3, 256) in [0, 1].

    Returns:
        (B, 3, H, W) in [0, 1].
    """
    batch, channels, height, width = picture.shape
    return curves.gather(2, picture.reshape(batch, channels, height * width)).view(batch, channels, height, width)


def soft_histogram(values: Tensor, mask: Tensor | None = None) -> Tensor:
    """Counts values (B, C, H, W) in [0, 1] into triangular bins (B, C, 32) that sum to one."""
    batch, channels = values.shape[:2]
    position = values.reshape(batch, channels, -1) * (HISTOGRAM_BINS - 1)
    lower = position.detach().floor().clamp(0, HISTOGRAM_BINS - 2)
    share = position - lower
    shown = torch.ones_like(share) if mask is None else mask.expand_as(values).reshape(batch, channels, -1)
    counts = torch.zeros(batch, channels, HISTOGRAM_BINS, dtype=values.dtype, device=values.device)
    counts = counts.scatter_add(2, lower.long(), (1 - share) * shown)
    counts = counts.scatter_add(2, lower.long() + 1, share * shown)
    return counts / shown.sum(dim=2, keepdim=True).clamp(min=1)


def image_loss(result: Tensor, target: Tensor, mask: Tensor | None = None) -> Tensor:
    """L_img, Eq. 1: mean squared error to the reference."""
    squares = (result - target).square()
    return squares.mean() if mask is None else (squares * mask).mean() / mask.mean().clamp(min=1e-3)


def histogram_mse(result: Tensor, target: Tensor) -> Tensor:
    """L_hmse, Eq. 2: squared error between the histograms, summed over the bins, mean over channels and pictures.

    The histograms are soft so that they can be differentiated, and count shares of the pixels.
    """
    return (soft_histogram(result) - soft_histogram(target)).square().sum(dim=2).mean()


def exposure_control(result: Tensor, level: float) -> Tensor:
    """L_exp, Eq. 3: mean |Y_k - L| over non-overlapping regions of 16 x 16 pixels, Y_k their mean luminance."""
    return (avg_pool2d(luminance(result)[:, None], REGION) - level).abs().mean()


def spread(result: Tensor) -> Tensor:
    """L_var, Eq. 4, read as a variance: mean (Y_k - mean Y)^2 over the regions of Eq. 3, of pictures in [0, 1].

    The loss holds 1 - L_var, so that contrast is rewarded; on a bounded picture it cannot exceed 1/4.
    """
    regions = avg_pool2d(luminance(result)[:, None], REGION)
    return regions.var(dim=(1, 2, 3), correction=0).mean()


def spread_as_printed(result: Tensor) -> Tensor:
    """L_var, Eq. 4, as printed: mean (Y_k - sigma(Y))^2, sigma the standard deviation of luminance. Rewards white."""
    light = luminance(result)
    sigma = light.std(dim=(1, 2), correction=0)
    return (avg_pool2d(light[:, None], REGION) - sigma.view(-1, 1, 1, 1)).square().mean()


def histogram_distance(result: Tensor, target: Tensor, mask: Tensor | None = None) -> Tensor:
    """Squared distance of the cumulated soft histograms: L_hmse, made aware of how far apart two bins are."""
    difference = soft_histogram(result, mask).cumsum(dim=2) - soft_histogram(target, mask).cumsum(dim=2)
    return difference.square().mean()


def exposure_loss(result: Tensor, target: Tensor, mask: Tensor | None = None) -> Tensor:
    """Mean absolute difference of the pictures' mean luminance: L_exp over the whole picture as one region."""
    difference = luminance(result) - luminance(target)
    if mask is None:
        return difference.mean(dim=(1, 2)).abs().mean()
    return ((difference * mask[:, 0]).mean(dim=(1, 2)) / mask.mean(dim=(1, 2, 3)).clamp(min=1e-3)).abs().mean()


def roughness(curves: Tensor) -> Tensor:
    """Mean squared second difference of the curves (B, 3, 256), in codes: keeps codes no picture shows in line."""
    return (curves.diff(n=2, dim=2) * 255).square().mean()


def tint(curves: Tensor) -> Tensor:
    """Mean squared distance of the curves (B, 3, 256) from their mean: greys stay grey where nothing asks otherwise."""
    return (curves - curves.mean(dim=1, keepdim=True)).square().mean()


def falling(lower: Tensor, higher: Tensor) -> Tensor:
    """How far the curves of a higher exposure level fall below those of a lower one (B, 3, 256), in codes."""
    return ((lower - higher) * 255).clamp(min=0).mean()


def unsteadiness(codes: Tensor, curves: Tensor) -> Tensor:
    """Mean absolute difference between what the curves of two frames of a scene make of the first frame.

    Args:
        codes: (2 B, 3, H, W), the second frames behind the first ones.
        curves: (2 B, 3, 256).
    """
    first, second = curves.chunk(2)
    shown = codes[: len(codes) // 2]
    return (apply_curves(shown, first) - apply_curves(shown, second)).abs().mean()
