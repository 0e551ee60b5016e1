"""The commands on clips: ``probe``, ``frame``, ``verify``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from lle_studio.cli.progress import advance, open_bar
from lle_studio.cli.report import describe_clip, print_clip
from lle_studio.core.color import MATRICES, RANGES
from lle_studio.core.errors import UsageError, WriteError
from lle_studio.core.plain import plain, plain_json
from lle_studio.core.settings import (
    COLOR_MODES,
    DEFAULT_CHROMA_GAIN,
    DEFAULT_GAIN_LIMIT,
    DEFAULT_LEVEL,
    DEFAULT_WINDOW,
    CurveMode,
    EnhancementSettings,
)

if TYPE_CHECKING:  # the rooms are loaded by the command that needs them: --help must not wait for torch
    from tqdm import tqdm

    from lle_studio.core.frame import Frame
    from lle_studio.pipeline.probe import ClipCheck
    from lle_studio.video.index import ClipIndex

CHECKED_FRAMES = 10_000
"""Clips of up to so many frames are decoded by ``probe``, so that damage is named; longer ones with ``--frames``."""


def add_probe(parser: argparse.ArgumentParser) -> None:
    """Declares ``probe``."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--frames", action="store_true", help="one line a frame; decodes the whole clip")
    parser.set_defaults(run=_run_probe)


def add_frame(parser: argparse.ArgumentParser) -> None:
    """Declares ``frame``."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("index", type=int, metavar="INDEX", help="frame index, from 0")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.png")
    parser.add_argument("--enhanced", action="store_true", help="apply the tone curves")
    add_enhancement(parser)
    parser.set_defaults(run=_run_frame)


def add_verify(parser: argparse.ArgumentParser) -> None:
    """Declares ``verify``."""
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--source", type=Path, metavar="FILE", help="the original: re-create every frame from it")
    parser.add_argument("--key", type=Path, metavar="LABORATORY.pem", help="public key that must have signed")
    parser.add_argument(
        "--tsa", type=Path, metavar="ROOT.pem", help="root certificate that the time stamp must lead to"
    )
    parser.set_defaults(run=_run_verify)


def add_enhancement(parser: argparse.ArgumentParser) -> None:
    """Declares what is chosen between the network's curves and the tables."""
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
    parser.add_argument(
        "--weights", default="studio", metavar="studio|paper|PATH", help="weights of the network (studio)"
    )


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


def _build_index(options: argparse.Namespace, cancelled: Callable[[], bool], *, thorough: bool = False) -> ClipIndex:
    from lle_studio.video.index import build_index

    with open_bar("Reading", 1000) as bar:
        return build_index(
            options.file,
            matrix=getattr(options, "matrix", None),
            color_range=getattr(options, "range", None),
            thorough=thorough,
            progress=lambda share: advance(bar, round(1000 * share)),
            cancelled=cancelled,
        )


def _run_probe(options: argparse.Namespace, cancelled: Callable[[], bool]) -> int:
    from lle_studio.pipeline.probe import check_clip

    index = _build_index(options, cancelled)
    check: ClipCheck | None = None
    if options.frames or len(index) <= CHECKED_FRAMES:
        with open_bar("Checking", len(index)) as bar:
            check = check_clip(index, progress=lambda done, total: advance(bar, done), cancelled=cancelled)
        index = check.index
    report = describe_clip(index, check, options.frames)
    if options.json:
        utf8 = sys.stdout.encoding.lower().replace("-", "") == "utf8"
        print(plain_json(report, ascii_only=not utf8))
    else:
        print_clip(report)
    return 0


def _run_frame(options: argparse.Namespace, cancelled: Callable[[], bool]) -> int:
    from lle_studio.core.errors import PictureOrderError
    from lle_studio.record.picture import write_picture

    if options.output.suffix.lower() != ".png":
        raise UsageError(f"A frame is written as PNG: let the name {options.output.name} end in .png.")
    if options.output.exists() and options.file.exists() and options.output.samefile(options.file):
        raise WriteError(f"{options.output} is the source itself: choose another name, it is never written over.")
    settings = chosen_settings(options, lock_frame=None)
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
    print(f"{plain(str(options.output))}: {place}{damage}{said}")
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


def _run_verify(options: argparse.Namespace, cancelled: Callable[[], bool]) -> int:
    from lle_studio.record.verify import verify_package

    bars: dict[str, tqdm[NoReturn]] = {}

    def tell(name: str, done: int, total: int) -> None:
        if name not in bars:
            for bar in bars.values():
                bar.close()
            bars[name] = open_bar(name, total)
        advance(bars[name], done)

    try:
        report = verify_package(
            options.folder,
            source=options.source,
            key=options.key,
            tsa=options.tsa,
            progress=tell,
            cancelled=cancelled,
        )
    finally:
        for bar in bars.values():
            bar.close()
    for check in report.checks:
        print(f"{'holds' if check.passed else 'FAILS':<6} {check.name}: {plain(check.detail)}")
    if report.passed:
        advice = "" if options.source else "; give --source to check the origin of every pixel"
        print(f"{plain(str(options.folder))}: everything checked holds{advice}")
        return 0
    print(f"lle-studio: {plain(str(options.folder))} does not hold: see the lines marked FAILS.", file=sys.stderr)
    return 1


def chosen_settings(options: argparse.Namespace, lock_frame: int | None) -> EnhancementSettings:
    """The settings that the options ask for.

    Raises:
        UsageError: they are out of range, or do not go together.
    """
    mode: CurveMode = getattr(options, "curves", "per-frame")
    window = getattr(options, "window", None)
    lock_range = getattr(options, "lock_range", None)
    if mode == "smoothed" and window is None:
        window = DEFAULT_WINDOW
    return EnhancementSettings(
        exposure_level=DEFAULT_LEVEL if options.level is None else options.level,
        gain_limit=options.gain_limit,
        curve_mode=mode,
        window=window,
        lock_frame=lock_frame,
        lock_range=None if lock_range is None else (lock_range[0], lock_range[1]),
        color_mode=options.color,
        chroma_gain=options.chroma_gain,
    )
