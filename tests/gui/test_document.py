"""The case on the screen: undone step by step, and on the disk whatever happens."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from lle_studio.core.region import Region
from lle_studio.core.settings import EnhancementSettings
from lle_studio.gui.curve_worker import View
from lle_studio.gui.document import CaseDocument, working_path
from lle_studio.gui.main_window import MainWindow
from lle_studio.gui.remembered import recent_files
from lle_studio.pipeline.case import Bookmark, Case, audit_log_of, read_case, write_case
from lle_studio.record.audit import check_log, read_head
from lle_studio.video.index import build_index, hash_file
from tests.gui.conftest import TIMEOUT, settle

OpenClip = Callable[[Path], View]


@pytest.fixture
def document(qtbot: QtBot, clip_path: Callable[[str], Path]) -> Iterator[CaseDocument]:
    document = CaseDocument()
    document.open_for(build_index(clip_path("cfr"), hashing=False))
    yield document
    document.flush()


def test_every_change_is_one_step_and_a_drag_is_one(document: CaseDocument) -> None:
    for level in (0.5, 0.55, 0.6, 0.65):
        settings = replace(document.case.settings, exposure_level=level)
        document.edit(replace(document.case, settings=settings), "level", merge="level")
    document.edit(replace(document.case, mark_in=3), "in")
    document.edit(replace(document.case, mark_in=3), "nothing new")
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    assert (document.case.mark_in, document.case.settings.exposure_level) == (None, 0.65)
    document.note("export", {"folder": "x"})
    document.undo_stack.undo()
    assert document.case.settings == EnhancementSettings()
    assert document.case.settings == EnhancementSettings()
    document.undo_stack.redo()
    assert document.case.settings.exposure_level == 0.65


def test_a_change_is_on_the_disk_and_is_gone_on_with(
    qtbot: QtBot, document: CaseDocument, clip_path: Callable[[str], Path]
) -> None:
    mark = Bookmark(index=5, pts=1, note="here", region=Region(x=0, y=0, width=2, height=2))
    with qtbot.waitSignal(document.saved, timeout=TIMEOUT):
        document.edit(replace(document.case, bookmarks=(mark,)), "mark")
    clip = build_index(clip_path("cfr"), hashing=False)
    assert read_case(working_path(clip.path)).bookmarks == (mark,)
    other = CaseDocument()
    with qtbot.waitSignal(other.restored, timeout=TIMEOUT):
        other.open_for(clip)
    assert other.case.bookmarks == (mark,)
    other.set_source_hash("00" * 32)
    with qtbot.waitSignal(other.failed, timeout=TIMEOUT) as failed:
        other.set_source_hash("11" * 32)
    assert "has changed" in failed.args[0]
    other.flush()


def test_what_was_changed_last_is_written_at_the_end(document: CaseDocument, clip_path: Callable[[str], Path]) -> None:
    document.edit(replace(document.case, notes="first"), "notes")
    document._write()  # it lies in the writer's mailbox now
    document.flush()
    assert read_case(working_path(clip_path("cfr"))).notes == "first"


def test_a_disk_that_cannot_be_written_is_told_once(
    qtbot: QtBot, document: CaseDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr("lle_studio.gui.document.cases_folder", lambda: tmp_path / "file" / "cases")
    told: list[str] = []
    document.failed.connect(told.append)
    with qtbot.waitSignal(document.failed, timeout=TIMEOUT):
        document.edit(replace(document.case, notes="one"), "notes")
    document.edit(replace(document.case, notes="two"), "notes")
    document.flush()
    assert [sentence.split(" /")[0] for sentence in told] == ["The audit log", "The case file"]
    for sentence in told:
        assert "cannot be written" in sentence
        assert "\n" not in sentence


def test_marks_of_another_file_of_that_name_are_not_taken(
    qtbot: QtBot, document: CaseDocument, clip_path: Callable[[str], Path], tmp_path: Path
) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(clip_path("cfr").read_bytes())
    document.open_for(build_index(path, hashing=False))
    document.edit(replace(document.case, mark_in=9), "in")
    document.flush(end=False)
    path.write_bytes(clip_path("vfr").read_bytes())
    document.open_for(build_index(path, hashing=False))
    assert document.case.mark_in is None


KILLED = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from lle_studio.gui import document as module
from lle_studio.pipeline.case import Bookmark
from lle_studio.video.index import build_index
from dataclasses import replace
app = QCoreApplication([])
module.cases_folder = lambda: Path(sys.argv[2])
document = module.CaseDocument()
document.open_for(build_index(Path(sys.argv[1]), hashing=False))
def mark(number):
    marks = tuple(Bookmark(index=i, pts=i, note=f"note {i}") for i in range(number))
    settings = replace(document.case.settings, exposure_level=0.3 + number / 1000)
    document.edit(replace(document.case, bookmarks=marks, settings=settings), "mark")
def go_on(saved):
    number = len(document.case.bookmarks)
    print(number, flush=True)
    mark(number + 1)
document.saved.connect(go_on)
mark(1)
app.exec()
"""


