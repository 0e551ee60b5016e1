"""What is done in the window stands in the audit log, in order, whatever the disk and the examiner do."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from lle_studio.gui.audit_dialog import AuditDialog
from lle_studio.gui.curve_worker import View
from lle_studio.gui.document import CaseDocument, working_path
from lle_studio.gui.main_window import MainWindow
from lle_studio.pipeline.case import Bookmark, audit_log_of, case_json, read_case
from lle_studio.record.audit import append, check_log, read_head, read_lines
from lle_studio.record.audit_line import AuditEntry
from lle_studio.video.index import ClipIndex, build_index
from tests.gui.conftest import TIMEOUT

OpenClip = Callable[[Path], View]


@pytest.fixture
def clip(clip_path: Callable[[str], Path]) -> ClipIndex:
    return build_index(clip_path("cfr"), hashing=False)


@pytest.fixture
def document(qtbot: QtBot, clip: ClipIndex) -> Iterator[CaseDocument]:
    document = CaseDocument()
    document.open_for(clip)
    yield document
    document.flush()


def entries(log: Path) -> list[AuditEntry]:
    """The lines of a log that holds."""
    assert check_log(log) == []
    return [line.entry for line in read_lines(log)]


def actions(log: Path) -> list[str]:
    return [entry.action for entry in entries(log)]


def what(log: Path, action: str) -> dict[str, Any]:
    """With what an action was done last."""
    return [entry for entry in entries(log) if entry.action == action][-1].parameters


def test_every_step_is_logged_with_what_changed(document: CaseDocument) -> None:
    for level in (0.5, 0.55, 0.65):
        settings = replace(document.case.settings, exposure_level=level)
        document.edit(replace(document.case, settings=settings), "밝기", merge="level")
    document.edit(replace(document.case, notes="a"), "메모", merge="notes")
    document.edit(replace(document.case, notes="ab"), "메모", merge="notes")
    document.edit(replace(document.case, examiner="김검사"), "감정인")
    document.undo_stack.undo()
    document.undo_stack.redo()
    document.set_source_hash("ab" * 32)
    assert document.flush_audit()
    found = entries(document.audit_log)
    assert document.audit_log == audit_log_of(working_path(Path(document.case.source_path)))
    assert [entry.action for entry in found] == ["start", "open", "edit", "edit", "edit", "undo", "redo", "hash"]
    changes = [entry.parameters["changes"] for entry in found[2:7]]
    assert changes == [
        {"settings.exposure_level": {"before": 0.6, "after": 0.65}},
        {"notes": {"before": "", "after": "ab"}},
        {"examiner": {"before": "", "after": "김검사"}},
        {"examiner": {"before": "김검사", "after": ""}},
        {"examiner": {"before": "", "after": "김검사"}},
    ]
    assert found[0].parameters["software"]["lle-studio"] == found[0].software
    assert found[1].parameters["source"] == document.case.source_path
    assert found[7].examiner == "김검사"


def test_a_drag_is_logged_without_anything_after_it(qtbot: QtBot, document: CaseDocument) -> None:
    document.edit(replace(document.case, notes="a"), "notes", merge="notes")
    qtbot.waitUntil(lambda: document.audit_log.exists() and "edit" in actions(document.audit_log), timeout=TIMEOUT)


def test_the_case_vouches_for_its_log(qtbot: QtBot, clip: ClipIndex) -> None:
    document = CaseDocument()
    document.open_for(clip)
    document.edit(replace(document.case, mark_in=3), "in")
    path = working_path(clip.path)
    qtbot.waitUntil(lambda: path.exists() and read_case(path).audit_lines == 3, timeout=TIMEOUT)
    document.flush()
    document.flush()
    log = audit_log_of(path)
    assert actions(log) == ["start", "open", "edit", "close"]
    assert read_case(path).anchor == read_head(log)
    again = CaseDocument()
    again.open_for(clip)
    again.flush()
    assert actions(log) == ["start", "open", "edit", "close", "start", "open", "close"]
    assert what(log, "open")["taken_up"]
    assert read_case(path).anchor == read_head(log)


def test_another_clip_has_another_log(document: CaseDocument, clip_path: Callable[[str], Path]) -> None:
    first = document.audit_log
    document.open_for(build_index(clip_path("vfr"), hashing=False))
    document.flush()
    assert actions(first) == ["start", "open", "close"]
    assert actions(document.audit_log) == ["start", "open", "close"]


def test_a_log_goes_along_with_the_case_and_another_one_is_kept(document: CaseDocument, tmp_path: Path) -> None:
    working, case_path = document.audit_log, tmp_path / "사건.llecase"
    log = audit_log_of(case_path)
    append(log, "somebody-else-s")
    theirs = log.read_bytes()
    document.save_as(case_path)
    document.note("after")
    document.flush()
    assert actions(working) == ["start", "open", "save"]
    assert actions(log) == ["start", "open", "save", "log-kept", "after", "close"]
    assert log.read_bytes().startswith(working.read_bytes())
    assert Path(what(log, "log-kept")["path"]).read_bytes() == theirs
    assert read_case(case_path).anchor == read_head(log)
    assert read_case(working_path(Path(document.case.source_path))).anchor == read_head(working)


def test_a_case_file_goes_on_with_its_own_log(document: CaseDocument, clip: ClipIndex, tmp_path: Path) -> None:
    path = tmp_path / "a.llecase"
    document.save_as(path)
    document.save_as(path)
    document.flush()
    other = CaseDocument()
    other.expect(read_case(path), path, clip.path)
    other.expect_recent(path)
    other.open_for(clip)
    assert other.audit_log == audit_log_of(path)
    other.flush()
    assert actions(other.audit_log) == ["start", "open", "save", "save", "close", "start", "open", "close"]
    assert what(other.audit_log, "open")["case_file"] == str(path)
    assert what(other.audit_log, "open")["from_recent"]


def test_the_history_of_an_older_case_file_is_imported_once(qtbot: QtBot, clip: ClipIndex, tmp_path: Path) -> None:
    document = CaseDocument()
    document.open_for(clip)
    document.flush()
    path = tmp_path / "old" / "a.llecase"
    content = json.loads(case_json(document.case))
    for name in ("case_number", "audit_lines", "audit_head"):
        del content[name]
    history = [{"utc": "2026-01-01T00:00:00.000+00:00", "action": "open", "detail": "x"}]
    path.parent.mkdir()
    path.write_text(json.dumps({**content, "format": "lle-studio-case/1", "history": history}), encoding="utf-8")
    log = audit_log_of(path)
    for _ in range(2):
        document = CaseDocument()
        document.expect(read_case(path), path, clip.path)
        document.open_for(clip)
        document.flush()
        assert actions(log)[:2] == ["import-history", "start"]
        assert read_case(path).history == ()
    assert actions(log).count("import-history") == 1
    assert what(log, "import-history")["entries"] == history


@pytest.mark.parametrize("harm", ["cut", "changed", "shortened", "removed"])
def test_a_log_that_was_tampered_with_is_kept_and_told(qtbot: QtBot, clip: ClipIndex, harm: str) -> None:
    document = CaseDocument()
    document.open_for(clip)
    document.edit(replace(document.case, mark_in=1), "in")
    document.flush()
    log = document.audit_log
    data = log.read_bytes()
    forged = {
        "cut": data[:-9],
        "changed": data.replace(b'"mark_in"', b'"mark_up"'),
        "shortened": b"".join(data.splitlines(keepends=True)[:-1]),
        "removed": b"",
    }[harm]
    log.write_bytes(forged)
    if harm == "removed":
        log.unlink()
    again = CaseDocument()
    with qtbot.waitSignal(again.failed, timeout=TIMEOUT) as failed:
        again.open_for(clip)
    again.flush()
    assert "does not hold" in failed.args[0]
    assert actions(log) == ["log-set-aside", "start", "open", "close"]
    told = what(log, "log-set-aside")
    assert told["found"]
    if harm == "removed":
        assert told["path"] is None
    else:
        assert Path(told["path"]).read_bytes() == forged


def test_a_log_cut_while_it_is_written_is_noticed(qtbot: QtBot, document: CaseDocument) -> None:
    assert document.flush_audit()
    log = document.audit_log
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:1]))
    with qtbot.waitSignal(document.failed, timeout=TIMEOUT) as failed:
        document.note("snapshot")
    assert "lost or changed lines" in failed.args[0]
    assert document.flush_audit()
    assert actions(log) == ["log-set-aside", "snapshot"]


def test_a_log_that_cannot_be_written_is_told_once_and_loses_nothing(
    qtbot: QtBot, document: CaseDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert document.flush_audit()
    told: list[str] = []
    logging: list[bool] = []
    document.failed.connect(told.append)
    document.logging_changed.connect(logging.append)

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("lle_studio.record.audit.write_whole", full)
        for number in range(3):
            document.note("edit", {"number": number})
            assert not document.flush_audit()
        qtbot.waitUntil(lambda: logging == [False], timeout=TIMEOUT)
    qtbot.waitUntil(lambda: logging == [False, True], timeout=TIMEOUT)
    assert len(told) == 1
    assert "No space left" in told[0]
    assert document.flush_audit()
    assert [entry.parameters.get("number") for entry in entries(document.audit_log)][2:] == [0, 1, 2]


def test_what_a_log_refuses_is_written_where_the_case_is_saved(
    qtbot: QtBot, clip: ClipIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr("lle_studio.gui.document.cases_folder", lambda: tmp_path / "file" / "cases")
    document = CaseDocument()
    with qtbot.waitSignal(document.logging_changed, timeout=TIMEOUT):
        document.open_for(clip)
    assert not document.flush_audit()
    document.save_as(tmp_path / "a.llecase")
    assert document.flush_audit()
    document.flush()
    assert actions(tmp_path / "a.audit.jsonl") == ["start", "open", "save", "close"]


KILLED = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from lle_studio.gui import document as module
from lle_studio.video.index import build_index
app = QCoreApplication([])
module.cases_folder = lambda: Path(sys.argv[2])
document = module.CaseDocument()
document.open_for(build_index(Path(sys.argv[1]), hashing=False))
for number in range(1000):
    document.note("edit", {"number": number})
    assert document.flush_audit()
    print(number, flush=True)
"""


