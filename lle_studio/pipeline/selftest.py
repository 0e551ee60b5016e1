"""The installation checks itself: golden cases run again, from decoding to verification, against recorded results.

What the cases are stands in ``selftest_cases``, what they are compared with in ``golden``.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lle_studio.core.errors import Cancelled, StudioError
from lle_studio.pipeline.folder import PartialFolder, find_target
from lle_studio.pipeline.golden import compare, golden_path, read_golden
from lle_studio.pipeline.selftest_cases import CASES, STOPPED, SelftestCase, Workbench
from lle_studio.record.validation import CaseAnswer, SelftestReport, write_validation
from lle_studio.video.source import never

NOT_LOADED = "none"
"""Stands for the device where no network could be loaded."""

_BROKEN = (StudioError, OSError, ImportError, RuntimeError, ValueError, LookupError)
"""What a broken installation raises: a missing or damaged file, a library that does not load, its own complaints."""


def run_selftest(
    *,
    progress: Callable[[str, int, int], None] = lambda name, done, total: None,
    cancelled: Callable[[], bool] = never,
    golden: Path | None = None,
) -> SelftestReport:
    """Runs every case and compares it with its recorded results; a case that cannot be run fails, the others go on.

    Args:
        progress: told the name of the case under way, how many are done and of how many.
        cancelled: asked often; True stops with ``Cancelled``.
        golden: file of the recorded results, where it is not the program's own.

    Raises:
        SourceError: the recorded results cannot be read.
        WriteError: the temporary folder cannot be written.
        Cancelled: the work was stopped; nothing is left behind.
    """
    recorded, golden_sha256 = read_golden(golden or golden_path())
    started, answers = datetime.now(UTC), []
    with TemporaryDirectory(prefix="lle-studio-", ignore_cleanup_errors=True) as folder:
        bench = Workbench(Path(folder), cancelled)
        for done, case in enumerate(CASES):
            bench.stop_if_asked()
            progress(case.name, done, len(CASES))
            answers.append(answer_case(case, recorded.get(case.name), bench))
    progress(CASES[-1].name, len(CASES), len(CASES))
    return SelftestReport(
        started=started,
        ended=datetime.now(UTC),
        answers=tuple(answers),
        device=bench.device or NOT_LOADED,
        weights=tuple(bench.weights.items()),
        golden_sha256=golden_sha256,
    )


def answer_case(case: SelftestCase, expected: object, bench: Workbench) -> CaseAnswer:
    """Runs one case.

    Args:
        case: to run.
        expected: what is recorded for it.
        bench: what the cases of a run share.

    Raises:
        Cancelled: the work was stopped.
    """
    if not isinstance(expected, dict):
        remark = "no results are recorded for this case: install the program again"
        return CaseAnswer(name=case.name, compared=case.compared, passed=False, values=0, remark=remark)
    try:
        found = case.measure(bench)
    except Cancelled as error:
        raise Cancelled(STOPPED) from error
    except _BROKEN as error:
        remark = f"it cannot be run: {str(error).rstrip('.') or type(error).__name__}"
        return CaseAnswer(name=case.name, compared=case.compared, passed=False, values=0, remark=remark)
    differences, tolerated, values = compare(expected, found, case.tolerance)
    remark = f"{'; '.join(tolerated)}; all else equal" if tolerated and not differences else "; ".join(tolerated)
    return CaseAnswer(
        name=case.name,
        compared=case.compared,
        passed=not differences,
        values=values,
        differences=tuple(differences),
        remark=remark,
    )


def check_folder(folder: Path) -> None:
    """Refuses a folder a validation record cannot be written to, before anything is run.

    Raises:
        WriteError: something stands there that is not an empty folder.
    """
    find_target(folder, golden_path())


def save_validation(folder: Path, record: dict[str, Any], *, language: str = "en") -> None:
    """Writes a validation record into a new or empty folder, whole or not at all.

    Args:
        folder: to write.
        record: from ``describe_validation``.
        language: of the document, one of ``typeset.LANGUAGES``.

    Raises:
        WriteError: the record cannot be made or written.
    """
    target, partial = find_target(folder, golden_path())
    with PartialFolder(partial) as writing:
        write_validation(partial, record, language=language)
        writing.publish(target)
