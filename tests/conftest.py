"""What all tests share: the clips, made once a session, surroundings that touch nothing of the user's, no network."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from lle_studio.cli import main
from lle_studio.resources import resource_path
from tests.clips import SyntheticClip, make_clip
from tests.commands import Answer, Command

OFFLINE = Path(__file__).parent / "offline"
"""Holds what forbids sockets; Python loads it by itself in the programs that tests start."""

_notes, os.environ["LLE_TESTS_SOCKETS"] = tempfile.mkstemp(prefix="sockets-")
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(OFFLINE), os.environ.get("PYTHONPATH"))))
_here = spec_from_file_location("forbidden_sockets", OFFLINE / "sitecustomize.py")
_here.loader.exec_module(module_from_spec(_here))  # from here on, in this process, too

CLUSTER = ("test_two_workers_make_the_same_and_one_may_be_lost", "test_a_scheduler_that_is_not_there_is_said")
"""The only tests with sockets, from this computer to itself: a cluster is the only network, where one is named."""


def _tried_sockets() -> list[str]:
    """What was done with sockets since the last look, here and in programs started from here."""
    return os.read(_notes, 100_000).decode(errors="replace").splitlines()


@pytest.fixture(autouse=True)
def sockets_forbidden(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails a test during which anything was done with sockets, by this process or a Python program it started."""
    if request.node.name in CLUSTER:
        monkeypatch.setenv("LLE_TESTS_LOOPBACK", "1")
    yield
    tried = _tried_sockets()
    assert not tried, f"sockets are forbidden: {tried}"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fails the run where sockets were used after the last test."""
    tried = _tried_sockets()
    Path(os.environ["LLE_TESTS_SOCKETS"]).unlink()
    if tried:
        print(f"\nSockets are forbidden: {tried}", file=sys.stderr)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


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
