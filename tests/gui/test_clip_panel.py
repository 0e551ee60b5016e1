"""The clip over time, and the analysis behind it."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from lle_studio.core.settings import EnhancementSettings
from lle_studio.estimator.estimator import CurveEstimator
from lle_studio.gui.analysis_worker import AnalysisWorker
from lle_studio.gui.clip_panel import ClipPanel
from lle_studio.gui.clip_plots import columns_of, lowest_and_highest
from lle_studio.gui.curve_worker import SharedTrack, View
from lle_studio.gui.main_window import MainWindow
from lle_studio.pipeline.series import ClipSeries
from lle_studio.video.index import ClipIndex, build_index
from tests.gui.conftest import TIMEOUT, relayed, settle

OpenClip = Callable[[Path], View]


def test_no_peak_is_lost_and_no_more_is_drawn_than_there_are_columns() -> None:
    values = np.zeros(100_000, dtype=np.float32)
    values[[3, 77_777]] = (5, -5)
    values[10:20] = np.nan
    edges = columns_of(-0.5, 99_999.5, len(values), 600)
    x, y = lowest_and_highest(values, edges)
    assert len(x) == 2 * (len(edges) - 1) <= 1200
    assert (np.nanmax(y), np.nanmin(y)) == (5, -5)
    assert edges[0] == 0
    assert edges[-1] == 100_000
    few = columns_of(99.6, 120.2, 100_000, 600)
    assert few.tolist() == list(range(99, 123))
    x, y = lowest_and_highest(values, few)
    assert x.tolist() == list(range(99, 122))
    assert len(columns_of(5, 4, 0, 600)) == 0


@pytest.fixture
def long_clip(clip_path: Callable[[str], Path]) -> ClipIndex:
    """An index of 100,000 frames."""
    index = build_index(clip_path("cfr"))
    count = 100_000
    return replace(
        index, pts=np.arange(count, dtype=np.int64) * 512, keyframe=np.arange(count) % 250 == 0,
        packet=np.arange(count),
    )  # fmt: skip


def series_of(count: int) -> ClipSeries:
    rng = np.random.default_rng(1)
    numbers = {
        name: rng.random(count).astype(np.float32)
        for name in ("mean_in", "mean_out", "clipped_low", "clipped_high", "max_gain", "hue_shift")
    }
    flags = {
        name: rng.random(count) < 0.001
        for name in ("cut", "duplicate", "corrupt", "after_damage", "missing", "gap", "light")
    }
    heat = np.zeros((count, 256), dtype=np.uint8)
    return ClipSeries(known=np.ones(count, dtype=bool), heat=heat, **numbers, **flags)


def test_hundred_thousand_frames(qtbot: QtBot, long_clip: ClipIndex) -> None:
    panel = ClipPanel()
    qtbot.addWidget(panel)
    panel.resize(900, 300)
    panel.show()
    panel.set_clip(long_clip)
    panel.set_marks(10, 5000, [77_000])
    series = series_of(len(long_clip))
    panel.show_series(series)
    panel.plots.draw()
    line = panel.plots.lines["mean_in"]
    assert len(line.getData()[0]) <= 2 * 900
    assert panel.plots.strip.image.shape[0] <= 900
    panel.plots.means.setXRange(76_990, 77_010, padding=0)
    panel.plots.draw()
    x, y = line.getData()
    np.testing.assert_allclose(y, series.mean_in[x.astype(int)])
    assert x.min() <= 76_990
    assert len(x) < 30
    with qtbot.waitSignal(panel.seek_requested, timeout=TIMEOUT) as wanted:
        panel.plots.cursors[0].setValue(76_995.2)
        panel.plots.cursors[0].sigDragged.emit(panel.plots.cursors[0])
    assert wanted.args == [76_995]
    box = panel.plots.heat.getViewBox()
    panel.plots._point(box.mapViewToScene(QPointF(77_000, 100)))
    text = panel.reading.text()
    assert text.startswith("Frame index 77000")
    assert "bookmark" in text
    assert "key frame" in text


def test_analysis_fills_the_panel_and_follows_the_settings(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path]
) -> None:
    view = open_clip(clip_path("damaged-packets"))
    count = len(view.request.clip)

    def complete(series: ClipSeries) -> bool:
        return bool((series.known | series.missing).all())

    series = window.clip_panel._series
    if series is None or not complete(series):
        with qtbot.waitSignal(window.analysis.series_changed, timeout=TIMEOUT, check_params_cb=complete) as changed:
            pass
        series = changed.args[0]
    assert series.corrupt.any() or series.missing.any()
    assert not window.clip_panel.button.isVisible()
    track = window.viewer.track.get()
    for i in np.flatnonzero(series.known)[::17].tolist():
        measures = track.measure(i, EnhancementSettings())[1]
        assert series.mean_out[i] == pytest.approx(measures.mean_out, rel=1e-6)
    with qtbot.waitSignal(
        window.analysis.series_changed,
        timeout=TIMEOUT,
        check_params_cb=lambda s: complete(s) and np.nanmax(s.max_gain) <= 3,
    ):
        window.controls.gain_limit.setValue(3)
    assert len(window.clip_panel._series.known) == count


def test_analysis_goes_on_where_it_stopped(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_clip(sample)
    with qtbot.waitSignal(
        window.analysis.progressed, timeout=TIMEOUT, check_params_cb=lambda done, _total, _running: done > 5
    ):
        pass
    if window.clip_panel.button.isVisible():
        window.clip_panel.button.click()
        assert window.clip_panel.button.text() == "Continue"
        known = int(window.viewer.track.get().known.sum())
        assert known > 5
        window.clip_panel.button.click()
    with qtbot.waitSignal(
        window.analysis.progressed, timeout=TIMEOUT, check_params_cb=lambda done, total, _running: done == total
    ):
        pass


def test_smoothed_analysis_is_complete(qtbot: QtBot, clip_path: Callable[[str], Path]) -> None:
    clip = build_index(clip_path("vfr"))
    coming: Future[CurveEstimator] = Future()
    coming.set_result(CurveEstimator.load())
    shared = SharedTrack(clip, coming)
    settings = EnhancementSettings(curve_mode="smoothed", window=1.0)
    worker = AnalysisWorker(shared, settings)
    with qtbot.waitSignal(
        relayed(worker, "series_changed"), timeout=TIMEOUT, check_params_cb=lambda s: bool(s.known.all())
    ) as last:
        worker.start()
    worker.finish()
    series = last.args[0]
    for i in (0, 13, 57, len(clip) - 1):
        assert series.mean_out[i] == pytest.approx(shared.get().measure(i, settings)[1].mean_out, rel=1e-6)


def test_click_goes_there(qtbot: QtBot, window: MainWindow, open_clip: OpenClip, sample: Path) -> None:
    open_clip(sample)
    window.clip_panel.plots.clicked.emit(33)
    assert settle(qtbot, window).index == 33
    assert [cursor.value() for cursor in window.clip_panel.plots.cursors] == [33] * 4


def test_settings_that_do_not_fit_leave_the_analysis_alive(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path]
) -> None:
    open_clip(clip_path("ten-bit"))
    luma = window.controls.color_mode.model().item(2)
    assert not luma.isEnabled()
    window.controls.color_mode.setCurrentIndex(2)
    assert "8-bit planar" in settle(qtbot, window).enhancement_problem
    with qtbot.waitSignal(
        window.analysis.progressed, timeout=TIMEOUT, check_params_cb=lambda done, total, _running: done == total
    ):
        window.controls.level.setValue(0.5)
    assert not window.clip_panel._series.known.any()
    window.controls.weights.setCurrentText("paper")
    window.controls.color_mode.setCurrentIndex(0)
    view = settle(qtbot, window)
    assert view.request.settings.exposure_level == 0.6
    assert view.enhanced is not None
    assert window.viewer.track.get().estimator.weights_name == "paper"
    if not window.clip_panel._series.known.all():
        with qtbot.waitSignal(
            window.analysis.series_changed, timeout=TIMEOUT, check_params_cb=lambda series: bool(series.known.all())
        ):
            pass
    window.actions_.undo.trigger()
    window.actions_.undo.trigger()
    settle(qtbot, window)
    assert window.controls.weights.currentText() == "studio"
