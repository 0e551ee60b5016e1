"""The commands on pictures with references: ``evaluate`` and ``train``."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lle_studio.cli.progress import open_bar
from lle_studio.core.errors import Cancelled, UsageError, WriteError
from lle_studio.core.settings import DEFAULT_LEVEL

if TYPE_CHECKING:  # the rooms are loaded by the command that needs them: --help must not wait for torch
    from lle_studio.evaluation.methods import LevelRule
    from lle_studio.evaluation.pairs import Pair
    from lle_studio.training.train import Report

CONFIGURATIONS = ("studio", "paper", "quick")
"""Configurations of trainings that come along."""


def add_evaluate(parser: argparse.ArgumentParser) -> None:
    """Declares ``evaluate``."""
    parser.add_argument("folder", type=Path, metavar="PAIRS_DIR", help="holds low/NAME.* and high/NAME.*")
    parser.add_argument(
        "--methods",
        type=_names,
        metavar="M1,M2,...",
        help="names with commas between them; an unknown name tells all (all whose weights are there)",
    )
    parser.add_argument(
        "--level",
        type=_level_rule,
        default=DEFAULT_LEVEL,
        metavar="L|auto|reference",
        help=f"exposure level of studio and gamma ({DEFAULT_LEVEL}); auto: what the network finds natural in each "
        "picture; reference: the mean luminance of each reference, to which other methods' results are then scaled",
    )
    parser.add_argument(
        "--reference",
        choices=("original", "boosted"),
        default="original",
        help="compare with the reference as it is, or brightened by LIME (original)",
    )
    parser.add_argument("--csv", type=Path, metavar="OUT", help="write a line for every picture and method")
    parser.add_argument("--markdown", type=Path, metavar="OUT", help="write the table as Markdown")
    parser.add_argument("--sheet", type=Path, metavar="OUT.png", help="write a contact sheet of the results")
    parser.add_argument("--per-image", action="store_true", help="also name each method's worst pictures")
    parser.add_argument("--weights", default="studio", metavar="studio|PATH", help="weights of studio (studio)")
    parser.set_defaults(run=_run_evaluate)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]


def _level_rule(text: str) -> LevelRule:
    rules: dict[str, LevelRule] = {"auto": "auto", "reference": "reference"}
    if text in rules:
        return rules[text]
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is neither a number nor auto nor reference") from None


def _run_evaluate(options: argparse.Namespace, cancelled: Callable[[], bool]) -> int:
    from lle_studio.evaluation.benchmark import run_methods
    from lle_studio.evaluation.methods import load_methods
    from lle_studio.evaluation.pairs import find_pairs
    from lle_studio.evaluation.sheet import ContactSheet
    from lle_studio.evaluation.tables import format_csv, format_markdown, format_text, list_worst, summarize, write_text
    from lle_studio.record.picture import write_picture

    pairs = find_pairs(options.folder)
    _check_outputs(options, pairs)
    loaded = load_methods(options.methods, level=options.level, weights=options.weights)
    sheet = ContactSheet([pair.name for pair in pairs], list(loaded.methods))
    measurements = []
    with open_bar("Evaluating", len(pairs) * len(loaded.methods)) as bar:
        for result in run_methods(pairs, loaded.methods, reference=options.reference):
            if cancelled():
                raise Cancelled("The evaluation was cancelled; nothing was kept.")
            measurements.append(result.measurement)
            sheet.add(result)
            bar.update()
    rows = summarize(measurements)
    title = f"{options.folder}: pairs {len(pairs)}, exposure level {options.level}, reference {options.reference}"
    notes = [f"{name} is left out: its weights {file} are not there." for name, file in loaded.left_out.items()]
    if options.csv:
        write_text(options.csv, format_csv(measurements))
    if options.markdown:
        command = f"`{shlex.join(('lle-studio', *options.arguments))}`"
        write_text(options.markdown, "\n".join([f"{title}\n", format_markdown(rows), *notes, f"{command}\n"]))
    if options.sheet:
        write_picture(options.sheet, sheet.draw().transpose(2, 0, 1))
    print(title, format_text(rows), sep="\n", end="")
    if options.per_image:
        print("Lowest PSNR:", list_worst(measurements), sep="\n", end="")
    for note in notes:
        print(note)
    return 0


def _check_outputs(options: argparse.Namespace, pairs: Sequence[Pair]) -> None:
    """Refuses what could not be written before an hour's work is done, and what would overwrite a picture."""
    if options.sheet and options.sheet.suffix.lower() != ".png":
        raise UsageError(f"A contact sheet is written as PNG: let the name {options.sheet.name} end in .png.")
    pictures = {path.resolve() for pair in pairs for path in (pair.low, pair.high)}
    for path in (options.csv, options.markdown, options.sheet):
        if path is None:
            continue
        if path.is_dir() or not path.parent.is_dir():
            raise WriteError(f"{path} cannot be written: give the name of a file in a folder that is there.")
        if path.resolve() in pictures:
            raise WriteError(f"{path} is one of the pictures: choose another name, it is never written over.")


def add_train(parser: argparse.ArgumentParser) -> None:
    """Declares ``train``."""
    parser.add_argument(
        "--config",
        default="studio",
        metavar="FILE",
        help=f"TOML file, or one that comes along: {', '.join(CONFIGURATIONS)} (studio)",
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="folder the configuration's folders are in (the present one)",
    )
    parser.add_argument(
        "--out", type=Path, metavar="OUT.safetensors", help="weights to write; card and curves go beside (NAME as told)"
    )
    parser.set_defaults(run=_run_train)


def _run_train(options: argparse.Namespace, cancelled: Callable[[], bool]) -> int:
    from lle_studio.resources import resource_path
    from lle_studio.training.card import write_run
    from lle_studio.training.config import read_config
    from lle_studio.training.sets import load_sets
    from lle_studio.training.train import source_psnr, train

    known = options.config in CONFIGURATIONS
    config = read_config(resource_path(f"training/{options.config}.toml") if known else Path(options.config))
    out: Path = options.out or Path(f"{config.name}.safetensors")
    if out.suffix != ".safetensors":
        raise UsageError(f"Weights are written as safetensors: let the name {out.name} end in .safetensors.")
    if out.exists() or out.with_suffix(".json").exists():
        raise WriteError(f"{out} or its card is already there: choose another name, weights are never written over.")
    sets = load_sets(config, options.data)
    print(f"{config.name}: {len(sets.pairs.high)} pictures, {config.all_steps} steps of {config.batch}", flush=True)
    with open_bar("Training", config.all_steps) as bar:

        def tell(step: int, report: Report | None) -> None:
            bar.update(step - bar.n)
            if report is not None:
                bar.clear()
                print(
                    f"step {report.step}, {report.seconds:.0f} s: loss {report.loss:.5f}, PSNR {report.psnr:.2f} dB, "
                    f"distance from L {report.level_miss:.3f}",
                    flush=True,
                )

        run = train(config, sets, state=out.with_suffix(".state"), progress=tell, cancelled=cancelled)
    write_run(run, shlex.join(("lle-studio", *options.arguments)), out, options.data)
    print(
        f"{out}: PSNR {run.reports[-1].psnr:.2f} dB on {len(sets.validation.high)} validation pairs, "
        f"whose dark pictures have {source_psnr(sets.validation):.2f} dB"
    )
    return 0
