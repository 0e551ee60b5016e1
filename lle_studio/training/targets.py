"""What the network is asked to reach: for every picture and every exposure level L, one reference of that mean.

With T the illumination of a reference Y (LIME, Guo et al., 2017: the largest of the three channels, smoothed along
edges), the family Y / T^g holds for each L one member whose mean luminance is L. g = 0 is the reference itself,
g > 0 lifts its shadows, g < 0 darkens it.
"""

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

ILLUMINATION_FLOOR = 0.03
"""Smallest illumination used, so that black ground is not lifted without bound."""

EXPONENT_RANGE = (-1.5, 1.5)
"""Bounds of g. At a bound the target's mean may miss L; the loss then compares with the mean reached."""

LUMA_WEIGHTS = (0.299, 0.587, 0.114)


def illumination(rgb: NDArray[np.uint8], *, radius: int = 12, epsilon: float = 1e-3) -> NDArray[np.uint8]:
    """Estimates the illumination (H, W) in 0..255 of a reference (H, W, 3): channel maximum, guided-filtered by itself.

    The self-guided filter (He et al., 2013) keeps the edges of lit regions and smooths texture.
    """
    peak = rgb.max(axis=2).astype(np.float32) / 255
    window = (2 * radius + 1, 2 * radius + 1)
    mean = cv2.boxFilter(peak, -1, window)
    variance = cv2.boxFilter(peak * peak, -1, window) - mean * mean
    gain = variance / (variance + epsilon)
    smooth = cv2.boxFilter(gain, -1, window) * peak + cv2.boxFilter(mean - gain * mean, -1, window)
    codes: NDArray[np.uint8] = np.clip(np.rint(np.maximum(smooth, peak) * 255), 0, 255).astype(np.uint8)
    return codes


def luminance(rgb: Tensor) -> Tensor:
    """Weighs (B, 3, H, W) into luminance (B, H, W) by BT.601, the paper's Y."""
    weights = torch.tensor(LUMA_WEIGHTS, dtype=rgb.dtype, device=rgb.device).view(1, 3, 1, 1)
    return (rgb * weights).sum(dim=1)


def reference_at(reference: Tensor, light: Tensor, level: Tensor) -> Tensor:
    """Finds the member of the family Y / T^g whose mean luminance is L.

    Args:
        reference: Y, (B, 3, H, W) in [0, 1].
        light: T, (B, 1, H, W) in [0, 1].
        level: L, (B,).

    Returns:
        The targets (B, 3, H, W) in [0, 1].
    """
    log_light = light.clamp(min=ILLUMINATION_FLOOR).log()
    small, small_log = reference[:, :, 1::3, 1::3], log_light[:, :, 1::3, 1::3]
    low = torch.full_like(level, EXPONENT_RANGE[0])
    high = torch.full_like(level, EXPONENT_RANGE[1])
    for _ in range(12):  # bisection: the mean rises strictly with g
        middle = (low + high) / 2
        mean = luminance((small * torch.exp(-middle.view(-1, 1, 1, 1) * small_log)).clamp(max=1)).mean(dim=(1, 2))
        low, high = torch.where(mean < level, middle, low), torch.where(mean < level, high, middle)
    exponent = ((low + high) / 2).view(-1, 1, 1, 1)
    return (reference * torch.exp(-exponent * log_light)).clamp(max=1)
