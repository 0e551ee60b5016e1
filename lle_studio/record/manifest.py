"""``manifest.json`` and ``SHA256SUMS``: what the package is, and that it is whole."""

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from lle_studio.core.errors import CheckFailed, SourceError, WriteError
from lle_studio.core.settings import EnhancementSettings
from lle_studio.record.findings import Check
from lle_studio.record.whole_file import read_whole
from lle_studio.video.color import SCALE_FLAGS, conversion_text, has_coded_planes, plane_format
from lle_studio.video.independent import program_version
from lle_studio.video.index import ClipIndex, Problem
from lle_studio.video.source import DECODER_THREADS, decoder_versions
from lle_studio.video.writer import Timing

FORMAT = "lle-studio-evidence/1"
"""Name and version of the package's layout."""

MANIFEST = "manifest.json"
PARTIAL_SUFFIX = ".partial"
"""Ends the name of the folder a package is written in until it is complete."""

CURVE_LOG = "curves.csv"
SUMS = "SHA256SUMS"
SIGNATURE = f"{SUMS}.sig"
"""The laboratory's signature over ``SHA256SUMS``."""

REQUEST = f"{SUMS}.tsq"
"""The request for a time stamp over ``SHA256SUMS``."""

REPLY = f"{SUMS}.tsr"
"""The authority's reply to it."""

UNLISTED = (SUMS, SIGNATURE, REQUEST, REPLY)
"""Files that ``SHA256SUMS`` cannot list, because they are made of it."""

DECISIVE = ("lle-studio", "numpy", "opencv-python-headless", "torch", "decoder av", "decoder ffmpeg")
"""Software on which tables and frames may depend: what is put together must come of the same versions."""

EXPORT_CHECKS = (
    "pointwise",
    "order-preserving",
    "tables logged are those applied",
    "export decoded by FFmpeg",
    "frames and timestamps",
    "audio packets",
    "source unchanged",
    "frames made again by a stock FFmpeg",
)
"""What every export asks of its own result, in this order."""

CARD_FACTS = {"architecture": str, "parameters": int, "training_data": str, "licence": str}
"""What the manifest takes over from the model card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """That an export which was cut off was gone on with."""

    utc: str
    """ISO 8601."""
    at_frame: int
    """Index of the first frame that was not there yet; after the last one where all were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRecord:
    """All that an export tells about itself, for the manifest."""

    index: ClipIndex
    source_sha256_after: str
    """Of the source, hashed again when the export was done."""
    start: int
    end: int
    settings: EnhancementSettings
    level_origin: str
    """``chosen`` by the examiner, or ``auto``: the median of the network's estimates over the range."""
    weights_name: str
    weights_sha256: str
    card: Mapping[str, Any]
    """The model card."""
    device: str
    codec: str
    domain: str
    timing: Timing
    file: str
    """Name of the exported clip in the package."""
    sample_aspect: Fraction
    """Shape of a pixel the export is flagged with: the source's, or the examiner's choice."""
    audio_streams: Sequence[int]
    """Indexes in the source of the audio streams that were copied."""
    viewing_copy: str | None
    """What the copy for ordinary players shows, where there is one."""
    corrupt: Sequence[int]
    """Indexes of frames the decoder flagged."""
    after_damage: Sequence[int]
    """Indexes of frames that may depend on damage before them."""
    missing: Sequence[int]
    """Indexes of frames that could not be decoded."""
    mean_in: float
    """Mean luminance of the source over the range."""
    mean_out: float
    """Mean luminance reached over the range."""
    mean_hue_shift: float
    """In codes, over the range."""
    problems: Sequence[Problem]
    """Met while exporting, beside those of the index."""
    command: Sequence[str]
    """As given by the examiner; empty where the window started the export."""
    checks: Sequence[Check]
    """What the export asked of its own result."""
    resumed: Sequence[Resumed] = ()
    """Where it went on, each time after it had been cut off."""

    @property
    def passed(self) -> bool:
        """Every check holds."""
        return all(check.passed for check in self.checks)


