"""``curves.csv``: one row a frame, with the hashes and the very tables that were applied. RFC 4180."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from lle_studio.core.curves import LEVELS, frozen
from lle_studio.core.errors import CheckFailed, WriteError
from lle_studio.core.frame import EnhancedFrame, Frame, FrameState, MissingFrame
from lle_studio.core.measures import FrameMeasures
from lle_studio.core.settings import EnhancementSettings

MISSING = "missing"
"""Stands in the column ``corrupt`` of a frame that could not be decoded; its hashes, measures and tables are empty."""

AFTER_DAMAGE = "after-damage"
"""Stands in ``corrupt`` where the decoder is content but the frame may depend on damage before it."""

_FACTS = ("frame_index", "pts", "time_s", "picture_type", "corrupt", "source_sha256", "enhanced_sha256")
_SETTINGS = ("exposure_level", "gain_limit", "curve_mode", "color_mode")
MEASURES = ("mean_in", "mean_out", "clipped_low", "clipped_high", "merged_levels", "max_gain", "hue_shift")
_COUNTED = ("merged_levels", "max_gain")

CHANNELS = {"rgb": ("r", "g", "b"), "coded": ("y", "cb", "cr")}
"""Names of the three tables by domain."""

_CODES = {str(code): code for code in range(LEVELS)}
"""The only ways in which a table entry is written."""

MAX_LINE = 2**16
"""Letters; a row has 4,000 at most."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_SHARE = re.compile(r"\d+\.\d{6}")
_COUNT = re.compile(r"\d+")


def columns(domain: str) -> tuple[str, ...]:
    """The header of a curve log in a domain (``rgb`` or ``coded``)."""
    tables = tuple(f"{name}{code}" for name in CHANNELS[domain] for code in range(LEVELS))
    return (*_FACTS, *_SETTINGS, *MEASURES, *tables)


def format_time(pts: int, time_base: Fraction) -> str:
    """Seconds with six decimals, rounded half up from the exact fraction."""
    micro = (2 * pts * time_base.numerator * 1_000_000 + time_base.denominator) // (2 * time_base.denominator)
    sign, micro = ("-" if micro < 0 else ""), abs(micro)
    return f"{sign}{micro // 1_000_000}.{micro % 1_000_000:06d}"


def format_measures(measures: FrameMeasures) -> tuple[str, ...]:
    """The measures as they stand in the log: shares and means with six decimals."""
    values = (getattr(measures, name) for name in MEASURES)
    return tuple(str(value) if isinstance(value, int) else f"{value:.6f}" for value in values)


def format_corrupt(frame: Frame | FrameState) -> str:
    """The column ``corrupt``: 1 flagged by the decoder, ``after-damage``, ``missing``, or 0."""
    if isinstance(frame, FrameState) and frame.missing:
        return MISSING
    return "1" if frame.corrupt else AFTER_DAMAGE if frame.after_damage else "0"


def format_gain_limit(gain_limit: float | None) -> str:
    """The gain limit as it stands in the log."""
    return "off" if gain_limit is None else f"{gain_limit:g}"


def format_settings(settings: EnhancementSettings) -> tuple[str, ...]:
    """Exposure level, gain limit, curve mode and colour mode as they stand in the log."""
    gain_limit = format_gain_limit(settings.gain_limit)
    return (f"{settings.exposure_level:.4f}", gain_limit, settings.curve_mode, settings.color_mode)


def as_logged(settings: EnhancementSettings) -> EnhancementSettings:
    """The settings rounded to the digits of the log, so that what is logged is what is applied."""
    gain_limit = settings.gain_limit
    return replace(
        settings,
        exposure_level=round(settings.exposure_level, 4),
        gain_limit=None if gain_limit is None else float(format_gain_limit(gain_limit)),
    )


