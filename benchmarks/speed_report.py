"""The tables that ``benchmarks.speed`` prints."""

import statistics
from collections.abc import Mapping
from typing import Any

BUSY = 0.1
"""Cores taken by other programs from which on figures are called into question."""

PARTS = {
    "decode": ("decode",),
    "hand over from the decoder": ("hand over",),
    "convert": ("convert",),
    "copy coded planes": ("coded planes",),
    "network input": ("network input",),
    "network": ("network", "curves"),
    "apply": ("apply",),
    "histogram, measures": ("histogram", "tables and measures"),
    "hashes": ("hashes",),
    "log row": ("log row",),
    "pack": ("pack",),
    "encode": ("encode",),
}
"""Row of the table of parts -> the measured parts it sums up."""

FLOOR_PARTS = {"rgb": ("decode", "convert", "apply", "pack"), "coded": ("decode", "apply")}
"""Steps of FFmpeg alone, one more each: the difference of two is what the later one costs."""

ALONE = ("network", "network input", "apply", "convert", "hashes", "histogram")
"""Parts whose time on the wall is printed, too."""

DOMAINS = {"ffv1": ("rgb", "ffv1"), "h264rgb": ("rgb", "h264rgb"), "luma": ("coded", "ffv1")}
"""Mode -> its domain and codec."""


def print_report(result: Mapping[str, Any]) -> None:
    """Prints everything a person wants to know of a run."""
    details = result["details"]
    machine = result["machine"]
    print(f"\n{result['date']}, {result['mode']}, {result['cores']} cores of {machine['processor']}")
    _print_exports(details["clips"])
    if result["cores_taken_by_others"] > BUSY:
        print(
            f"Others took {result['cores_taken_by_others']:.1f} cores meanwhile: rates and their ratios are not those "
            "of a computer at rest; CPU times are nearly."
        )
    headline = next(iter(details["clips"].values()))
    for mode in DOMAINS:
        _print_parts(mode, headline, details["parts"])
    _print_phases(headline["exports"])
    _print_rest(result)


def _print_exports(clips: Mapping[str, Any]) -> None:
    print("\nExport: the stage that writes the enhanced clip and its log, beside FFmpeg with the same encoder")
    print(
        f"{'clip':28} {'mode':8} {'frames':>6} {'floor fps':>9} {'ours fps':>9} {'ratio':>6} {'spread':>11} "
        f"{'whole':>6} {'floor CPU':>9} {'our CPU':>8} {'of it':>6} {'bytes':>6} {'peak MB':>8}"
    )
    for name, clip in clips.items():
        for mode, both in clip["exports"].items():
            floor, ours, ratio = both["floor"], both["ours"], both["ratio"]
            whole = f"{both['whole_ratio']['median']:6.3f}" if "whole_ratio" in both else "     –"
            peak = max(one.get("peak_mb", one["stage_peak_mb"]) for one in ours)
            print(
                f"{name[:28]:28} {mode:8} {both['frames']:6} {_median(floor, 'fps'):9.2f} {_median(ours, 'fps'):9.2f} "
                f"{ratio['median']:6.3f} {ratio['low']:5.3f}-{ratio['high']:5.3f} {whole} "
                f"{_median(floor, 'cpu_ms'):9.1f} {_median(ours, 'cpu_ms'):8.1f} {both['cpu_ratio']:6.3f} "
                f"{both['size_ratio']:6.3f} {peak:8.0f}"
            )
    print("CPU: ms of all cores a frame, of ours in the stage; of it: floor's over ours; bytes: ours over the floor's;")
    print("whole: the whole command, with its start, index, checks, second decoding and record, over the same floor")
    print("\nDecode, estimate and apply, written nowhere, beside FFmpeg's decoding and converting")
    for name, clip in clips.items():
        enhanced = clip["enhanced"]
        floor, ours, ratio = enhanced["floor"], enhanced["ours"], enhanced["ratio"]
        print(
            f"{name[:28]:28} floor {_median(floor, 'fps'):7.1f} fps {_median(floor, 'cpu_ms'):6.1f} ms CPU, "
            f"ours {_median(ours, 'fps'):6.1f} fps {_median(ours, 'cpu_ms'):6.1f} ms CPU, "
            f"ratio {ratio['median']:.3f} ({ratio['low']:.3f}-{ratio['high']:.3f})"
        )


