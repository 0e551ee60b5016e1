"""Gives spoilt files to the program: ``python -m benchmarks.fuzz --count N --seed S [--footage DIR] [--json FILE]``.

The first cases are files made to do harm (``fuzz_bombs``); then clips are spoilt (``fuzz_mutations``) and go through
``probe --json``, an ``export`` of ten frames and the window, and so are the program's own files, which go through the
command that reads them (``fuzz_inputs``). Each runs in a child of its own, with limits and in a folder of its own
(``fuzz_child``). What the same seed and number give is the same; ``--only K`` gives case K alone and tells all of it.
Ctrl-C, or a polite kill, ends it after the case under way, and what was found so far is told and written.
(Packages and keys are made anew where ``--work`` does not keep them, so their bytes differ from run to run.)

Findings: a signal, a hang, a traceback, an exit code that is none of ours, more or less than one sentence on stderr,
more than 1 GB of memory, a file where none may be, a file read or changed elsewhere, a spoilt package that holds.
"""

import argparse
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.fuzz_bombs import BOMBS
from benchmarks.fuzz_child import UNCAUGHT, Limits, Outcome, Sandbox, run_apart
from benchmarks.fuzz_inputs import Pool, Prepared, prepare
from benchmarks.fuzz_steps import load_everything, steps_of
from lle_studio.cli.failures import DETAILS, FAULT
from lle_studio.core.heaps import limit_heaps

MAX_MEMORY = 10**9
"""Bytes the program may use, whatever a file claims."""

MORE_MEMORY = {"export": 2 * 10**9, "window": 15 * 10**8}
"""Bytes these may use: at 4K the encoder of FFV1 alone takes 600 MB; the window keeps 512 MB of decoded pictures."""

CASE_LOG = "case.audit."
"""Begins the names of what the window writes beside ``case.llecase``: the audit log, and others it found there."""

CODES = (0, 1, 2, 3, 4)
SIGNALS = {number.value: number.name for number in signal.Signals}
KINDS = ("crash", "hang", "traceback", "exit code", "words", "memory", "stray file", "elsewhere", "believed")


def judge(case: Prepared, step: str, outcome: Outcome, strays: list[str]) -> Iterator[tuple[str, str]]:
    """Kind and words of everything that is wrong with how a step ended."""
    if outcome.hung:
        yield "hang", f"stopped after {outcome.seconds:.0f} s"
    elif outcome.signal is not None:
        yield "crash", SIGNALS.get(outcome.signal, str(outcome.signal))
    ended = outcome.signal is None and not outcome.hung
    if "Traceback (most recent call last)" in outcome.said or FAULT in outcome.said:
        yield "traceback", "; ".join(outcome.said.strip().splitlines()[-2:])[:300]
    elif outcome.code == UNCAUGHT or (ended and outcome.code not in CODES):
        yield "exit code", f"{outcome.code}: {outcome.said[-300:]}"
    elif ended and step not in ("window", "verify_package.py"):
        lines = outcome.said.strip().splitlines()
        if len(lines) != (0 if outcome.code == 0 else 1) or (outcome.code and not lines[0].startswith("lle-studio: ")):
            yield "words", f"exit code {outcome.code} with {len(lines)} lines: {outcome.said[:300]!r}"
    if outcome.peak > MORE_MEMORY.get(step, MAX_MEMORY):
        yield "memory", f"{outcome.peak / 1e6:.0f} MB"
    if ended and strays:
        yield "stray file", ", ".join(strays[:5])
    if outcome.touched:
        yield "elsewhere", "; ".join(outcome.touched[:5])
    plain = step == "verify_package.py" and not case.source.startswith(
        "SHA256SUMS"
    )  # it checks no signature, and says so
    if (step == "verify" or plain) and outcome.code == 0 and not case.forged and case.what:
        yield "believed", "exit code 0"


def refusal(outcome: Outcome) -> str:
    """How a step ended, without names and numbers: exit code and kind of sentence."""
    if outcome.hung:
        return "hang"
    if outcome.signal is not None:
        return SIGNALS.get(outcome.signal, str(outcome.signal))
    sentence = outcome.said.strip().splitlines()[-1:] or outcome.printed.strip().splitlines()[-1:]
    text = sentence[0] if outcome.code and sentence else ""
    text = re.sub(r"\S*/\S*|clip\.\w+|'[^']*'|\([^)]*\)|\d+", "…", text.removeprefix("lle-studio: "))
    return f"{outcome.code} {text[:70]}".strip()


