"""From a picture to its tone curves: the network behind a small, torch-free surface."""

import os
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before torch is imported: spinning threads starve the decoder

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from lle_studio.core.curves import LEVELS, ToneCurves
from lle_studio.core.errors import SourceError, UsageError
from lle_studio.estimator.checkpoint import load_checkpoint
from lle_studio.estimator.network import FEATURES, INPUT_SIZE, fold
from lle_studio.resources import model_path

__all__ = ["FEATURES", "CurveEstimator", "network_input", "weights_path"]


def weights_path(weights: str | Path) -> Path:
    """The file of weights given by name (``studio``, ``paper``) or by path."""
    path = Path(weights)
    return path if path.suffix == ".safetensors" else model_path(f"{weights}.safetensors")


def network_input(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture (3, H, W) averaged over areas to the size the network takes: (3, 256, 256)."""
    # Interleaved first: half the time of three planes by themselves, and the same bytes.
    small = cv2.resize(cv2.merge(list(rgb)), (INPUT_SIZE, INPUT_SIZE), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(np.moveaxis(np.asarray(small, dtype=np.uint8), -1, 0))


class CurveEstimator:
    """Estimates tone curves with one set of weights on one device.

    Features of a frame do not depend on the exposure level: keep them, and every level costs one small product.
    """

    def __init__(self, weights: str | Path = "studio", *, device: str = "auto") -> None:
        """Loads the weights.

        Args:
            weights: ``studio``, ``paper``, or the path of a .safetensors file with its card.
            device: ``cpu``, ``cuda``, or ``auto`` for CUDA where it is present.

        Raises:
            SourceError: the weights cannot be read or do not match their card.
            UsageError: the device is not there.
        """
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        if device.startswith("cuda") and not torch.cuda.is_available():
            raise UsageError("This computer has no CUDA device: use the device cpu.")
        torch.set_num_threads(1)
        # TensorFloat-32 rounds each product to 10 bits: on an H100 it moved 2 of 1,000 table entries by a code, full
        # float32 1 of 49,152.
        torch.backends.cudnn.allow_tf32 = False
        checkpoint = load_checkpoint(weights_path(weights))
        self.weights_name = checkpoint.weights.name
        self.weights_sha256 = checkpoint.weights.sha256
        self.card = checkpoint.weights.card
        self.level_range = checkpoint.level_range
        self.device = device
        self._network = fold(checkpoint.network).to(device)
        self._inputs = self._input_values()

    @classmethod
    def load(cls, weights: str | Path = "studio", *, device: str = "auto") -> "CurveEstimator":
        """Loads weights by name or path; see the class."""
        return cls(weights, device=device)

    @property
    def device_name(self) -> str:
        """The device as people know it: the name of the graphics card, or ``CPU``."""
        return torch.cuda.get_device_name(self.device) if self.device.startswith("cuda") else "CPU"

    def features(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Features (768,) of a picture given as planes R, G, B (3, H, W)."""
        return self.features_of_input(network_input(rgb))

    @torch.inference_mode()
    def features_of_input(self, small: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Features (768,) of what ``network_input`` made of a picture."""
        codes = small.reshape(-1, small.shape[-1])
        planes = [cv2.LUT(codes, values).reshape(small.shape) for values in self._inputs]
        pixels = torch.from_numpy(cv2.merge([plane for kind in planes for plane in kind]))  # (256, 256, 3 or 6)
        picture = pixels.permute(2, 0, 1)[None].to(self.device)
        pooled: NDArray[np.float32] = self._network.pool(picture)[0].cpu().numpy()
        return pooled

    @torch.inference_mode()
    def _input_values(self) -> NDArray[np.float32]:
        """What the stem sees of every code, by look-up rather than by arithmetic on every pixel: (1 or 2, 256)."""
        codes = torch.arange(LEVELS, dtype=torch.float32) / 127.5 - 1
        prepared: NDArray[np.float32] = self._network.prepare(codes.expand(1, 3, 1, LEVELS)).numpy()
        return np.ascontiguousarray(prepared[0, ::3, 0])

    @torch.inference_mode()
    def curves(self, features: NDArray[np.float32], exposure_level: float) -> ToneCurves:
        """Tone curves of a frame with these features at an exposure level.

        Free curves, as the paper's network gives them, are made non-decreasing by their running maximum.

        Raises:
            UsageError: the weights do not know that level.
            SourceError: the weights give no curves for these features.
        """
        low, high = self.level_range
        if not low <= exposure_level <= high:
            known = f"{low:.2f} only" if low == high else f"from {low:.2f} to {high:.2f}"
            raise UsageError(f"The weights {self.weights_name} know the exposure level L {known}: choose such a level.")
        level = torch.tensor([exposure_level], dtype=torch.float32, device=self.device)
        curves = self._network.curves(torch.from_numpy(features)[None].to(self.device), level)[0].cpu().numpy()
        self._check_numbers(curves)
        return ToneCurves(values=np.maximum.accumulate(curves, axis=1))

    @torch.inference_mode()
    def natural_level(self, features: NDArray[np.float32]) -> float:
        """The exposure level at which a scene with these features looks naturally exposed: a guess, not a truth."""
        guess = self._network.natural_level(torch.from_numpy(features)[None].to(self.device))[0].cpu().numpy()
        self._check_numbers(guess)
        return float(np.clip(float(guess), *self.level_range))

    def _check_numbers(self, values: NDArray[np.float32]) -> None:
        if not np.isfinite(values).all():
            raise SourceError(f"The weights {self.weights_name} do not give numbers for this picture: choose others.")
