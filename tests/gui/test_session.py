"""A whole session on every night clip, and two thousand random actions: what is shown always belongs together."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QTableView,
)
from pytestqt.qtbot import QtBot

from lle_studio.core.curves import apply_table
from lle_studio.core.frame import hash_planes, hash_rgb
from lle_studio.gui import theme
from lle_studio.gui.curve_worker import View
from lle_studio.gui.export_dialog import ExportDialog
from lle_studio.gui.export_queue import DONE
from lle_studio.gui.main_window import MainWindow
from lle_studio.gui.snapshot_dialog import SnapshotDialog
from lle_studio.pipeline.series import ClipSeries
from lle_studio.record.verify import verify_package
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader
from tests.gui.conftest import TIMEOUT, settle

OpenClip = Callable[[Path], View]

NIGHT = Path(__file__).resolve().parents[3] / "shared" / "data" / "footage" / "night"
CLIPS = ["fixed-camera-1080p-person.mp4", "street-from-above.mp4", "dashcam-dusk-rain.mp4"]


def assert_belongs_together(window: MainWindow, hashes: list[str]) -> None:
    """The picture, its index, curves, read-outs and hash on the screen are of one frame and one choice of settings."""
    view = window.viewer.view
    assert view is not None
    index, enhanced = view.index, view.enhanced
    assert view.frame.index == index == enhanced.source.index
    assert hash_rgb(tuple(view.frame.rgb)) == hashes[index]
    assert view.pts == int(view.request.clip.pts[index])
    assert window.transport.status.text().startswith(f"Frame index {index}  ·  PTS {view.pts} ")
    assert window.pictures.canvas._view is view
    planes = apply_table(enhanced.source_planes, enhanced.table)
    assert hash_planes(planes, enhanced.domain) == hash_planes(enhanced.planes, enhanced.domain)
    if enhanced.domain == "rgb":
        np.testing.assert_array_equal(view.picture, np.stack(planes))
    for curve, row in zip(window.curves.curves, enhanced.table, strict=True):
        np.testing.assert_array_equal(curve.yData, row)
    assert f"{enhanced.measures.mean_out:.2f} reached" in window.measures.reached.text()
    assert f"L {view.request.settings.exposure_level:.2f} asked" in window.measures.reached.text()
    before, after = window.pixel_line.codes
    if before is not None:
        assert tuple(int(row[code]) for row, code in zip(enhanced.table, before, strict=False)) == after
    assert window.clip_panel.plots.cursors[0].value() == index


def hashes_of(path: Path) -> list[str]:
    index = build_index(path, hashing=False)
    with ClipReader(index) as reader:
        return [hash_rgb(tuple(reader.read(i).rgb)) for i in range(len(index))]


def test_two_thousand_random_actions(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path]
) -> None:
    path = clip_path("vfr")
    hashes = hashes_of(path)
    open_clip(path)
    rng = np.random.default_rng(11)
    actions, controls, viewer = window.actions_, window.controls, window.viewer

    def choose(field: QComboBox) -> None:
        place = int(rng.integers(0, field.count()))
        if field.model().item(place).isEnabled():
            field.setCurrentIndex(place)
            field.activated.emit(place)

    def point() -> None:
        canvas = window.pictures.canvas
        x, y = int(rng.integers(0, canvas.width())), int(rng.integers(0, canvas.height()))
        placement = canvas.placement()
        window._point_at(placement.sample_at(canvas._in_pane(QPointF(x, y))) if placement else None)

    everything = [
        lambda: viewer.seek(int(rng.integers(0, len(hashes)))),
        lambda: viewer.step(int(rng.integers(-3, 4))),
        actions.play.trigger,
        actions.play_back.trigger,
        actions.play_on.trigger,
        actions.faster.trigger,
        actions.loop.trigger,
        lambda: controls.level_slider.setValue(int(rng.integers(25, 86))),
        lambda: controls.gain_limit.setValue(float(rng.integers(1, 40))),
        lambda: controls.limit_gain.setChecked(bool(rng.integers(0, 2))),
        lambda: choose(controls.curve_mode),
        lambda: choose(controls.color_mode),
        lambda: choose(window.pictures.mode_field),
        actions.zoom_in.trigger,
        actions.zoom_out.trigger,
        actions.zoom_fit.trigger,
        point,
        actions.mark_in.trigger,
        actions.mark_out.trigger,
        actions.bookmark.trigger,
        actions.next_mark.trigger,
        actions.previous_key.trigger,
        actions.hold_curve.trigger,
        actions.undo.trigger,
        actions.redo.trigger,
    ]
    settled = 0
    for number in range(2000):
        everything[int(rng.integers(0, len(everything)))]()
        if number % 10 == 9:
            viewer.player.stop()
            settle(qtbot, window)
            settled += 1
            assert viewer.view.request.settings == window.document.case.settings == controls.settings
        else:
            QApplication.processEvents()
        if viewer.view.final and viewer.view.enhanced is not None:
            assert_belongs_together(window, hashes)
    assert settled == 200


@pytest.mark.parametrize("name", CLIPS)
def test_session_on_a_night_clip(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, tmp_path: Path, name: str
) -> None:
    source = NIGHT / name
    if not source.exists():
        pytest.skip("the night footage is not on this machine")
    view = open_clip(source)
    clip, actions = view.request.clip, window.actions_
    with ClipReader(clip) as reader:
        hashes = {i: hash_rgb(tuple(reader.read(i).rgb)) for i in (0, 20, 21, 29, 30)}

    def check() -> View:
        settle(qtbot, window)
        assert_belongs_together(window, hashes)
        return window.viewer.view

    for action in (actions.split, actions.single, actions.difference, actions.side_by_side):
        action.trigger()
        check()
    window.pictures.set_zoom(4.0)
    qtbot.mouseMove(window.pictures.canvas, QPoint(3, 3))
    qtbot.mouseMove(window.pictures.canvas, QPoint(40, 50))
    check()
    assert window.pixel_line.codes[0] is not None
    canvas, shift = window.pictures.canvas, Qt.KeyboardModifier.ShiftModifier
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, shift, QPoint(20, 30))
    qtbot.mouseMove(canvas, QPoint(80, 90))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, shift, QPoint(80, 90))
    assert window.marks.region_panel.texts[1].text() != "—"
    actions.zoom_fit.trigger()
    window.transport.go_to.setValue(20)
    check()
    actions.hold_curve.trigger()
    actions.mark_in.trigger()
    actions.forward.trigger()
    check()
    actions.bookmark.trigger()
    window.viewer.seek(29)
    check()
    actions.mark_out.trigger()
    window.controls.color_mode.setCurrentIndex(2)
    check()
    smoothed = 1
    window.controls.curve_mode.setCurrentIndex(smoothed)
    window.controls.curve_mode.activated.emit(smoothed)
    assert check().request.settings.window == 2.0
    window.controls.curve_mode.setCurrentIndex(3)
    window.controls.curve_mode.activated.emit(3)
    assert check().request.settings.lock_range == (20, 30)
    with qtbot.waitSignal(window.viewer.level_found, timeout=TIMEOUT):
        actions.auto_level.trigger()
    check()
    for _ in range(3):
        actions.undo.trigger()
        check()
    qtbot.waitUntil(lambda: window.document.case.source_sha256 != "", timeout=TIMEOUT)
    assert window.document.case.source_sha256 in window.info.text()
    window.marks.snapshot.click()
    dialog = next(d for d in window.findChildren(SnapshotDialog) if d.isVisible())
    dialog.folder.set_path(tmp_path)
    dialog.write_button.click()
    qtbot.waitUntil(lambda: "Written" in dialog.message.text(), timeout=TIMEOUT)
    assert len(list(tmp_path.glob("* frame 29 PTS *"))) == 3
    dialog.close()
    actions.export.trigger()
    export = next(d for d in window.findChildren(ExportDialog) if d.isVisible())
    assert (export.first.value(), export.last.value()) == (20, 29)
    export.folder.set_path(tmp_path / "package")
    export.export_button.click()
    qtbot.waitUntil(lambda: not window.queue.is_running, timeout=10 * TIMEOUT)
    assert window.queue.entries[0].state == DONE
    report = verify_package(tmp_path / "package", source=source)
    assert [check for check in report.checks if not check.passed] == []


@pytest.mark.parametrize("code", ["en", "ko"])
@pytest.mark.parametrize("name", ["dark", "light"])
def test_no_word_is_cut_at_one_and_a_half(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path, qapp: QApplication, name: str, code: str
) -> None:
    larger = qapp.font()
    larger.setPointSizeF(1.5 * larger.pointSizeF())
    theme.apply_theme(qapp, name)
    window.language.use(code)
    qapp.setFont(larger)
    window.resize(2400, 1400)
    open_clip(sample)
    QApplication.processEvents()
    for dock in window.docks.by_name.values():
        dock.raise_()
        QApplication.processEvents()
        for widget in [*dock.findChildren(QAbstractButton), *dock.findChildren(QLabel)]:
            if not widget.isVisible() or not widget.text() or (isinstance(widget, QLabel) and widget.wordWrap()):
                continue
            assert widget.width() >= widget.minimumSizeHint().width() - 1, (dock.objectName(), widget.text())
            assert widget.height() >= widget.minimumSizeHint().height() - 1, (dock.objectName(), widget.text())


def test_everything_that_takes_keys_has_a_name(window: MainWindow, open_clip: OpenClip, sample: Path) -> None:
    open_clip(sample)
    kinds = (QAbstractSpinBox, QComboBox, QSlider, QLineEdit, QTableView, QPlainTextEdit)
    nameless = [
        (type(widget).__name__, type(widget.parent()).__name__)
        for kind in kinds
        for widget in window.findChildren(kind)
        if not widget.accessibleName() and not isinstance(widget.parent(), QAbstractSpinBox)
    ]
    assert nameless == []


def test_a_change_of_light_is_warned_of_unless_curves_are_locked(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path
) -> None:
    view = open_clip(sample)
    window.analysis.finish()
    count = len(view.request.clip)
    nothing, numbers = np.zeros(count, dtype=bool), np.zeros(count, dtype=np.float32)
    light = nothing.copy()
    light[10:20] = True
    series = ClipSeries(
        known=~nothing, mean_in=numbers, mean_out=numbers, clipped_low=numbers, clipped_high=numbers,
        max_gain=numbers, hue_shift=numbers, cut=nothing, duplicate=nothing, corrupt=nothing, after_damage=nothing,
        missing=nothing, gap=nothing, light=light, heat=np.zeros((count, 256), dtype=np.uint8),
    )  # fmt: skip
    window.measures.show_series(series)
    assert window.measures.light.text() == ""
    window.viewer.seek(12)
    settle(qtbot, window)
    assert "light of the scene changes" in window.measures.light.text()
    window.controls.curve_mode.setCurrentIndex(2)
    window.controls.curve_mode.activated.emit(2)
    settle(qtbot, window)
    assert window.measures.light.text() == ""
