"""Curves in words, held, and taken along."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from lle_studio.core.gamma import fit_gamma
from lle_studio.gui.curve_worker import View
from lle_studio.gui.main_window import MainWindow
from tests.gui.conftest import settle

OpenClip = Callable[[Path], View]


def test_words_reading_and_histograms(qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path) -> None:
    view = open_clip(sample)
    panel, enhanced = window.curves, view.enhanced
    fit = fit_gamma(enhanced.table[0], enhanced.counts[0])
    assert panel.words.text().startswith(f"R: gamma {fit.gamma:.2f}, gain {fit.gain:.2f}, residual {fit.residual:.1f}")
    panel.plot.pointed.emit(20)
    row = enhanced.table[1].astype(int)
    assert f"G {row[20]} (× {(row[21] - row[19]) / 2:.1f})" in panel.reading.text()
    sources = [item.path().boundingRect() for item in panel.plot._sources]
    assert all(rect.height() > 10 for rect in sources)
    assert all(item.path().boundingRect().width() > 10 for item in panel.plot._results)
    np.testing.assert_array_equal(enhanced.counts.sum(axis=1), view.frame.rgb[0].size)


def test_hold_keeps_the_curves_of_a_frame(qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path) -> None:
    held = open_clip(sample).enhanced.table
    window.actions_.hold_curve.trigger()
    window.viewer.seek(90)
    settle(qtbot, window)
    for curve, row in zip(window.curves.plot.held, held, strict=True):
        np.testing.assert_array_equal(curve.yData, row)
    assert window.curves.held_text.text() == "held: frame 0"
    assert window.curves.hold_button.isChecked()
    window.actions_.hold_curve.trigger()
    assert window.curves.plot.held[0].yData is None
    assert not window.curves.hold_button.isChecked()


def test_tables_are_taken_along(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path, tmp_path: Path
) -> None:
    view = open_clip(sample)
    panel = window.curves
    panel._take_along("copy_csv")
    rows = list(csv.reader(QGuiApplication.clipboard().text().splitlines()))
    assert rows[0] == ["input", "R", "G", "B"]
    np.testing.assert_array_equal(np.array(rows[1:], dtype=int)[:, 1:].T, view.enhanced.table)
    panel._take_along("copy_cube")
    assert "LUT_1D_SIZE 256" in QGuiApplication.clipboard().text()
    for suffix in ("csv", "cube", "svg", "png"):
        panel.save(tmp_path / f"a.{suffix}")
    assert "frame 0 PTS 0" in (tmp_path / "a.cube").read_text()
    assert "<svg" in (tmp_path / "a.svg").read_text()
    assert QImage(str(tmp_path / "a.png")).width() > 100
    window.controls.color_mode.setCurrentIndex(2)
    settle(qtbot, window)
    panel._update_menu()
    enabled = {action.data(): action.isEnabled() for action in panel._take.menu().actions()}
    assert enabled == {"copy_csv": True, "copy_cube": False, "csv": True, "cube": False, "svg": True, "png": True}
