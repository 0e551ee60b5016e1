"""The recorded results of the self-test, and how what is found is compared with them.

``resources/selftest/golden.json`` is made by ``python -m lle_studio.pipeline.selftest_record``, never by hand.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from lle_studio.core.errors import SourceError
from lle_studio.record.validation import Difference, Value
from lle_studio.resources import resource_path

FORMAT = "lle-studio-golden/1"
"""Name and version of the file's layout."""

Measured: TypeAlias = str | int | list[list[int]]
"""A hash, a number, or tables: rows of 256 entries."""

Values: TypeAlias = dict[str, Measured]
"""What a case measures, by the place it is measured at."""


def golden_path() -> Path:
    """The file of the recorded results."""
    return resource_path("selftest") / "golden.json"


def read_golden(path: Path) -> tuple[dict[str, Values], str]:
    """The recorded values of every case, and the SHA-256 of the file.

    Raises:
        SourceError: it is missing, damaged or of another format.
    """
    try:
        data = path.read_bytes()
        content = json.loads(data)
    except OSError as error:
        raise SourceError(
            f"The recorded results {path} cannot be read ({error.strerror}): install the program again."
        ) from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"The recorded results {path} are no JSON: install the program again.") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT or not isinstance(content.get("cases"), dict):
        raise SourceError(f"The recorded results {path} are not of the format {FORMAT}: install the program again.")
    return content["cases"], hashlib.sha256(data).hexdigest()


def compare(expected: Mapping[str, Any], found: Values, tolerance: int) -> tuple[list[Difference], list[str], int]:
    """Compares what a case found with what is recorded.

    Args:
        expected: recorded values by place; anything may stand in a file.
        found: measured values.
        tolerance: codes by which the entries of tables may differ.

    Returns:
        The differences that count; sentences on those within the tolerance; how many values were compared, each entry
        of a table as one.
    """
    differences, tolerated, count = [], [], 0
    for place in dict.fromkeys((*expected, *found)):
        recorded, value = expected.get(place), found.get(place)
        if not isinstance(recorded, list) or not isinstance(value, list):
            count += 1
            if recorded != value or isinstance(recorded, list):
                differences.append(Difference(place=place, expected=_brief(recorded), found=_brief(value)))
            continue
        count += sum(map(len, value))
        difference, remark = _compare_tables(place, recorded, value, tolerance)
        differences += [difference] if difference else []
        tolerated += [remark] if remark else []
    return differences, tolerated, count


def _brief(value: Any) -> Value:
    return "a table" if isinstance(value, list) else value


def _compare_tables(place: str, expected: Any, found: list[list[int]], tolerance: int) -> tuple[Difference | None, str]:
    values = np.array(found)
    try:
        recorded = np.array(expected)
    except ValueError:  # rows of different lengths
        recorded = np.array(None)
    if recorded.dtype != values.dtype:
        return Difference(place=place, expected="a table that is none", found="a table"), ""
    if recorded.shape != values.shape:
        shapes = ("x".join(map(str, shape)) for shape in (recorded.shape, values.shape))
        return Difference(place=place, expected=f"{next(shapes)} entries", found=f"{next(shapes)} entries"), ""
    distance = np.abs(recorded - values)
    if not distance.any():
        return None, ""
    row, entry = (int(places[0]) for places in np.nonzero(distance > min(tolerance, int(distance.max()) - 1)))
    number = np.count_nonzero(distance)
    counted = f"{number} of {distance.size} entries {'differs' if number == 1 else 'differ'} by"
    largest = f"{distance.max()} code{'' if distance.max() == 1 else 's'}"
    if distance.max() <= tolerance:
        return None, f"{place}: {counted} {largest}"
    where = f"{place}: {counted} up to {largest}, first in channel {row + 1} of {len(values)}, entry {entry}"
    return Difference(place=where, expected=int(recorded[row, entry]), found=int(values[row, entry])), ""
