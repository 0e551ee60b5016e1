"""``audit.jsonl``: who did what, and when, each line chained to the one before by its SHA-256.

A line changed, deleted, inserted or moved breaks the chain. What the chain alone cannot show, a tail that was cut off
or written anew, an anchor shows: the number of lines and the hash of the last one, kept in another file.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

from lle_studio.core.errors import CheckFailed, SourceError, WriteError
from lle_studio.record.audit_chain import breaches
from lle_studio.record.audit_line import AuditHead, AuditLine, anchor_of, line_after, read_line
from lle_studio.record.log_file import held, sync_folder, write_whole
from lle_studio.record.whole_file import MAX_BYTES, check_plain

AUDIT_LOG = "audit.jsonl"
"""Name of the log in a package."""

_BLOCK = 2**16
_MAX_LINE = 2**22
"""Bytes of a last line that is looked at; a longer one is damaged."""


def append(
    path: Path,
    action: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    examiner: str = "",
    after: AuditHead | None = None,
) -> AuditHead:
    """Adds a line to a log, begun if need be; on return it is on the disk.

    Args:
        path: the log.
        action: a short English word.
        parameters: JSON's kinds of values; others become text.
        examiner: as entered by the examiner.
        after: how far the log went when this program wrote it last.

    Returns:
        How far the log goes now.

    Raises:
        CheckFailed: its last line is damaged or cut, or the log lost lines this program wrote.
        WriteError: it cannot be written; then it is as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise WriteError(f"The audit log {path} is a link or no file at all, and not written to: move it away.")
        with held(path, "a+b") as stream:
            head = _head_of(_last_line(stream), path)
            if after is not None and (head.lines < after.lines or (head.lines == after.lines and head != after)):
                raise CheckFailed(f"The audit log {path} lost or changed lines since this program wrote it: keep it.")
            data = line_after(head, action, parameters or {}, examiner)
            write_whole(stream, data + b"\n")
            if head.lines == 0:
                sync_folder(path.parent)
    except OSError as error:
        raise _failure(path, error) from error
    return AuditHead(lines=head.lines + 1, head=sha256(data).hexdigest())


def read_head(path: Path) -> AuditHead:
    """How far a log goes; a log that is not there has no lines.

    Raises:
        CheckFailed: its last line is damaged or cut.
        SourceError: it cannot be read.
    """
    try:
        check_plain(path, most=MAX_BYTES)
        with held(path, "rb") as stream:
            return _head_of(_last_line(stream), path)
    except FileNotFoundError:
        return AuditHead()
    except OSError as error:
        raise _unreadable(path, error) from error


def read_lines(path: Path) -> list[AuditLine]:
    """All lines of a log, also those that are damaged.

    Raises:
        SourceError: it cannot be read.
    """
    try:
        check_plain(path, most=MAX_BYTES)
        with held(path, "rb") as stream:
            return [read_line(line) for line in stream]
    except OSError as error:
        raise _unreadable(path, error) from error


def check_log(path: Path, expected: AuditHead | None = None, *, final: bool = False) -> list[str]:
    """Says what does not hold in a log, naming the lines; nothing where everything holds.

    Args:
        path: the log.
        expected: its anchor, where there is one; then a log that is not there is one without lines.
        final: nothing may stand behind the anchor, as in a package.

    Raises:
        SourceError: it cannot be read.
    """
    lines = read_lines(path) if expected is None or path.exists() else []
    return breaches(lines, expected, final=final)


def package_breaches(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Says what does not hold in the audit log of a package.

    Args:
        folder: the package.
        manifest: its ``audit`` is the anchor.
    """
    path = folder / AUDIT_LOG
    if not path.is_file():
        return [f"{AUDIT_LOG} is missing"]
    try:
        return check_log(path, anchor_of(manifest.get("audit")), final=True)
    except (CheckFailed, SourceError) as error:
        return [str(error)]


def copy_log(source: Path, target: Path) -> Path | None:
    """Copies a log; what stands at the target is whole at any moment, and another log there is kept.

    Returns:
        Where another log of that name, no earlier state of this one, was moved; None where there was none.

    Raises:
        CheckFailed: the last line of the source is damaged or cut.
        SourceError: the source cannot be read.
        WriteError: the copy cannot be written.
    """
    try:
        check_plain(source, most=MAX_BYTES)
        with held(source, "rb") as stream:
            _head_of(_last_line(stream), source)
            stream.seek(0)
            data = stream.read()
    except OSError as error:
        raise _unreadable(source, error) from error
    kept = None
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        if target.exists():
            if target.samefile(source):
                return None
            if not data.startswith(target.read_bytes()):
                kept = set_aside(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as copy:
            copy.write(data)
            copy.flush()
            os.fsync(copy.fileno())
        partial.replace(target)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise _failure(target, error) from error
    return kept


def set_aside(path: Path) -> Path:
    """Moves a log to the first free name of ``NAME.kept-1.jsonl``, ``NAME.kept-2.jsonl``, …, and gives that name.

    Raises:
        WriteError: it cannot be moved.
    """
    names = (path.with_name(f"{path.stem}.kept-{number}{path.suffix}") for number in count(1))
    try:
        return path.rename(next(name for name in names if not name.exists()))
    except OSError as error:
        raise _failure(path, error) from error


def _last_line(stream: BinaryIO) -> bytes:
    """The last line of a log with its line end, empty where there is none."""
    place = stream.seek(0, os.SEEK_END)
    data = b""
    while place and b"\n" not in data[:-1] and len(data) < _MAX_LINE:
        size = min(_BLOCK, place)
        place = stream.seek(place - size)
        data = stream.read(size) + data
    return data[data.rfind(b"\n", 0, -1) + 1 :]


def _head_of(line: bytes, path: Path) -> AuditHead:
    """How far a log goes that ends with a line."""
    if not line:
        return AuditHead()
    last = read_line(line)
    if last.entry is None or not last.ended:
        raise CheckFailed(f"The last line of the audit log {path} is damaged or cut: keep the log and begin another.")
    return AuditHead(lines=last.entry.line + 1, head=last.sha256)


def _failure(path: Path, error: OSError) -> WriteError:
    return WriteError(f"The audit log {path} cannot be written ({error.strerror}): check the folder and the disk.")


def _unreadable(path: Path, error: OSError) -> SourceError:
    return SourceError(f"The audit log {path} cannot be read ({error.strerror}): check the path and the permissions.")
