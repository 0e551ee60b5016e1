"""A line of the audit log: what it holds, how it is written, and what a line that was read says."""

import json
import os
import platform
import re
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from math import isfinite
from typing import Any

from lle_studio.core.errors import CheckFailed

if sys.platform != "win32":
    import pwd

START = "0" * 64
"""Stands for the hash of the line before the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditHead:
    """How far a log goes. Kept elsewhere, it is the anchor of the log."""

    lines: int = 0
    head: str = START
    """SHA-256 of the last line without its line end, lower-case hex."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line, in the order of its keys."""

    line: int
    """From 0."""
    utc: str
    """When it was written: ISO 8601, milliseconds."""
    local: str
    """The same on the clock of the machine, with its offset."""
    user: str
    """Of the operating system."""
    host: str
    examiner: str
    """As entered by the examiner; empty where nothing was."""
    action: str
    """A short English word, e.g. ``mark-in``."""
    parameters: dict[str, Any]
    software: str
    """Version of this program."""
    previous: str
    """SHA-256 of the line before without its line end, lower-case hex."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """A line as it stands in a file."""

    sha256: str
    entry: AuditEntry | None
    """None where the line is not one this program writes."""
    ended: bool = True
    """It has its line end."""

    @property
    def action(self) -> str:
        """What was done, as far as that can be read."""
        return self.entry.action if self.entry else "unreadable"


def anchor_of(content: Any) -> AuditHead:
    """The anchor that ``audit`` in a manifest is.

    Raises:
        CheckFailed: it is none.
    """
    lines, head = (content.get("lines"), content.get("head")) if isinstance(content, dict) else (None, None)
    if type(lines) is not int or lines < 0 or not isinstance(head, str) or not re.fullmatch("[0-9a-f]{64}", head):
        raise CheckFailed(f"{str(content)[:80]!r} does not say how far an audit log goes.")
    return AuditHead(lines=lines, head=head)


def os_user() -> str:
    """Who the operating system says is working, whatever the environment says."""
    if sys.platform == "win32":
        return os.getlogin()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a user without a name
        return f"uid {os.getuid()}"


def line_after(head: AuditHead, action: str, parameters: Mapping[str, Any], examiner: str) -> bytes:
    """The line that comes after a head. What is no text in UTF-8, as in some file names, becomes JSON's escapes."""
    now = datetime.now(UTC)
    try:
        release = version("lle-studio")
    except PackageNotFoundError:
        release = "none"
    entry = AuditEntry(
        line=head.lines,
        utc=now.isoformat(timespec="milliseconds"),
        local=now.astimezone().isoformat(timespec="milliseconds"),
        user=os_user(),
        host=platform.node(),
        examiner=examiner,
        action=action,
        parameters=_plain(parameters),
        software=release,
        previous=head.head,
    )
    return json.dumps(asdict(entry), ensure_ascii=False).encode("utf-8", errors="backslashreplace")


def _plain(value: Any) -> Any:
    """A value as JSON holds it; what JSON has no word for becomes text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if value is None or isinstance(value, str | int) or (isinstance(value, float) and isfinite(value)):
        return value
    return str(value)


def read_line(line: bytes) -> AuditLine:
    """A line of a file, with its line end where it has one."""
    data = line.removesuffix(b"\n")
    return AuditLine(sha256=sha256(data).hexdigest(), entry=_parse(data), ended=data != line)


def _parse(data: bytes) -> AuditEntry | None:
    """A line as an entry; None where it is none."""
    try:
        content = json.loads(data.decode("utf-8"))
        if not isinstance(content, dict) or list(content) != [key.name for key in fields(AuditEntry)]:
            return None
        kinds = {"line": int, "parameters": dict}
        if any(type(value) is not kinds.get(key, str) for key, value in content.items()):
            return None
        if content["line"] < 0 or datetime.fromisoformat(content["utc"]).tzinfo is None:
            return None
    except (ValueError, RecursionError):
        return None
    return AuditEntry(**content)
