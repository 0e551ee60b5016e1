"""A frame as an exact picture on the disk, with a side-car that says what it is."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from lle_studio.core.errors import UsageError, WriteError
from lle_studio.core.frame import EnhancedFrame, hash_planes, hash_rgb
from lle_studio.core.settings import EnhancementSettings
from lle_studio.record.manifest import describe_source, software_versions
from lle_studio.video.index import ClipIndex

FORMAT = "lle-studio-snapshot/1"
SHOWN = ("source", "enhanced", "both")
SUFFIXES = (".png", ".tif")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a snapshot is made of."""

    index: ClipIndex
    source_sha256: str
    """Of the file; empty where it is not known yet."""
    enhanced: EnhancedFrame
    picture: NDArray[np.uint8]
    """(3, H, W): the enhanced picture as R, G, B."""
    settings: EnhancementSettings
    weights: str
    weights_sha256: str


def write_snapshot(stem: Path, snapshot: Snapshot, *, shown: str = "both", suffix: str = ".png") -> list[Path]:
    """Writes ``STEM source.png``, ``STEM enhanced.png`` and ``STEM.json``: every sample as it is, nothing scaled.

    Args:
        stem: folder and beginning of the names.
        snapshot: what to write.
        shown: one of ``SHOWN``.
        suffix: one of ``SUFFIXES``; both are lossless.

    Returns:
        The files written.

    Raises:
        UsageError: a file of that name is there, or an argument is unknown.
        WriteError: a file cannot be written; what was begun is removed.
    """
    if shown not in SHOWN or suffix not in SUFFIXES:
        raise UsageError(f"A snapshot shows one of {', '.join(SHOWN)} as {' or '.join(SUFFIXES)}.")
    pictures = {"source": snapshot.enhanced.source.rgb, "enhanced": snapshot.picture}
    wanted = {name: planes for name, planes in pictures.items() if shown in (name, "both")}
    files = {stem.with_name(f"{stem.name} {name}{suffix}"): planes for name, planes in wanted.items()}
    card = stem.with_name(f"{stem.name}.json")
    for path in (*files, card):
        if path.exists():
            raise UsageError(f"{path} is there already: choose another name.")
    written: list[Path] = []
    try:
        for path, planes in files.items():
            written.append(path)
            _write_new(path, _encode(planes, suffix))
        written.append(card)
        text = json.dumps(describe_snapshot(snapshot, [path.name for path in files]), indent=1, ensure_ascii=False)
        _write_new(card, text.encode("utf-8", errors="backslashreplace"))
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise WriteError(f"{error.filename} cannot be written ({error.strerror}): choose another folder.") from error
    return written


def describe_snapshot(snapshot: Snapshot, files: list[str]) -> dict[str, Any]:
    """The side-car: which frame of which file this is, and by which tables it was made."""
    enhanced, frame = snapshot.enhanced, snapshot.enhanced.source
    return {
        "format": FORMAT,
        "created_utc": datetime.now(UTC).isoformat(timespec="seconds"),
        "files": files,
        "source": {**describe_source(snapshot.index), "sha256": snapshot.source_sha256},
        "frame": {
            "frame_index": frame.index,
            "pts": frame.pts,
            "time_base": f"{frame.time_base.numerator}/{frame.time_base.denominator}",
            "picture_type": frame.picture_type,
            "corrupt": frame.corrupt,
            "after_damage": frame.after_damage,
        },
        "hashes": {
            "domain": enhanced.domain,
            "source_sha256": hash_planes(enhanced.source_planes, enhanced.domain),
            "enhanced_sha256": hash_planes(enhanced.planes, enhanced.domain),
            "source_rgb24_sha256": hash_rgb(tuple(frame.rgb)),
            "enhanced_rgb24_sha256": hash_rgb(tuple(snapshot.picture)),
        },
        "settings": asdict(snapshot.settings),
        "weights": {"name": snapshot.weights, "sha256": snapshot.weights_sha256},
        "measures": asdict(enhanced.measures),
        "table": enhanced.table.tolist(),
        "note": "The pictures hold every sample as decoded: not scaled, not turned, pixels not made square.",
        "software": software_versions(),
    }


def _encode(planes: NDArray[np.uint8], suffix: str) -> bytes:
    """A lossless picture file of R, G, B planes."""
    done, data = cv2.imencode(suffix, cv2.merge([planes[2], planes[1], planes[0]]))
    assert done
    return bytes(data)


def _write_new(path: Path, data: bytes) -> None:
    with path.open("xb") as stream:
        stream.write(data)
