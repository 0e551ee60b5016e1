"""The curve appendix: what was done to a clip, frame by frame where it matters, for people who read paper.

Everything in it follows from the manifest, the curve log, the audit log and the pictures of a few frames.
"""

import hashlib
import json
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from lle_studio.core.color import LUMA_WEIGHTS
from lle_studio.core.errors import SourceError, WriteError
from lle_studio.core.frame import join_runs
from lle_studio.core.settings import EnhancementSettings
from lle_studio.record.audit import AUDIT_LOG
from lle_studio.record.curve_log import read_curve_log
from lle_studio.record.manifest import CURVE_LOG
from lle_studio.record.over_time import OverTime
from lle_studio.record.representative import RepresentativeFrame, describe_frame, picture_names
from lle_studio.record.typeset import LANGUAGES, typeset
from lle_studio.record.whole_file import read_whole

APPENDIX = "appendix.pdf"

MAX_FRAMES = 12
"""Frames shown with pictures and tables, at most."""

MAX_APPENDIX = 128 * 2**20
"""Bytes of an appendix; pictures of ``MAX_FRAMES`` frames take a tenth."""

MAX_LISTED = 60
"""Frames of one kind of problem, and lines of the audit log, that are printed; the rest is counted."""

TOLD_ACTIONS = frozenset({"open", "hash", "snapshot", "export", "check", "complete", "verify", "save", "close"})
"""Actions of the audit log that are printed where it is long: who opened, who printed, when."""


def appendix_names(languages: Sequence[str]) -> tuple[str, ...]:
    """Names of the appendices: that in the first language is ``appendix.pdf``, another e.g. ``appendix.ko.pdf``."""
    return tuple(APPENDIX if place == 0 else f"appendix.{language}.pdf" for place, language in enumerate(languages))


def package_hash(sums: Mapping[str, str]) -> str:
    """SHA-256 over the lines of SHA256SUMS for everything but the appendices, in which it is printed.

    Args:
        sums: name of a file in the package -> its SHA-256.
    """
    names = sorted(name for name in sums if not name.startswith("appendix"))
    return hashlib.sha256("".join(f"{sums[name]}  {name}\n" for name in names).encode()).hexdigest()


def write_appendix(
    folder: Path,
    manifest: dict[str, Any],
    frames: Sequence[RepresentativeFrame],
    sums: Mapping[str, str],
    languages: Sequence[str],
) -> None:
    """Writes the appendix of a package in which all else but SHA256SUMS stands.

    Args:
        folder: of the package.
        manifest: its content.
        frames: to be shown, in their order; at most ``MAX_FRAMES``.
        sums: SHA-256 of every other file of the package, by its name.
        languages: of ``typeset.LANGUAGES``.

    Raises:
        WriteError: it cannot be made or written.
    """
    assert len(frames) <= MAX_FRAMES
    facts, pictures = gather_facts(folder, manifest, frames, sums)
    created = datetime.fromisoformat(manifest["created_utc"])
    for name, language in zip(appendix_names(languages), languages, strict=True):
        document = typeset("appendix", facts, language=language, created=created, pictures=pictures)
        try:
            (folder / name).write_bytes(document)
        except OSError as error:
            raise WriteError(f"{folder / name} cannot be written ({error.strerror}): check the disk.") from error


