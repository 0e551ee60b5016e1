"""A case: what the examiner chose, marked and noted about one clip. It holds no pixels."""

import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from hashlib import sha256
from pathlib import Path, PurePosixPath, PureWindowsPath
from tempfile import NamedTemporaryFile
from typing import Any, TypeVar

from lle_studio.core.color import MATRICES, RANGES
from lle_studio.core.errors import Cancelled, SourceError, StudioError, WriteError
from lle_studio.core.region import Region
from lle_studio.core.settings import EnhancementSettings
from lle_studio.record.audit_line import START, AuditHead
from lle_studio.record.log_file import sync_folder
from lle_studio.record.whole_file import read_whole
from lle_studio.video.index import hash_file

FORMAT = "lle-studio-case/2"
"""Name and version of the file's layout."""

OLD_FORMAT = "lle-studio-case/1"
"""Of files that held their history themselves; they are read, and written anew in the present layout."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """A frame that matters, named by index and PTS."""

    index: int
    pts: int
    note: str = ""
    region: Region | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """Something that was done, in a case file older than the audit log."""

    utc: str
    """ISO 8601."""
    action: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything the examiner decided about a clip."""

    source_path: str = ""
    """Relative to the case file where that is possible, with forward slashes."""
    source_size: int = 0
    source_mtime_ns: int = 0
    source_sha256: str = ""
    """Empty until the file is hashed."""
    settings: EnhancementSettings = field(default_factory=EnhancementSettings)
    weights: str = "studio"
    matrix: str | None = None
    """Colour matrix chosen instead of the file's tag."""
    color_range: str | None = None
    aspect: Fraction | None = None
    """Width of a sample over its height, chosen instead of the file's."""
    mark_in: int | None = None
    """Index of the first frame of the marked range."""
    mark_out: int | None = None
    """Index of its last frame."""
    bookmarks: tuple[Bookmark, ...] = ()
    """In the order of their frames."""
    examiner: str = ""
    organization: str = ""
    case_number: str = ""
    exhibit: str = ""
    notes: str = ""
    audit_lines: int = 0
    """Lines of the audit log beside the case file, as far as it is vouched for here."""
    audit_head: str = START
    """SHA-256 of the last of them."""
    history: tuple[HistoryEntry, ...] = ()
    """Of an older file, until it stands in the audit log."""

    @property
    def source_name(self) -> str:
        """Name of the source file."""
        return PurePosixPath(self.source_path).name

    @property
    def anchor(self) -> AuditHead:
        """How far the audit log went, at least, when the case file was written."""
        return AuditHead(lines=self.audit_lines, head=self.audit_head)


def audit_log_of(case_path: Path) -> Path:
    """The audit log of a case file: ``NAME.audit.jsonl`` beside ``NAME.llecase``."""
    return case_path.with_suffix(".audit.jsonl")


def case_json(case: Case) -> str:
    """A case as the text of its file."""
    content = asdict(case)
    if not case.history:
        del content["history"]
    content["aspect"] = None if case.aspect is None else f"{case.aspect.numerator}/{case.aspect.denominator}"
    return json.dumps({"format": FORMAT, **content}, indent=1, ensure_ascii=False) + "\n"


def write_case(path: Path, case: Case, *, over: str | None = None) -> str:
    """Writes a case file; whatever happens meanwhile, the old one or the new one is there, whole.

    Args:
        path: the file.
        case: what it is to hold.
        over: what ``case_digest`` said of the file when this program read or wrote it; None: whatever is there.

    Returns:
        What ``case_digest`` says of it now.

    Raises:
        WriteError: it cannot be written, or another program wrote it meanwhile.
    """
    data = case_json(case).encode("utf-8", errors="backslashreplace")
    if over is not None and case_digest(path) not in (over, ""):
        raise WriteError(
            f"The case file {path} was changed by another program meanwhile and is not written over: "
            "save the case under another name."
        )
    written: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            written = Path(file.name)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(written, path)
        sync_folder(path.parent)
    except OSError as error:
        if written is not None:
            with suppress(OSError):
                written.unlink()
        raise WriteError(
            f"The case file {path} cannot be written ({error.strerror}): save it in another place."
        ) from error
    return sha256(data).hexdigest()


