"""The command on what was done: ``audit``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lle_studio.core.errors import CheckFailed, SourceError
from lle_studio.core.plain import plain, plain_json

if TYPE_CHECKING:  # the rooms are loaded by the command that needs them: --help must not wait for torch
    from lle_studio.record.audit_line import AuditEntry, AuditHead, AuditLine

CASE_SUFFIX = ".llecase"

MAX_PARAMETERS = 100
"""Characters of the parameters of a line that are printed for people; with ``--json`` all are."""


def add_audit(parser: argparse.ArgumentParser) -> None:
    """Declares ``audit``."""
    parser.add_argument("file", type=Path, metavar="FILE", help="an audit log, a case file, or the folder of a package")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_run_audit)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Log:
    """A log, and what vouches for it."""

    path: Path
    anchor: AuditHead | None = None
    vouched_by: str = ""
    """Name of the file the anchor stands in."""
    final: bool = False
    """Nothing may stand behind the anchor."""
    breaches: tuple[str, ...] = ()
    """Found before the log was read."""


def _run_audit(options: argparse.Namespace, cancelled: Callable[[], bool]) -> int:
    from lle_studio.record.audit import read_lines
    from lle_studio.record.audit_chain import breaches, remarks

    log = _find_log(options.file)
    lines = read_lines(log.path) if log.path.exists() or log.anchor is None else []
    found = [*log.breaches, *breaches(lines, log.anchor, final=log.final)]
    noted = remarks(lines)
    if options.json:
        utf8 = sys.stdout.encoding.lower().replace("-", "") == "utf8"
        print(plain_json(_describe(log, lines, found, noted), ascii_only=not utf8))
    else:
        _print_lines(lines)
        _print_verdict(log, lines, found, noted)
    if found:
        print(f"lle-studio: {plain(f'The audit log {log.path} does not hold: {found[0]}.')}", file=sys.stderr)
    return CheckFailed.exit_code if found else 0


def _find_log(file: Path) -> _Log:
    if file.is_dir():
        return _log_of_package(file)
    if file.suffix.lower() == CASE_SUFFIX:
        return _log_of_case(file)
    return _Log(path=file)


def _log_of_case(file: Path) -> _Log:
    from lle_studio.pipeline.case import audit_log_of, read_case

    case, path = read_case(file), audit_log_of(file)
    if not path.exists() and not case.audit_lines:
        raise SourceError(f"The case file {file} has no audit log yet: open it in the window, which begins one.")
    return _Log(path=path, anchor=case.anchor, vouched_by=file.name)


def _log_of_package(folder: Path) -> _Log:
    from lle_studio.record.audit import AUDIT_LOG
    from lle_studio.record.audit_line import anchor_of
    from lle_studio.record.manifest import MANIFEST, read_manifest

    path = folder / AUDIT_LOG
    if not (folder / MANIFEST).is_file():
        raise SourceError(f"{folder} is not an evidence package: it has no {MANIFEST}.")
    manifest = read_manifest(folder)
    if "audit" in manifest:
        return _Log(path=path, anchor=anchor_of(manifest["audit"]), vouched_by=MANIFEST, final=True)
    if not path.exists():
        raise SourceError(f"{folder} has no audit log: it was exported before packages had one.")
    return _Log(path=path, breaches=(f"{MANIFEST} does not name {AUDIT_LOG}",))


def _describe(log: _Log, lines: list[AuditLine], found: list[str], noted: list[str]) -> dict[str, Any]:
    """The answer as JSON; a line that is damaged is null."""
    return {
        "log": str(log.path),
        "anchor": None if log.anchor is None else {**asdict(log.anchor), "file": log.vouched_by},
        "lines": len(lines),
        "head": lines[-1].sha256 if lines else None,
        "holds": not found,
        "breaches": found,
        "remarks": noted,
        "entries": [None if line.entry is None else asdict(line.entry) for line in lines],
    }


def _print_lines(lines: list[AuditLine]) -> None:
    """Prints the log as a table for people."""
    rows = [("line", "time", "user", "action", "with")]
    for place, line in enumerate(lines):
        entry = line.entry
        rows.append((str(place), "", "", line.action, "") if entry is None else _cells(entry))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        cells = (text.ljust(width) for text, width in zip(row, widths, strict=False))
        print("  ".join((*cells, row[4])).rstrip())


def _cells(entry: AuditEntry) -> tuple[str, str, str, str, str]:
    who = f"{entry.user} ({entry.examiner})" if entry.examiner else entry.user
    words = json.dumps(entry.parameters, ensure_ascii=False) if entry.parameters else ""
    short = words if len(words) <= MAX_PARAMETERS else f"{words[: MAX_PARAMETERS - 1]}…"
    return str(entry.line), plain(entry.local), plain(who), plain(entry.action), plain(short)


def _print_verdict(log: _Log, lines: list[AuditLine], found: list[str], noted: list[str]) -> None:
    for remark in noted:
        print(f"note   {plain(remark)}")
    for breach in found:
        print(f"FAILS  {plain(breach)}")
    if not found:
        vouched = f", and {plain(log.vouched_by)} vouches for {log.anchor.lines} of them" if log.anchor else ""
        unvouched = "" if log.anchor else "; nothing vouches for its end: give the case file or the package"
        print(f"holds  the chain of {len(lines)} lines{vouched}{unvouched}")
