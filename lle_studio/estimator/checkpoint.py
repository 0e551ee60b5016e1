"""Weights on disk: a safetensors file beside a JSON model card that names its SHA-256. Nothing in it can run code."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load, save_file

from lle_studio.core.errors import SourceError
from lle_studio.estimator.network import CurveNet

MAX_WEIGHTS_BYTES = 64 * 2**20
"""No weights file of ours comes near this; a larger one is refused before memory is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A trained network with its identity."""

    name: str
    """File name without its ending, e.g. ``studio``."""
    sha256: str
    """Of the weights file, lower-case hex."""
    card: dict[str, Any]
    """The model card as read."""
    network: CurveNet
    """In evaluation mode, on the CPU."""


def save_checkpoint(network: CurveNet, card: dict[str, Any], path: Path) -> None:
    """Writes weights to ``path`` (.safetensors) and the card, completed with their SHA-256, to the .json beside it."""
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in network.state_dict().items()}
    save_file(tensors, path)
    card = {**card, "weights_file": path.name, "weights_sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    path.with_suffix(".json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def load_checkpoint(path: Path) -> Checkpoint:
    """Reads a checkpoint and checks the weights against the SHA-256 in their card.

    Raises:
        SourceError: the file or its card is missing, too large, damaged, or they do not belong together.
    """
    try:
        if path.stat().st_size > MAX_WEIGHTS_BYTES:
            raise SourceError(f"{path.name} is too large for weights of this network: choose another weights file.")
        blob = path.read_bytes()
        card = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(
            f"Weights {error.filename} cannot be read ({error.strerror}): "
            "give the path of a .safetensors file with its .json card."
        ) from error
    except ValueError as error:
        raise SourceError(
            f"The model card {path.with_suffix('.json').name} is not valid JSON: restore it from the release."
        ) from error
    sha256 = hashlib.sha256(blob).hexdigest()
    if not isinstance(card, dict) or card.get("weights_sha256") != sha256:
        raise SourceError(
            f"The weights {path.name} do not match the SHA-256 in their card: restore both from the release."
        )
    network = CurveNet()
    try:
        network.load_state_dict(load(blob))
    except (SafetensorError, RuntimeError) as error:
        raise SourceError(f"{path.name} does not hold weights of this network: choose another weights file.") from error
    return Checkpoint(name=path.stem, sha256=sha256, card=card, network=network.eval())
