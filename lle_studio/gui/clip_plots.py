"""The plots of a clip over time. However long the clip, only as much is drawn as the screen has columns."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QTimer, Signal
from PySide6.QtGui import QColor

from lle_studio.gui import theme
from lle_studio.pipeline.series import ClipSeries

EVENTS = ("cut", "damage", "duplicate", "gap", "light", "key", "bookmark")
"""Rows of the strip of events, from the top."""

_PAUSE = 30  # ms between a change of the range and drawing it
_AXIS_WIDTH = 52


def columns_of(first: float, last: float, count: int, width: int) -> NDArray[np.int64]:
    """Edges of the bins that frames are drawn in: at most one bin a column of the screen, none split."""
    start, end = max(0, int(np.floor(first))), min(count, int(np.ceil(last)) + 1)
    if end <= start:
        return np.zeros(0, dtype=np.int64)
    bins = min(end - start, max(1, width))
    return np.unique(np.linspace(start, end, bins + 1).astype(np.int64))


def lowest_and_highest(values: NDArray[np.float32], edges: NDArray[np.int64]) -> tuple[np.ndarray, np.ndarray]:
    """The course of values with the lowest and the highest of each bin, so that no peak is lost: x and y."""
    starts = edges[:-1]
    part = values[: edges[-1]]
    low, high = np.fmin.reduceat(part, starts), np.fmax.reduceat(part, starts)
    if len(starts) == edges[-1] - edges[0]:
        return starts.astype(np.float64), low.astype(np.float64)
    return np.repeat(starts, 2).astype(np.float64), np.stack([low, high], axis=1).ravel().astype(np.float64)


def event_colors() -> dict[str, str]:
    """Colour of each row of the strip of events."""
    look = theme.current()
    return {
        "cut": look.accent,
        "damage": look.bad,
        "duplicate": look.rgb_colors[1],
        "gap": look.rgb_colors[2],
        "light": look.warning,
        "key": look.quiet,
        "bookmark": look.coded_colors[2],
    }


class ClipPlots(pg.GraphicsLayoutWidget):
    """Luminance, uncertainty, the curve as a heat map and the events of a clip, over the frame index.

    Signals:
        clicked: index of the frame clicked on or dragged to.
        pointed: index of the frame under the mouse, or None.
    """

    clicked = Signal(int)
    pointed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._series: ClipSeries | None = None
        self._events: dict[str, NDArray[np.bool_]] = {}
        self._marked: tuple[int, int] | None = None
        self.ci.layout.setSpacing(2)
        self.ci.layout.setContentsMargins(2, 2, 6, 2)
        self.means, self.doubts, self.curve, self.events = (self._add_plot(row) for row in range(4))
        for row, stretch in enumerate((5, 4, 5, 3)):
            self.ci.layout.setRowStretchFactor(row, stretch)
        self.lines = {name: self.means.plot(connect="finite") for name in ("mean_in", "mean_out")}
        self.lines |= {name: self.doubts.plot(connect="finite") for name in ("clipped", "max_gain")}
        self.heat = pg.ImageItem(axisOrder="col-major")
        self.heat.setColorMap(pg.colormap.get("viridis"))
        self.curve.addItem(self.heat)
        self.strip = pg.ImageItem(axisOrder="col-major")
        self.events.addItem(self.strip)
        self.span = pg.LinearRegionItem(movable=False)
        self.span.setZValue(-5)
        self.span.hide()
        self.means.addItem(self.span, ignoreBounds=True)
        self.cursors = [pg.InfiniteLine(angle=90, movable=True) for _ in range(4)]
        for plot, cursor in zip(self._plots, self.cursors, strict=True):
            plot.addItem(cursor, ignoreBounds=True)
            cursor.sigDragged.connect(self._drag)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self.draw)
        self.means.sigXRangeChanged.connect(self._draw_soon)
        self.scene().sigMouseClicked.connect(self._click)
        self.scene().sigMouseMoved.connect(self._point)
        self.paint_colors()

    def set_count(self, count: int) -> None:
        """Takes the number of frames of another clip and shows all of it."""
        self._count = count
        self._series = None
        self._events = {}
        for plot in self._plots:
            plot.setLimits(xMin=-0.5, xMax=max(1.0, count - 0.5), minXRange=min(10, max(1, count)))
        self.show_all()
        self.draw()

    def show_series(self, series: ClipSeries | None, events: dict[str, NDArray[np.bool_]]) -> None:
        """Shows what is known of the clip by now."""
        self._series, self._events = series, events
        self._draw_soon()

    def set_position(self, index: int) -> None:
        """Moves the cursor to the frame on the screen."""
        for cursor in self.cursors:
            cursor.setValue(index)

    def set_marked(self, marked: tuple[int, int] | None) -> None:
        """Shows the marked range (both included)."""
        self.span.setVisible(marked is not None)
        if marked is not None:
            self.span.setRegion((marked[0] - 0.5, marked[1] + 0.5))

    def show_all(self) -> None:
        """Shows the whole clip."""
        self.means.setXRange(-0.5, max(1.0, self._count - 0.5), padding=0)

    def paint_colors(self) -> None:
        """Takes the colours of the theme."""
        look = theme.current()
        self.setBackground(look.panel)
        for plot in self._plots:
            for side in ("left", "bottom"):
                plot.getAxis(side).setTextPen(look.quiet)
                plot.getAxis(side).setPen(look.grid)
        for name, color in self.line_colors().items():
            self.lines[name].setPen(pg.mkPen(color, width=1.5))
        for cursor in self.cursors:
            cursor.setPen(pg.mkPen(look.text, width=1))
            cursor.setHoverPen(pg.mkPen(look.accent, width=3))
        veil = QColor(look.good)
        veil.setAlpha(45)
        self.span.setBrush(veil)
        self.draw()

    @staticmethod
    def line_colors() -> dict[str, str]:
        """Colour of each line."""
        look = theme.current()
        return {
            "mean_in": look.quiet,
            "mean_out": look.accent,
            "clipped": look.bad,
            "max_gain": look.warning,
        }

    def draw(self) -> None:
        """Draws what the range shows."""
        series = self._series
        if series is None or not self._count:
            for line in self.lines.values():
                line.setData([], [])
            self.heat.clear()
            self.strip.clear()
            return
        low, high = self.means.viewRange()[0]
        edges = columns_of(low, high, self._count, max(50, int(self.width())))
        if len(edges) < 2:
            return
        clipped = 100 * np.fmax(series.clipped_low, series.clipped_high)
        for name, line in self.lines.items():
            values = clipped if name == "clipped" else getattr(series, name)
            line.setData(*lowest_and_highest(values, edges))
        rect = QRectF(edges[0] - 0.5, 0, edges[-1] - edges[0], 256)
        self.heat.setImage(series.heat[edges[:-1]], levels=(0, 255), rect=rect)
        self._draw_events(edges)

    @property
    def _plots(self) -> tuple[pg.PlotItem, ...]:
        return self.means, self.doubts, self.curve, self.events

    def _add_plot(self, row: int) -> pg.PlotItem:
        plot = self.addPlot(row=row, col=0)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=True, y=False)
        plot.getAxis("left").setWidth(_AXIS_WIDTH)
        plot.getAxis("bottom").setStyle(showValues=row == 3)
        if row == 0:
            plot.setYRange(0, 1, padding=0.05)
        else:
            plot.setXLink(self.getItem(0, 0))
        if row == 2:
            plot.setYRange(0, 255, padding=0)
            plot.getAxis("left").setTicks([[(0, "0"), (128, "128"), (255, "255")]])
        if row == 3:
            plot.setYRange(0, len(EVENTS), padding=0)
            plot.getAxis("left").setStyle(showValues=False)
            plot.invertY(True)
        return plot

    def _draw_events(self, edges: NDArray[np.int64]) -> None:
        """Draws the strip: a column shows an event if any of its frames has one."""
        picture = np.zeros((len(edges) - 1, len(EVENTS), 4), dtype=np.uint8)
        colors = event_colors()
        for row, name in enumerate(EVENTS):
            flags = self._events.get(name)
            if flags is None:
                continue
            there = np.logical_or.reduceat(flags[: edges[-1]], edges[:-1])
            picture[there, row] = QColor(colors[name]).getRgb()
        rect = QRectF(edges[0] - 0.5, 0, edges[-1] - edges[0], len(EVENTS))
        self.strip.setImage(picture, levels=(0, 255), rect=rect)

    def _draw_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _index_at(self, scene_point: QPointF) -> int | None:
        for plot in self._plots:
            box = plot.getViewBox()
            if box.sceneBoundingRect().contains(scene_point):
                return min(max(round(box.mapSceneToView(scene_point).x()), 0), max(0, self._count - 1))
        return None

    def _click(self, event: object) -> None:
        if event.double():
            self.show_all()
            return
        index = self._index_at(event.scenePos())
        if index is not None and self._count:
            self.clicked.emit(index)

    def _drag(self, cursor: pg.InfiniteLine) -> None:
        self.clicked.emit(min(max(round(cursor.value()), 0), max(0, self._count - 1)))

    def _point(self, position: QPointF) -> None:
        self.pointed.emit(self._index_at(position) if self._count else None)

    def leaveEvent(self, event: object) -> None:
        """No frame is pointed at any more."""
        self.pointed.emit(None)
        super().leaveEvent(event)