def run_case(pool: Pool, number: int, options: argparse.Namespace, report: dict[str, Any]) -> None:
    """Prepares one case, gives it to its commands, and adds what was found to the report."""
    rng = Random(f"{options.seed} {number}")  # noqa: S311 - to be repeated, not to be secret
    root = options.work / "case"
    _remove(root)
    sandbox = Sandbox.make(root, pool.made)
    case = prepare(pool, rng, number, sandbox.folder("in"), options.kinds)
    given = {path.relative_to(sandbox.folder("in")).as_posix() for path in sandbox.folder("in").rglob("*")}
    report["tried"] += 1
    for step, work in steps_of(case, pool, sandbox):
        if options.steps and step not in options.steps:
            continue
        outcome = run_apart(work, sandbox, Limits(seconds=options.seconds, memory=options.memory * 10**6))
        report["steps"][step] += 1
        report["step_seconds"][step] += outcome.seconds
        report["outcomes"][f"{step}: {refusal(outcome)}"] += 1
        strays = [name for name in sandbox.strays(given) if not name.startswith(f"in/{CASE_LOG}")]
        found = list(judge(case, step, outcome, strays))
        for kind, words in found:
            finding = {"number": number, "step": step, "kind": kind, "words": words, "source": case.source}
            report["findings"].append({**finding, "mutation": case.what[:400], "forged": case.forged})
            print(f"{number} {step}: {kind}: {words} ({case.source}: {case.what[:200]})", flush=True)
        if options.only is not None:
            print(f"{case.source}: {case.what}\n{step}: {outcome.code} {outcome.signal} {outcome.seconds:.1f} s, "
                  f"{outcome.peak / 1e6:.0f} MB\n{outcome.printed}\n{outcome.said}", flush=True)  # fmt: skip
        kept = None if options.keep is None else options.keep / f"{number}"
        if found and kept is not None and not kept.exists():
            shutil.copytree(sandbox.folder("in"), kept, symlinks=True, copy_function=_copy)
        for name in ("out", "home", "tmp", "here"):
            _remove(sandbox.folder(name))
            sandbox.folder(name).mkdir()


def _copy(source: str, target: str) -> None:
    """Copies what is a plain file that can be read and is not too large."""
    with suppress(OSError):
        if Path(source).is_file() and Path(source).stat().st_size < 2**26:
            shutil.copyfile(source, target)


def _remove(folder: Path) -> None:
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """All cases asked for; the report as it goes into the JSON."""
    report: dict[str, Any] = {"seed": options.seed, "tried": 0, "findings": []}
    report.update(steps=Counter(), step_seconds=Counter(), outcomes=Counter())
    pool = Pool(options.work / "pool", options.footage, options.clips)
    limit_heaps(2)  # each takes 64 MiB of address space, and the limit counts that
    os.environ[DETAILS] = "1"  # an error nobody foresaw is told in one sentence: here its details are wanted
    _remove(options.work / "case")
    load_everything(pool, Sandbox.make(options.work / "case", pool.made), options.steps)
    first = options.start + (0 if options.bombs or options.kinds else len(BOMBS))
    numbers = [options.only] if options.only is not None else range(first, first + options.count)
    began = time.monotonic()
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    for number in numbers:
        if stop.is_set():
            break
        run_case(pool, number, options, report)
    kinds = Counter(finding["kind"] for finding in report["findings"])
    counts = {"crashes": "crash", "hangs": "hang", "tracebacks": "traceback", "stray_files": "stray file"}
    report.update({name: kinds[kind] for name, kind in counts.items()})
    report["others"] = {kind: kinds[kind] for kind in KINDS if kind not in counts.values()}
    report["seconds"] = round(time.monotonic() - began, 1)
    report["outcomes"] = dict(report["outcomes"].most_common())
    report["step_seconds"] = {step: round(total, 1) for step, total in report["step_seconds"].items()}
    return report


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, metavar="K", help="first case")
    parser.add_argument("--only", type=int, metavar="K", help="this case alone")
    parser.add_argument("--no-bombs", dest="bombs", action="store_false", help="begin with spoilt files")
    parser.add_argument("--kinds", nargs="+", default=(), help="only these, e.g. video package card")
    parser.add_argument("--steps", nargs="+", default=(), help="only these steps, e.g. probe")
    parser.add_argument("--footage", type=Path, metavar="DIR", help="further clips to spoil")
    parser.add_argument("--clips", type=Path, metavar="DIR", help="clips of the tests that were made before")
    parser.add_argument("--work", type=Path, metavar="DIR", help="keep clips and packages here")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the files of findings here")
    parser.add_argument("--seconds", type=int, default=10, help="computing after which a step hangs (10)")
    parser.add_argument("--memory", type=int, default=2000, metavar="MB", help="address space of a step (2000)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="file to write the report to")
    return parser.parse_args(arguments)


def main() -> None:
    """Runs, prints and writes the report; ends with 1 where anything was found."""
    options = parse()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        options.work = (options.work or Path(name)).resolve()
        report = run(options)
    told = ", ".join(f"{count} {step}" for step, count in report["steps"].items())
    print(f"{report['tried']} cases ({told}) in {report['seconds']} s, {len(report['findings'])} findings")
    print(", ".join(f"{report[n]} {n.replace('_', ' ')}" for n in ("crashes", "hangs", "tracebacks", "stray_files")))
    print(", ".join(f"{count} {kind}" for kind, count in report["others"].items()))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1), encoding="utf-8")
    sys.exit(1 if report["findings"] else 0)


if __name__ == "__main__":
    main()
