"""The tables of the frame on the screen as three live curves, with the line that would change nothing."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from lle_studio.core.curves import LEVELS
from lle_studio.core.frame import EnhancedFrame
from lle_studio.gui import theme

_CODES = np.arange(LEVELS)
_NAMES = {"rgb": ("R", "G", "B"), "coded": ("Y", "Cb", "Cr")}
_TICKS = {"bottom": (0, 32, 64, 96, 128, 160, 192, 224, 255), "left": (0, 64, 128, 192, 255)}
_COLORS = {"rgb": theme.RGB_COLORS, "coded": theme.CODED_COLORS}


class CurvesPanel(QFrame):
    """Plots the integers that were applied, nothing smoother."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, objectName="panel")
        self._enhanced: EnhancedFrame | None = None
        self._domain = "rgb"
        self._title = QLabel(objectName="title")
        self.legend = QLabel(textFormat=Qt.TextFormat.RichText)
        self._reading = QLabel(objectName="quiet")
        self.plot = pg.PlotWidget(background=theme.PANEL)
        self._set_up_plot()
        self.identity = self.plot.plot(_CODES, _CODES, pen=pg.mkPen("#6d727a", style=Qt.PenStyle.DashLine))
        self.curves = [self.plot.plot(pen=pg.mkPen(color, width=2)) for color in theme.RGB_COLORS]
        self._cursor = pg.InfiniteLine(angle=90, pen=pg.mkPen("#6d727a"))
        self._cursor.hide()
        self.plot.addItem(self._cursor, ignoreBounds=True)
        self.plot.scene().sigMouseMoved.connect(self._read_off)
        top = QHBoxLayout()
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self._reading)
        top.addSpacing(12)
        top.addWidget(self.legend)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 6)
        column.addLayout(top)
        column.addWidget(self.plot, 1)
        self.retranslate()

    def show_tables(self, enhanced: EnhancedFrame | None) -> None:
        """Plots the tables of an enhanced frame; none empties the plot."""
        if enhanced is None:
            for curve in self.curves:
                curve.setData([], [])
        else:
            for curve, row in zip(self.curves, enhanced.table, strict=True):
                curve.setData(_CODES, row)
            if enhanced.domain != self._domain:
                self._set_domain(enhanced.domain)
        self._enhanced = enhanced
        self._write_legend()
        self._write_reading()

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        self._title.setText(self.tr("Tables of this frame"))
        self._title.setToolTip(
            self.tr(
                "For each value in the file (input code, 0 to 255) the value it becomes (output code). These integers "
                "are the whole explanation of the picture: they are what is applied, what is logged, and what is "
                "plotted here. The dashed line would change nothing. A curve that never falls never turns dark into "
                "bright. Point at the plot to read a value off."
            )
        )
        self.plot.setLabel("bottom", self.tr("input code"), color=theme.QUIET)
        self.plot.setLabel("left", self.tr("output code"), color=theme.QUIET)
        self._write_legend()

    def _set_up_plot(self) -> None:
        item = self.plot.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        item.showGrid(x=True, y=True, alpha=0.15)
        item.setXRange(0, 255, padding=0.04)  # room for the outermost labels, which are hidden without it
        item.setYRange(0, 255, padding=0.05)
        for side, codes in _TICKS.items():
            axis = item.getAxis(side)
            axis.setTextPen(theme.QUIET)
            axis.setPen("#50555d")
            axis.setTicks([[(code, str(code)) for code in codes]])
        self.plot.setMinimumSize(220, 150)

    def _set_domain(self, domain: str) -> None:
        """Colours the curves for R, G, B or for Y, Cb, Cr."""
        self._domain = domain
        for curve, color in zip(self.curves, _COLORS[domain], strict=True):
            curve.setPen(pg.mkPen(color, width=2))

    def _write_legend(self) -> None:
        """Names the curves by colour; curves that lie on each other share a name and the colour that is seen."""
        names: dict[bytes, str] = {}
        colors: dict[bytes, str] = {}
        rows = self._enhanced.table if self._enhanced else np.eye(3)
        for name, color, row in zip(_NAMES[self._domain], _COLORS[self._domain], rows, strict=True):
            curve = row.tobytes()
            names[curve] = f"{names[curve]} = {name}" if curve in names else name
            colors[curve] = color
        words = [f'<span style="color:{colors[curve]}">▬ {name}</span>' for curve, name in names.items()]
        identity = self.tr("unchanged")
        words.append(f'<span style="color:#8a9098">┅ {identity}</span>')
        self.legend.setText("&nbsp;&nbsp; ".join(words))

    def _write_reading(self) -> None:
        """Says what becomes of the input code the mouse points at."""
        if not self._cursor.isVisible() or self._enhanced is None:
            self._reading.clear()
            return
        code = int(self._cursor.value())
        rows = zip(_NAMES[self._domain], self._enhanced.table, strict=True)
        values = "  ".join(f"{name} {row[code]}" for name, row in rows)
        self._reading.setText(f"{code} → {values}")

    def _read_off(self, position: QPointF) -> None:
        box = self.plot.getPlotItem().getViewBox()
        inside = box.sceneBoundingRect().contains(position)
        self._cursor.setVisible(inside)
        if inside:
            self._cursor.setValue(min(max(round(box.mapSceneToView(position).x()), 0), LEVELS - 1))
        self._write_reading()

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Stops reading off when the mouse leaves."""
        self._cursor.hide()
        self._write_reading()
        super().leaveEvent(event)
