"""What is painted is what the file holds: where every sample goes, at every zoom, turn and shape."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from lle_studio.gui.curve_worker import View
from lle_studio.gui.display import difference_planes, pixel_image
from lle_studio.gui.export_dialog import ExportDialog
from lle_studio.gui.main_window import MainWindow
from lle_studio.gui.placement import ZOOMS, Placement
from tests.gui.conftest import TIMEOUT, settle

OpenClip = Callable[[Path], View]


def codes(image: QImage) -> np.ndarray:
    """(H, W, 3) of what is painted."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("aspect", [1.0, 2.0, 12 / 11])
@pytest.mark.parametrize("zoom", [None, 1.0, 4.0])
def test_points_go_there_and_back(rotation: int, aspect: float, zoom: float | None) -> None:
    placement = Placement(picture=(96, 64), pane=(400, 300), aspect=aspect, rotation=rotation, zoom=zoom)
    for x, y in ((0, 0), (95, 63), (40, 20)):
        point = placement.transform.map(QPointF(x + 0.5, y + 0.5))
        inside = 0 <= point.x() < 400 and 0 <= point.y() < 300
        assert placement.sample_at(point) == (x, y)
        assert inside or zoom == 4.0
    assert placement.sample_at(placement.transform.map(QPointF(96.5, 3))) is None


def test_zoom_keeps_the_sample_under_the_mouse() -> None:
    placement = Placement(picture=(1920, 1080), pane=(480, 400), zoom=1.0, centre=(700, 500))
    mouse = QPointF(100.5, 350.5)
    for zoom in ZOOMS:
        placement = placement.zoomed(zoom, mouse)
        assert placement.sample_at(mouse) == (560, 650)
    assert placement.zoomed(None).sample_at(QPointF(240, 200)) == (960, 540)


def test_dragging_moves_the_picture_with_the_mouse_up_to_its_edge() -> None:
    placement = Placement(picture=(1000, 1000), pane=(100, 100), zoom=2.0, rotation=90)
    held = placement.sample_at(QPointF(50, 50))
    assert placement.panned(QPointF(30, -20)).sample_at(QPointF(80, 30)) == held
    corner = placement.panned(QPointF(1e6, 1e6))
    assert corner.sample_at(QPointF(0.5, 0.5)) is not None
    small = Placement(picture=(10, 10), pane=(100, 100), zoom=2.0).panned(QPointF(50, 50))
    assert small.area.center() == QPointF(50, 50)


def test_steps_of_the_zoom_pass_the_fit() -> None:
    small = Placement(picture=(1920, 1080), pane=(480, 400))
    large = Placement(picture=(160, 90), pane=(480, 400))
    assert small.next_zoom(1) == 1.0
    assert small.zoomed(1.0).next_zoom(-1) is None
    assert large.next_zoom(1) == 4.0
    assert large.zoomed(4.0).next_zoom(-1) is None
    assert small.zoomed(16.0).next_zoom(1) == 16.0
    assert small.zoomed(6.0).next_zoom(-1) == 4.0


def test_region_is_cut_to_the_picture() -> None:
    placement = Placement(picture=(100, 50), pane=(200, 100))
    assert placement.region_between(QPointF(20, 90), QPointF(4, 10)) == (2, 5, 8, 40)
    assert placement.region_between(QPointF(-50, -50), QPointF(500, 500)) == (0, 0, 100, 50)
    assert placement.region_between(QPointF(20, 20), QPointF(20.2, 90)) is None


def test_difference_is_its_gain_times_the_way_of_each_sample() -> None:
    before = np.array([[[10, 200]]] * 3, dtype=np.uint8)
    after = np.array([[[13, 120]]] * 3, dtype=np.uint8)
    assert [plane.tolist() for plane in difference_planes(before, after, 4.0)] == [[[12, 255]]] * 3


def test_one_image_pixel_for_every_sample() -> None:
    planes = np.random.default_rng(1).integers(0, 256, (3, 9, 16), dtype=np.uint8)
    np.testing.assert_array_equal(codes(pixel_image(planes)), np.moveaxis(planes, 0, -1))


