"""Frames that stand for a clip in the appendix: their pictures, histograms and tables, as facts for a template."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from lle_studio.core.curves import LEVELS
from lle_studio.core.gamma import fit_gamma
from lle_studio.record.curve_log import CHANNELS, MEASURES, LoggedFrame

REASONS = ("first", "last", "marked", "largest-change", "most-clipped")
"""Why a frame stands for the clip, in the order in which reasons are told."""

PRINTED_SIDE = 720
"""Samples on the longer side of a picture in the appendix, at most: 200 a printed inch."""

JPEG_QUALITY = 92

MAX_JPEG = 2**21
"""Bytes of a picture in the appendix, at most: one without any loss would take 1.5 MB."""

_JPEG_START, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Codes of the JPEG segments that tell the size of the picture."""

BLOCKS = 4
"""Columns of codes in which a table is printed."""

QUANTILES = (0.1, 0.5, 0.9)
"""Shares of a frame's samples below the codes whose change is told in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepresentativeFrame:
    """A frame that is shown in the appendix."""

    index: int
    pts: int
    reasons: tuple[str, ...]
    """Of ``REASONS``."""
    note: str
    """What the examiner wrote at its mark."""
    before: bytes
    """JPEG of the source, reduced for print."""
    after: bytes
    """JPEG of the result, likewise."""
    outside: tuple[float, float] | None
    """In the domain ``coded``: share of pixels a screen cannot show as coded, before and after."""
    counts: NDArray[np.int64]
    """How often each code occurs in the source: (3, 256) for R, G, B; (1, 256) for Y in the domain ``coded``."""


def reduce_picture(rgb: NDArray[np.uint8], *, aspect: Fraction, rotation: int) -> bytes:
    """A picture (3, H, W) as JPEG, in the shape and the right way up in which it is to be looked at.

    Args:
        rgb: planes R, G, B.
        aspect: width of a sample over its height.
        rotation: degrees clockwise by which the picture is turned for viewing: 0, 90, 180 or 270.
    """
    packed = np.asarray(cv2.merge([rgb[2], rgb[1], rgb[0]]), dtype=np.uint8)
    height, width = packed.shape[:2]
    shown = float(width * aspect)
    scale = min(1.0, PRINTED_SIDE / max(shown, height))
    size = (max(1, round(shown * scale)), max(1, round(height * scale)))
    if size != (width, height):
        packed = np.asarray(cv2.resize(packed, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    upright = np.ascontiguousarray(np.rot90(packed, k=-rotation // 90))
    _, data = cv2.imencode(".jpg", upright, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return bytes(data)


def is_printable(data: bytes) -> bool:
    """Whether data is a JPEG as ``reduce_picture`` makes them, by its size and its first segments."""
    if not (data.startswith(_JPEG_START) and data.endswith(_JPEG_END) and len(data) <= MAX_JPEG):
        return False
    place = 2
    while data[place : place + 1] == b"\xff" and place + 9 <= len(data):
        length = int.from_bytes(data[place + 2 : place + 4])
        if data[place + 1] in _FRAME_HEADERS:
            height, width = (int.from_bytes(data[at : at + 2]) for at in (place + 5, place + 7))
            return 0 < max(height, width) <= PRINTED_SIDE
        place += 2 + length
    return False


def picture_names(frame: RepresentativeFrame) -> tuple[str, str]:
    """Names of a frame's two pictures for the template: before and after."""
    return f"before-{frame.index}.jpg", f"after-{frame.index}.jpg"


def describe_frame(
    frame: RepresentativeFrame, row: LoggedFrame, domain: str, *, black: int, white: int
) -> dict[str, Any]:
    """What the appendix tells of a frame.

    Args:
        frame: its pictures and histograms.
        row: its line of the curve log.
        domain: ``rgb`` or ``coded``.
        black: code of black of the curve's domain.
        white: code of white.
    """
    assert row.table is not None
    before, after = picture_names(frame)
    shown = row.table[: len(frame.counts)]
    results = np.stack([_moved(counts, table) for counts, table in zip(frame.counts, shown, strict=True)])
    top = float(max(np.sqrt(frame.counts).max(), np.sqrt(results).max(), 1.0))
    return {
        "index": frame.index,
        "pts": frame.pts,
        "time": row.time,
        "picture_type": row.picture_type,
        "corrupt": row.corrupt,
        "reasons": list(frame.reasons),
        "note": frame.note,
        "before": before,
        "after": after,
        "source_sha256": row.source_sha256,
        "enhanced_sha256": row.enhanced_sha256,
        "measures": dict(zip(MEASURES, row.measures, strict=True)),
        "channels": [name.capitalize() for name in CHANNELS[domain]],
        "curves": [table.tolist() for table in row.table],
        "histogram_before": _heights(frame.counts, top),
        "histogram_after": _heights(results, top),
        "equivalents": [
            describe_table(table, counts, black=black, white=white)
            for table, counts in zip(shown, frame.counts, strict=True)
        ],
        "outside": None if frame.outside is None else [f"{100 * share:.1f}" for share in frame.outside],
        "table_lines": table_lines(row.table, CHANNELS[domain]),
    }


def describe_table(
    table: NDArray[np.uint8], counts: NDArray[np.int64], *, black: int = 0, white: int = 255
) -> dict[str, Any]:
    """A table in plain words: the gamma and gain it comes closest to, and what becomes of some of the codes.

    Args:
        table: (256,).
        counts: (256,): how often each code occurs in the frame.
        black: code of black.
        white: code of white.

    Returns:
        ``gamma``, ``gain``, ``residual`` in codes (see ``core.gamma``), and ``examples``: pairs of a code of the
        frame and its entry, at the 10th, 50th and 90th percentile of its samples.
    """
    fit = fit_gamma(table, counts, black=black, white=white)
    total = np.cumsum(counts)
    codes = sorted({int(np.searchsorted(total, share * total[-1])) for share in QUANTILES})
    return {
        "gamma": f"{fit.gamma:.2f}",
        "gain": f"{fit.gain:.2f}",
        "residual": f"{fit.residual:.1f}",
        "examples": [[code, int(table[code])] for code in codes],
    }


def table_lines(table: NDArray[np.uint8], channels: Sequence[str]) -> list[str]:
    """A table (3, 256) as lines of equal length: in each of four columns the code and its three entries."""
    rows = LEVELS // BLOCKS
    head = "code " + " ".join(f"{name.capitalize():>3}" for name in channels)
    lines = ["      ".join([head] * BLOCKS)]
    for row in range(rows):
        codes = (row + block * rows for block in range(BLOCKS))
        lines.append(
            "      ".join(f"{code:>4} " + " ".join(f"{entry:>3}" for entry in table[:, code]) for code in codes)
        )
    return lines


def _moved(counts: NDArray[np.int64], table: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The histogram behind a table of a picture whose histogram was ``counts``."""
    result = np.zeros(LEVELS, dtype=np.int64)
    np.add.at(result, table, counts)
    return result


def _heights(counts: NDArray[np.int64], top: float) -> list[list[float]]:
    """Heights in [0, 1] of a histogram's codes: square roots, so that rare codes are seen beside the many."""
    return [[round(float(height), 4) for height in np.sqrt(row) / top] for row in counts]
