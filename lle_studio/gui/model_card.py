"""The model card of weights, as the examiner reads it."""

import json
from functools import cache
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QWidget

from lle_studio.core.settings import LEVEL_RANGE
from lle_studio.gui.message import show_lines
from lle_studio.resources import model_path


@cache
def read_card(weights: str) -> dict[str, Any]:
    """The card of weights that come with the program; empty where it cannot be read."""
    try:
        card = json.loads(model_path(f"{weights}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return card if isinstance(card, dict) else {}


def level_bounds(weights: str) -> tuple[float, float]:
    """The exposure levels weights know."""
    low, high = read_card(weights).get("exposure_level_range", LEVEL_RANGE)
    return float(low), float(high)


def show_card(parent: QWidget, weights: str) -> QDialog:
    """Shows a model card to read and to copy."""
    title = QCoreApplication.translate("ModelCard", "Model card of the weights {name}").format(name=weights)
    return show_lines(parent, title, list(_lines(read_card(weights))))


def _lines(value: Any, name: str = "", depth: int = 0) -> list[str]:
    """A card's entries, one a line, indented by their depth."""
    indent = "    " * depth
    head = f"{indent}{name.replace('_', ' ')}"
    if isinstance(value, dict):
        inner = [line for key, entry in value.items() for line in _lines(entry, str(key), depth + bool(name))]
        return [f"{head}:", *inner] if name else inner
    if isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
        return [f"{head}:", *(line for entry in value for line in _lines(entry, "·", depth + 1))]
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return [f"{head}: {text}"]