def _median(measured: list[dict[str, Any]], name: str) -> float:
    return float(statistics.median(one[name] for one in measured))


def _print_parts(mode: str, clip: Mapping[str, Any], parts: Mapping[str, Any]) -> None:
    """Where a frame's CPU time goes: every part of ours by itself, beside the steps of the floor."""
    domain, codec = DOMAINS[mode]
    ours = {**parts, **parts[domain], **parts[domain]["codecs"][codec]}
    steps, before, floor = clip["steps"][domain], 0.0, {}
    for step in FLOOR_PARTS[domain]:
        floor[step], before = steps[step] - before, steps[step]
    both = clip["exports"][mode]
    floor["encode"] = _median(both["floor"], "cpu_ms") - before
    print(f"\nWhere a frame's CPU time goes, {mode} (ms a frame)")
    print(f"{'':26} {'ours':>8} {'floor':>8}")
    total = 0.0
    for row, names in PARTS.items():
        spent = sum(ours[name]["cpu_ms"] for name in names)
        total += spent
        print(f"{row:26} {spent:8.1f} {f'{floor[row]:8.1f}' if row in floor else '       –'}")
    for row, spent in parts["of an export"].items():
        total += spent["cpu_ms"] / both["frames"]
        print(f"{row:26} {spent['cpu_ms'] / both['frames']:8.1f} {'–':>8}")
    measured = _median(both["ours"], "cpu_ms")
    print(f"{'rest':26} {measured - total:8.1f} {'–':>8}")
    print(f"{'measured in the export':26} {measured:8.1f} {_median(both['floor'], 'cpu_ms'):8.1f}")
    walls = [1000 / _median(both[who], "fps") for who in ("ours", "floor")]
    print(f"{'on the wall':26} {walls[0]:8.1f} {walls[1]:8.1f}")


def _print_phases(exports: Mapping[str, Any]) -> None:
    print("\nThe whole command, seconds")
    for mode, both in exports.items():
        whole = next(one for one in both["ours"] if "whole_fps" in one)
        told = ", ".join(f"{phase} {seconds:.1f}" for phase, seconds in whole["phases_s"].items())
        seconds = both["frames"] / whole["whole_fps"]
        print(f"{mode:8} {seconds:6.1f} in all: {told}, the rest {seconds - sum(whole['phases_s'].values()):.1f}")


def _print_rest(result: Mapping[str, Any]) -> None:
    details = result["details"]
    parts, hour, starts, length = (details[name] for name in ("parts", "hour", "starts", "length"))
    alone = {**parts, **parts["rgb"]}
    told = (f"{name} {alone[name]['wall_ms']:.1f}" for name in ALONE)
    estimate = sum(parts[name]["wall_ms"] for name in ("network input", "network", "curves"))
    print(f"\nalone, ms a frame on the wall: estimate {estimate:.1f}, {', '.join(told)}")
    baselines = (f"{name} {details[name]['wall_ms']:.0f} ms" for name in ("zero-dce", "lime"))
    print(f"{', '.join(baselines)} a frame with all cores")
    print(
        f"hour of {hour['frames']} frames, {hour['size_mb']:.0f} MB: index {hour['index_s']:.1f} s, "
        f"{hour['index_mb']:.0f} MB at most; hashing {hour['hash_s']:.1f} s"
    )
    for name, one in (("short", length["short"][-1]), ("long", length["long"][0])):
        print(
            f"{name} export: {one['written']['frames']} frames, {one['fps']:.2f} fps, "
            f"{one.get('peak_mb', one['stage_peak_mb']):.0f} MB at most"
        )
    for name in ("help", "probe"):
        print(f"{name}: {starts[f'{name}_s']:.2f} s, loads {', '.join(starts[f'{name}_loads']) or 'nothing heavy'}")
    for name, value in details["window"].get("gui", {}).items():
        print(f"gui {name}: {value:.1f}" if isinstance(value, float) else f"gui {name}: {value}")
    print()
    for name, value in result.items():
        if isinstance(value, int | float):
            print(f"{name:28} {value:10.3f}")
