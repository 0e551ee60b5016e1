"""What was reached and what is uncertain, in numbers, for the frame on the screen."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from lle_studio.core.frame import EnhancedFrame
from lle_studio.core.measures import false_color_risk
from lle_studio.core.settings import EnhancementSettings
from lle_studio.gui.curve_worker import View
from lle_studio.gui.words import number
from lle_studio.pipeline.series import ClipSeries

_ROWS = ("mean", "clipped_low", "clipped_high", "merged", "gain", "hue")


class MeasuresPanel(QFrame):
    """The headline says what the level asked for came to; the rows are the measures that are logged."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, objectName="panel")
        self._view: View | None = None
        self._series: ClipSeries | None = None
        self.reached = QLabel(objectName="reached", wordWrap=True)
        self.hint = QLabel(objectName="hint", wordWrap=True)
        self.light = QLabel(objectName="hint", wordWrap=True)
        self._names = {row: QLabel(objectName="quiet") for row in _ROWS}
        self.values = {row: QLabel() for row in _ROWS}
        grid = QGridLayout()
        grid.setVerticalSpacing(5)
        for place, row in enumerate(_ROWS):
            self.values[row].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(self._names[row], place, 0)
            grid.addWidget(self.values[row], place, 1)
        grid.setColumnStretch(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self.reached)
        column.addLayout(grid)
        column.addWidget(self.hint)
        column.addWidget(self.light)
        column.addStretch(1)
        self.retranslate()

    def show_view(self, view: View | None) -> None:
        """Shows the measures of the enhanced frame of a view; none empties the panel."""
        self._view = view
        self._write_light()
        enhanced = view.enhanced if view else None
        if view is None or enhanced is None:
            self.reached.setText("—")
            self.hint.clear()
            for label in self.values.values():
                label.setText("—")
            return
        self.reached.setText(self._headline(enhanced, view.request.settings))
        self._fill(enhanced)
        self.hint.setText(self._luma_hint(enhanced))

    def show_series(self, series: ClipSeries | None) -> None:
        """Takes what is known of the clip over time: it tells where the scene's own light changes."""
        self._series = series
        self._write_light()

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        words = {
            "mean": (
                self.tr("Mean luminance"),
                self.tr("Mean luminance of the frame, from 0 (black) to 1 (white), before and after: what L came to."),
            ),
            "clipped_low": (
                self.tr("Moved to black"),
                self.tr("Share of samples the tables make black that were not: detail lost in shadows."),
            ),
            "clipped_high": (
                self.tr("Moved to white"),
                self.tr("Share of samples the tables make white that were not: detail lost in highlights."),
            ),
            "merged": (
                self.tr("Levels merged"),
                self.tr("Values that differ in the file and no longer differ in the result."),
            ),
            "gain": (
                self.tr("Largest gain"),
                self.tr("Largest step of a table, in output codes for one input code. Noise grows by as much."),
            ),
            "hue": (
                self.tr("Hue shift of greys"),
                self.tr("How many codes R, G and B drift apart where the file is grey. If high, do not trust colours."),
            ),
        }
        for row, (name, tip) in words.items():
            self._names[row].setText(name)
            self._names[row].setToolTip(tip)
            self.values[row].setToolTip(tip)
        self.show_view(self._view)

    def _write_light(self) -> None:
        """Warns where curves of each frame can hide or fake a change of the scene's own light."""
        view, series = self._view, self._series
        changing = (
            view is not None
            and series is not None
            and len(series.light) == len(view.request.clip)
            and bool(series.light[view.index])
            and view.request.settings.curve_mode != "locked"
        )
        self.light.setText(
            self.tr(
                "The light of the scene changes here. Curves that change with the frame can hide that or fake it: "
                "compare with locked curves."
            )
            if changing
            else ""
        )

    def _headline(self, enhanced: EnhancedFrame, settings: EnhancementSettings) -> str:
        asked, reached = f"{settings.exposure_level:.2f}", f"{enhanced.measures.mean_out:.2f}"
        if settings.gain_limit is None:
            return self.tr("L {asked} asked, {reached} reached without gain limit").format(asked=asked, reached=reached)
        return self.tr("L {asked} asked, {reached} reached at gain limit {limit}").format(
            asked=asked, reached=reached, limit=number(settings.gain_limit)
        )

    def _fill(self, enhanced: EnhancedFrame) -> None:
        measures = enhanced.measures
        codes = self.tr("{count} codes")
        texts = {
            "mean": f"{measures.mean_in:.3f} → {measures.mean_out:.3f}",
            "clipped_low": f"{measures.clipped_low:.2%}",
            "clipped_high": f"{measures.clipped_high:.2%}",
            "merged": str(measures.merged_levels),
            "gain": f"× {measures.max_gain}",
            "hue": codes.format(count=f"{measures.hue_shift:.1f}"),
        }
        for row, text in texts.items():
            self.values[row].setText(text)

    def _luma_hint(self, enhanced: EnhancedFrame) -> str:
        """Why the luma mode should be tried; empty where it need not, or cannot."""
        measures = enhanced.measures
        if enhanced.domain == "coded" or len(enhanced.source.coded) < 3:
            return ""
        risk = false_color_risk(measures.mean_in, measures.max_gain, measures.hue_shift)
        if risk == "grey-shift":
            return self.tr("Greys become coloured here. The colour mode Luma keeps them grey.")
        if risk == "dark-chroma":
            return self.tr(
                "Very dark: colour lives in a few codes here, and brightening each channel turns them into false "
                "colours. The colour mode Luma avoids that."
            )
        return ""

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
