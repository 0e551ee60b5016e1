"""Several clips exported in one call: some at once, each on its own, whatever becomes of the others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING

from lle_studio.cli.failures import failure_of
from lle_studio.cli.progress import advance, open_bar
from lle_studio.core.errors import Cancelled

if TYPE_CHECKING:
    from lle_studio.pipeline.job import ExportJob
    from lle_studio.pipeline.segments import Workshop

LOOK_SECONDS = 0.2
"""Between two looks at how far the clips are."""

SHARES = {
    "index": (0.0, 0.05),
    "analyse": (0.05, 0.2),
    "resume": (0.2, 0.6),
    "export": (0.2, 0.6),
    "check": (0.6, 0.95),
    "record": (0.95, 1.0),
}
"""Stage of an export -> the part of the bar it moves through, roughly."""

STEPS = 1000
"""Of the bar for each clip."""


def package_folders(files: Sequence[Path], folder: Path) -> list[Path]:
    """A folder for each file's package: named like the file, with a number where two have the same name."""
    taken: set[str] = set()
    folders = []
    for file in files:
        name, number = file.stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{file.stem}-{number}"
        taken.add(name.casefold())
        folders.append(folder / name)
    return folders


def export_many(
    jobs: Sequence[ExportJob],
    workshop: Workshop | None,
    at_once: int,
    cancelled: Callable[[], bool],
    tell: Callable[[Path], None],
) -> int:
    """Exports clips, so many at once; says of each what became of it when it is done.

    Args:
        jobs: what to export.
        workshop: processes that make the frames; None: this one does.
        at_once: clips that are worked on at the same time.
        cancelled: asked often.
        tell: says what a package holds.

    Returns:
        The exit code: 0, or that of the first clip that failed.

    Raises:
        Cancelled: ``cancelled`` said so; packages that were complete are kept.
    """
    from lle_studio.pipeline.export import run_export

    done = [0.0] * len(jobs)

    def export(place: int) -> Path:
        for progress in run_export(jobs[place], workshop=workshop, cancelled=cancelled):
            first, last = SHARES.get(progress.stage, (1.0, 1.0))
            done[place] = first + (last - first) * progress.done / max(1, progress.total)
        done[place] = 1.0
        return Path(progress.message)

    codes: dict[int, int] = {}
    kept = 0
    with (
        ThreadPoolExecutor(at_once, thread_name_prefix="clips") as pool,
        open_bar(f"Exporting {len(jobs)} clips", STEPS * len(jobs)) as bar,
    ):
        places: dict[Future[Path], int] = {pool.submit(export, place): place for place in range(len(jobs))}
        waiting = set(places)
        while waiting:
            ended, waiting = wait(waiting, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
            for future in ended:
                bar.clear()
                try:
                    package = future.result()
                except Cancelled:
                    continue
                except Exception as error:
                    failure = failure_of(error)
                    print(f"lle-studio: {failure[0]}", file=sys.stderr)
                    codes[places[future]] = failure[1]
                    done[places[future]] = 1.0
                else:
                    tell(package)
                    kept += 1
            advance(bar, round(STEPS * sum(done)))
            if cancelled():
                for future in waiting:
                    future.cancel()
                waiting = {future for future in waiting if not future.cancelled()}
    if cancelled():
        raise Cancelled(f"The exports were cancelled; {kept} complete packages were kept.")
    print(f"{kept} of {len(jobs)} clips exported")
    return codes[min(codes)] if codes else 0
