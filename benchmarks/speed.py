"""How fast we are beside FFmpeg alone, Zero-DCE and LIME: ``python -m benchmarks.speed [--quick] [--json FILE]``.

Clips are made from the sample (720p, 1080p, 4K; H.264 and HEVC; ``--footage DIR`` adds real ones), and floor and ours
take turns on the same frames and the same disk, each in a process of its own. A ratio is our frame rate over that of
the floor, 1 being as fast; the median of the turns is given, and their spread.

``export_*_ratio`` compares the stage that turns source frames into the enhanced clip and its log with all hashes
(``export``: from opening the writer until the file is closed) with FFmpeg decoding, converting, applying a
fixed table and encoding. ``export_*_whole_ratio`` compares the whole command with the same floor: the start of Python
and torch, the index, the decoding of the result by another FFmpeg, the frames made again, the record, the appendix.
"""

import argparse
import json
import os
import statistics
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.speed_compare import MODES, OFFSCREEN, Comparison, ours
from benchmarks.speed_floor import GROUP, SIZES, make_clip, make_hour, repeat_clip, run
from benchmarks.speed_report import print_report
from lle_studio.core.errors import SourceError
from lle_studio.core.heaps import limit_heaps
from lle_studio.record.machine import describe_machine

HEADLINE = "1080p-h264"
"""The clip whose figures stand for the program."""

SHORT = "short.mp4"

LENGTHS = 10
"""How many times longer the long export is."""

WINDOW_UNITS = ("_ms", "_ratio", "_known")
"""Endings of the figures of ``benchmarks.seek``; the rest of what it says tells of the machine."""

HEAVY = ("torch", "PySide6", "av", "cv2", "numpy")
"""What a command that needs none of it must not load; ``probe`` needs the last three."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured."""

    frames: dict[str, int]
    """Name of a clip -> frames of it that are exported."""
    repeats: int
    """Turns on the headline's clip."""
    whole: int
    """Of these, those in which our whole command runs; in the others its export stage alone."""
    other_repeats: int
    """Turns on the other clips: the export stage alone."""
    enhanced: int
    """Frames of the headline's clip that are decoded and enhanced without encoding."""
    parts: int
    """Frames whose decoding is timed among the parts."""
    baseline: int
    """Frames for Zero-DCE, and for LIME on each core."""
    short: int
    """Frames of the short one of two exports."""
    starts: int
    """Starts of the program."""
    gui_seconds: float
    """Seconds of playing in the window; 0: none."""


QUICK = Plan(
    frames={HEADLINE: 32}, repeats=2, whole=1, other_repeats=0, enhanced=40, parts=40, baseline=1, short=16,
    starts=1, gui_seconds=0,
)  # fmt: skip
FULL = Plan(
    frames={
        HEADLINE: 150, "1080p-hevc": 80, "720p-h264": 100, "720p-hevc": 100, "4k-h264": 30, "4k-hevc": 30,
    },
    repeats=3, whole=3, other_repeats=2, enhanced=240, parts=120, baseline=2, short=80, starts=3, gui_seconds=10,
)  # fmt: skip

CLIP_FRAMES = {"720p": GROUP, "1080p": GROUP, "4k": 60}
"""Frames of the clips that are made."""

WINDOW_GROUPS = 3
"""Groups of pictures of the clip that is opened in the window."""

FOOTAGE_FRAMES = 60
"""Frames of each clip of ``--footage``."""

IDLE_FIELDS = (3, 4)
"""Of a line of ``/proc/stat``: idle, and waiting for a disk."""

KEYS = (
    *(f"export_{mode.name}{what}_ratio" for what in ("", "_whole") for mode in MODES),
    "frames_ratio", "zero_dce_ratio", "lime_ratio", "estimate_to_zero_dce", "network_ms",
    "seek_ratio", "first_picture_ms", "step_forward_ms", "step_back_ms", "index_hour_s", "index_hour_mb",
    "peak_mb", "length_ratio", "length_memory_ratio", "help_s", "probe_s", "window_s",
)  # fmt: skip
"""Figures of every run."""


BEGAN = time.perf_counter()


