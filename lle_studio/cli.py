"""The commands for the terminal. Exit codes: 0 done, 1 a check failed, 2 wrong usage, 3 cannot read, 4 cannot write."""

from __future__ import annotations

import argparse
import io
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from tqdm import tqdm

from lle_studio.core.color import MATRICES, RANGES
from lle_studio.core.errors import StudioError, UsageError, WriteError
from lle_studio.core.settings import (
    COLOR_MODES,
    CURVE_MODES,
    DEFAULT_CHROMA_GAIN,
    DEFAULT_GAIN_LIMIT,
    DEFAULT_LEVEL,
    EnhancementSettings,
)

if TYPE_CHECKING:  # the rooms are loaded by the command that needs them: --help must not wait for torch
    from lle_studio.core.frame import Frame
    from lle_studio.pipeline.probe import ClipCheck
    from lle_studio.video.index import ClipIndex

COMMANDS = ("probe", "frame", "export", "verify")

STOP_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""Ctrl-C, a polite kill, and a closed terminal: work stops and leaves nothing half-done."""

MAX_PROBLEM_LINES = 5
"""Frames with the same problem that get a line each; more share one."""

CHECKED_FRAMES = 10_000
"""Clips of up to so many frames are decoded by ``probe``, so that damage is named; longer ones with ``--frames``."""


def main(arguments: Sequence[str]) -> int:
    """Runs one command and returns the exit code; errors are one sentence on stderr."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # file names may hold bytes that are no text
    parser = _parser()
    options = parser.parse_args(arguments)
    options.arguments = arguments
    stop = threading.Event()
    previous = {number: signal.signal(number, lambda *_: stop.set()) for number in STOP_SIGNALS}
    try:
        code = int(options.run(options, stop.is_set))
        sys.stdout.flush()
    except StudioError as error:
        print(f"lle-studio: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # whoever read the answer has seen enough
        _drop_output()
        return 0
    except OSError as error:
        if error.filename is None:
            _drop_output()
        place = error.filename or "The standard output"
        print(f"lle-studio: {place} cannot be used ({error.strerror}): check the path and the disk.", file=sys.stderr)
        return WriteError.exit_code
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    return code


def _drop_output() -> None:
    """Sends what is left in the buffer of a broken standard output nowhere, so that ending does not fail once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(UsageError.exit_code, f"{self.prog}: {message}; see {self.prog} --help.\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="lle-studio",
        description="Opens dark video untouched, enhances it by tone curves anyone can check, exports the evidence.",
        epilog="Without a command: lle-studio [FILE] opens the window. Exit codes: 0 done, 1 a check failed, "
        "2 wrong usage, 3 the file cannot be read, 4 cannot write, 130 stopped.",
    )
    parser.add_argument("--version", action="version", version=f"lle-studio {version('lle-studio')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_probe(commands.add_parser("probe", help="what a file is, and what is wrong with it"))
    _add_frame(commands.add_parser("frame", help="one frame as a PNG, as it is or enhanced"))
    _add_export(commands.add_parser("export", help="an evidence package of a clip"))
    _add_verify(commands.add_parser("verify", help="check an evidence package"))
    return parser


def _add_probe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--frames", action="store_true", help="one line a frame; decodes the whole clip")
    parser.set_defaults(run=_run_probe)


def _add_frame(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("index", type=int, metavar="INDEX", help="frame index, from 0")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.png")
    parser.add_argument("--enhanced", action="store_true", help="apply the tone curves")
    _add_enhancement(parser)
    parser.set_defaults(run=_run_frame)


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder to write; must be new")
    parser.add_argument("--start", type=int, default=0, metavar="I", help="first frame index (0)")
    parser.add_argument("--end", type=int, metavar="J", help="frame index after the last (the end of the clip)")
    parser.add_argument(
        "--curves", choices=CURVE_MODES, default="per-frame", help="own curves for every frame, or one's for all"
    )
    parser.add_argument(
        "--lock-frame",
        type=int,
        metavar="N",
        help="frame whose curves all take, with --curves locked (the first)",
    )
    parser.add_argument("--viewing-copy", choices=("enhanced", "side-by-side"), help="also a copy for ordinary players")
    parser.add_argument("--codec", choices=("ffv1", "h264rgb"), default="ffv1", help="lossless codec (ffv1)")
    _add_enhancement(parser)
    parser.set_defaults(run=_run_export)


def _add_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--source", type=Path, metavar="FILE", help="the original: re-create every frame from it")
    parser.set_defaults(run=_run_verify)


def _add_enhancement(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--level",
        type=_level,
        default=DEFAULT_LEVEL,
        metavar="L|auto",
        help=f"exposure level ({DEFAULT_LEVEL}); auto: the median of what the network finds natural in the frames",
    )
    parser.add_argument(
        "--gain-limit",
        type=_gain_limit,
        default=DEFAULT_GAIN_LIMIT,
        metavar="G|off",
        help=f"steepest slope of a curve ({DEFAULT_GAIN_LIMIT:g})",
    )
    parser.add_argument("--color", choices=COLOR_MODES, default="per-channel", help="colour mode (per-channel)")
    parser.add_argument(
        "--chroma-gain",
        type=float,
        default=DEFAULT_CHROMA_GAIN,
        metavar="C",
        help=f"slope of the chroma tables in luma ({DEFAULT_CHROMA_GAIN})",
    )
    parser.add_argument("--matrix", choices=MATRICES, help="colour matrix instead of the file's tag")
    parser.add_argument("--range", choices=RANGES, help="colour range instead of the file's tag")
    parser.add_argument("--weights", default="studio", metavar="studio|PATH", help="weights of the network (studio)")


def _level(text: str) -> float | None:
    """An exposure level; None stands for ``auto``."""
    if text == "auto":
        return None
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is neither a number nor auto") from None


def _gain_limit(text: str) -> float | None:
    """A gain limit; None stands for ``off``."""
    if text == "off":
        return None
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is neither a number nor off") from None


def _bar(description: str, total: int) -> tqdm[NoReturn]:
    bar: tqdm[NoReturn] = tqdm(
        total=total, desc=description, leave=False, disable=not sys.stderr.isatty(), dynamic_ncols=True
    )
    return bar


def _build_index(options: argparse.Namespace, cancelled: Callable[[], bool], *, thorough: bool = False) -> ClipIndex:
    from lle_studio.video.index import build_index

    with _bar("Reading", 1000) as bar:
        return build_index(
            options.file,
            matrix=getattr(options, "matrix", None),
            color_range=getattr(options, "range", None),
            thorough=thorough,
            progress=lambda share: _advance(bar, round(1000 * share)),
            cancelled=cancelled,
        )


def _run_probe(options: argparse.Namespace, cancelled: Callable[[], bool]) -> int:
    from lle_studio.pipeline.probe import check_clip

    index = _build_index(options, cancelled)
    check: ClipCheck | None = None
    if options.frames or len(index) <= CHECKED_FRAMES:
        with _bar("Checking", len(index)) as bar:
            check = check_clip(index, progress=lambda done, total: _advance(bar, done), cancelled=cancelled)
        index = check.index
    report = _describe_clip(index, check, options.frames)
    if options.json:
        utf8 = sys.stdout.encoding.lower().replace("-", "") == "utf8"
        print(json.dumps(report, indent=2, ensure_ascii=not utf8))
    else:
        _print_clip(report)
    return 0


def _describe_clip(index: ClipIndex, check: ClipCheck | None, frames: bool) -> dict[str, Any]:
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


def _print_clip(report: dict[str, Any]) -> None:
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
        "Decoding": "every frame was tried"
        if report["every_frame_decoded"]
        else "only the head; use --frames to check every frame",
    }
    for name, text in lines.items():
        print(f"{name:<11} {text}")
    print(f"{'Problems':<11} {len(report['problems']) or 'none found'}")
    _print_problems(report["problems"])
    if "frame_list" in report:
        print("frame_index pts time_s picture_type keyframe corrupt")
        for frame in report["frame_list"]:
            print(*(int(value) if isinstance(value, bool) else value for value in frame.values()))


def _print_problems(problems: list[dict[str, Any]]) -> None:
    """Prints problems, one line each; many frames with the same one share a line."""
    frames: dict[str, list[int]] = {}
    for problem in problems:
        if "frame" in problem:
            frames.setdefault(problem["kind"], []).append(problem["frame"])
    for problem in problems:
        kind = problem["kind"]
        indexes = frames.get(kind, []) if "frame" in problem else []
        if len(indexes) <= MAX_PROBLEM_LINES:
            print(f"  {kind}: {problem['message']}")
        elif problem["frame"] == indexes[0]:
            print(f"  {kind}: {len(indexes)} frames: {', '.join(map(str, indexes))} (--json tells more of each).")


def _run_frame(options: argparse.Namespace, cancelled: Callable[[], bool]) -> int:
    from lle_studio.record.picture import write_picture
    from lle_studio.video.reader import PictureOrderError

    if options.output.suffix.lower() != ".png":
        raise UsageError(f"A frame is written as PNG: let the name {options.output.name} end in .png.")
    if options.output.exists() and options.file.exists() and options.output.samefile(options.file):
        raise WriteError(f"{options.output} is the source itself: choose another name, it is never written over.")
    settings = _settings(options, lock_frame=None)
    try:
        index, frame = _read_frame(options, cancelled, thorough=False)
    except PictureOrderError:
        index, frame = _read_frame(options, cancelled, thorough=True)
    rgb, said = frame.rgb, ""
    if options.enhanced:
        from lle_studio.estimator.estimator import CurveEstimator
        from lle_studio.pipeline.enhance import Enhancer
        from lle_studio.record.manifest import level_sentence

        enhancer = Enhancer(index, CurveEstimator(options.weights))
        if options.level is None:
            settings = replace(settings, exposure_level=round(enhancer.natural_level(frame), 4))
        enhanced = enhancer.enhance(frame, settings)
        rgb, said = enhancer.picture(enhanced), f"; {level_sentence(settings, enhanced.measures.mean_out)}"
    write_picture(options.output, rgb)
    damage = ", corrupt" if frame.corrupt else ", may depend on damage before it" if frame.after_damage else ""
    place = f"frame {frame.index}, PTS {frame.pts}, {frame.time:.6f} s, type {frame.picture_type}"
    print(f"{options.output}: {place}{damage}{said}")
    return 0


def _read_frame(
    options: argparse.Namespace, cancelled: Callable[[], bool], *, thorough: bool
) -> tuple[ClipIndex, Frame]:
    from lle_studio.video.reader import ClipReader

    index = _build_index(options, cancelled, thorough=thorough)
    if not 0 <= options.index < len(index):
        raise UsageError(f"There is no frame {options.index}: {index.path.name} has frames 0 to {len(index) - 1}.")
    with ClipReader(index) as reader:
        return index, reader.read(options.index)


def _run_export(options: argparse.Namespace, cancelled: Callable[[], bool]) -> int:
    from lle_studio.pipeline.export import ExportJob, run_export

    lock = options.lock_frame
    if lock is None and options.curves == "locked":
        lock = options.start
    job = ExportJob(
        source=options.file,
        folder=options.output,
        settings=_settings(options, lock_frame=lock),
        start=options.start,
        end=options.end,
        auto_level=options.level is None,
        codec=options.codec,
        viewing_copy=options.viewing_copy,
        weights=options.weights,
        matrix=options.matrix,
        color_range=options.range,
        command=("lle-studio", *options.arguments),
    )
    stage, bar = ("", ""), _bar("", 1)
    try:
        for progress in run_export(job, cancelled=cancelled):
            if progress.stage == "done":
                break
            if (now := (progress.stage, progress.message.split(" (")[0])) != stage:
                bar.close()
                stage = now
                bar = _bar(stage[1], progress.total)
            _advance(bar, progress.done)
    finally:
        bar.close()
    _print_export(Path(progress.message))
    return 0


def _print_export(folder: Path) -> None:
    """Says where a package is, what was reached, and what the examiner must know."""
    from lle_studio.record.manifest import read_manifest

    manifest = read_manifest(folder)
    frames = manifest["frames"]
    print(f"{folder}: {frames['delivered']} of {frames['in_range']} frames, {manifest['result']['level']}")
    print(manifest["export"]["timestamps"]["note"])
    _print_problems(manifest["problems"])


def _run_verify(options: argparse.Namespace, cancelled: Callable[[], bool]) -> int:
    from lle_studio.record.verify import verify_package

    bars: dict[str, tqdm[NoReturn]] = {}

    def tell(name: str, done: int, total: int) -> None:
        if name not in bars:
            for bar in bars.values():
                bar.close()
            bars[name] = _bar(name, total)
        _advance(bars[name], done)

    try:
        report = verify_package(options.folder, source=options.source, progress=tell, cancelled=cancelled)
    finally:
        for bar in bars.values():
            bar.close()
    for check in report.checks:
        print(f"{'holds' if check.passed else 'FAILS':<6} {check.name}: {check.detail}")
    if report.passed:
        advice = "" if options.source else "; give --source to check the origin of every pixel"
        print(f"{options.folder}: everything checked holds{advice}")
        return 0
    print(f"lle-studio: {options.folder} does not hold: see the lines marked FAILS.", file=sys.stderr)
    return 1


def _settings(options: argparse.Namespace, lock_frame: int | None) -> EnhancementSettings:
    return EnhancementSettings(
        exposure_level=DEFAULT_LEVEL if options.level is None else options.level,
        gain_limit=options.gain_limit,
        curve_mode=getattr(options, "curves", "per-frame"),
        lock_frame=lock_frame,
        color_mode=options.color,
        chroma_gain=options.chroma_gain,
    )


def _advance(bar: tqdm[NoReturn], done: int) -> None:
    bar.update(done - bar.n)
