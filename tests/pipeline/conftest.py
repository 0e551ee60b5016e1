"""What tests of the pipeline share."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from lle_studio.pipeline.segments import Workshop


@pytest.fixture
def threads() -> Iterator[Workshop]:
    """A workshop of two threads: quick to begin."""
    with ThreadPoolExecutor(2) as executor:
        yield Workshop(lambda: executor, processes=2, threads=1)