class CurveLogWriter:
    """Writes a curve log row by row.

    Args:
        path: file to write.
        domain: ``rgb`` or ``coded``.
        settings: logged with every frame.

    Raises:
        WriteError: the file cannot be written.
    """

    def __init__(self, path: Path, domain: str, settings: EnhancementSettings) -> None:
        self._path = path
        self._domain = domain
        self._settings = format_settings(settings)
        try:
            self._stream = path.open("x", encoding="ascii", newline="")
        except OSError as error:
            raise self._failure(error) from error
        self._writer = csv.writer(self._stream)
        self._row(columns(domain))

    def __enter__(self) -> "CurveLogWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._stream.close()
        except OSError as failure:
            raise self._failure(failure) from failure

    def write(self, enhanced: EnhancedFrame, source_sha256: str, enhanced_sha256: str) -> None:
        """Logs an enhanced frame."""
        frame = enhanced.source
        self._row(
            (
                frame.index,
                frame.pts,
                format_time(frame.pts, frame.time_base),
                frame.picture_type,
                format_corrupt(frame),
                source_sha256,
                enhanced_sha256,
                *self._settings,
                *format_measures(enhanced.measures),
                *enhanced.table.ravel().tolist(),
            )
        )

    def write_missing(self, frame: MissingFrame) -> None:
        """Logs a frame that could not be decoded."""
        empty = [""] * (len(MEASURES) + 3 * LEVELS)
        time = format_time(frame.pts, frame.time_base)
        self._row((frame.index, frame.pts, time, "?", MISSING, "", "", *self._settings, *empty))

    def _row(self, values: tuple[object, ...]) -> None:
        try:
            self._writer.writerow(values)
        except OSError as error:
            raise self._failure(error) from error

    def _failure(self, error: OSError) -> WriteError:
        return WriteError(f"{self._path} cannot be written ({error.strerror}): check the folder and the disk.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedFrame:
    """One row of a curve log."""

    index: int
    pts: int
    time: str
    picture_type: str
    corrupt: str
    """``0``, ``1``, ``after-damage`` or ``missing``."""
    source_sha256: str
    enhanced_sha256: str
    settings: tuple[str, ...]
    """Exposure level, gain limit, curve mode, colour mode as logged."""
    measures: tuple[str, ...]
    table: NDArray[np.uint8] | None
    """(3, 256); None for a missing frame."""

    @property
    def missing(self) -> bool:
        """The frame could not be decoded."""
        return self.corrupt == MISSING


def read_curve_log(path: Path, domain: str) -> Iterator[LoggedFrame]:
    """Reads a curve log row by row, strictly.

    Raises:
        CheckFailed: the file is missing or a row is not what this program writes; the row is named.
    """
    facts, settings, measures = len(_FACTS), len(_SETTINGS), len(MEASURES)
    try:
        with path.open(encoding="ascii", newline="") as stream:
            rows = csv.reader(_lines(stream, path.name), strict=True)
            if tuple(next(rows, ())) != columns(domain):
                raise CheckFailed(f"{path.name} does not have the columns of a curve log.")
            for number, row in enumerate(rows, start=2):
                if len(row) != facts + settings + measures + 3 * LEVELS:
                    raise CheckFailed(f"{path.name} has {len(row)} values in line {number} ({_row_name(row)}).")
                try:
                    yield _parse_row(row, facts, settings, measures)
                except ValueError as error:
                    raise CheckFailed(f"{path.name} is wrong in line {number} ({_row_name(row)}): {error}.") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CheckFailed(f"{path.name} cannot be read: {error}.") from error


def _row_name(row: list[str]) -> str:
    return f"frame {row[0]}" if row and row[0].isdigit() else "no frame index"


def _lines(stream: TextIO, name: str) -> Iterator[str]:
    """The lines of a log; a file without line ends must not fill the memory."""
    while line := stream.readline(MAX_LINE):
        if len(line) == MAX_LINE:
            raise CheckFailed(f"{name} has a line of {MAX_LINE:,} letters or more.")
        yield line


def _parse_row(row: list[str], facts: int, settings: int, measures: int) -> LoggedFrame:
    index, pts, time, picture_type, corrupt, source, enhanced = row[:facts]
    results = row[facts + settings :]
    table = None
    if corrupt == MISSING:
        if any(results) or source or enhanced:
            raise ValueError("a missing frame has values")
    elif corrupt in ("0", "1", AFTER_DAMAGE):
        if not (_SHA256.fullmatch(source) and _SHA256.fullmatch(enhanced)):
            raise ValueError("a hash is not 64 hexadecimal digits")
        for name, value in zip(MEASURES, results, strict=False):
            if not (_COUNT if name in _COUNTED else _SHARE).fullmatch(value):
                raise ValueError(f"{name} says {value!r}")
        table = _parse_table(results[measures:])
    else:
        raise ValueError(f"the column corrupt says {corrupt!r}")
    return LoggedFrame(
        index=_parse_integer(index),
        pts=_parse_integer(pts),
        time=time,
        picture_type=picture_type,
        corrupt=corrupt,
        source_sha256=source,
        enhanced_sha256=enhanced,
        settings=tuple(row[facts : facts + settings]),
        measures=tuple(results[:measures]),
        table=table,
    )


def _parse_integer(text: str) -> int:
    if not re.fullmatch(r"0|-?[1-9]\d{0,18}", text):
        raise ValueError(f"{text!r} is not a whole number")
    return int(text)


def _parse_table(numbers: list[str]) -> NDArray[np.uint8]:
    strange = next((number for number in numbers if number not in _CODES), None)
    if strange is not None:
        raise ValueError(f"the table entry {strange!r} is not a whole number from 0 to 255")
    table = np.array([_CODES[number] for number in numbers], dtype=np.uint8).reshape(3, LEVELS)
    if (table[:, 1:] < table[:, :-1]).any():
        raise ValueError("a table is not non-decreasing")
    return frozen(table)
