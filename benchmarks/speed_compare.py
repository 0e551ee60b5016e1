"""Floor and ours in turns on the same frames of one clip, each in a process of its own."""

import json
import shutil
import statistics
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from benchmarks.speed_floor import STEPS, Written, describe_written, filters, run, run_floor, start_up_seconds
from lle_studio.video.color import has_coded_planes, is_grey
from lle_studio.video.index import ClipIndex, build_index

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*.warning=false"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """A way to export, and the domain its tables act in."""

    name: str
    codec: str
    color: str
    domain: str


MODES = (
    Mode(name="ffv1", codec="ffv1", color="per-channel", domain="rgb"),
    Mode(name="h264rgb", codec="h264rgb", color="per-channel", domain="rgb"),
    Mode(name="luma", codec="ffv1", color="luma", domain="coded"),
)


def ours(what: str, clip: Path, *words: object) -> tuple[dict[str, Any], float, float]:
    """Measures something of ours in a process of its own: its answer, and the process's seconds and CPU seconds."""
    spent = run([sys.executable, "-m", "benchmarks.speed_ours", what, clip, *(str(word) for word in words)], OFFSCREEN)
    return json.loads(spent.output.splitlines()[-1]), spent.wall, spent.cpu


class Comparison:
    """Floor and ours on the first frames of one clip.

    Args:
        clip: the file.
        frames: how many of its frames.
        folder: where both write.
    """

    def __init__(self, clip: Path, frames: int, folder: Path) -> None:
        self._clip, self._folder = clip, folder
        self._index: ClipIndex = build_index(clip, hashing=False)
        self._frames = min(frames, len(self._index))
        coded = has_coded_planes(self._index.pixel_format) and not is_grey(self._index.pixel_format)
        self._modes = [mode for mode in MODES if mode.domain == "rgb" or coded]

    @cached_property
    def _start_up(self) -> float:
        return start_up_seconds()

    @cached_property
    def _tables(self) -> dict[str, list[list[int]]]:
        return ours("tables", self._clip, "--frames", self._frames)[0]

    def describe(self) -> dict[str, Any]:
        """What is measured."""
        index = self._index
        return {
            "codec": index.codec, "pixel_format": index.pixel_format, "width": index.width, "height": index.height,
            "megabits_a_second": 8e-6 * index.size / (len(index) / float(index.nominal_rate)), "frames": self._frames,
        }  # fmt: skip

    def floor_steps(self, count: int, repeats: int) -> dict[str, dict[str, float]]:
        """CPU milliseconds FFmpeg alone takes a frame, one step more each, without encoding; by domain and step."""
        found: dict[str, dict[str, float]] = {}
        for domain, steps in {"rgb": STEPS, "coded": ("decode", "apply")}.items():
            graphs = {step: filters(self._index, self._tables, domain, step) for step in steps}
            turns = [{step: self._floor(graph, count) for step, graph in graphs.items()} for _ in range(repeats)]
            found[domain] = {step: statistics.median(turn[step]["cpu_ms"] for turn in turns) for step in steps}
        return found

    def exports(self, repeats: int, whole: int) -> dict[str, dict[str, Any]]:
        """Lets floor and ours take turns in every mode the clip allows.

        Args:
            repeats: how many turns.
            whole: in how many of them our whole command runs.
        """
        found: dict[str, dict[str, Any]] = {mode.name: {"floor": [], "ours": []} for mode in self._modes}
        for repeat in range(repeats):
            for mode in self._modes:
                turns: list[tuple[str, Callable[[], dict[str, Any]]]] = [
                    ("floor", partial(self._floor_export, mode)),
                    ("ours", partial(self.export, mode, stage_only=repeat >= whole)),
                ]
                for who, take in turns[:: -1 if repeat % 2 else 1]:
                    found[mode.name][who].append(take())
        for name, both in found.items():
            self._compare(name, both)
        return found

    def frames(self, count: int, repeats: int) -> dict[str, Any]:
        """Decoding and enhancing without encoding, beside FFmpeg's decoding and converting."""
        count = min(count, len(self._index))
        found: dict[str, Any] = {"floor": [], "ours": []}
        graph = filters(self._index, self._tables, "rgb", "convert")
        for _ in range(repeats):
            found["floor"].append(self._floor(graph, count))
            answer, _, _ = ours("frames", self._clip, "--frames", count)
            if answer["frames"] != count:
                raise SystemExit(f"benchmarks.speed: {answer['frames']} of {count} frames were enhanced.")
            rate = {"fps": count / answer["wall_s"], "cpu_ms": 1000 * answer["cpu_s"] / count}
            found["ours"].append({**rate, "peak_mb": answer["peak_mb"]})
        found["ratio"] = ratios(found["ours"], found["floor"], "fps")
        return found

    def export(self, mode: Mode, *, stage_only: bool, frames: int | None = None) -> dict[str, Any]:
        """One of our exports: frame rate and CPU of its stage, and of the whole command unless it ends there."""
        count = frames or self._frames
        package = self._folder / "package"
        words = ("--codec", mode.codec, "--color", mode.color, "--frames", count)
        answer, wall, cpu = ours("export", self._clip, package, *words, *(["--stage-only"] if stage_only else []))
        found = {
            "fps": count / answer["stage_s"],
            "cpu_ms": 1000 * answer["stage_cpu_s"] / count,
            "stage_peak_mb": answer["stage_peak_mb"],
            "phases_s": answer["phases_s"],
        }
        if stage_only:
            return {**found, "written": answer["written"]}
        written = describe_written(next(package.glob("enhanced.*")))
        shutil.rmtree(package)
        whole = {"whole_fps": count / wall, "whole_cpu_ms": 1000 * cpu / count, "peak_mb": answer["peak_mb"]}
        return {**found, **whole, "written": asdict(written)}

    def _floor_export(self, mode: Mode) -> dict[str, Any]:
        path = self._folder / "floor.mkv"
        graph = filters(self._index, self._tables, mode.domain, "pack")
        spent = self._floor(graph, self._frames, mode.codec, path)
        written = describe_written(path)
        path.unlink()
        return {**spent, "written": asdict(written)}

    def _floor(
        self, graph: str, frames: int | None = None, codec: str | None = None, path: Path | None = None
    ) -> dict[str, float]:
        """Frame rate and CPU of FFmpeg alone, without the time in which it only starts."""
        count = frames or self._frames
        spent = run_floor(self._index, count, graph, codec, path)
        wall = spent.wall - self._start_up
        return {"fps": count / wall, "wall_ms": 1000 * wall / count, "cpu_ms": 1000 * spent.cpu / count}

    def _compare(self, name: str, both: dict[str, Any]) -> None:
        """Adds the ratios to what was measured, once it is sure that both wrote the same kind of clip."""
        kinds = {Written(**one["written"]).kind for who in ("floor", "ours") for one in both[who]}
        if len(kinds) != 1 or (frames := next(iter(kinds))[-1]) != self._frames:
            raise SystemExit(f"benchmarks.speed: floor and ours wrote different clips in {name}: {kinds}.")
        both["frames"] = frames
        both["ratio"] = ratios(both["ours"], both["floor"], "fps")
        both["cpu_ratio"] = statistics.median(
            floor["cpu_ms"] / mine["cpu_ms"] for mine, floor in zip(both["ours"], both["floor"], strict=True)
        )
        both["size_ratio"] = both["ours"][0]["written"]["size"] / both["floor"][0]["written"]["size"]
        if any("whole_fps" in one for one in both["ours"]):
            both["whole_ratio"] = ratios(both["ours"], both["floor"], "whole_fps")


def ratios(our: list[dict[str, Any]], floor: list[dict[str, Any]], name: str) -> dict[str, float]:
    """Our frame rate over the floor's in each turn: the median, the lowest and the highest."""
    found = [mine[name] / other["fps"] for mine, other in zip(our, floor, strict=True) if name in mine]
    return {"median": statistics.median(found), "low": min(found), "high": max(found)}
