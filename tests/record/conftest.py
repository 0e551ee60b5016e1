"""What the tests of the record share: packages exported once a session."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lle_studio.record.extras import Extras
from tests.clips import SyntheticClip
from tests.record.packages import export


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """An evidence package and the clip it was made of."""

    folder: Path
    source: Path


@pytest.fixture(scope="session")
def package(clip: Callable[[str], SyntheticClip], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Package]:
    """Exports a clip of a name with choices, or gives the package already made. Not to be changed."""
    made: dict[str, Package] = {}

    def package(name: str, **choices: Any) -> Package:
        key = f"{name} {choices}"
        if key not in made:
            folder = tmp_path_factory.mktemp("package") / "evidence"
            made[key] = Package(folder=export(clip(name).path, folder, **choices), source=clip(name).path)
        return made[key]

    return package


@pytest.fixture
def evidence(package: Callable[..., Package], tmp_path: Path) -> Package:
    """A copy, to be changed, of a package of frames 10 to 15 of a clip with sound."""
    original = package("audio-aac", start=10, end=16)
    shutil.copytree(original.folder, tmp_path / "evidence")
    return Package(folder=tmp_path / "evidence", source=original.source)


@pytest.fixture(scope="session")
def full_package(package: Callable[..., Package]) -> Callable[..., Package]:
    """As ``package``, with all that may lie beside it. Not to be changed."""

    def full_package(name: str, frames: str = "png", **choices: Any) -> Package:
        extras = Extras(cubes=choices.get("color_mode") != "luma", npz=True, frames=frames)
        return package(name, extras=extras, **choices)

    return full_package


@pytest.fixture
def full_evidence(full_package: Callable[..., Package], tmp_path: Path) -> Package:
    """A copy, to be changed, of the package of ``evidence`` with all that may lie beside it."""
    original = full_package("audio-aac", start=10, end=16)
    shutil.copytree(original.folder, tmp_path / "evidence")
    return Package(folder=tmp_path / "evidence", source=original.source)