@pytest.mark.parametrize("zoom", [2.0, 4.0, 16.0])
def test_magnified_picture_repeats_samples_exactly(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path, zoom: float
) -> None:
    open_clip(sample)
    window.pictures.set_mode("single")
    window.pictures.set_zoom(zoom)
    view = settle(qtbot, window)
    canvas = window.pictures.canvas
    assert window.pictures.shown_image("enhanced") is view.enhanced_pixels
    painted = codes(canvas.grab().toImage())
    placement = canvas.placement()
    for x, y in ((canvas.width() // 2, canvas.height() // 2), (5, 7), (canvas.width() - 9, 30)):
        column, row = placement.sample_at(QPointF(x + 0.5, y + 0.5))
        assert painted[y, x].tolist() == view.picture[:, row, column].tolist()
    assert window.pixel_line.scale.text() == f"{round(100 * zoom)} %, nearest neighbour"
    window.pictures.set_zoom(None)
    assert window.pixel_line.scale.text().startswith("fitted: ")


def test_space_shows_the_original_while_it_is_held(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path
) -> None:
    open_clip(sample)
    window.pictures.set_mode("single")
    settle(qtbot, window)
    window.pictures.canvas.setFocus()
    enhanced = codes(window.pictures.canvas.grab().toImage()).mean()
    qtbot.keyPress(window.pictures.canvas, Qt.Key.Key_Space)
    original = codes(window.pictures.canvas.grab().toImage()).mean()
    assert window.pictures._captions[0].text().startswith("Original")
    qtbot.keyRelease(window.pictures.canvas, Qt.Key.Key_Space)
    assert window.pictures._captions[0].text().startswith("Enhanced")
    assert original < 0.5 * enhanced
    assert codes(window.pictures.canvas.grab().toImage()).mean() == enhanced


def test_split_shows_both_on_their_sides(qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path) -> None:
    open_clip(sample)
    canvas = window.pictures.canvas
    window.actions_.split.trigger()
    settle(qtbot, window)
    middle = QPoint(canvas.width() // 2, canvas.height() // 2)
    target = QPoint(canvas.width() // 4, canvas.height() // 2)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(canvas, target)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=target)
    painted = codes(canvas.grab().toImage())
    row = painted[canvas.height() // 2 - 40 : canvas.height() // 2 + 40].astype(float)
    left, right = row[:, : target.x() - 4].mean(), row[:, target.x() + 4 :].mean()
    assert left < 0.5 * right


def test_difference_mode_paints_the_difference(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path
) -> None:
    open_clip(sample)
    window.actions_.difference.trigger()
    window.pictures.gain.setCurrentIndex(0)
    window.pictures.set_zoom(1.0)
    view = settle(qtbot, window)
    wanted = np.abs(view.picture.astype(int) - view.frame.rgb).astype(np.uint8)
    np.testing.assert_array_equal(codes(view.difference_pixels), np.moveaxis(wanted, 0, -1))
    window.actions_.side_by_side.trigger()
    assert settle(qtbot, window).difference_image is None


def test_pointing_reads_the_sample_and_marks_the_curves(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path
) -> None:
    open_clip(sample)
    window.pictures.set_zoom(1.0)
    view = settle(qtbot, window)
    canvas = window.pictures.canvas
    point = QPoint(60, 80)
    with qtbot.waitSignal(window.pictures.pixel_pointed, timeout=TIMEOUT, check_params_cb=lambda p: p is not None):
        qtbot.mouseMove(canvas, QPoint(1, 1))
        qtbot.mouseMove(canvas, point)
    x, y = canvas.placement().sample_at(QPointF(point))
    before, after = view.frame.rgb[:, y, x].tolist(), view.picture[:, y, x].tolist()
    text = window.pixel_line.reading.text()
    assert text.startswith(f"x {x}  y {y}")
    assert all(f"{name} {a} → {b}" in text for name, a, b in zip("RGB", before, after, strict=True))
    assert window.pixel_line.codes == (tuple(before), tuple(after))
    marks = window.curves.plot._pixels.getData()
    assert (marks[0].tolist(), marks[1].tolist()) == (before, after)
    assert [int(row[code]) for row, code in zip(view.enhanced.table, before, strict=True)] == after

    window.controls.level.setValue(0.3)
    window.viewer.seek(40)
    later = settle(qtbot, window)
    now = later.frame.rgb[:, y, x].tolist(), later.picture[:, y, x].tolist()
    assert now[1] != after
    assert window.pixel_line.codes == tuple(map(tuple, now))
    marks = window.curves.plot._pixels.getData()
    assert (marks[0].tolist(), marks[1].tolist()) == now


def test_what_is_pointed_at_and_marked_does_not_outlive_a_larger_clip(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path, clip_path: Callable[[str], Path]
) -> None:
    open_clip(sample)
    settle(qtbot, window)
    large = window.viewer.view.frame.rgb.shape
    window.pictures.pixel_pointed.emit((large[2] - 1, large[1] - 1))
    window.marks.set_region((large[2] - 40, large[1] - 40, 30, 30))
    open_clip(clip_path("cfr"))
    small = settle(qtbot, window)
    assert small.frame.rgb.shape[1] < large[1]
    assert window.pixel_line.codes == (None, None)
    assert len(window.curves.plot._pixels.getData()[0]) == 0
    assert window.marks.region is None


def test_shift_and_dragging_marks_a_region(qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path) -> None:
    open_clip(sample)
    window.pictures.set_zoom(1.0)
    settle(qtbot, window)
    canvas, shift = window.pictures.canvas, Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(window.pictures.region_drawn, timeout=TIMEOUT) as drawn:
        qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, shift, QPoint(20, 30))
        qtbot.mouseMove(canvas, QPoint(60, 50))
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, shift, QPoint(60, 50))
    assert drawn.args[0][2:] == (40, 20)
    assert window.marks.region == drawn.args[0]
    assert "40 × 20" in window.marks.region_panel.place.text()
    window.marks.add.click()
    region = window.document.case.bookmarks[0].region
    assert (region.x, region.y, region.width, region.height) == drawn.args[0]
    assert window.pictures.canvas._regions == [drawn.args[0], drawn.args[0]]
    window.marks.table.selectAll()
    window.marks.remove.click()
    assert window.document.case.bookmarks == ()


def test_chosen_shape_stretches_the_view_and_can_be_undone(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path
) -> None:
    open_clip(sample)
    window.actions_.aspect_chosen.emit("4:3")
    image = settle(qtbot, window).original_image
    assert image.width() / image.height() == pytest.approx(4 / 3, abs=0.02)
    assert window.actions_.chosen_aspect == "4:3"
    assert "(chosen)" in window.pictures.scale_text()
    window.actions_.export.trigger()
    dialog = next(dialog for dialog in window.findChildren(ExportDialog) if dialog.isVisible())
    assert dialog.job.aspect == Fraction(4, 3) * 720 / 1280
    dialog.close()
    window.actions_.undo.trigger()
    image = settle(qtbot, window).original_image
    assert image.width() / image.height() == pytest.approx(16 / 9, abs=0.02)
    assert window.actions_.chosen_aspect == "file"
