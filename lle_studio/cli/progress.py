"""Progress bars, for a terminal only."""

from __future__ import annotations

import sys
from typing import NoReturn

from tqdm import tqdm


def open_bar(description: str, total: int) -> tqdm[NoReturn]:
    """A bar on stderr that leaves nothing behind; none where stderr is no terminal."""
    bar: tqdm[NoReturn] = tqdm(
        total=total, desc=description, leave=False, disable=not sys.stderr.isatty(), dynamic_ncols=True
    )
    return bar


def advance(bar: tqdm[NoReturn], done: int) -> None:
    """Moves a bar to the number of things done."""
    bar.update(done - bar.n)