def measure_length(folder: Path, short: int, *, stage_only: bool) -> dict[str, Any]:
    """Time and memory of an export of a clip, before and after one of the same clip ten times in a row."""
    clip = make_clip(folder / SHORT, SIZES["1080p"], "h264", short)
    twins = {
        "short": Comparison(clip, short, folder),
        "long": Comparison(repeat_clip(clip, LENGTHS, folder / "long.mp4"), LENGTHS * short, folder),
    }
    found: dict[str, Any] = {"short": [], "long": []}
    for name in ("short", "long", "short"):
        found[name].append(twins[name].export(MODES[1], stage_only=stage_only))
    counts = {name: {one["written"]["frames"] for one in found[name]} for name in found}
    if counts != {"short": {short}, "long": {LENGTHS * short}}:
        raise SystemExit(f"benchmarks.speed: not all frames were exported: {counts}.")
    peak = "stage_peak_mb" if stage_only else "peak_mb"
    rate, memory = ({name: statistics.mean(one[key] for one in found[name]) for name in found} for key in ("fps", peak))
    found |= {"time_ratio": rate["short"] / rate["long"], "memory_ratio": memory["long"] / memory["short"]}
    return found


def measure_starts(clip: Path, repeats: int) -> dict[str, Any]:
    """Seconds until help is printed, a clip is probed and the window is shown, and what the commands load for it."""
    commands = {"help": ["--help"], "probe": ["probe", str(clip)]}
    found: dict[str, Any] = {}
    for name, words in commands.items():
        walls = [run([sys.executable, "-m", "lle_studio", *words]).wall for _ in range(repeats + 1)]
        found[f"{name}_s"] = statistics.median(walls[1:])  # the first warms the disk's cache
        code = (
            "import json, sys\nfrom lle_studio.cli import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit:\n"
            f"    pass\nprint(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
        )
        loaded = run([sys.executable, "-c", code, *words]).output.splitlines()[-1]
        found[f"{name}_loads"] = json.loads(loaded)
    shown = [ours("window", clip)[0]["shown_s"] for _ in range(repeats + 1)]
    return {**found, "window_s": statistics.median(shown[1:])}


def measure_window(clip: Path, folder: Path, seconds: float, *, quick: bool) -> dict[str, Any]:
    """What ``benchmarks.seek`` says of a clip repeated and, where time allows, ``benchmarks.gui``."""
    longer, answer = repeat_clip(clip, WINDOW_GROUPS, folder / "window.mp4"), folder / "window.json"
    words = ("--clip", longer, "--json", answer)
    run([sys.executable, "-m", "benchmarks.seek", *(["--quick"] if quick else []), *words], OFFSCREEN)
    found: dict[str, Any] = json.loads(answer.read_text())
    if seconds:
        run([sys.executable, "-m", "benchmarks.gui", "--seconds", str(seconds), *words], OFFSCREEN)
        found["gui"] = json.loads(answer.read_text())
    return found


def measure(plan: Plan, folder: Path, footage: Path | None, *, quick: bool) -> dict[str, Any]:
    """Everything, clip by clip."""
    paths = {}
    for name in plan.frames:
        size, codec = name.split("-")
        say(f"making {name}")
        paths[name] = make_clip(folder / f"{name}.mp4", SIZES[size], codec, CLIP_FRAMES[size])
    clips: dict[str, Any] = {}
    for name, path in paths.items():
        say(f"exporting {name}")
        first = name == HEADLINE
        comparison = Comparison(path, plan.frames[name], folder)
        clips[name] = comparison.describe()
        if first:
            clips[name]["steps"] = comparison.floor_steps(plan.enhanced, plan.repeats)
        clips[name]["exports"] = comparison.exports(
            plan.repeats if first else plan.other_repeats, plan.whole if first else 0
        )
        clips[name]["enhanced"] = comparison.frames(
            plan.enhanced if first else plan.frames[name], plan.repeats if first else 1
        )
    for path in sorted(footage.iterdir()) if footage is not None and not quick else ():
        say(f"exporting {path.name}")
        try:
            comparison = Comparison(path, FOOTAGE_FRAMES, folder)
        except SourceError as error:  # the folder may hold other files, too
            say(f"left out: {error}")
            continue
        clips[path.name] = {**comparison.describe(), "exports": comparison.exports(1, 0)}
        clips[path.name]["enhanced"] = comparison.frames(FOOTAGE_FRAMES, 1)
    headline = paths[HEADLINE]
    say("the parts by themselves")
    found: dict[str, Any] = {"clips": clips, "parts": ours("parts", headline, "--frames", plan.parts)[0]}
    for name in ("zero-dce", "lime"):
        say(name)
        found[name] = ours(name, headline, "--frames", plan.baseline)[0]
    say(f"an export {LENGTHS} times longer")
    found["length"] = measure_length(folder, plan.short, stage_only=quick)
    say("an hour's index")
    found["hour"] = ours("index", make_hour(folder / "hour.mp4"))[0]
    say("starting")
    found["starts"] = measure_starts(folder / SHORT, plan.starts)
    say("the window")
    found["window"] = measure_window(headline, folder, plan.gui_seconds, quick=quick)
    return found


