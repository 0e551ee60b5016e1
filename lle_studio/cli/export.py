"""The command ``export``: an evidence package of a clip."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from lle_studio.cli.clips import add_enhancement, chosen_settings
from lle_studio.cli.keys import read_passphrase
from lle_studio.cli.many import export_many, package_folders
from lle_studio.cli.progress import advance, open_bar
from lle_studio.cli.report import print_problems
from lle_studio.core.errors import UsageError
from lle_studio.core.plain import plain
from lle_studio.core.settings import CURVE_MODES, DEFAULT_WINDOW

if TYPE_CHECKING:  # the rooms are loaded by the command that needs them: --help must not wait for torch
    from lle_studio.pipeline.case import Case
    from lle_studio.pipeline.job import ExportJob
    from lle_studio.pipeline.segments import Workshop

MOST_JOBS = 256

CASE_TEXTS = {
    "case_number": "case number",
    "exhibit": "exhibit",
    "examiner": "examiner's name",
    "organization": "organisation",
    "notes": "notes",
}
"""What is said of the case -> its name for people."""

LANGUAGE_CHOICES = {"en": ("en",), "ko": ("ko",), "both": ("ko", "en")}
"""Word for the languages of the appendix -> the languages; the first one's is ``appendix.pdf``."""


def add_export(parser: argparse.ArgumentParser) -> None:
    """Declares ``export``."""
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder to write; must be new; of several files, a folder that gets a package for each",
    )
    parser.add_argument("--start", type=int, default=0, metavar="I", help="first frame index (0)")
    parser.add_argument("--end", type=int, metavar="J", help="frame index after the last (the end of the clip)")
    parser.add_argument(
        "--curves",
        choices=CURVE_MODES,
        default="per-frame",
        help="own curves for every frame, their mean over a window of time, or the same for all",
    )
    parser.add_argument(
        "--lock-frame",
        type=int,
        metavar="N",
        help="frame whose curves all take, with --curves locked (the first)",
    )
    parser.add_argument(
        "--lock-range",
        type=int,
        nargs=2,
        metavar=("I", "J"),
        help="frames I to J (exclusive) whose median curves all take, with --curves locked",
    )
    parser.add_argument(
        "--window",
        type=float,
        metavar="S",
        help=f"seconds over which curves are averaged, with --curves smoothed ({DEFAULT_WINDOW:g})",
    )
    parser.add_argument("--viewing-copy", choices=("enhanced", "side-by-side"), help="also a copy for ordinary players")
    parser.add_argument(
        "--aspect", type=_aspect, metavar="W:H", help="shape of a pixel instead of the file's, e.g. 2:1 for 1080N"
    )
    parser.add_argument("--codec", choices=("ffv1", "h264rgb"), default="ffv1", help="lossless codec (ffv1)")
    add_enhancement(parser)
    parser.add_argument(
        "--jobs",
        type=_jobs,
        default=1,
        metavar="N",
        help="work on so many clips, or segments of a clip, at once, each in a process of its own (1: in this one)",
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="have the segments made by the workers of a Dask cluster, e.g. tcp://…"
    )
    _add_record(parser)
    parser.set_defaults(run=_run_export)


def _add_record(parser: argparse.ArgumentParser) -> None:
    """Declares what goes into the record, and who signs it."""
    record = parser.add_argument_group("record")
    record.add_argument(
        "--case", type=Path, metavar="FILE", help="case file: its names, notes, bookmarks and audit log go along"
    )
    for name, what in CASE_TEXTS.items():
        record.add_argument(f"--{name.replace('_', '-')}", metavar="TEXT", help=f"{what}, for the record")
    record.add_argument(
        "--language",
        choices=tuple(LANGUAGE_CHOICES),
        default="en",
        help="of the appendix: English, Korean, both (en)",
    )
    record.add_argument("--sign", type=Path, metavar="KEY.pem", help="sign the package with the laboratory's key")
    record.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="F",
        help="file whose first line is the key's pass phrase; else asked for",
    )
    formats = parser.add_argument_group("open formats, beside the package's own")
    formats.add_argument("--cubes", action="store_true", help="the tables of every frame as .cube (not in luma)")
    formats.add_argument("--npz", action="store_true", help="curves and tables as arrays for NumPy")
    formats.add_argument("--frames", choices=("png", "tiff"), help="every enhanced frame as a picture")


def _aspect(text: str) -> Fraction:
    """The shape of a pixel, width to height."""
    match = re.fullmatch(r"([1-9]\d{0,4}):([1-9]\d{0,4})", text)
    if match is None or not 1 / 16 <= int(match[1]) / int(match[2]) <= 16:
        raise argparse.ArgumentTypeError(f"{text!r} is no shape of a pixel such as 12:11")
    return Fraction(int(match[1]), int(match[2]))


