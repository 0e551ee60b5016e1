"""Weights on disk: a safetensors file beside a JSON model card that names its SHA-256. Nothing in it can run code."""

import hashlib
import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn

from lle_studio.core.errors import SourceError
from lle_studio.estimator.network import CurveNet, NetworkConfig

MAX_WEIGHTS_BYTES = 64 * 2**20
MAX_CARD_BYTES = 4 * 2**20
"""No weights file or card of ours comes near this; a larger one is refused before memory is taken."""

MAX_WIDTH = 4096
MAX_DEPTH = 64
"""Larger numbers in a card describe no network of this family."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The contents of a weights file, checked against its card."""

    name: str
    """File name without its ending, e.g. ``studio``."""
    sha256: str
    """Of the weights file, lower-case hex."""
    card: dict[str, Any]
    """The model card as read."""
    tensors: dict[str, Tensor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A trained curve network with its identity."""

    weights: Weights
    network: CurveNet
    """In evaluation mode, on the CPU."""
    level_range: tuple[float, float]
    """Exposure levels it was trained for: lowest and highest, equal where it knows one only."""


def save_checkpoint(network: nn.Module, card: dict[str, Any], path: Path) -> None:
    """Writes weights to ``path`` (.safetensors) and the card, completed with their SHA-256, to the .json beside it."""
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in network.state_dict().items()}
    blob = save(tensors)
    path.write_bytes(blob)  # safetensors' own writer would make a file nobody else may read
    card = {**card, "weights_file": path.name, "weights_sha256": hashlib.sha256(blob).hexdigest()}
    path.with_suffix(".json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read_weights(path: Path) -> Weights:
    """Reads a weights file and checks it against the SHA-256 in its card.

    Raises:
        SourceError: the file or its card is missing, too large, damaged, or they do not belong together.
    """
    try:
        blob = _read(path, MAX_WEIGHTS_BYTES)
        card = json.loads(_read(path.with_suffix(".json"), MAX_CARD_BYTES).decode("utf-8"))
    except OSError as error:
        raise SourceError(
            f"Weights {error.filename} cannot be read ({error.strerror}): "
            "give the path of a .safetensors file with its .json card."
        ) from error
    except (ValueError, RecursionError) as error:
        raise SourceError(
            f"The model card {path.with_suffix('.json').name} is not valid JSON: restore it from the release."
        ) from error
    sha256 = hashlib.sha256(blob).hexdigest()
    if not isinstance(card, dict) or card.get("weights_sha256") != sha256:
        raise SourceError(
            f"The weights {path.name} do not match the SHA-256 in their card: restore both from the release."
        )
    try:
        tensors = load(blob)
    except (
        SafetensorError,
        LookupError,
        ValueError,
        RuntimeError,
        AssertionError,
    ) as error:  # an unknown kind of number
        raise SourceError(f"{path.name} is not a safetensors file: choose another weights file.") from error
    return Weights(name=path.stem, sha256=sha256, card=card, tensors=tensors)


def _read(path: Path, most: int) -> bytes:
    """What a plain file of no more than so many bytes holds."""
    if path.exists() and not path.is_file():
        raise SourceError(f"{path} is no file: give the path of a .safetensors file with its .json card.")
    if path.stat().st_size > most:
        raise SourceError(f"{path.name} is too large for weights of this network: choose another weights file.")
    return path.read_bytes()


def load_checkpoint(path: Path) -> Checkpoint:
    """Reads a curve network as its card describes it; memory is taken for what the weights file holds, not for claims.

    Raises:
        SourceError: as ``read_weights``, or the weights are those of another kind of network.
    """
    weights = read_weights(path)
    try:
        config = _config_of(weights.card.get("network", {}))
        if config.convolution_weights > sum(tensor.numel() for tensor in weights.tensors.values()):
            raise ValueError("the card claims a larger network than there are weights")
        if not all(bool(torch.isfinite(tensor).all()) for tensor in weights.tensors.values()):
            raise ValueError("a weight is no number")
        network = CurveNet(config)
        network.load_state_dict(weights.tensors)
        low, high = map(float, weights.card["exposure_level_range"])
        if not 0 <= low <= high <= 1:
            raise ValueError("the range of exposure levels is none")
    except (TypeError, RuntimeError, KeyError, ValueError) as error:
        raise SourceError(f"{path.name} does not hold weights of this network: choose another weights file.") from error
    return Checkpoint(weights=weights, network=network.eval(), level_range=(low, high))


def _config_of(claimed: Any) -> NetworkConfig:
    """What a card says of the network.

    Raises:
        TypeError: a value is unknown, or of another kind.
        ValueError: one is out of range.
    """
    config = NetworkConfig(**claimed)
    for field in fields(NetworkConfig):
        value = getattr(config, field.name)
        if type(value) not in (type(field.default), *((int,) if isinstance(field.default, float) else ())):
            raise TypeError(f"{field.name} is {str(value)[:40]!r}")
        if isinstance(value, int) and not 0 <= value <= (MAX_DEPTH if field.name == "repeats" else MAX_WIDTH):
            raise ValueError(f"{field.name} is {value}")
    if config.repeats and not config.deep:
        raise ValueError("a stage without channels is repeated")
    return config