def test_after_a_kill_everything_said_to_be_saved_is_there(
    qtbot: QtBot, clip_path: Callable[[str], Path], tmp_path: Path
) -> None:
    clip, folder = clip_path("cfr"), tmp_path / "cases"
    for round_ in range(3):
        command = [sys.executable, "-c", KILLED, str(clip), str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            saved = [int(process.stdout.readline()) for _ in range(3 + round_)][-1]
            os.kill(process.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        document = CaseDocument()
        document.open_for(build_index(clip, hashing=False))
        assert len(document.case.bookmarks) >= saved
        assert document.case.bookmarks[0].note == "note 0"
        assert document.case.settings.exposure_level > 0.3
        document.flush()
        for path in folder.iterdir():
            path.unlink()


def test_window_works_on_the_case(qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path) -> None:
    open_clip(sample)
    window.controls.level_slider.setValue(45)
    window.controls.level_slider.setValue(40)
    window.viewer.seek(30)
    settle(qtbot, window)
    window.actions_.mark_in.trigger()
    window.actions_.bookmark.trigger()
    assert window.marks.table.item(0, 0).text() == "30"
    window.marks.table.item(0, 2).setText("the car")
    assert window.document.case.bookmarks[0].note == "the car"
    window.viewer.seek(0)
    settle(qtbot, window)
    window.actions_.next_mark.trigger()
    assert settle(qtbot, window).index == 30
    for _ in range(4):
        window.actions_.undo.trigger()
    view = settle(qtbot, window)
    assert view.request.settings == EnhancementSettings()
    assert window.document.case.bookmarks == ()
    assert window.document.case.mark_in is None
    assert window.controls.level.value() == 0.6
    for _ in range(4):
        window.actions_.redo.trigger()
    assert settle(qtbot, window).request.settings.exposure_level == 0.4
    assert window.document.case.bookmarks[0].note == "the car"


def test_case_file_opens_its_clip_wherever_it_is(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path], tmp_path: Path
) -> None:
    first = tmp_path / "here"
    first.mkdir()
    clip = first / "clip.mp4"
    clip.write_bytes(clip_path("cfr").read_bytes())
    open_clip(clip)
    qtbot.waitUntil(lambda: window.document.case.source_sha256 != "", timeout=TIMEOUT)
    window.controls.level.setValue(0.5)
    window.actions_.bookmark.trigger()
    with qtbot.waitSignal(
        window.document.saved, timeout=TIMEOUT, check_params_cb=lambda path: path == first / "case.llecase"
    ):
        window.document.save_as(first / "case.llecase")
    open_clip(clip_path("vfr"))
    assert window.document.case.bookmarks == ()
    moved = first.rename(tmp_path / "there")
    (moved / "clip.mp4").rename(moved / "renamed.mp4")
    said: list[str] = []
    window.statusBar().messageChanged.connect(said.append)
    window.open_path(moved / "case.llecase")
    qtbot.waitUntil(
        lambda: window.viewer.clip is not None and window.viewer.clip.path.name == "renamed.mp4", timeout=TIMEOUT
    )
    assert settle(qtbot, window).request.settings.exposure_level == 0.5
    assert any("taken up again" in sentence for sentence in said)
    assert [mark.index for mark in window.document.case.bookmarks] == [0]
    assert recent_files()[0] == moved / "case.llecase"
    (moved / "renamed.mp4").write_bytes(clip_path("vfr").read_bytes())
    window.open_path(moved / "case.llecase")
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None, timeout=TIMEOUT)
    said = window.findChild(QMessageBox).text()  # names the clip as it was, or as it is where that was saved meanwhile
    assert "clip.mp4" in said or "renamed.mp4" in said


