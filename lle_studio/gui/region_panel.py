"""What a region of the picture measures before and after, with small histograms."""

import numpy as np
from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from lle_studio.core.region import Region, RegionMeasures, measure_region
from lle_studio.gui import theme
from lle_studio.gui.curve_worker import View


class HistogramStrip(QWidget):
    """Histograms of R, G and B over each other, by the logarithm of the counts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measures: RegionMeasures | None = None
        self.setMinimumHeight(44)

    def show_measures(self, measures: RegionMeasures | None) -> None:
        """Shows the histograms of a region; none empties the strip."""
        self._measures = measures
        self.update()

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(256, 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints a column for each code."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.current().field))
        if self._measures is None:
            return
        heights = np.log1p(self._measures.counts)
        heights = heights / max(1e-9, heights.max()) * (self.height() - 2)
        for row, color in zip(heights, theme.current().rgb_colors, strict=True):
            veil = QColor(color)
            veil.setAlpha(120)
            for code in np.flatnonzero(row):
                left, right = (int(place * self.width() / 256) for place in (code, code + 1))
                tall = max(1, int(row[code]))
                painter.fillRect(QRect(left, self.height() - tall, max(1, right - left), tall), veil)


class RegionPanel(QWidget):
    """Reads a region off the planes of the frame on the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: View | None = None
        self.region: Region | None = None
        self.place = QLabel(wordWrap=True)
        self.strips = (HistogramStrip(), HistogramStrip())
        self._names = (QLabel(objectName="quiet"), QLabel(objectName="quiet"))
        self.texts = (QLabel(wordWrap=True), QLabel(wordWrap=True))
        grid = QGridLayout()
        grid.setVerticalSpacing(2)
        for row in (0, 1):
            grid.addWidget(self._names[row], 2 * row, 0)
            grid.addWidget(self.texts[row], 2 * row, 1)
            grid.addWidget(self.strips[row], 2 * row + 1, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.place)
        column.addLayout(grid)
        self.retranslate()

    def show_view(self, view: View | None) -> None:
        """Reads the region off another frame."""
        self._view = view
        self._write()

    def set_region(self, region: Region | None) -> None:
        """Reads off another region; none empties the panel."""
        self.region = region
        self._write()

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        self._names[0].setText(self.tr("Original"))
        self._names[1].setText(self.tr("Enhanced"))
        self.setToolTip(
            self.tr(
                "Mean and standard deviation of R, G, B in codes, and mean luminance, of all samples in the region; "
                "below, how often each code occurs (logarithm)."
            )
        )
        self._write()

    def _write(self) -> None:
        region, view = self.region, self._view
        shown = region is not None and view is not None and view.frame is not None
        for widget in (*self.strips, *self._names, *self.texts):
            widget.setVisible(shown)
        if not shown:
            self.place.setText(self.tr("Hold Shift and drag over a picture to mark a region."))
            return
        place = self.tr("Region x {x}, y {y}, {width} × {height} samples")
        self.place.setText(place.format(x=region.x, y=region.y, width=region.width, height=region.height))
        pictures = (view.frame.rgb, view.picture)
        for strip, text, planes in zip(self.strips, self.texts, pictures, strict=True):
            try:
                measures = None if planes is None else measure_region(planes, region)
            except ValueError:  # of a larger picture
                measures = None
            strip.show_measures(measures)
            text.setText("—" if measures is None else self._describe(measures))

    def _describe(self, measures: RegionMeasures) -> str:
        parts = [
            f"{name} {mean:.1f} ± {deviation:.1f}"
            for name, mean, deviation in zip("RGB", measures.means, measures.deviations, strict=True)
        ]
        return "  ".join([*parts, self.tr("lum. {value}").format(value=f"{measures.luminance:.3f}")])

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
