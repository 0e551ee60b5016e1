"""What is said of a clip: as JSON, and for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lle_studio.core.plain import plain

if TYPE_CHECKING:  # the rooms are loaded by the command that needs them: --help must not wait for torch
    from lle_studio.pipeline.probe import ClipCheck
    from lle_studio.video.index import ClipIndex

MAX_PROBLEM_LINES = 5
"""Frames with the same problem that get a line each; more share one."""


def describe_clip(index: ClipIndex, check: ClipCheck | None, frames: bool) -> dict[str, Any]:
    """What ``probe`` says, as JSON."""
    from lle_studio.record.curve_log import format_corrupt, format_time
    from lle_studio.record.manifest import describe_problem, describe_source

    report = describe_source(index)
    report["duration_s"] = format_time(int(index.pts[-1] - index.pts[0]), index.time_base)
    report["every_frame_decoded"] = check is not None
    problems = index.problems if check is None else check.problems
    report["problems"] = [describe_problem(problem) for problem in problems]
    for name, wanted in (("corrupt", "1"), ("after_damage", "after-damage"), ("missing", "missing")):
        found = None if check is None else [f.index for f in check.frames if format_corrupt(f) == wanted]
        report[f"{name}_frames"] = found
    if check is not None and frames:
        report["frame_list"] = [
            {
                "frame_index": frame.index,
                "pts": frame.pts,
                "time_s": format_time(frame.pts, index.time_base),
                "picture_type": frame.picture_type,
                "keyframe": bool(index.keyframe[frame.index]),
                "corrupt": format_corrupt(frame),
            }
            for frame in check.frames
        ]
    return report


def print_clip(report: dict[str, Any]) -> None:
    """Prints a probe report for people."""
    color, rate = report["color"], f"nominal {report['nominal_rate']} frames/s"
    layout = f"{report['width']}x{report['height']} {report['pixel_format']}, sample aspect {report['sample_aspect']}"
    matrix = f"matrix {color['matrix']} ({color['matrix_origin']})"
    length = f"{report['frames']} frames, {report['duration_s']} s from first to last"
    lines = {
        "File": f"{report['name']}, {report['size_bytes']:,} bytes",
        "SHA-256": report["sha256"],
        "Container": report["container"],
        "Video": f"{report['codec']} {report['profile']}".strip(),
        "Picture": f"{layout}, rotation {report['rotation']}°, {report['field_order']}",
        "Colour": f"{matrix}, range {color['range']} ({color['range_origin']})",
        "Timing": f"{length}, time base {report['time_base']} s, {rate}, "
        f"PTS {report['first_pts']} to {report['last_pts']}",
        "Key frames": f"{report['key_frames']}, at most {report['longest_gop']} frames apart",
        "Audio": ", ".join(f"{a['codec']} {a['sample_rate']} Hz {a['channels']} ch" for a in report["audio"]) or "none",
        "Tags": ", ".join(f"{name}: {value}" for part in report["tags"].values() for name, value in part.items())
        or "none",
        "Decoding": "every frame was tried"
        if report["every_frame_decoded"]
        else "only the head; use --frames to check every frame",
    }
    for name, text in lines.items():
        print(f"{name:<11} {plain(text)}")
    print(f"{'Problems':<11} {len(report['problems']) or 'none found'}")
    print_problems(report["problems"])
    if "frame_list" in report:
        print("frame_index pts time_s picture_type keyframe corrupt")
        for frame in report["frame_list"]:
            print(*(int(value) if isinstance(value, bool) else value for value in frame.values()))


def print_problems(problems: list[dict[str, Any]]) -> None:
    """Prints problems, one line each; many frames with the same one share a line."""
    frames: dict[str, list[int]] = {}
    for problem in problems:
        if "frame" in problem:
            frames.setdefault(problem["kind"], []).append(problem["frame"])
    for problem in problems:
        kind = problem["kind"]
        indexes = frames.get(kind, []) if "frame" in problem else []
        if len(indexes) <= MAX_PROBLEM_LINES:
            print(f"  {kind}: {plain(problem['message'])}")
        elif problem["frame"] == indexes[0]:
            print(f"  {kind}: {len(indexes)} frames: {', '.join(map(str, indexes))} (--json tells more of each).")
