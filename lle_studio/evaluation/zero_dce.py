"""Zero-DCE as a baseline (Guo et al., "Zero-reference deep curve estimation for low-light image enhancement", 2020).

A network gives every pixel its own curve. This is what LLE Studio does not do: two equal samples of one picture may
come out different, so no table explains the result. It stands here to be compared with. Written from the paper and
trained by ``lle_studio.training.zero_dce``.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from lle_studio.core.errors import SourceError
from lle_studio.estimator.checkpoint import read_weights
from lle_studio.resources import model_path

ITERATIONS = 8
"""n of the paper: how often the curve is applied."""

WIDTH = 32
"""Channels of every hidden layer."""

INITIAL_SPREAD = 0.02
"""Standard deviation of the untrained weights around 0 (paper, section 4)."""


def apply_le_curves(picture: Tensor, maps: Tensor) -> Tensor:
    """Applies the pixel-wise LE curves: LE_n = LE_(n-1) + A_n LE_(n-1) (1 - LE_(n-1)), equation 3.

    Args:
        picture: LE_0, (B, 3, H, W) in [0, 1].
        maps: A, (B, n, 3, H, W) in [-1, 1].

    Returns:
        LE_n, (B, 3, H, W) in [0, 1].
    """
    for strength in maps.unbind(dim=1):
        picture = picture + strength * picture * (1 - picture)
    return picture


class ZeroDce(nn.Module):
    """DCE-Net (paper, section 3.2): seven 3x3 convolutions without down-sampling, the later ones fed by the earlier.

    Layer 5 sees layers 3 and 4, layer 6 sees 2 and 5, layer 7 sees 1 and 6. 79,416 parameters.
    """

    def __init__(self) -> None:
        super().__init__()
        inputs = (3, WIDTH, WIDTH, WIDTH, 2 * WIDTH, 2 * WIDTH, 2 * WIDTH)
        outputs = (WIDTH,) * 6 + (3 * ITERATIONS,)
        self.layers = nn.ModuleList(
            nn.Conv2d(narrow, wide, 3, padding=1) for narrow, wide in zip(inputs, outputs, strict=True)
        )
        for name, parameter in self.named_parameters():
            if name.endswith("weight"):
                nn.init.normal_(parameter, std=INITIAL_SPREAD)
            else:
                nn.init.zeros_(parameter)

    def maps(self, picture: Tensor) -> Tensor:
        """Estimates the curve parameters A (B, 8, 3, H, W) in [-1, 1] of pictures (B, 3, H, W) in [0, 1]."""
        first, second, third, fourth, fifth, sixth, seventh = self.layers
        x1 = first(picture).relu()  # (B, 32, H, W), as all up to x6
        x2 = second(x1).relu()
        x3 = third(x2).relu()
        x4 = fourth(x3).relu()
        x5 = fifth(torch.cat((x3, x4), dim=1)).relu()
        x6 = sixth(torch.cat((x2, x5), dim=1)).relu()
        strengths: Tensor = seventh(torch.cat((x1, x6), dim=1)).tanh()  # (B, 24, H, W)
        batch, _, height, width = picture.shape
        return strengths.view(batch, ITERATIONS, 3, height, width)

    def forward(self, picture: Tensor) -> Tensor:
        """Enhances pictures (B, 3, H, W) in [0, 1]; the result has the same shape and range."""
        return apply_le_curves(picture, self.maps(picture))


@dataclass(frozen=True, slots=True, kw_only=True)
class ZeroDceBaseline:
    """The trained network as a function from picture to picture."""

    network: ZeroDce
    """In evaluation mode, on the CPU."""

    @classmethod
    def load(cls, weights: str = "zero-dce") -> "ZeroDceBaseline":
        """Loads the weights of this name from ``models/``.

        Raises:
            SourceError: they are missing, damaged, or not of this network.
        """
        stored = read_weights(model_path(f"{weights}.safetensors"))
        network = ZeroDce()
        try:
            network.load_state_dict(stored.tensors)
        except RuntimeError as error:
            raise SourceError(
                f"The weights {stored.name} are not of the Zero-DCE network: choose another weights file."
            ) from error
        return cls(network=network.to(memory_format=torch.channels_last).eval())  # type: ignore[call-overload]

    @torch.inference_mode()
    def __call__(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Enhances a picture (H, W, 3) at its full size, rounding half up; takes about 1 GB a megapixel."""
        picture = torch.from_numpy(rgb.astype(np.float32) / 255).permute(2, 0, 1)[None]
        result = self.network(picture)[0].permute(1, 2, 0).numpy()
        codes: NDArray[np.uint8] = np.floor(np.clip(result, 0, 1) * 255 + 0.5).astype(np.uint8)
        return codes
