"""The last steps of an export: what is written about a clip that stands, and what makes the package whole."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lle_studio.pipeline.case import Case
from lle_studio.record.appendix import appendix_names, write_appendix
from lle_studio.record.audit import AUDIT_LOG, append, read_head
from lle_studio.record.extras import Extras
from lle_studio.record.manifest import ExportRecord, describe_export, hash_files, write_manifest, write_sums
from lle_studio.record.representative import RepresentativeFrame
from lle_studio.record.reproduce import StockRun, describe_reproduction, write_texts
from lle_studio.record.signature import LaboratoryKey, sign_sums, signature_claim, write_public_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """What a package is completed with."""

    record: ExportRecord
    run: StockRun
    difference: int | None
    """First frame that a stock FFmpeg does not make again; None where it makes all."""
    case: Case
    frames: Sequence[RepresentativeFrame]
    languages: Sequence[str]
    key: LaboratoryKey | None
    extras: Extras


def complete_package(folder: Path, finish: Finish) -> None:
    """Writes manifest, words, appendix, hashes and signature of a package whose clip and curve log stand.

    One that did not pass its checks gets no hashes and no signature: it must not pass for a package.

    Raises:
        WriteError: something cannot be written.
    """
    record = finish.record
    append(
        folder / AUDIT_LOG,
        "complete",
        {"delivered": record.end - record.start - len(record.missing), "checks_hold": record.passed},
        examiner=finish.case.examiner,
    )
    head = read_head(folder / AUDIT_LOG)
    manifest = {
        **describe_export(record),
        "reproduction": describe_reproduction(finish.run, finish.difference),
        "case": describe_case(finish.case),
        "marks": describe_marks(finish.case, record.start, record.end),
        "extras": asdict(finish.extras),
        "appendix": {
            "files": list(appendix_names(finish.languages)),
            "representative_frames": [
                {"index": frame.index, "pts": frame.pts, "reasons": list(frame.reasons)} for frame in finish.frames
            ],
        },
        "audit": asdict(head),
        "signature": signature_claim(finish.key),
    }
    write_manifest(folder, manifest)
    write_texts(folder, finish.run, manifest)
    if finish.key is not None:
        write_public_key(folder, finish.key)
    sums = hash_files(folder)
    write_appendix(folder, manifest, finish.frames, sums, finish.languages)
    if not record.passed:
        return
    write_sums(folder, sums)
    if finish.key is not None:
        sign_sums(folder, finish.key)


def describe_case(case: Case) -> dict[str, str]:
    """What the manifest says of the case."""
    names = ("case_number", "exhibit", "examiner", "organization", "notes")
    return {name: getattr(case, name) for name in names}


def describe_marks(case: Case, start: int, end: int) -> list[dict[str, Any]]:
    """The examiner's bookmarks in a range, as JSON."""
    return [
        {
            "index": mark.index,
            "pts": mark.pts,
            "note": mark.note,
            "region": None
            if mark.region is None
            else {side: getattr(mark.region, side) for side in ("x", "y", "width", "height")},
        }
        for mark in case.bookmarks
        if start <= mark.index < end
    ]
