"""The window on the sample and on small clips: what is shown is the frame that is named, and follows the settings."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QMessageBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from lle_studio.core.errors import FrameMissing, SourceError
from lle_studio.core.frame import hash_rgb
from lle_studio.core.settings import LEVEL_RANGE
from lle_studio.estimator.estimator import CurveEstimator
from lle_studio.gui.curve_worker import View
from lle_studio.gui.main_window import MainWindow
from lle_studio.video.index import ClipIndex, Problem
from lle_studio.video.reader import ClipReader
from tests.clips import read_code
from tests.gui.conftest import TIMEOUT, settle

OpenClip = Callable[[Path], View]


def choose(field: QComboBox, place: int) -> None:
    """Chooses an entry as the examiner would."""
    field.setCurrentIndex(place)
    field.activated.emit(place)


def assert_consistent(window: MainWindow) -> None:
    """Pictures, status line, slider, curves and measures speak of one and the same frame."""
    view = window.viewer.view
    assert view.frame.index == view.index == view.request.index
    assert view.frame.pts == view.pts == int(view.request.clip.pts[view.index])
    assert window.pictures.shown_image("original") is view.original_image
    assert window.pictures.shown_image("enhanced") is view.enhanced_image
    assert view.enhanced.source is view.frame
    assert window.transport.status.text().startswith(f"Frame index {view.index}  ·  PTS {view.pts} ")
    assert window.transport.status.text().endswith(f"picture type {view.frame.picture_type}")
    for curve, row in zip(window.curves.curves, view.enhanced.table, strict=True):
        np.testing.assert_array_equal(curve.yData, row)
    assert f"{view.enhanced.measures.mean_out:.2f} reached" in window.measures.reached.text()


def test_opens_sample(window: MainWindow, open_clip: OpenClip, sample: Path) -> None:
    view = open_clip(sample)
    assert view.index == 0
    assert window.windowTitle() == "night-street.mp4 — LLE Studio"
    assert window.transport.slider.maximum() == len(view.request.clip) - 1
    assert_consistent(window)


def test_twenty_steps_forward_and_back(qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path) -> None:
    open_clip(sample)
    hashes = {}
    for index in range(21):
        if index:
            qtbot.keyClick(window, Qt.Key.Key_Right if index % 2 else Qt.Key.Key_Period)
        view = settle(qtbot, window)
        assert view.index == index
        hashes[index] = hash_rgb(view.frame.rgb)
    assert len(set(hashes.values())) > 1
    for index in range(19, -1, -1):
        qtbot.keyClick(window, Qt.Key.Key_Left if index % 2 else Qt.Key.Key_Comma)
        view = settle(qtbot, window)
        assert (view.index, hash_rgb(view.frame.rgb)) == (index, hashes[index])
        assert_consistent(window)


def test_steps_add_up_faster_than_the_decoder(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path]
) -> None:
    open_clip(clip_path("cfr"))
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(window, Qt.Key.Key_Left)
    assert settle(qtbot, window).index == 29
    qtbot.keyClick(window, Qt.Key.Key_End)
    assert settle(qtbot, window).index == 99
    qtbot.keyClick(window, Qt.Key.Key_Right)
    assert settle(qtbot, window).index == 99
    qtbot.keyClick(window, Qt.Key.Key_Home)
    assert settle(qtbot, window).index == 0
    assert_consistent(window)


def test_slider_through_hundred_positions(qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path) -> None:
    clip = open_clip(sample).request.clip
    seen: list[View] = []
    window.viewer.view_changed.connect(seen.append)
    positions = [*np.random.default_rng(4).integers(0, len(clip), 99).tolist(), len(clip) // 2]
    window.transport.slider.setSliderDown(True)
    for position in positions:
        window.transport.slider.setSliderPosition(position)
    window.transport.slider.setSliderDown(False)
    assert settle(qtbot, window).index == positions[-1]
    assert window.transport.slider.value() == window.transport.go_to.value() == positions[-1]
    assert_consistent(window)
    assert len(seen) < 100
    assert all(view.frame.index == view.request.index in positions for view in seen if view.final)
    assert all(view.index == view.frame.index for view in seen)


@pytest.mark.parametrize("name", ["vfr", "open-gop-250", "ts-offset"])
def test_picture_carries_the_index_named(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path], name: str
) -> None:
    open_clip(clip_path(name))
    for index in (40, 41, 7, 99, 0, 63, 62):
        window.transport.go_to.setValue(index)
        view = settle(qtbot, window)
        assert read_code(view.frame.rgb) == view.index == index
        assert_consistent(window)


def test_level_updates_curves_without_decoding(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_clip(sample)
    read = ClipReader.read
    reads: list[int] = []
    window.analysis.finish()  # it reads, too
    monkeypatch.setattr(ClipReader, "read", lambda self, index, **how: reads.append(index) or read(self, index, **how))
    window.controls.limit_gain.setChecked(False)
    means, curves = [], []
    for position in (30, 45, 60, 80):
        window.controls.level_slider.setValue(position)
        view = settle(qtbot, window)
        assert view.request.settings.exposure_level == position / 100 == window.controls.level.value()
        assert_consistent(window)
        means.append(view.enhanced.measures.mean_out)
        curves.append(window.curves.curves[0].yData.tobytes())
    assert reads == []
    assert means == sorted(set(means))
    assert len(set(curves)) == 4


def test_gain_limit_and_reset(qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path) -> None:
    defaults = open_clip(sample).request.settings
    window.controls.gain_limit.setValue(4)
    view = settle(qtbot, window)
    assert view.enhanced.measures.max_gain <= 4
    assert "at gain limit 4" in window.measures.reached.text()
    window.controls.limit_gain.setChecked(False)
    assert settle(qtbot, window).request.settings.gain_limit is None
    assert "without gain limit" in window.measures.reached.text()
    window.controls.reset_button.click()
    assert settle(qtbot, window).request.settings == defaults
    assert_consistent(window)


def test_luma_shows_tables_of_coded_planes(qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path) -> None:
    open_clip(sample)
    assert not window.controls.chroma_gain.isVisible()
    window.controls.color_mode.setCurrentIndex(2)
    window.controls.chroma_gain.setValue(2)
    view = settle(qtbot, window)
    assert view.enhanced.domain == "coded"
    assert window.controls.chroma_gain.isVisible()
    assert window.curves.curves[1].yData[138] == 148
    assert "Cb = Cr" in window.curves.legend.text()
    assert_consistent(window)


def test_locked_curves_stay(qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path) -> None:
    open_clip(sample)
    window.viewer.seek(30)
    own = settle(qtbot, window).enhanced.table
    choose(window.controls.curve_mode, 2)
    for index in (60, 31, 30):
        window.viewer.seek(index)
        view = settle(qtbot, window)
        assert view.request.settings.lock_frame == 30
        np.testing.assert_array_equal(view.enhanced.table, own)
        assert_consistent(window)
    window.viewer.seek(60)
    settle(qtbot, window)
    window.controls.relock.click()
    assert settle(qtbot, window).request.settings.lock_frame == 60


def test_curves_stay_locked_to_a_range_whose_marks_are_gone(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path]
) -> None:
    open_clip(clip_path("cfr"))
    for index, mark in ((20, window.actions_.mark_in), (29, window.actions_.mark_out)):
        window.viewer.seek(index)
        settle(qtbot, window)
        mark.trigger()
    choose(window.controls.curve_mode, 3)
    assert settle(qtbot, window).request.settings.lock_range == (20, 30)
    window.actions_.clear_range.trigger()
    choose(window.controls.curve_mode, 3)
    assert settle(qtbot, window).request.settings.lock_range == (20, 30)
    choose(window.controls.curve_mode, 0)
    assert settle(qtbot, window).request.settings.lock_range is None


def test_lock_ends_with_the_clip(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path]
) -> None:
    open_clip(clip_path("cfr"))
    window.viewer.seek(50)
    settle(qtbot, window)
    choose(window.controls.curve_mode, 2)
    settle(qtbot, window)
    assert open_clip(clip_path("vfr")).request.settings.curve_mode == "per-frame"


def test_auto_sets_level(qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path) -> None:
    open_clip(sample)
    with qtbot.waitSignal(window.viewer.level_found, timeout=TIMEOUT) as found:
        window.controls.auto.click()
    level = settle(qtbot, window).request.settings.exposure_level
    assert LEVEL_RANGE[0] <= level <= LEVEL_RANGE[1]
    assert level == pytest.approx(min(max(found.args[0], LEVEL_RANGE[0]), LEVEL_RANGE[1]), abs=0.0051)


def test_plays_in_order_and_counts_skipped(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path]
) -> None:
    open_clip(clip_path("cfr"))
    shown: list[int] = []
    window.viewer.view_changed.connect(lambda view: shown.append(view.index))
    with qtbot.waitSignal(window.viewer.player.playing_changed, timeout=TIMEOUT):
        qtbot.keyClick(window, Qt.Key.Key_K)
    with qtbot.waitSignal(window.viewer.player.playing_changed, timeout=TIMEOUT):
        pass  # it stops by itself on the last frame
    assert settle(qtbot, window).index == 99
    assert shown == sorted(shown)
    assert window.viewer.player.skipped == 99 - len(set(shown) - {0})
    assert_consistent(window)


def test_stepping_pauses(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path]
) -> None:
    open_clip(clip_path("cfr"))
    with qtbot.waitSignal(window.viewer.position_changed, timeout=TIMEOUT):
        window.actions_.play.trigger()
    assert window.viewer.player.playing
    qtbot.keyClick(window, Qt.Key.Key_Right)
    assert not window.viewer.player.playing
    assert settle(qtbot, window).index == window.viewer.position


def test_many_problems_are_listed(window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path]) -> None:
    clip = open_clip(clip_path("cfr")).request.clip
    problems = tuple(Problem(kind="gap", message=f"No picture after frame {i}.", frame=i, pts=i) for i in range(100))
    window.clip_bar.show_clip(replace(clip, problems=problems))
    assert window.clip_bar.warning_text.text().endswith("… and 98 more")
    window.clip_bar._all.click()
    text = next(edit for edit in window.findChildren(QPlainTextEdit) if edit.isReadOnly())
    assert text.toPlainText().count("No picture after frame") == 100
    text.window().close()


def test_missing_frame_is_named_and_no_picture_stays(
    qtbot: QtBot,
    window: MainWindow,
    open_clip: OpenClip,
    clip_path: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = ClipReader.read

    def read_all_but_five(self: ClipReader, index: int, **how: object) -> object:
        if index == 5:
            raise FrameMissing("Frame 5 cannot be decoded: no picture comes out.")
        return read(self, index, **how)

    monkeypatch.setattr(ClipReader, "read", read_all_but_five)
    open_clip(clip_path("cfr"))
    window.viewer.seek(5)
    view = settle(qtbot, window)
    assert view.frame is None
    assert window.pictures.shown_image("original") is window.pictures.shown_image("enhanced") is None
    assert "Frame 5 cannot be decoded" in window.pictures.message
    assert window.transport.status.text().startswith("Frame index 5  ·  PTS 2560 ")
    assert window.transport.status.text().endswith("not decodable")
    assert window.curves.curves[0].yData is None
    assert window.measures.reached.text() == "—"
    window.viewer.step(1)
    settle(qtbot, window)
    assert_consistent(window)


def test_damaged_clip_marks_frames(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path]
) -> None:
    clip = open_clip(clip_path("damaged-packets")).request.clip
    marks = []
    for index in range(len(clip)):
        window.viewer.seek(index)
        view = settle(qtbot, window)
        assert view.index == index
        status = window.transport.status.text()
        if view.frame is None:
            assert window.pictures.shown_image("original") is None
            assert status.endswith("not decodable")
        else:
            assert view.frame.index == index
            assert ("DAMAGED" in status) == view.frame.corrupt
        marks.append(view.frame is None or view.frame.corrupt or view.frame.after_damage)
    assert any(marks)


def test_file_that_is_no_video(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no video")
    window.open_path(path)
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None, timeout=TIMEOUT)
    text = window.findChild(QMessageBox).text()
    assert "notes.txt" in text
    assert "Traceback" not in text
    assert window.viewer.clip is None


def test_failed_open_keeps_the_open_clip(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path], tmp_path: Path
) -> None:
    open_clip(clip_path("cfr"))
    window.open_path(tmp_path / "nothing.mp4")
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None, timeout=TIMEOUT)
    assert window.viewer.clip.path == clip_path("cfr")
    assert_consistent(window)


def test_last_of_two_opened_wins(qtbot: QtBot, window: MainWindow, clip_path: Callable[[str], Path]) -> None:
    first, second = clip_path("cfr"), clip_path("vfr")
    window.open_path(first)
    window.open_path(second)
    assert settle(qtbot, window).request.clip.path == second


def test_drop_opens(qtbot: QtBot, window: MainWindow, clip_path: Callable[[str], Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(clip_path("cfr")))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(QPoint(5, 5)), Qt.DropAction.CopyAction, data, buttons, keys))
    assert settle(qtbot, window).request.clip.path == clip_path("cfr")


def test_untagged_clip_warns_and_can_be_read_otherwise(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path]
) -> None:
    open_clip(clip_path("cfr"))
    assert "does not say its colour matrix" in window.clip_bar.warning_text.text()
    previous = window.viewer.clip
    with qtbot.waitSignal(
        window.viewer.view_changed,
        timeout=TIMEOUT,
        check_params_cb=lambda view: view is not None and view.request.clip is not previous and view.final,
    ):
        window.actions_.color_chosen.emit("bt709", "full")
    clip: ClipIndex = window.viewer.clip
    assert (clip.color.matrix, clip.color.range) == ("bt709", "full")
    assert window.actions_.chosen_color == ("bt709", "full")


@pytest.fixture
def no_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise SourceError("The weights are not there.")

    monkeypatch.setattr(CurveEstimator, "load", fail)


@pytest.mark.usefixtures("no_weights")
def test_missing_weights_leave_the_original(
    window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path]
) -> None:
    view = open_clip(clip_path("cfr"))
    assert view.frame.index == 0
    assert window.pictures.shown_image("original") is not None
    assert window.pictures.canvas.messages["enhanced"] == "The weights are not there."


def test_unforeseen_error_is_one_sentence(
    window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_how: object) -> None:
        raise ZeroDivisionError("nobody foresaw this")

    monkeypatch.setattr(ClipReader, "read", fail)
    open_clip(clip_path("cfr"))
    assert "ZeroDivisionError" in window.pictures.message
    assert "nobody foresaw" not in window.pictures.message