def installed_version(package: str) -> str:
    """Version of an installed package, ``none`` where it is not there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def software_versions() -> dict[str, str]:
    """Versions of everything that had a part in a result."""
    packages = ("lle-studio", "numpy", "opencv-python-headless", "torch", "imageio-ffmpeg")
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        **{package: installed_version(package) for package in packages},
        **{f"decoder {name}": number for name, number in decoder_versions().items()},
        "independent ffmpeg": program_version(),
    }


def card_fact(card: Mapping[str, Any], name: str) -> Any:
    """A fact of a model card; nothing where it is not of the kind that belongs there."""
    kind, value = CARD_FACTS[name], card.get(name)
    return value if type(value) is kind else kind()


def describe_problem(problem: Problem) -> dict[str, Any]:
    """A problem as JSON; frame and PTS only where it concerns one frame."""
    return {key: value for key, value in asdict(problem).items() if value is not None}


def describe_source(index: ClipIndex) -> dict[str, Any]:
    """The facts of a clip as JSON."""
    return {
        "name": index.path.name,
        "size_bytes": index.size,
        "sha256": index.sha256,
        "container": index.format_name,
        "codec": index.codec,
        "profile": index.profile,
        "width": index.width,
        "height": index.height,
        "sample_aspect": aspect_text(index.sample_aspect),
        "rotation": index.rotation,
        "pixel_format": index.pixel_format,
        "field_order": index.field_order,
        "color": {
            **asdict(index.color),
            "primaries": index.color_primaries,
            "transfer": index.color_transfer,
        },
        "time_base": _ratio(index.time_base),
        "nominal_rate": _ratio(index.nominal_rate),
        "frames": len(index),
        "key_frames": int(index.keyframe.sum()),
        "longest_gop": int(index.gop_lengths.max()),
        "first_pts": int(index.pts[0]),
        "last_pts": int(index.pts[-1]),
        "frames_named_by": index.identity,
        "audio": [asdict(audio) for audio in index.audio],
        "tags": index.tags,
    }


def describe_export(record: ExportRecord) -> dict[str, Any]:
    """The whole manifest."""
    index, timing = record.index, record.timing
    return {
        "format": FORMAT,
        "created_utc": datetime.now(UTC).isoformat(timespec="seconds"),
        "software": software_versions(),
        "command": list(record.command),
        "source": {**describe_source(index), "sha256_after_export": record.source_sha256_after},
        "range": {"start": record.start, "end": record.end},
        "settings": {**asdict(record.settings), "exposure_level_origin": record.level_origin},
        "weights": {
            "name": record.weights_name,
            "sha256": record.weights_sha256,
            "device": record.device,
            **{name: card_fact(record.card, name) for name in CARD_FACTS},
        },
        "decoding": {
            "threads": DECODER_THREADS,
            "rgb_conversion": conversion_text(index.pixel_format, index.color),
            "scale_flags": SCALE_FLAGS,
        },
        "domain": record.domain,
        "frame_hash": "SHA-256 of the RGB24 bytes"
        if record.domain == "rgb"
        else "SHA-256 of the coded planes, tightly packed",
        "hashed_pixel_format": hashed_pixel_format(index.pixel_format, record.domain),
        "export": {
            "file": record.file,
            "codec": record.codec,
            "container": timing.container,
            "sample_aspect": aspect_text(record.sample_aspect),
            "audio_streams": list(record.audio_streams),
            "viewing_copy": record.viewing_copy,
            "timestamps": {
                "offset": timing.offset,
                "unit": _ratio(timing.unit),
                "exact": timing.exact,
                "note": timing_note(timing, index.time_base),
            },
            **({"resumed": [asdict(resumed) for resumed in record.resumed]} if record.resumed else {}),
        },
        "frames": {
            "in_range": record.end - record.start,
            "delivered": record.end - record.start - len(record.missing),
            "corrupt": list(record.corrupt),
            "after_damage": list(record.after_damage),
            "missing": list(record.missing),
        },
        "result": {
            "mean_in": round(record.mean_in, 6),
            "mean_out": round(record.mean_out, 6),
            "mean_hue_shift": round(record.mean_hue_shift, 6),
            "level": level_sentence(record.settings, round(record.mean_out, 6)),
        },
        "problems": [describe_problem(problem) for problem in (*index.problems, *record.problems)],
        "checks": [asdict(check) for check in record.checks],
    }


def aspect_text(aspect: Fraction) -> str:
    """The shape of a pixel, width to height, e.g. ``12:11``."""
    return f"{aspect.numerator}:{aspect.denominator}"


def level_sentence(settings: EnhancementSettings, mean_out: float) -> str:
    """What was asked and what was reached, e.g. ``L 0.60 asked, 0.21 reached at gain limit 12``."""
    limit = "no gain limit" if settings.gain_limit is None else f"gain limit {settings.gain_limit:g}"
    return f"L {settings.exposure_level:.2f} asked, {mean_out:.2f} reached at {limit}"


def hashed_pixel_format(pixel_format: str, domain: str) -> str:
    """FFmpeg's name of the bytes a frame hash is of."""
    return "rgb24" if domain == "rgb" or not has_coded_planes(pixel_format) else plane_format(pixel_format)


def timing_note(timing: Timing, time_base: Fraction) -> str:
    """How the times of an export stand in its container, in a sentence."""
    shift = f", shifted by {timing.offset} units because the source starts before 0" if timing.offset else ""
    if timing.exact:
        return f"The container holds every source PTS exactly{shift}."
    return (
        f"The container rounds to {_ratio(timing.unit)} s, so its times are up to half of that off the source's"
        f"{shift}; the exact PTS (unit {_ratio(time_base)} s) stand in {CURVE_LOG}."
    )


def _ratio(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def write_manifest(folder: Path, content: dict[str, Any]) -> None:
    """Writes ``manifest.json``.

    Raises:
        WriteError: it cannot be written.
    """
    _write_text(folder / MANIFEST, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Reads ``manifest.json`` of a package.

    Raises:
        CheckFailed: it is missing, damaged or of another format.
    """
    try:
        content = json.loads(read_whole(folder / MANIFEST).decode("utf-8"))
    except (SourceError, ValueError, RecursionError) as error:
        raise CheckFailed(f"{MANIFEST} cannot be read: {str(error).rstrip('.')}.") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise CheckFailed(f"{MANIFEST} is not of the format {FORMAT}.")
    return content


def write_sums(folder: Path, known: Mapping[str, str] | None = None) -> None:
    """Writes ``SHA256SUMS`` over every file of the folder but those of ``UNLISTED``, as ``sha256sum -c`` reads it.

    Args:
        folder: of the package.
        known: hashes by name of files that were hashed already.

    Raises:
        WriteError: it cannot be written.
    """
    sums = hash_files(folder, known)
    _write_text(folder / SUMS, "".join(f"{digest}  {name}\n" for name, digest in sums.items()))


def hash_files(folder: Path, known: Mapping[str, str] | None = None) -> dict[str, str]:
    """Names, sorted, of all files of a package but those of ``UNLISTED``, with their SHA-256; ``known`` as known."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {name: (known or {}).get(name) or sha256_of(folder / name) for name in names if name not in UNLISTED}


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, lower-case hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write_text(path: Path, text: str) -> None:
    """Writes UTF-8; bytes of a file name that are none become JSON's own escapes."""
    try:
        path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise WriteError(f"{path} cannot be written ({error.strerror}): check the folder and the disk.") from error
