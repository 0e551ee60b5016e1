"""The command ``selftest``: this installation checked against recorded results, with a record for the laboratory."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lle_studio.cli.progress import advance, open_bar

if TYPE_CHECKING:
    from lle_studio.record.validation import SelftestReport


def add_selftest(parser: argparse.ArgumentParser) -> None:
    """Declares ``selftest``."""
    parser.add_argument(
        "-o", "--output", type=Path, metavar="DIR", help="write a validation record there; must be new or empty"
    )
    parser.add_argument("--json", action="store_true", help="print the record as JSON")
    parser.add_argument("--language", choices=("en", "ko"), default="en", help="of the document written (en)")
    parser.add_argument("--examiner", default="", metavar="NAME", help="who ran it, for the record")
    parser.add_argument("--organization", default="", metavar="NAME", help="for whom, for the record")
    parser.set_defaults(run=_run_selftest)


def _run_selftest(options: argparse.Namespace, cancelled: Callable[[], bool]) -> int:
    from lle_studio.pipeline.selftest import check_folder, run_selftest, save_validation
    from lle_studio.record.validation import describe_validation

    if options.output is not None:
        check_folder(options.output)
    with open_bar("", 1) as bar:

        def tell(name: str, done: int, total: int) -> None:
            bar.set_description(name)
            bar.total = total
            advance(bar, done)

        report = run_selftest(progress=tell, cancelled=cancelled)
    if options.output is not None or options.json:
        record = describe_validation(report, examiner=options.examiner, organization=options.organization)
    if options.output is not None:
        save_validation(options.output, record, language=options.language)
    if options.json:
        utf8 = sys.stdout.encoding.lower().replace("-", "") == "utf8"
        print(json.dumps(record, indent=2, ensure_ascii=not utf8))
    else:
        _print_answers(report)
        if options.output is not None:
            print(f"{options.output}: the validation record, as validation.pdf and validation.json")
    if report.passed:
        return 0
    print("lle-studio: the self-test does not hold: see the cases that fail, and install it again.", file=sys.stderr)
    return 1


def _print_answers(report: SelftestReport) -> None:
    for answer in report.answers:
        print(f"{'holds' if answer.passed else 'FAILS':<6} {answer.name}: {answer.detail}")
    if report.passed:
        print(f"This installation gives the recorded results in all {len(report.answers)} cases")
