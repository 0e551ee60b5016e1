"""Where the program's data files are: beside the package in a checkout, inside it in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _data_path(folder: str, relative: str) -> Path:
    beside = _PACKAGE.parent / folder / relative
    return beside if beside.exists() else _PACKAGE / "_data" / folder / relative


def resource_path(relative: str) -> Path:
    """Path of a file or folder in ``resources/``."""
    return _data_path("resources", relative)


def model_path(relative: str) -> Path:
    """Path of a file in ``models/``."""
    return _data_path("models", relative)
