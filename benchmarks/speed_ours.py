"""Our side of ``benchmarks.speed``: each measurement in a process of its own that prints one line of JSON.

Nothing is loaded before it is needed: what the product does not load must not be in its figures.

    python -m benchmarks.speed_ours export CLIP FOLDER --codec ffv1 --color per-channel --frames 100 [--stage-only]
    python -m benchmarks.speed_ours tables|frames|parts|index|window|zero-dce|lime CLIP [--frames N]
"""

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.usage import peak_mb, processor_seconds


def now() -> tuple[float, float]:
    """Seconds on the wall, and those of all cores this process and its children took."""
    return time.perf_counter(), processor_seconds()


def age() -> float:
    """Seconds since this process was started, by Linux's own account of it, which is exact to a hundredth."""
    ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")


class _StageOver(Exception):  # noqa: N818
    """The stage that was to be measured is over."""


@dataclass(slots=True, kw_only=True)
class ExportClock:
    """Looks at the clock when an export opens its writer and when that is closed: between lies the stage ``export``."""

    stage_only: bool
    """The export ends with the stage, and its folder is removed."""
    began: tuple[float, float] = (0.0, 0.0)
    ended: tuple[float, float] = (0.0, 0.0)
    peak_mb: float = 0.0
    """At the end of the stage."""
    written: dict[str, Any] = field(default_factory=dict)
    """What stands in the file, where the export ends with the stage."""
    phases: dict[str, float] = field(default_factory=dict)
    """What an export says it does -> seconds."""

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watches the writers of exports that run meanwhile."""
        from lle_studio.video.output import OutputClip
        from lle_studio.video.writer import ClipWriter

        opening, finishing = ClipWriter.__init__, OutputClip.finish

        def opened(writer: ClipWriter, path: Path, *words: Any, **options: Any) -> None:
            self.began = now()
            opening(writer, path, *words, **options)

        def finished(writer: OutputClip) -> None:
            finishing(writer)
            self.ended, self.peak_mb = now(), peak_mb()
            if self.stage_only:
                from benchmarks.speed_floor import describe_written

                self.written = asdict(describe_written(writer._path))
                raise _StageOver

        with ExitStack() as stack:
            stack.enter_context(patch.object(ClipWriter, "__init__", opened))
            stack.enter_context(patch.object(OutputClip, "finish", finished))
            yield


def export(options: argparse.Namespace) -> dict[str, Any]:
    """Exports the first frames of a clip; seconds of the stage ``export``, and of every phase."""
    loading = time.perf_counter()
    from lle_studio.core.settings import EnhancementSettings
    from lle_studio.pipeline.export import run_export
    from lle_studio.pipeline.job import ExportJob

    clock = ExportClock(stage_only=options.stage_only)
    clock.phases["Loading the program"] = time.perf_counter() - loading
    settings = EnhancementSettings(color_mode=options.color)
    job = ExportJob(
        source=options.clip, folder=options.folder, settings=settings, codec=options.codec, end=options.frames
    )
    with clock.watching():
        last = time.perf_counter()
        try:
            for progress in run_export(job):
                phase = progress.message.split(" (")[0] if progress.stage != "done" else "Writing the record"
                clock.phases[phase] = clock.phases.get(phase, 0.0) + time.perf_counter() - last
                last = time.perf_counter()
        except _StageOver:
            pass
    (began, cpu_before), (ended, cpu_after) = clock.began, clock.ended
    return {
        "stage_s": ended - began,
        "stage_cpu_s": cpu_after - cpu_before,
        "stage_peak_mb": clock.peak_mb,
        "peak_mb": peak_mb(),
        "phases_s": clock.phases,
        "written": clock.written,
    }


def tables(options: argparse.Namespace) -> dict[str, Any]:
    """The tables our export applies to the middle one of the first frames, in every domain the clip has."""
    from lle_studio.core.settings import EnhancementSettings
    from lle_studio.estimator.estimator import CurveEstimator
    from lle_studio.pipeline.enhance import Enhancer
    from lle_studio.video.color import has_coded_planes
    from lle_studio.video.index import build_index
    from lle_studio.video.reader import ClipReader

    index = build_index(options.clip, hashing=False)
    enhancer, settings = Enhancer(index, CurveEstimator()), EnhancementSettings()
    with ClipReader(index) as reader:
        frame = reader.read(options.frames // 2)
    found = {"rgb": enhancer.enhance(frame, settings).table.tolist()}
    if has_coded_planes(index.pixel_format):
        found["coded"] = enhancer.enhance(frame, replace(settings, color_mode="luma")).table.tolist()
    return found


def frames(options: argparse.Namespace) -> dict[str, Any]:
    """Decodes, estimates and applies, and writes nothing."""
    from lle_studio.estimator.estimator import CurveEstimator
    from lle_studio.video.index import build_index

    index, estimator = build_index(options.clip, hashing=False), CurveEstimator()
    began, cpu_before = now()
    count = enhance_all(index, estimator, options.frames)
    ended, cpu_after = now()
    return {"frames": count, "wall_s": ended - began, "cpu_s": cpu_after - cpu_before, "peak_mb": peak_mb()}


def enhance_all(index: Any, estimator: Any, count: int) -> int:
    """Makes the enhanced frames of the first frames of a clip, in order and as an export does, and counts them."""
    from lle_studio.core.frame import EnhancedFrame, MissingFrame
    from lle_studio.core.ordered import map_in_order
    from lle_studio.core.settings import EnhancementSettings
    from lle_studio.pipeline.enhance import Enhancer
    from lle_studio.video.decoded import DecodedFrame
    from lle_studio.video.reader import ClipReader

    enhancer, settings = Enhancer(index, estimator), EnhancementSettings()

    def make(decoded: DecodedFrame | MissingFrame) -> EnhancedFrame | None:
        return None if isinstance(decoded, MissingFrame) else enhancer.enhance(decoded.convert(), settings)

    with ClipReader(index, cache_bytes=0) as reader:
        return sum(made is not None for made in map_in_order(make, reader.decoded(0, count)))


def index(options: argparse.Namespace) -> dict[str, Any]:
    """Indexes a clip, and then hashes it."""
    from lle_studio.video.index import build_index, hash_file

    began, _ = now()
    built = build_index(options.clip, hashing=False)
    indexed, peak = now()[0], peak_mb()
    hash_file(options.clip)
    return {
        "frames": len(built),
        "size_mb": built.size / 2**20,
        "index_s": indexed - began,
        "index_mb": peak,
        "hash_s": now()[0] - indexed,
    }


def window(options: argparse.Namespace) -> dict[str, Any]:
    """Shows the window, without a clip and with settings of its own, and ends when it is painted."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QSettings, QStandardPaths, QTimer
    from PySide6.QtWidgets import QApplication

    from lle_studio.gui import app

    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(options.clip.parent))
    QStandardPaths.setTestModeEnabled(True)
    application = QApplication([])
    shown: list[float] = []

    def note() -> None:
        application.processEvents()  # what show() asked to be painted is painted
        shown.append(age())
        application.quit()

    QTimer.singleShot(0, note)
    app.run(None)
    return {"shown_s": shown[0]}


MEASUREMENTS: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "export": export,
    "tables": tables,
    "frames": frames,
    "index": index,
    "window": window,
}

PARTS = ("parts", "zero-dce", "lime")
"""Measurements of ``benchmarks.speed_parts``, which loads torch and so is left alone by the others."""


def main() -> None:
    """Measures one thing and prints it."""
    parser = argparse.ArgumentParser(prog="benchmarks.speed_ours")
    parser.add_argument("what", choices=(*MEASUREMENTS, *PARTS))
    parser.add_argument("clip", type=Path)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--frames", type=int, default=100)
    parser.add_argument("--codec", default="ffv1")
    parser.add_argument("--color", default="per-channel")
    parser.add_argument("--stage-only", action="store_true")
    options = parser.parse_args()
    if options.what in PARTS:
        from benchmarks import speed_parts

        work = getattr(speed_parts, options.what.replace("-", "_"))
    else:
        work = MEASUREMENTS[options.what]
    print(json.dumps(work(options)))


if __name__ == "__main__":
    main()
