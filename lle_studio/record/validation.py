"""The validation record: that an installation gave the recorded results, on which computer, when, and for whom.

``validation.json`` for programs and ``validation.pdf`` for a laboratory's file (ISO/IEC 17025:2017, 6.4.4 and 6.4.13:
equipment is checked before it is put into service, and records of that are kept).
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from lle_studio.core.errors import WriteError
from lle_studio.record.machine import describe_machine, describe_program, system_user
from lle_studio.record.manifest import software_versions
from lle_studio.record.typeset import typeset

FORMAT = "lle-studio-validation/1"
"""Name and version of the record's layout."""

RECORD = "validation.json"
DOCUMENT = "validation.pdf"
VALIDATION_FILES = (RECORD, DOCUMENT)

MAX_NAMED = 4
"""Places named beside the first difference in the one sentence of a case; the record holds all."""

Value: TypeAlias = str | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A value that is not the one recorded."""

    place: str
    """Which one: the frame and what of it, the table and its entry."""
    expected: Value
    """None: nothing is recorded for it."""
    found: Value
    """None: it was not found."""

    @property
    def sentence(self) -> str:
        """Where, what was expected and what was found."""
        return f"{self.place}: expected {_shown(self.expected)}, found {_shown(self.found)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAnswer:
    """How one case of the self-test ended."""

    name: str
    compared: str
    """What was compared."""
    passed: bool
    values: int
    """How many values were compared."""
    differences: tuple[Difference, ...] = ()
    """In the order of the values; of a table only the first entry that differs."""
    remark: str = ""
    """A sentence of its own: differences that are let pass, or why the case could not be run."""

    @property
    def detail(self) -> str:
        """What was found, in one sentence: the first value that differs, and where the others are."""
        if self.passed:
            return self.remark or f"{self.values} values equal those recorded"
        first, others = self.differences[:1], [difference.place for difference in self.differences[1:]]
        parts = [*([self.remark] if self.remark else []), *(difference.sentence for difference in first)]
        if others:
            parts.append(f"and {len(others)} more: {', '.join(others[:MAX_NAMED])}{', …' * (len(others) > MAX_NAMED)}")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class SelftestReport:
    """All answers of a self-test, and what it was run with."""

    started: datetime
    """With a time zone."""
    ended: datetime
    answers: tuple[CaseAnswer, ...]
    device: str
    """What the networks ran on."""
    weights: tuple[tuple[str, str], ...]
    """Name and SHA-256 of each set of weights that could be read."""
    golden_sha256: str
    """Of the file with the recorded results."""

    @property
    def passed(self) -> bool:
        """Every case holds."""
        return all(answer.passed for answer in self.answers)


def describe_validation(report: SelftestReport, *, examiner: str = "", organization: str = "") -> dict[str, Any]:
    """The whole record as JSON."""
    software = software_versions()
    return {
        "format": FORMAT,
        "result": "passed" if report.passed else "failed",
        "started_utc": report.started.isoformat(timespec="seconds"),
        "ended_utc": report.ended.isoformat(timespec="seconds"),
        "ended_local": report.ended.astimezone().isoformat(timespec="seconds"),
        "performed_by": {"system_user": system_user(), "examiner": examiner, "organization": organization},
        "machine": {**describe_machine(), "device": report.device},
        "program": {"version": software["lle-studio"], **describe_program()},
        "software": software,
        "weights": [{"name": name, "sha256": sha256} for name, sha256 in report.weights],
        "recorded_results_sha256": report.golden_sha256,
        "cases": [
            {
                "name": answer.name,
                "compared": answer.compared,
                "passed": answer.passed,
                "values": answer.values,
                "detail": answer.detail,
                "remark": answer.remark,
                "differences": [asdict(difference) for difference in answer.differences],
            }
            for answer in report.answers
        ],
    }


def record_text(record: dict[str, Any]) -> str:
    """A record as the text of ``validation.json``."""
    return json.dumps(record, indent=1, ensure_ascii=False) + "\n"


def validation_document(record: dict[str, Any], *, language: str) -> bytes:
    """A record as PDF, with lines to sign on.

    Args:
        record: from ``describe_validation``.
        language: one of ``typeset.LANGUAGES``.

    Raises:
        WriteError: the document cannot be made.
    """
    created = datetime.fromisoformat(record["ended_utc"])
    return typeset("selftest", record, language=language, created=created, pictures={})


def write_validation(folder: Path, record: dict[str, Any], *, language: str) -> None:
    """Writes ``validation.json`` and ``validation.pdf`` into a folder.

    Raises:
        WriteError: one of them cannot be made or written.
    """
    contents = {
        RECORD: record_text(record).encode("utf-8", errors="backslashreplace"),
        DOCUMENT: validation_document(record, language=language),
    }
    for name, content in contents.items():
        try:
            (folder / name).write_bytes(content)
        except OSError as error:
            raise WriteError(
                f"{folder / name} cannot be written ({error.strerror}): check the folder and the disk."
            ) from error


def _shown(value: Value) -> str:
    return "nothing" if value is None else str(value)