def _told(arguments: Sequence[str]) -> list[str]:
    """The command line for the record, without the place of the pass phrase."""
    told = list(arguments)
    for place, word in enumerate(told):
        name, separator, _ = word.partition("=")
        if len(name) < 3 or not "--passphrase-file".startswith(name):
            continue
        if separator:
            told[place] = f"{name}=…"
        elif place + 1 < len(told):
            told[place + 1] = "…"
    return told


def _jobs(text: str) -> int:
    """A number of things done at once."""
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= MOST_JOBS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {MOST_JOBS}")
    return number


def _case_of(options: argparse.Namespace, cancelled: Callable[[], bool]) -> tuple[Case, Path | None]:
    """The case the export belongs to, and its audit log where it has one.

    Raises:
        SourceError: the case file cannot be read, or is that of another source.
        UsageError: there are several sources.
    """
    from lle_studio.pipeline.case import Case, audit_log_of, check_source, read_case

    case, log = Case(), None
    if options.case is not None:
        if len(options.files) > 1:
            raise UsageError("A case file belongs to one source: export the files one by one.")
        case = read_case(options.case)
        check_source(case, options.files[0], cancelled=cancelled)
        log = audit_log_of(options.case)
    told = {name: getattr(options, name) for name in CASE_TEXTS if getattr(options, name) is not None}
    return replace(case, **told), log if log is not None and log.exists() else None


def _run_export(options: argparse.Namespace, cancelled: Callable[[], bool]) -> int:
    jobs = _asked(options, cancelled)
    with _workshop(options) as workshop:
        if len(jobs) == 1:
            _print_export(_export_one(jobs[0], workshop, cancelled))
            return 0
        return export_many(jobs, workshop, options.jobs, cancelled, _print_export)


def _asked(options: argparse.Namespace, cancelled: Callable[[], bool]) -> list[ExportJob]:
    """The exports asked for, one a file."""
    from lle_studio.pipeline.job import ExportJob
    from lle_studio.record.extras import Extras
    from lle_studio.record.signature import load_key

    lock = options.lock_frame
    if lock is None and options.lock_range is None and options.curves == "locked":
        lock = options.start
    case, log = _case_of(options, cancelled)
    key = None
    if options.sign is not None:
        key = load_key(options.sign, read_passphrase(options.passphrase_file, str(options.sign)))
    job = ExportJob(
        source=options.files[0],
        folder=options.output,
        settings=chosen_settings(options, lock_frame=lock),
        start=options.start,
        end=options.end,
        auto_level=options.level is None,
        codec=options.codec,
        viewing_copy=options.viewing_copy,
        weights=options.weights,
        matrix=options.matrix,
        color_range=options.range,
        aspect=options.aspect,
        command=("lle-studio", *_told(options.arguments)),
        case=case,
        audit=log,
        languages=LANGUAGE_CHOICES[options.language],
        extras=Extras(cubes=options.cubes, npz=options.npz, frames=options.frames),
        key=key,
    )
    if len(options.files) == 1:
        return [job]
    folders = package_folders(options.files, options.output)
    return [replace(job, source=file, folder=folder) for file, folder in zip(options.files, folders, strict=True)]


def _workshop(options: argparse.Namespace) -> AbstractContextManager[Workshop | None]:
    """The processes that make the frames; None where this one does."""
    if options.scheduler is None and options.jobs == 1:
        return nullcontext()
    from lle_studio.pipeline.cluster import cluster_workshop, local_workshop

    return local_workshop(options.jobs) if options.scheduler is None else cluster_workshop(options.scheduler)


def _export_one(job: ExportJob, workshop: Workshop | None, cancelled: Callable[[], bool]) -> Path:
    """Exports a clip, with a bar for each stage; returns the package."""
    from lle_studio.pipeline.export import run_export

    stage, bar = ("", ""), open_bar("", 1)
    try:
        for progress in run_export(job, workshop=workshop, cancelled=cancelled):
            if progress.stage == "done":
                break
            if (now := (progress.stage, progress.message.split(" (")[0])) != stage:
                bar.close()
                stage = now
                bar = open_bar(stage[1], progress.total)
            advance(bar, progress.done)
    finally:
        bar.close()
    return Path(progress.message)


def _print_export(folder: Path) -> None:
    """Says where a package is, what was reached, and what the examiner must know."""
    from lle_studio.record.manifest import read_manifest

    manifest = read_manifest(folder)
    frames = manifest["frames"]
    print(f"{plain(str(folder))}: {frames['delivered']} of {frames['in_range']} frames, {manifest['result']['level']}")
    print(manifest["export"]["timestamps"]["note"])
    for resumed in manifest["export"].get("resumed", ()):
        print(f"Was interrupted, and went on at frame {resumed['at_frame']} ({resumed['utc']}).")
    print_problems(manifest["problems"])
