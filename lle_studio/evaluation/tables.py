"""Measurements as text: for a terminal, as Markdown, as CSV."""

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from statistics import fmean, median

from lle_studio.core.errors import WriteError
from lle_studio.core.plain import plain
from lle_studio.evaluation.benchmark import Measurement

CSV_COLUMNS = ("method", "picture", "psnr", "ssim", "eme", "pixdist", "ciede2000", "ms")
"""A contract: other programs read them."""

DIGITS = {"psnr": 2, "ssim": 4, "eme": 2, "pixdist": 2, "ciede2000": 2, "hue_error": 2, "loe": 4, "ms": 1}
"""Digits after the point of the mean of each measure in a table; a CSV has two more."""

TITLES = ("method", "PSNR", "SSIM", "EME", "PixDist", "CIEDE2000", "hue error", "LOE", "ms", "ms median")

WORST = 5
"""Pictures listed of a method."""


def by_method(measurements: Sequence[Measurement]) -> dict[str, list[Measurement]]:
    """The measurements of each method, in the order met."""
    groups: dict[str, list[Measurement]] = {}
    for measurement in measurements:
        groups.setdefault(measurement.method, []).append(measurement)
    return groups


def summarize(measurements: Sequence[Measurement]) -> list[list[str]]:
    """One row a method, below ``TITLES``: means over its pictures, and the median time."""
    rows = []
    for method, group in by_method(measurements).items():
        means = [
            f"{fmean(getattr(m, field.name) for m in group):.{DIGITS[field.name]}f}"
            for field in fields(Measurement)
            if field.name in DIGITS
        ]
        rows.append([method, *means, f"{median(m.ms for m in group):.{DIGITS['ms']}f}"])
    return rows


def format_text(rows: Sequence[Sequence[str]]) -> str:
    """Lays a summary out for a terminal: names to the left, numbers to the right."""
    table = [TITLES, *rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = (
        "  ".join([row[0].ljust(widths[0]), *(text.rjust(w) for text, w in zip(row[1:], widths[1:], strict=True))])
        for row in table
    )
    return "".join(f"{line}\n" for line in lines)


def format_markdown(rows: Sequence[Sequence[str]]) -> str:
    """Lays a summary out as a Markdown table."""
    rule = ["---", *["---:"] * (len(TITLES) - 1)]
    return "".join(f"| {' | '.join(row)} |\n" for row in (TITLES, rule, *rows))


def format_csv(measurements: Sequence[Measurement]) -> str:
    """One line a picture and method, below ``CSV_COLUMNS``; the lines of a method stand together."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for group in by_method(measurements).values():
        for m in group:
            numbers = (f"{getattr(m, name):.{DIGITS[name] + 2}f}" for name in CSV_COLUMNS[2:])
            writer.writerow([m.method, as_text(m.picture), *numbers])
    return stream.getvalue()


def as_text(cell: str) -> str:
    """A file's name as a cell that no spreadsheet takes for a formula: an apostrophe goes before one that looks so."""
    cell = plain(cell)
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def list_worst(measurements: Sequence[Measurement]) -> str:
    """Names the pictures of lowest PSNR of each method, the lowest first."""
    lines = []
    for method, group in by_method(measurements).items():
        worst = sorted(group, key=lambda m: m.psnr)[:WORST]
        lines.append(f"{method}: {', '.join(f'{m.picture} {m.psnr:.2f} dB' for m in worst)}\n")
    return "".join(lines)


def write_text(path: Path, text: str) -> None:
    """Writes a text file in UTF-8, whole or not at all; one that is there is replaced.

    Raises:
        WriteError: the file cannot be written.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("x", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            stream.write(text)
        partial.replace(path)
    except FileExistsError as error:
        raise WriteError(f"{partial} is in the way: move it away or choose another name.") from error
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise WriteError(f"{path} cannot be written ({error.strerror}): check the folder and the disk.") from error