def test_a_kill_between_log_and_case_loses_no_line(
    qtbot: QtBot, clip: ClipIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "killed"
    monkeypatch.setattr("lle_studio.gui.document.cases_folder", lambda: folder)
    command = [sys.executable, "-c", KILLED, str(clip.path), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        logged = [int(process.stdout.readline()) for _ in range(20)][-1]
        os.kill(process.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    log = audit_log_of(working_path(clip.path))
    numbers = [entry.parameters["number"] for entry in entries(log) if entry.action == "edit"]
    assert numbers[: logged + 1] == list(range(logged + 1))
    told: list[str] = []
    document = CaseDocument()
    document.failed.connect(told.append)
    document.open_for(clip)
    document.flush()
    assert told == []
    assert actions(log)[-3:] == ["start", "open", "close"]
    assert len(actions(log)) == len(numbers) + 5


def test_the_window_shows_its_log_and_saves_a_copy(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path], tmp_path: Path
) -> None:
    assert not window.actions_.audit.isEnabled()
    open_clip(clip_path("cfr"))
    window.actions_.bookmark.trigger()
    window.actions_.audit.trigger()
    dialog = window.findChild(AuditDialog)
    qtbot.waitUntil(lambda: dialog.log is not None, timeout=TIMEOUT)
    assert "holds" in dialog.verdict.text()
    shown = [dialog.entries.item(row, 3).text() for row in range(dialog.entries.rowCount())]
    assert shown[:2] == ["start", "open"]
    assert "edit" in shown
    assert "bookmark 0" in dialog.entries.item(shown.index("edit"), 4).text()
    copy = tmp_path / "copy.jsonl"
    dialog.save_copy(copy)
    qtbot.waitUntil(lambda: "copy.jsonl" in dialog.note.text(), timeout=TIMEOUT)
    assert check_log(copy) == []
    assert window.document.flush_audit()
    assert what(window.document.audit_log, "copy-log") == {"path": str(copy)}
    dialog.close()


def test_a_log_that_does_not_hold_is_shown_as_such(qtbot: QtBot, document: CaseDocument) -> None:
    document.edit(replace(document.case, bookmarks=(Bookmark(index=1, pts=1),)), "mark")
    assert document.flush_audit()
    log = document.audit_log
    whole = log.read_bytes()
    log.write_bytes(whole.replace(b'"open"', b'"shut"'))
    dialog = AuditDialog(document)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.log is not None, timeout=TIMEOUT)
    assert "does not hold" in dialog.verdict.text()
    assert "line 1 (shut) was changed" in dialog.note.text()
    dialog.done(0)
    log.write_bytes(whole)


def test_the_window_says_that_nothing_is_logged(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    open_clip(clip_path("cfr"))
    assert window.document.flush_audit()
    assert not window.unlogged.isVisible()

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("lle_studio.record.audit.write_whole", full)
        window.actions_.bookmark.trigger()
        qtbot.waitUntil(window.unlogged.isVisible, timeout=TIMEOUT)
    assert "No space left" in window.findChild(QMessageBox).text()
    qtbot.waitUntil(lambda: not window.unlogged.isVisible(), timeout=TIMEOUT)