def case_digest(path: Path) -> str:
    """SHA-256 of a case file as it is on the disk; empty where there is none that can be read."""
    with suppress(SourceError):
        return sha256(read_whole(path)).hexdigest()
    return ""


def read_case(path: Path) -> Case:
    """Reads a case file, strictly.

    Raises:
        SourceError: it cannot be read, or is not what this program writes.
    """
    data = read_whole(path)
    try:
        content = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path} is not a case file of this program: it is no JSON.") from error
    if not isinstance(content, dict) or content.get("format") not in (FORMAT, OLD_FORMAT):
        raise SourceError(f"{path} is not a case file of this program and version ({FORMAT} is expected).")
    try:
        return _parse(_renewed(content) if content["format"] == OLD_FORMAT else content)
    except (LookupError, TypeError, ValueError, ArithmeticError, StudioError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error).rstrip(".")
        raise SourceError(f"The case file {path} is damaged: {what}.") from error


def relative_to_case(source: Path, case_path: Path) -> str:
    """How a case file names its source: relative where both lie on one disk, with forward slashes."""
    try:
        return Path(os.path.relpath(source, case_path.parent)).as_posix()
    except ValueError:  # another drive
        return source.as_posix()


def find_source(case: Case, case_path: Path, *, cancelled: Callable[[], bool] = lambda: False) -> Path:
    """The clip a case belongs to: where it was, else a file of its size at or below the case file with its SHA-256.

    A case may come from a stranger and name any file of this computer. One outside of the case file's folder is taken
    by its SHA-256 alone, or, where the case knows none yet, by the very time it was changed last.

    Raises:
        SourceError: it is not there, or another file stands in its place.
        Cancelled: ``cancelled`` said so.
    """
    named = _named_source(case, case_path)
    if named is not None:
        check_source(case, named, cancelled=cancelled)
        inside = named.resolve().is_relative_to(case_path.parent.resolve())
        if not inside and not case.source_sha256 and named.stat().st_mtime_ns != case.source_mtime_ns:
            raise SourceError(
                f"{named} may be another file than this case was made with (its time differs, and the case holds no "
                "SHA-256): put it beside the case file."
            )
        return named
    for folder, _, names in os.walk(case_path.parent):
        if cancelled():
            raise Cancelled("Looking for the source was cancelled.")
        for name in sorted(names):
            path = Path(folder) / name
            if not case.source_sha256 or not path.is_file() or path.stat().st_size != case.source_size:
                continue
            if hash_file(path, cancelled=cancelled) == case.source_sha256:
                return path
    raise SourceError(
        f"The source {case.source_name} of this case is not where it was, nor beside or below the case file: "
        "put it beside the case file, or open it and load its marks from there."
    )


def _named_source(case: Case, case_path: Path) -> Path | None:
    """The file a case names, if it is there; another computer is not asked for it unless the case lies there, too."""
    source_far, case_far = (
        PureWindowsPath(name).drive.startswith("\\\\") for name in (case.source_path, str(case_path))
    )
    if source_far and not case_far:
        return None
    try:
        named = case_path.parent / case.source_path
        return named if named.is_file() else None
    except (OSError, ValueError):  # no name a file can have
        return None


def marks_fit(case: Case, frames: int) -> bool:
    """Whether every frame that a case names is one of a clip of so many frames."""
    settings = case.settings
    marks = (*(mark.index for mark in case.bookmarks), case.mark_in, case.mark_out, settings.lock_frame)
    last = settings.lock_range[1] - 1 if settings.lock_range is not None else 0
    return all(index is None or index < frames for index in (*marks, last))


