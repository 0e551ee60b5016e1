"""What all tests share: the clips, made once a session, and surroundings that touch nothing of the user's."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from lle_studio.cli import main
from lle_studio.resources import resource_path
from tests.clips import SyntheticClip, make_clip
from tests.commands import Answer, Command


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


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command in this process."""

    def run(*arguments: object) -> Answer:
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as end:  # argparse
            code = int(end.code or 0)
        return Answer(code, *capsys.readouterr())

    return run
