"""What tests of the pipeline share."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lle_studio.pipeline.segments import Workshop
from tests.clips import SyntheticClip

Clip = Callable[[str], SyntheticClip]


@pytest.fixture
def threads() -> Iterator[Workshop]:
    """A workshop of two threads: quick to begin."""
    with ThreadPoolExecutor(2) as executor:
        yield Workshop(lambda: executor, processes=2, threads=1)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An empty folder to export into."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@pytest.fixture
def source(clip: Clip, tmp_path: Path) -> Path:
    """A copy, to be changed, of a clip of 100 frames."""
    return Path(shutil.copy(clip("cfr").path, tmp_path / "source.mp4"))