def check_source(case: Case, path: Path, *, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Refuses a file that is not the source of a case.

    Raises:
        SourceError: size or SHA-256 differ.
        Cancelled: ``cancelled`` said so.
    """
    same = path.stat().st_size == case.source_size
    if not same or (case.source_sha256 and hash_file(path, cancelled=cancelled) != case.source_sha256):
        raise SourceError(f"{path} is not the file this case was made with (its SHA-256 differs): find the original.")


def _renewed(content: dict[str, Any]) -> dict[str, Any]:
    """What a file of the old layout holds, in the present one."""
    return {"case_number": "", "audit_lines": 0, "audit_head": START, **content, "history": content["history"]}


def _parse(content: dict[str, Any]) -> Case:
    chosen = content["settings"]
    lock_range = chosen["lock_range"]
    settings = EnhancementSettings(
        exposure_level=_number(chosen["exposure_level"]),
        gain_limit=_optional(_number, chosen["gain_limit"]),
        curve_mode=chosen["curve_mode"],
        window=_optional(_number, chosen["window"]),
        lock_frame=_optional(_count, chosen["lock_frame"]),
        lock_range=None if lock_range is None else (_count(lock_range[0]), _count(lock_range[1])),
        color_mode=chosen["color_mode"],
        chroma_gain=_number(chosen["chroma_gain"]),
    )
    case = Case(
        source_path=_text(content["source_path"]),
        source_size=_count(content["source_size"]),
        source_mtime_ns=_integer(content["source_mtime_ns"]),
        source_sha256=_text(content["source_sha256"]),
        settings=settings,
        weights=_one_of(("studio", "paper"), content["weights"]),
        matrix=_optional(lambda value: _one_of(MATRICES, value), content["matrix"]),
        color_range=_optional(lambda value: _one_of(RANGES, value), content["color_range"]),
        aspect=_optional(lambda value: _aspect(_text(value)), content["aspect"]),
        mark_in=_optional(_count, content["mark_in"]),
        mark_out=_optional(_count, content["mark_out"]),
        bookmarks=tuple(_bookmark(mark) for mark in _list(content["bookmarks"])),
        examiner=_text(content["examiner"]),
        organization=_text(content["organization"]),
        case_number=_text(content["case_number"]),
        exhibit=_text(content["exhibit"]),
        notes=_text(content["notes"]),
        audit_lines=_count(content["audit_lines"]),
        audit_head=_sha256(content["audit_head"]),
        history=tuple(
            HistoryEntry(utc=_text(entry["utc"]), action=_text(entry["action"]), detail=_text(entry["detail"]))
            for entry in _list(content.get("history", []))
        ),
    )
    indexes = [mark.index for mark in case.bookmarks]
    if indexes != sorted(set(indexes)):
        raise ValueError("the bookmarks are not in the order of their frames")
    return case


def _bookmark(mark: Any) -> Bookmark:
    region = mark["region"]
    sides = ("x", "y", "width", "height")
    return Bookmark(
        index=_count(mark["index"]),
        pts=_integer(mark["pts"]),
        note=_text(mark["note"]),
        region=None if region is None else Region(**{side: _count(region[side]) for side in sides}),
    )


def _optional(read: Callable[[Any], T], value: Any) -> T | None:
    return None if value is None else read(value)


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        raise ValueError(f"{str(value)[:40]!r} is not a whole number")
    return value


def _count(value: Any) -> int:
    if _integer(value) < 0:
        raise ValueError(f"{value} is less than 0")
    return int(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{str(value)[:40]!r} is not a number")
    return float(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{str(value)[:40]!r} is not text")
    return value


def _sha256(value: Any) -> str:
    if re.fullmatch(r"[0-9a-f]{64}", _text(value)) is None:
        raise ValueError(f"{value[:40]!r} is no SHA-256")
    return str(value)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{str(value)[:40]!r} is not a list")
    return value


def _one_of(known: tuple[str, ...], value: Any) -> str:
    if value not in known:
        raise ValueError(f"{str(value)[:40]!r} is none of {', '.join(known)}")
    return str(value)


def _aspect(text: str) -> Fraction:
    aspect = Fraction(text)
    if not Fraction(1, 100) <= aspect <= 100:
        raise ValueError(f"the shape {text} of a pixel is out of range")
    return aspect
