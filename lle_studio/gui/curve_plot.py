"""The plot of the tables: curves, histograms, clip marks, a held curve, the pixel pointed at."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from lle_studio.core.curves import LEVELS
from lle_studio.core.frame import EnhancedFrame
from lle_studio.gui import theme

CODES = np.arange(LEVELS)
CHANNELS = {"rgb": ("R", "G", "B"), "coded": ("Y", "Cb", "Cr")}

_TICKS = {"bottom": (0, 32, 64, 96, 128, 160, 192, 224, 255), "left": (0, 64, 128, 192, 255)}
_HISTOGRAM = 60.0
"""Height of the tallest column of a histogram, in codes."""
_EDGES = np.arange(LEVELS + 1) - 0.5


class CurvePlot(pg.PlotWidget):
    """Plots the integers that were applied, nothing smoother. Items are made once and given new data.

    Signals:
        pointed: input code under the mouse, or None.
    """

    pointed = Signal(object)

    def __init__(self) -> None:
        super().__init__(background=theme.current().panel)
        self._domain = "rgb"
        self._sources = [self._histogram() for _ in range(3)]
        self._results = [self._histogram() for _ in range(3)]
        self.identity = self.plot(CODES, CODES)
        self.held = [self.plot() for _ in range(3)]
        self.curves = [self.plot() for _ in range(3)]
        self._clips = [pg.InfiniteLine(angle=90) for _ in range(2)]
        self._pixels = pg.ScatterPlotItem(size=9, pxMode=True)
        self._cursor = pg.InfiniteLine(angle=90)
        for item in (*self._clips, self._pixels, self._cursor):
            self.addItem(item, ignoreBounds=True)
        for line in (*self._clips, self._cursor):
            line.hide()
        self._set_up()
        self.paint_colors()
        self.scene().sigMouseMoved.connect(self._read_off)

    def show_tables(self, enhanced: EnhancedFrame | None) -> None:
        """Plots the tables of an enhanced frame with its histograms; none empties the plot."""
        if enhanced is None:
            for curve in self.curves:
                curve.setData([], [])
            for outline in (*self._sources, *self._results):
                outline.setPath(QPainterPath())
            for line in self._clips:
                line.hide()
            return
        if enhanced.domain != self._domain:
            self._domain = enhanced.domain
            self.paint_colors()
        for curve, row in zip(self.curves, enhanced.table, strict=True):
            curve.setData(CODES, row)
        self._show_histograms(enhanced.counts, enhanced.table)
        self._show_clips(enhanced.table, enhanced.counts)

    def hold(self, table: NDArray[np.uint8] | None) -> None:
        """Keeps tables as dotted curves for comparison; none drops them."""
        for place, curve in enumerate(self.held):
            if table is None:
                curve.setData([], [])
            else:
                curve.setData(CODES, table[place])

    def show_pixel(self, before: tuple[int, ...] | None, after: tuple[int, ...] | None) -> None:
        """Marks the codes of a pixel on the curves; none takes the marks away."""
        if before is None or after is None:
            self._pixels.setData([], [])
        else:
            colors = self._colors[: len(before)]
            edge = pg.mkPen(theme.current().text)
            self._pixels.setData(x=before, y=after, brush=[pg.mkBrush(color) for color in colors], pen=edge)

    def paint_colors(self) -> None:
        """Takes the colours of the theme and of the domain."""
        look = theme.current()
        self._colors = look.rgb_colors if self._domain == "rgb" else look.coded_colors
        self.setBackground(look.panel)
        self.identity.setPen(pg.mkPen(look.grid, style=Qt.PenStyle.DashLine))
        self._cursor.setPen(pg.mkPen(look.grid))
        for line in self._clips:
            line.setPen(pg.mkPen(look.warning, style=Qt.PenStyle.DotLine))
        for place, color in enumerate(self._colors):
            self.curves[place].setPen(pg.mkPen(color, width=2))
            self.held[place].setPen(pg.mkPen(color, width=1.5, style=Qt.PenStyle.DotLine))
            veil = QColor(color)
            veil.setAlpha(55)
            for item in (self._sources[place], self._results[place]):
                item.setPen(QPen(Qt.PenStyle.NoPen))
                item.setBrush(veil)
        for side in _TICKS:
            axis = self.getPlotItem().getAxis(side)
            axis.setTextPen(look.quiet)
            axis.setPen(look.grid)

    def _histogram(self) -> QGraphicsPathItem:
        item = QGraphicsPathItem()
        item.setZValue(-10)
        self.addItem(item, ignoreBounds=True)
        return item

    def _set_up(self) -> None:
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        item.showGrid(x=True, y=True, alpha=0.15)
        item.setXRange(0, 255, padding=0.04)  # room for the outermost labels, which are hidden without it
        item.setYRange(0, 255, padding=0.05)
        for side, codes in _TICKS.items():
            item.getAxis(side).setTicks([[(code, str(code)) for code in codes]])
        self.setMinimumSize(200, 130)

    def _show_histograms(self, counts: NDArray[np.int64], table: NDArray[np.uint8]) -> None:
        """The source's under the curves, the result's beside them, both by the logarithm of the counts."""
        tallest = np.log1p(max(1, int(counts.max())))
        for place in range(3):
            if place >= len(counts):
                self._sources[place].setPath(QPainterPath())
                self._results[place].setPath(QPainterPath())
                continue
            row = counts[place]
            result = np.bincount(table[place], weights=row, minlength=LEVELS)
            under, beside = (np.repeat(np.log1p(values) / tallest * _HISTOGRAM, 2) for values in (row, result))
            along = np.repeat(_EDGES, 2)[1:-1]
            ends = along[[0, -1]]
            x, y = np.r_[ends[0], along, ends[1]], np.r_[0, under, 0]
            self._sources[place].setPath(pg.arrayToQPath(x, y))
            x, y = np.r_[255, 255 - beside, 255], np.r_[ends[0], along, ends[1]]
            self._results[place].setPath(pg.arrayToQPath(x, y))

    def _show_clips(self, table: NDArray[np.uint8], counts: NDArray[np.int64]) -> None:
        """Marks the last input that becomes black and the first that becomes white, of those that should not."""
        rows = table[: len(counts)]
        black = int(np.max(np.where((rows == 0) & (CODES > 0), CODES, 0)))
        white = int(np.min(np.where((rows == 255) & (CODES < 255), CODES, 255)))
        for line, code, shown in ((self._clips[0], black, black > 0), (self._clips[1], white, white < 255)):
            line.setVisible(shown)
            line.setValue(code)

    def _read_off(self, position: QPointF) -> None:
        box = self.getPlotItem().getViewBox()
        inside = box.sceneBoundingRect().contains(position)
        self._cursor.setVisible(inside)
        code = min(max(round(box.mapSceneToView(position).x()), 0), LEVELS - 1) if inside else None
        if inside:
            self._cursor.setValue(code)
        self.pointed.emit(code)

    def leaveEvent(self, event: object) -> None:
        """Stops reading off when the mouse leaves."""
        self._cursor.hide()
        self.pointed.emit(None)
        super().leaveEvent(event)
