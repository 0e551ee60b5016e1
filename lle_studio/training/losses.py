"""The losses of the paper that the first studio network is trained with, in a form that stays bounded."""

import torch
from torch import Tensor

from lle_studio.training.targets import luminance

HISTOGRAM_BINS = 32
"""Bins of the soft histogram over [0, 1]."""


def apply_curves(picture: Tensor, curves: Tensor) -> Tensor:
    """Looks every sample of a picture up in its curve; differentiable in the curves.

    Args:
        picture: 8-bit codes as int64, (B, 3, H, W).
        curves: (B, 3, 256) in [0, 1].

    Returns:
        (B, 3, H, W) in [0, 1].
    """
    batch, channels, height, width = picture.shape
    return curves.gather(2, picture.view(batch, channels, height * width)).view(batch, channels, height, width)


def soft_histogram(values: Tensor) -> Tensor:
    """Counts values (B, C, H, W) in [0, 1] into triangular bins (B, C, 32) that sum to one."""
    batch, channels = values.shape[:2]
    position = values.reshape(batch, channels, -1) * (HISTOGRAM_BINS - 1)
    lower = position.detach().floor().clamp(0, HISTOGRAM_BINS - 2)
    share = position - lower
    counts = torch.zeros(batch, channels, HISTOGRAM_BINS, dtype=values.dtype, device=values.device)
    counts = counts.scatter_add(2, lower.long(), 1 - share)
    counts = counts.scatter_add(2, lower.long() + 1, share)
    return counts / position.shape[2]


def histogram_loss(result: Tensor, target: Tensor) -> Tensor:
    """Squared distance of the cumulated soft histograms: L_hmse, made aware of how far apart two bins are."""
    difference = soft_histogram(result).cumsum(dim=2) - soft_histogram(target).cumsum(dim=2)
    return difference.square().mean()


def exposure_loss(result: Tensor, target: Tensor) -> Tensor:
    """Mean absolute difference of the pictures' mean luminance: L_exp over the whole picture as one region."""
    return (luminance(result).mean(dim=(1, 2)) - luminance(target).mean(dim=(1, 2))).abs().mean()


def roughness(curves: Tensor) -> Tensor:
    """Mean squared second difference of the curves (B, 3, 256), in codes: keeps codes no picture shows in line."""
    return (curves.diff(n=2, dim=2) * 255).square().mean()
