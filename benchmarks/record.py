"""What the record and the checks of an export cost: ``python -m benchmarks.record [--frames 300] [--json FILE]``.

Exports a 1080p clip and adds up, over all threads, the processor time spent on the record and the checks (hashes of
frames, curve log, shuffled pixels, pictures for the appendix, log read again, timestamps, source hashed again, tables
for FFmpeg, audit log, manifest, appendix, SHA256SUMS) beside the processor time of the whole export with its programs.
The two independent decodings, of the export and of the source by a stock FFmpeg, run side by side: their time on the
clock is told apart. Then prints the appendix of 10,000 frames.
"""

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks.memory import SIZE, make_clip
from benchmarks.usage import processor_seconds
from lle_studio.pipeline import checks, export, frames, package
from lle_studio.pipeline.job import ExportJob
from lle_studio.record.appendix import MAX_FRAMES, write_appendix
from lle_studio.record.curve_log import columns, read_curve_log
from lle_studio.record.manifest import read_manifest
from lle_studio.record.representative import RepresentativeFrame, reduce_picture

PARTS: dict[str, tuple[tuple[Any, str], ...]] = {
    "hashes of frames": ((frames, "hash_planes"),),
    "curve log": ((frames.CurveLogWriter, "write"),),
    "tables watched, pixels shuffled": ((frames.AppliedTables, "see"), (frames.PointwiseTrial, "holds")),
    "pictures for the appendix": ((frames.Showcase, "see"), (frames.Showcase, "settle")),
    "log read again": ((checks.AppliedTables, "logged"),),
    "audio": ((export, "check_audio"),),
    "source hashed again": ((export, "hash_file"),),
    "tables for a stock FFmpeg": ((export, "write_tables"),),
    "audit log": ((export, "append"), (package, "append")),
    "manifest, words, appendix, sums": ((export, "complete_package"),),
}  # fmt: skip
"""Part of the record -> functions whose time it is."""

INDEPENDENT = {
    "export decoded again": ((export, "check_independently"),),
    "source decoded by a stock FFmpeg": ((export, "first_difference"),),
}


@contextmanager
def timed(spent: dict[str, float]) -> Iterator[None]:
    """Adds up the time spent in the functions of all parts: of the processor, and of the clock in ``INDEPENDENT``."""

    def wrap(part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        clock = time.perf_counter if part in INDEPENDENT else time.thread_time

        def run(*args: Any, **kwargs: Any) -> Any:
            began = clock()
            try:
                result = function(*args, **kwargs)
                return iter(list(result)) if part == "log read again" and hasattr(result, "send") else result
            finally:
                spent[part] += clock() - began

        return run

    with ExitStack() as stack:
        for part, functions in {**PARTS, **INDEPENDENT}.items():
            for place, name in functions:
                stack.enter_context(patch.object(place, name, wrap(part, getattr(place, name))))
        yield


def export_once(clip: Path, folder: Path, color_mode: str) -> dict[str, float]:
    """Exports a clip; seconds of every part, and in all."""
    spent: dict[str, float] = defaultdict(float)
    settings = export.EnhancementSettings(color_mode=color_mode)  # type: ignore[arg-type]
    began, on_clock = processor_seconds(), time.perf_counter()
    with timed(spent):
        for _ in export.run_export(ExportJob(source=clip, folder=folder, settings=settings)):
            pass
    return {**spent, "all": processor_seconds() - began, "all on the clock": time.perf_counter() - on_clock}


def print_long(folder: Path, source: Path, count: int) -> tuple[float, int]:
    """Seconds and bytes of an appendix of many frames, with as many of them shown as there may be."""
    row = next(read_curve_log(source / "curves.csv", "rgb"))
    assert row.table is not None
    manifest = read_manifest(source) | {"range": {"start": 0, "end": count}}
    (folder / "audit.jsonl").write_bytes((source / "audit.jsonl").read_bytes())
    tables = [",".join(map(str, np.minimum(255, row.table.astype(int) + shift).ravel())) for shift in range(16)]
    settings = ",".join((*row.settings, *row.measures))
    with (folder / "curves.csv").open("w", newline="", encoding="ascii") as stream:
        stream.write(",".join(columns("rgb")) + "\r\n")
        for index in range(count):
            facts = f"{index},{index * 512},{index * 0.04:.6f},P,0,{index:064x},{row.enhanced_sha256}"
            stream.write(f"{facts},{settings},{tables[index // 40 % 16]}\r\n")
    noise = np.random.default_rng(0).integers(0, 255, (3, SIZE[1], SIZE[0]), dtype=np.uint8)
    picture = reduce_picture(noise, aspect=Fraction(1), rotation=0)
    shown = [
        RepresentativeFrame(
            index=place * (count // MAX_FRAMES), pts=place * (count // MAX_FRAMES) * 512, reasons=("marked",), note="",
            outside=None, before=picture, after=picture, counts=np.ones((3, 256), dtype=np.int64),
        )
        for place in range(MAX_FRAMES)
    ]  # fmt: skip
    began = time.perf_counter()
    write_appendix(folder, manifest, shown, {}, ["en"])
    return time.perf_counter() - began, (folder / "appendix.pdf").stat().st_size


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--color", default="per-channel")
    parser.add_argument("--json", type=Path, help="file to write the result to")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_clip(folder / "clip.mp4", arguments.frames)
        runs = []
        for number in range(arguments.repeats):
            runs.append(export_once(folder / "clip.mp4", folder / f"package-{number}", arguments.color))
        (folder / "long").mkdir()
        seconds, size = print_long(folder / "long", folder / "package-0", 10_000)
    medians = {part: statistics.median(run[part] for run in runs) for part in runs[0]}
    record = [sum(run[part] for part in PARTS) / run["all"] for run in runs]
    print(f"{date.today()}, {platform.machine()}, {os.cpu_count()} cores: {arguments.frames} frames of 1920x1080")
    for part in (*PARTS, "all"):
        print(f"{part:<36} {medians[part]:8.2f} s {medians[part] / medians['all']:7.1%}")
    for part in (*INDEPENDENT, "all on the clock"):
        print(f"{part:<36} {medians[part]:8.2f} s {medians[part] / medians['all on the clock']:7.1%} on the clock")
    print(f"record and checks beside the independent decodings: {statistics.median(record):.1%} of the export")
    print(f"appendix of 10,000 frames: {seconds:.1f} s, {size / 1e6:.1f} MB")
    if arguments.json:
        result = {"record_share": statistics.median(record), "seconds": medians, "appendix_s": seconds}
        arguments.json.write_text(json.dumps({**result, "appendix_mb": size / 1e6}))


if __name__ == "__main__":
    main()
