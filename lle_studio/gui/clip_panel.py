"""The clip over time: what every frame measures, what happens between frames, and how far that is known."""

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from lle_studio.gui.clip_plots import EVENTS, ClipPlots, event_colors
from lle_studio.gui.transport import clock_text
from lle_studio.pipeline.series import ClipSeries
from lle_studio.video.index import ClipIndex


class ClipPanel(QWidget):
    """Plots with a legend, a line that reads them off, and the progress of the analysis behind them.

    Signals:
        seek_requested: index of the frame to go to.
        analysis_wanted: whether the analysis should go on.
    """

    seek_requested = Signal(int)
    analysis_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clip: ClipIndex | None = None
        self._series: ClipSeries | None = None
        self._bookmarks: list[int] = []
        self._running = False
        self._pointed: int | None = None
        self.plots = ClipPlots()
        self.plots.clicked.connect(self.seek_requested)
        self.plots.pointed.connect(self._point_at)
        self.legend = QLabel(textFormat=Qt.TextFormat.RichText, wordWrap=True)
        self.reading = QLabel(objectName="quiet")
        self.reading.setMinimumWidth(60)  # a long line is cut rather than the window widened
        self.progress = QProgressBar(maximumWidth=190)
        self.button = QPushButton(clicked=self._toggle)
        row = QHBoxLayout()
        row.addWidget(self.reading, 1)
        row.addWidget(self.progress)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 4, 6, 4)
        column.setSpacing(2)
        column.addWidget(self.legend)
        column.addWidget(self.plots, 1)
        column.addLayout(row)
        self.set_clip(None)
        self.retranslate()

    def set_clip(self, clip: ClipIndex | None) -> None:
        """Takes another clip, of which nothing is known yet."""
        self._clip = clip
        self._series = None
        self._bookmarks = []
        self.plots.set_count(len(clip) if clip else 0)
        self.plots.set_marked(None)
        self.setEnabled(clip is not None)
        self.show_progress(0, len(clip) if clip else 0, False)
        self._show()

    def show_series(self, series: ClipSeries) -> None:
        """Shows what is known of the clip by now."""
        if self._clip is not None and len(series.known) == len(self._clip):
            self._series = series
            self._show()

    def set_position(self, index: int) -> None:
        """Shows which frame is on the screen."""
        self.plots.set_position(index)

    def set_marks(self, first: int | None, last: int | None, bookmarks: list[int]) -> None:
        """Shows in, out and the bookmarks."""
        self._bookmarks = bookmarks
        end = len(self._clip) - 1 if self._clip else 0
        none = first is None and last is None
        self.plots.set_marked(None if none else (first or 0, end if last is None else last))
        self._show()

    def show_progress(self, done: int, total: int, running: bool) -> None:
        """Shows how far the analysis has come."""
        self._running = running
        self.progress.setRange(0, max(1, total))
        self.progress.setValue(done)
        self.progress.setVisible(done < total)
        self.button.setVisible(done < total)
        self.button.setText(self.tr("Stop") if running else self.tr("Continue"))

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        self.progress.setFormat(self.tr("Analysis: %p %"))
        self.button.setText(self.tr("Stop") if self._running else self.tr("Continue"))
        self.button.setToolTip(self.tr("The clip is decoded once in the background; it goes on where it stopped."))
        self.plots.setAccessibleName(self.tr("The clip over time"))
        self.plots.setToolTip(
            self.tr(
                "Click to go to a frame, drag the upright line to go through the clip. The wheel magnifies at the "
                "mouse, dragging moves the range, a double click shows all. From the top: mean luminance, clipped "
                "share and largest gain, the curve of every frame (input code upwards, output code as colour), events."
            )
        )
        self._write_legend()
        self._write_reading()

    def _names(self) -> dict[str, str]:
        return {
            "mean_in": self.tr("luminance in"),
            "mean_out": self.tr("luminance out"),
            "clipped": self.tr("clipped %"),
            "max_gain": self.tr("largest gain"),
            "cut": self.tr("scene cut"),
            "damage": self.tr("damaged or missing"),
            "duplicate": self.tr("same as the frame before"),
            "gap": self.tr("gap in time"),
            "light": self.tr("light changes"),
            "key": self.tr("key frame"),
            "bookmark": self.tr("bookmark"),
        }

    def _write_legend(self) -> None:
        names = self._names()
        lines = [f'<span style="color:{color}">━ {names[key]}</span>' for key, color in ClipPlots.line_colors().items()]
        events = [f'<span style="color:{color}">■ {names[key]}</span>' for key, color in event_colors().items()]
        self.legend.setText(" &nbsp; ".join([*lines, *events]))

    def _show(self) -> None:
        self.plots.show_series(self._series, self._events())
        self._write_reading()

    def _events(self) -> dict[str, np.ndarray]:
        """Flags of all frames by kind of event."""
        if self._clip is None:
            return {}
        bookmarks = np.zeros(len(self._clip), dtype=bool)
        bookmarks[self._bookmarks] = True
        flags = {"key": self._clip.keyframe, "bookmark": bookmarks}
        series = self._series
        if series is not None:
            flags |= {name: getattr(series, name) for name in ("cut", "duplicate", "gap", "light")}
            flags["damage"] = series.corrupt | series.missing | series.after_damage
        return flags

    def _point_at(self, index: int | None) -> None:
        self._pointed = index
        self._write_reading()

    def _write_reading(self) -> None:
        """Says what is known of the frame under the mouse."""
        index, series = self._pointed, self._series
        if index is None or self._clip is None:
            self.reading.setText(self.tr("Point at the plots to read a frame off."))
            return
        names, events = self._names(), self._events()
        parts = [self.tr("Frame index {index}").format(index=index), clock_text(self._clip.time_of(index))]
        if series is not None and series.known[index]:
            parts.append(f"{series.mean_in[index]:.3f} → {series.mean_out[index]:.3f}")
            parts.append(self.tr("gain × {gain}").format(gain=f"{series.max_gain[index]:.0f}"))
            clipped = max(series.clipped_low[index], series.clipped_high[index])
            parts.append(self.tr("clipped {share} %").format(share=f"{100 * clipped:.1f}"))
        parts += [names[name] for name in EVENTS if name in events and events[name][index]]
        self.reading.setText("  ·  ".join(parts))

    def _toggle(self) -> None:
        self.analysis_wanted.emit(not self._running)

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes, and paints anew when the theme does."""
        if event.type() == QEvent.Type.StyleChange:
            self.plots.paint_colors()
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.StyleChange):
            self.retranslate()
        super().changeEvent(event)
