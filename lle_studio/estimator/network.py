"""The curve network: one picture in, three monotone tone curves out.

The architecture is that of Lim and Kim (2023), with two additions of ours: the head gives increments, so every curve
is non-decreasing and inside [0, 1], and the exposure level L enters at the head only, so that the features of a frame
never depend on it. The channel widths are ours (the paper's figure could not be read).
"""

import torch
from torch import Tensor, nn

FEATURES = 768
"""Length of the pooled feature vector of one picture."""

INPUT_SIZE = 256
"""Side of the square network input, in pixels."""

LEVELS = 256
"""Entries of one tone curve (K)."""

LEVEL_CENTER = 0.55
LEVEL_SPREAD = 0.30
"""L is standardised as (L - LEVEL_CENTER) / LEVEL_SPREAD before it conditions the head."""


class ConvBlock(nn.Sequential):
    """Convolution, batch norm, swish, dropout: (B, in, H, W) -> (B, out, H/stride, W/stride)."""

    def __init__(
        self, channels_in: int, channels_out: int, *, kernel: int, stride: int = 1, dropout: float = 0.0
    ) -> None:
        super().__init__(
            nn.Conv2d(channels_in, channels_out, kernel, stride=stride, padding=kernel // 2, bias=False),
            nn.BatchNorm2d(channels_out),
            nn.SiLU(),
            nn.Dropout2d(dropout),
        )


class SqueezeExcitation(nn.Module):
    """Channel weights from the globally pooled picture (Hu et al., 2018): (B, C, H, W) -> (B, C, H, W)."""

    def __init__(self, channels: int, reduction: int = 4) -> None:
        super().__init__()
        self.reduce = nn.Conv2d(channels, channels // reduction, 1)
        self.expand = nn.Conv2d(channels // reduction, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Weighs the channels of (B, C, H, W)."""
        pooled = x.mean(dim=(2, 3), keepdim=True)  # (B, C, 1, 1)
        return x * torch.sigmoid(self.expand(nn.functional.silu(self.reduce(pooled))))


class InvertedResidual(nn.Module):
    """Expand, depthwise 3x3, squeeze-excitation, project (MobileNetV3, Howard et al., 2019), always with stride 2."""

    def __init__(self, channels_in: int, channels_out: int, *, expansion: int, dropout: float) -> None:
        super().__init__()
        hidden = channels_in * expansion
        self.expand = nn.Sequential(nn.Conv2d(channels_in, hidden, 1, bias=False), nn.BatchNorm2d(hidden), nn.SiLU())
        self.depthwise = nn.Sequential(
            nn.Conv2d(hidden, hidden, 3, stride=2, padding=1, groups=hidden, bias=False),
            nn.BatchNorm2d(hidden),
            nn.SiLU(),
        )
        self.excite = SqueezeExcitation(hidden)
        self.project = nn.Sequential(
            nn.Conv2d(hidden, channels_out, 1, bias=False), nn.BatchNorm2d(channels_out), nn.Dropout2d(dropout)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Halves the picture: (B, in, H, W) -> (B, out, H/2, W/2)."""
        out: Tensor = self.project(self.excite(self.depthwise(self.expand(x))))
        return out


class CurveNet(nn.Module):
    """Estimates the tone curves of a picture.

    Args:
        dropout: share of channels dropped while training; no effect on inference.
    """

    def __init__(self, *, dropout: float = 0.05) -> None:
        super().__init__()
        self.stem = ConvBlock(3, 32, kernel=5, stride=2, dropout=dropout)
        self.global_branch = InvertedResidual(32, 48, expansion=3, dropout=dropout)
        self.local_branch = ConvBlock(32, 48, kernel=3, stride=2, dropout=dropout)
        self.merge = InvertedResidual(96, 128, expansion=3, dropout=dropout)
        self.lift = ConvBlock(128, FEATURES, kernel=1)
        self.condition = nn.Sequential(nn.Linear(1, 64), nn.SiLU(), nn.Linear(64, 2 * FEATURES))
        self.head = nn.Linear(FEATURES, 3 * (LEVELS + 1))
        self.level_head = nn.Sequential(nn.Linear(FEATURES, 32), nn.SiLU(), nn.Linear(32, 1))
        # All increments equal at the start: an untrained network is the identity, up to half a code.
        nn.init.normal_(self.head.weight, std=0.002)
        nn.init.zeros_(self.head.bias)

    def features(self, picture: Tensor) -> Tensor:
        """Pools a picture (B, 3, 256, 256) with values in [-1, 1] into its features (B, 768), which do not know L."""
        x = self.stem(picture)  # (B, 32, 128, 128)
        x = torch.cat((self.global_branch(x), self.local_branch(x)), dim=1)  # (B, 96, 64, 64)
        lifted: Tensor = self.lift(self.merge(x))  # (B, 768, 32, 32)
        return lifted.mean(dim=(2, 3))

    def curves(self, features: Tensor, level: Tensor) -> Tensor:
        """Turns features (B, 768) and exposure levels (B,) into curves (B, 3, 256), non-decreasing, in [0, 1]."""
        scale, shift = self.condition((level[:, None] - LEVEL_CENTER) / LEVEL_SPREAD).chunk(2, dim=1)  # (B, 768) each
        logits: Tensor = self.head(features * (1 + scale) + shift).view(-1, 3, LEVELS + 1)
        # The 257 increments of a curve sum to one: 256 are climbed, the last is what stays below white.
        return logits.softmax(dim=2)[..., :LEVELS].cumsum(dim=2).clamp(max=1.0)

    def natural_level(self, features: Tensor) -> Tensor:
        """Guesses from features (B, 768) the exposure level (B,) at which the scene looks naturally exposed."""
        return 0.25 + 0.6 * torch.sigmoid(self.level_head(features)).squeeze(1)

    def forward(self, picture: Tensor, level: Tensor) -> Tensor:
        """Gives the curves (B, 3, 256) of pictures (B, 3, 256, 256) in [-1, 1] at exposure levels (B,)."""
        return self.curves(self.features(picture), level)
