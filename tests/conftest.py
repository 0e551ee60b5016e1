"""What all tests share: the clips, made once a session, and surroundings that touch nothing of the user's."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from lle_studio.resources import resource_path
from tests.clips import SyntheticClip, make_clip


@pytest.fixture(scope="session")
def clip_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder the session's clips are made in."""
    folder = tmp_path_factory.getbasetemp() / "clips"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def clip(clip_folder: Path) -> Callable[[str], SyntheticClip]:
    """Makes the clip of a name, or gives the one already made."""
    return lambda name: make_clip(name, clip_folder)


@pytest.fixture(scope="session")
def sample() -> Path:
    """The bundled night scene."""
    return resource_path("sample/night-street.mp4")