def headline_figures(found: dict[str, Any]) -> dict[str, float]:
    """The figures that stand for the program, by name."""
    clip, parts = found["clips"][HEADLINE], found["parts"]
    exports = clip["exports"]
    figures = {f"export_{name}_ratio": both["ratio"]["median"] for name, both in exports.items()}
    figures |= {f"export_{name}_whole_ratio": both["whole_ratio"]["median"] for name, both in exports.items()}
    whole_ms = 1000 / statistics.median(one["fps"] for one in clip["enhanced"]["ours"])
    estimate_ms = sum(parts[name]["wall_ms"] for name in ("network input", "network", "curves"))
    figures |= {
        "frames_ratio": clip["enhanced"]["ratio"]["median"],
        "zero_dce_ratio": found["zero-dce"]["wall_ms"] / whole_ms,
        "lime_ratio": found["lime"]["wall_ms"] / whole_ms,
        "estimate_to_zero_dce": found["zero-dce"]["wall_ms"] / estimate_ms,
        "network_ms": parts["network"]["wall_ms"],
        "index_hour_s": found["hour"]["index_s"],
        "index_hour_mb": found["hour"]["index_mb"],
        "peak_mb": max(one["peak_mb"] for one in exports["ffv1"]["ours"] if "peak_mb" in one),
        "length_ratio": found["length"]["time_ratio"],
        "length_memory_ratio": found["length"]["memory_ratio"],
        **{name: found["starts"][name] for name in ("help_s", "probe_s", "window_s")},
        **{name: value for name, value in found["window"].items() if name.endswith(WINDOW_UNITS)},
    }
    missing = [name for name in KEYS if name not in figures]
    if missing:
        raise SystemExit(f"benchmarks.speed: {', '.join(missing)} were not measured.")
    return figures


def busy_seconds() -> tuple[float, float]:
    """CPU seconds of all cores since the computer started, and those of this process and its ended children."""
    line = Path("/proc/stat").read_text().splitlines()[0].split()[1:9]  # user nice system idle iowait irq softirq steal
    ticks = sum(int(word) for place, word in enumerate(line) if place not in IDLE_FIELDS)
    return ticks / os.sysconf("SC_CLK_TCK"), sum(os.times()[:4])


def say(what: str) -> None:
    """Tells on the terminal's error stream what is being measured."""
    print(f"{time.perf_counter() - BEGAN:5.0f} s: {what}", file=sys.stderr, flush=True)


def main() -> None:
    """Measures, prints and stores."""
    limit_heaps()  # as the program does
    parser = argparse.ArgumentParser(prog="benchmarks.speed", description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="1080p H.264 only, few frames: within three minutes")
    parser.add_argument("--footage", type=Path, metavar="DIR", help="folder of night clips, also measured in full mode")
    parser.add_argument("--json", type=Path, metavar="FILE", help="file to write the result to")
    options = parser.parse_args()
    if options.footage is not None and not options.footage.is_dir():
        parser.error(f"{options.footage} is no folder: give one with clips, or leave --footage out")
    with TemporaryDirectory(prefix="lle-studio-", ignore_cleanup_errors=True) as folder:
        began, (all_before, ours_before) = time.perf_counter(), busy_seconds()
        found = measure(QUICK if options.quick else FULL, Path(folder), options.footage, quick=options.quick)
        seconds, (all_after, ours_after) = time.perf_counter() - began, busy_seconds()
    result = {
        **headline_figures(found),
        "date": date.today().isoformat(),
        "mode": "quick" if options.quick else "full",
        "machine": {name: describe_machine()[name] for name in ("processor", "architecture", "memory_bytes")},
        "cores": found["zero-dce"]["cores"],
        "seconds": seconds,
        "cores_taken_by_others": (all_after - all_before - ours_after + ours_before) / seconds,
        "details": found,
    }
    print_report(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