def gather_facts(
    folder: Path, manifest: dict[str, Any], frames: Sequence[RepresentativeFrame], sums: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The facts of an appendix, and its pictures by name."""
    domain, span = manifest["domain"], manifest["range"]
    over_time = OverTime(domain, span["end"] - span["start"])
    wanted = {frame.index: frame for frame in frames}
    limited = domain == "coded" and manifest["source"]["color"]["range"] == "limited"
    black, white = (16, 235) if limited else (0, 255)
    shown = [
        describe_frame(wanted[row.index], row, domain, black=black, white=white)
        for row in over_time.watch(read_curve_log(folder / CURVE_LOG, domain))
        if row.index in wanted
    ]
    pictures = {
        name: data
        for frame in frames
        for name, data in zip(picture_names(frame), (frame.before, frame.after), strict=True)
    }
    facts = {
        "manifest": manifest,
        "package_hash": package_hash(sums),
        "created_local": datetime.fromisoformat(manifest["created_utc"]).astimezone().isoformat(sep=" "),
        "origins": setting_origins(manifest["settings"]),
        "luma_weights": list(LUMA_WEIGHTS[manifest["source"]["color"]["matrix"]]),
        "black": black,
        "white": white,
        "marks_left_out": len(manifest["marks"]) - sum("marked" in frame.reasons for frame in frames),
        "command": [shlex.quote(word) for word in manifest["command"]],
        "upright": _is_upright(manifest),
        "frames": _without_repetition(shown),
        "over_time": over_time.describe(),
        "repeated": _some(over_time.repeated),
        "problems": group_problems(manifest["problems"]),
        "after_damage": _some(manifest["frames"]["after_damage"]),
        "handling": read_handling(folder / AUDIT_LOG),
    }
    return facts, {**pictures, "heat.png": over_time.heat_map()}


def setting_origins(settings: Mapping[str, Any]) -> dict[str, str]:
    """Where the value of each setting comes from: ``auto``, ``default`` of the program, or ``set``."""
    defaults = EnhancementSettings()
    names = ("exposure_level", "gain_limit", "chroma_gain", "color_mode", "curve_mode")
    origins = {name: "default" if settings[name] == getattr(defaults, name) else "set" for name in names}
    return {**origins, "exposure_level": "auto"} if settings["exposure_level_origin"] == "auto" else origins


def group_problems(problems: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Problems of the manifest by kind, in the order met: kind, sentence of the first, and the frames named."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for problem in problems:
        kinds.setdefault(problem["kind"], []).append(problem)
    return [
        {
            "kind": kind,
            "message": some[0]["message"],
            "frames": _some([problem["frame"] for problem in some if problem.get("frame") is not None]),
        }
        for kind, some in kinds.items()
    ]


def read_handling(path: Path) -> dict[str, Any]:
    """Who did what and when, of an audit log: all of it where it is short, else what must be told of."""
    with path.open(encoding="utf-8") as stream:
        lines = [json.loads(line) for line in stream]
    told = lines if len(lines) <= MAX_LISTED else [line for line in lines if line["action"] in TOLD_ACTIONS]
    keys = ("line", "utc", "local", "user", "host", "examiner", "action")
    return {"total": len(lines), "lines": [{key: line[key] for key in keys} for line in told[-MAX_LISTED:]]}


def _is_upright(manifest: dict[str, Any]) -> bool:
    """Whether pictures are higher than wide when they are looked at."""
    source = manifest["source"]
    across, down = (int(number) for number in manifest["export"]["sample_aspect"].split(":"))
    wide = source["width"] * across >= source["height"] * down
    return bool(wide) == (source["rotation"] in (90, 270))


def _some(indexes: Sequence[int]) -> dict[str, Any]:
    """Frames of one kind: how many, and the first of them as text."""
    return {"count": len(indexes), "text": join_runs(indexes, MAX_LISTED)}


def _without_repetition(frames: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leaves the printed table out where an earlier frame has the same, and names that frame."""
    first: dict[tuple[str, ...], int] = {}
    for frame in frames:
        lines = tuple(frame["table_lines"])
        frame["same_table_as"] = first.get(lines)
        if lines in first:
            frame["table_lines"] = []
        else:
            first[lines] = frame["index"]
    return frames


def check_appendices(folder: Path, manifest: Mapping[str, Any], sums: Mapping[str, str]) -> Iterator[str]:
    """Says which appendix of a package is missing or belongs to another package.

    An appendix names in its metadata the hash of the package it was printed for.

    Args:
        folder: of the package.
        manifest: its content; anything may stand in it.
        sums: name of a file -> SHA-256, as SHA256SUMS has them.
    """
    names = manifest["appendix"].get("files")
    known = {name for first in LANGUAGES for name in appendix_names((first, *LANGUAGES))}
    if not isinstance(names, list) or not names or not all(isinstance(name, str) and name in known for name in names):
        yield f"{str(names)[:80]} are no names of appendices"
        return
    mark = f"package {package_hash(sums)}".encode("ascii")
    for name in names:
        try:
            if mark not in read_whole(folder / name, most=MAX_APPENDIX):
                yield f"{name} was not printed for this package"
        except SourceError as error:
            yield f"{name} cannot be read ({str(error).rstrip('.')})"
    for name in sorted(path.name for path in folder.glob("appendix*") if path.name not in names):
        yield f"{name} is not named in the manifest"