def test_marks_a_clip_does_not_have_are_left_out_and_that_is_said(
    qtbot: QtBot, window: MainWindow, clip_path: Callable[[str], Path], tmp_path: Path
) -> None:
    clip = clip_path("cfr")
    path = tmp_path / "strange.llecase"
    case = Case(
        source_path=str(clip),
        source_size=clip.stat().st_size,
        source_sha256=hash_file(clip),
        bookmarks=(Bookmark(index=10**6, pts=0),),
        mark_out=2**62,
    )
    write_case(path, case)
    with qtbot.waitSignal(window.document.failed, timeout=TIMEOUT) as failed:
        window.open_path(path)
    assert failed.args == [f"The case file {path} marks frames this clip does not have: its marks are left out."]
    settle(qtbot, window)
    assert window.document.case.bookmarks == ()
    assert window.document.path is None


def test_a_case_that_was_just_saved_over_is_the_one_that_is_opened(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path], tmp_path: Path
) -> None:
    path = tmp_path / "work.llecase"
    for name in ("cfr", "vfr"):
        open_clip(clip_path(name))
        qtbot.waitUntil(lambda: window.document.case.source_sha256 != "", timeout=TIMEOUT)
        for _ in range(5):
            window.document.edit(replace(window.document.case, notes=window.document.case.notes + name), "notes")
        window.document.save_as(path)
        if name == "cfr":
            window.document.settle()
    with qtbot.waitSignal(window.opener.opened, timeout=TIMEOUT):
        window.open_path(path)
    settle(qtbot, window)
    case = window.document.case
    assert Path(case.source_path) == clip_path("vfr")
    assert case.notes == 5 * "vfr"
    assert window.document.flush_audit()
    assert check_log(audit_log_of(path), case.anchor) == []


def test_two_windows_on_one_case_do_not_write_over_each_other(
    qtbot: QtBot, document: CaseDocument, clip_path: Callable[[str], Path], tmp_path: Path
) -> None:
    path = tmp_path / "work.llecase"
    with qtbot.waitSignal(document.saved, check_params_cb=lambda saved: saved == path, timeout=TIMEOUT):
        document.save_as(path)
    log = audit_log_of(path)
    qtbot.waitUntil(lambda: 0 < read_case(path).audit_lines == read_head(log).lines, timeout=TIMEOUT)
    other = CaseDocument()
    other.expect(read_case(path), path, clip_path("cfr"))
    other.open_for(build_index(clip_path("cfr"), hashing=False))
    other.edit(replace(other.case, notes="theirs"), "notes")
    qtbot.waitUntil(lambda: read_case(path).notes == "theirs", timeout=TIMEOUT)
    said: list[str] = []
    document.failed.connect(said.append)
    document.edit(replace(document.case, notes="mine"), "notes")
    document.save_as(path)  # saved once more: still not over the other's
    document.flush()
    assert any(f"{path} was changed by another program meanwhile" in sentence for sentence in said)
    assert read_case(path).notes == "theirs"
    document.save_as(tmp_path / "mine.llecase")
    document.flush()
    assert read_case(tmp_path / "mine.llecase").notes == "mine"
    other.flush()
