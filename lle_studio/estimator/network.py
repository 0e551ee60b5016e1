"""The curve network: one picture in, three tone curves out.

The architecture is that of Lim and Kim (2023). Two additions of ours, both optional so that the paper's network can be
built as well: the head gives increments, so every curve is non-decreasing and inside [0, 1], and the exposure level L
enters at the head only, so that the features of a frame never depend on it. The channel widths are ours (the paper's
figure could not be read).
"""

import copy
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

FEATURES = 768
"""Length of the pooled feature vector of one picture."""

INPUT_SIZE = 256
"""Side of the square network input, in pixels."""

LEVELS = 256
"""Entries of one tone curve (K)."""

LEVEL_CENTER = 0.55
LEVEL_SPREAD = 0.30
"""L is standardised as (L - LEVEL_CENTER) / LEVEL_SPREAD before it conditions the head."""

PAPER_LEVEL = 0.60
"""The one exposure level a network without conditioning is trained for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkConfig:
    """What distinguishes one network of this family from another; it stands in the model card."""

    stem: int = 32
    """Channels of the 5x5 convolution block."""
    branch: int = 48
    """Channels of each of the two parallel branches."""
    merge: int = 128
    """Channels after the branches are merged."""
    expansion: int = 3
    """Factor by which inverted residual blocks widen."""
    deep: int = 0
    """Channels of the stage repeated behind the merge at half the size; 0 leaves it out, as in the paper."""
    repeats: int = 0
    """Inverted residual blocks of that stage after its first."""
    dropout: float = 0.05
    """Share of channels dropped while training; no effect on inference."""
    shadows: bool = False
    """Whether the stem also sees the square root of the picture, in which dark codes lie further apart."""
    monotone: bool = True
    """Whether the head gives increments, or free values through a sigmoid (the paper)."""
    conditioned: bool = True
    """Whether L conditions the head, or the network knows one L only (the paper)."""
    shared: bool = False
    """Whether one curve serves all channels."""

    @property
    def convolution_weights(self) -> int:
        """How many weights the convolutions have that see more than one channel: nearly all of the network's memory."""

        def residual(channels_in: int, channels_out: int) -> int:
            hidden = channels_in * self.expansion
            return hidden * (channels_in + 2 * (hidden // 4) + channels_out)

        total = 25 * (6 if self.shadows else 3) * self.stem + 9 * self.stem * self.branch
        total += residual(self.stem, self.branch) + residual(2 * self.branch, self.merge)
        if self.deep:
            total += residual(self.merge, self.deep) + self.repeats * residual(self.deep, self.deep)
        return total + FEATURES * (self.deep or self.merge)


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
    """Expand, depthwise 3x3, squeeze-excitation, project (MobileNetV3, Howard et al., 2019).

    With stride 1 and equal channels the input is added to the result.
    """

    def __init__(self, channels_in: int, channels_out: int, *, expansion: int, dropout: float, stride: int = 2) -> None:
        super().__init__()
        hidden = channels_in * expansion
        self.residual = stride == 1 and channels_in == channels_out
        self.expand = nn.Sequential(nn.Conv2d(channels_in, hidden, 1, bias=False), nn.BatchNorm2d(hidden), nn.SiLU())
        self.depthwise = nn.Sequential(
            nn.Conv2d(hidden, hidden, 3, stride=stride, padding=1, groups=hidden, bias=False),
            nn.BatchNorm2d(hidden),
            nn.SiLU(),
        )
        self.excite = SqueezeExcitation(hidden)
        self.project = nn.Sequential(
            nn.Conv2d(hidden, channels_out, 1, bias=False), nn.BatchNorm2d(channels_out), nn.Dropout2d(dropout)
        )

    def forward(self, x: Tensor) -> Tensor:
        """(B, in, H, W) -> (B, out, H/stride, W/stride)."""
        out: Tensor = self.project(self.excite(self.depthwise(self.expand(x))))
        return x + out if self.residual else out


class CurveNet(nn.Module):
    """Estimates the tone curves of a picture."""

    def __init__(self, config: NetworkConfig | None = None) -> None:
        """Builds the network of a configuration, the default one where none is given."""
        super().__init__()
        self.config = c = config or NetworkConfig()
        self.stem = ConvBlock(6 if c.shadows else 3, c.stem, kernel=5, stride=2, dropout=c.dropout)
        self.global_branch = InvertedResidual(c.stem, c.branch, expansion=c.expansion, dropout=c.dropout)
        self.local_branch = ConvBlock(c.stem, c.branch, kernel=3, stride=2, dropout=c.dropout)
        self.merge = InvertedResidual(2 * c.branch, c.merge, expansion=c.expansion, dropout=c.dropout)
        stage = [InvertedResidual(c.merge, c.deep, expansion=c.expansion, dropout=c.dropout)] if c.deep else []
        stage += [
            InvertedResidual(c.deep, c.deep, expansion=c.expansion, dropout=c.dropout, stride=1)
            for _ in range(c.repeats)
        ]
        self.stage = nn.Sequential(*stage)
        self.lift = ConvBlock(c.deep or c.merge, FEATURES, kernel=1)
        self.curve_entries = LEVELS + 1 if c.monotone else LEVELS
        self.head = nn.Linear(FEATURES, (1 if c.shared else 3) * self.curve_entries)
        if c.conditioned:
            self.condition = nn.Sequential(nn.Linear(1, 64), nn.SiLU(), nn.Linear(64, 2 * FEATURES))
            self.level_head = nn.Sequential(nn.Linear(FEATURES, 32), nn.SiLU(), nn.Linear(32, 1))
        # An untrained network is the identity, up to half a code: all increments equal, or the values themselves.
        nn.init.normal_(self.head.weight, std=0.002)
        nn.init.zeros_(self.head.bias)
        if not c.monotone:
            with torch.no_grad():
                self.head.bias.view(-1, LEVELS).copy_(torch.linspace(0.004, 0.996, LEVELS).logit())

    def features(self, picture: Tensor) -> Tensor:
        """Pools a picture (B, 3, 256, 256) with values in [-1, 1] into its features (B, 768), which do not know L."""
        return self.pool(self.prepare(picture))

    def prepare(self, picture: Tensor) -> Tensor:
        """Gives what the stem sees of a picture (B, 3, H, W) in [-1, 1]: itself, or (B, 6, H, W) with its root."""
        if self.config.shadows:
            root = (picture / 2 + 0.5).sqrt() * 2 - 1
            picture = torch.cat((picture, root), dim=1)
        return picture

    def pool(self, prepared: Tensor) -> Tensor:
        """Pools what ``prepare`` gave, (B, 3 or 6, 256, 256), into features (B, 768)."""
        x = self.stem(prepared)  # (B, 32, 128, 128)
        x = torch.cat((self.global_branch(x), self.local_branch(x)), dim=1)  # (B, 96, 64, 64)
        lifted: Tensor = self.lift(self.stage(self.merge(x)))  # (B, 768, 32, 32), or 16 x 16 behind a deep stage
        return lifted.mean(dim=(2, 3))

    def curves(self, features: Tensor, level: Tensor) -> Tensor:
        """Turns features (B, 768) and exposure levels (B,) into curves (B, 3, 256) in [0, 1].

        They are non-decreasing, unless the network is not monotone. Without conditioning L has no effect.
        """
        if self.config.conditioned:
            standard = (level[:, None] - LEVEL_CENTER) / LEVEL_SPREAD
            scale, shift = self.condition(standard).chunk(2, dim=1)  # (B, 768) each
            features = features * (1 + scale) + shift
        logits: Tensor = self.head(features).view(len(features), -1, self.curve_entries)
        if self.config.monotone:
            # The 257 increments of a curve sum to one: 256 are climbed, the last is what stays below white.
            curves = logits.softmax(dim=2)[..., :LEVELS].cumsum(dim=2).clamp(max=1.0)
        else:
            curves = logits.sigmoid()
        return curves.expand(-1, 3, -1)

    def natural_level(self, features: Tensor) -> Tensor:
        """Guesses from features (B, 768) the exposure level (B,) at which the scene looks naturally exposed."""
        if not self.config.conditioned:
            return features.new_full((len(features),), PAPER_LEVEL)
        return 0.25 + 0.6 * torch.sigmoid(self.level_head(features)).squeeze(1)

    def forward(self, picture: Tensor, level: Tensor) -> Tensor:
        """Gives the curves (B, 3, 256) of pictures (B, 3, 256, 256) in [-1, 1] at exposure levels (B,)."""
        return self.curves(self.features(picture), level)


def fold(network: CurveNet) -> CurveNet:
    """A copy for inference only, faster by about a third.

    Batch norms become part of the convolutions before them, and swish overwrites what it is given.

    Args:
        network: in evaluation mode.
    """
    folded = copy.deepcopy(network)
    for block in folded.modules():
        if isinstance(block, nn.Sequential):
            for place, (layer, after) in enumerate(pairwise(list(block))):
                if isinstance(layer, nn.Conv2d) and isinstance(after, nn.BatchNorm2d):
                    block[place], block[place + 1] = fuse_conv_bn_eval(layer, after), nn.Identity()
        elif isinstance(block, nn.SiLU):
            block.inplace = True
    return folded.to(memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]
