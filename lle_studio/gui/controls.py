"""The examiner's choices: exposure level, gain limit, curve mode, colour mode and weights."""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from lle_studio.core.settings import (
    CHROMA_GAIN_RANGE,
    COLOR_MODES,
    DEFAULT_WINDOW,
    GAIN_LIMIT_RANGE,
    LEVEL_RANGE,
    WINDOW_RANGE,
    EnhancementSettings,
)
from lle_studio.gui.model_card import level_bounds, show_card
from lle_studio.gui.path_field import row_label
from lle_studio.gui.words import color_mode_text

WEIGHTS = ("studio", "paper")

_CURVES = ("per-frame", "smoothed", "lock-frame", "lock-range")
"""Entries of the field for the curve mode."""

_STEPS = 100  # positions of the level slider from 0 to 1: it moves in hundredths, as the number beside it shows


class NumberBox(QDoubleSpinBox):
    """A number without needless zeros; passed on when it is complete, not at every key."""

    def __init__(self, bounds: tuple[float, float], step: float, decimals: int) -> None:
        super().__init__(
            keyboardTracking=False, decimals=decimals, singleStep=step, alignment=Qt.AlignmentFlag.AlignRight
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setRange(*bounds)
        self.lineEdit().returnPressed.connect(self.clearFocus)

    def textFromValue(self, value: float) -> str:
        """The value as people write it."""
        return f"{value:g}"


class ControlsPanel(QFrame):
    """Makes `EnhancementSettings` of its fields.

    Signals:
        settings_changed: the `EnhancementSettings` chosen now, and the name of the field that was changed.
        weights_changed: the weights chosen now.
        level_wanted: Auto was pressed.
        reset_wanted: Reset was pressed.
    """

    settings_changed = Signal(object, str)
    weights_changed = Signal(str)
    level_wanted = Signal()
    reset_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, objectName="panel")
        self._shown_index = 0
        self._lock_frame: int | None = None
        self._lock_range: tuple[int, int] | None = None
        self._marked: tuple[int, int] | None = None
        self._make_fields()
        self._lay_out()
        self.retranslate()
        self.set_settings(EnhancementSettings())
        self._connect()

    @property
    def settings(self) -> EnhancementSettings:
        """What is chosen now."""
        curves = _CURVES[self.curve_mode.currentIndex()]
        return EnhancementSettings(
            exposure_level=self.level.value(),
            gain_limit=self.gain_limit.value() if self.limit_gain.isChecked() else None,
            curve_mode="locked" if curves.startswith("lock") else curves,
            window=self.window_length.value() if curves == "smoothed" else None,
            lock_frame=self._lock_frame if curves == "lock-frame" else None,
            lock_range=self._lock_range if curves == "lock-range" else None,
            color_mode=COLOR_MODES[self.color_mode.currentIndex()],
            chroma_gain=self.chroma_gain.value(),
        )

    def set_settings(self, settings: EnhancementSettings, weights: str = WEIGHTS[0]) -> None:
        """Shows settings in the fields, without telling anybody."""
        self._lock_frame, self._lock_range = settings.lock_frame, settings.lock_range
        fields = (self.level, self.level_slider, self.gain_limit, self.limit_gain, self.curve_mode, self.color_mode)
        blockers = [QSignalBlocker(field) for field in (*fields, self.chroma_gain, self.window_length, self.weights)]
        self.weights.setCurrentIndex(WEIGHTS.index(weights))
        self.level.setValue(settings.exposure_level)
        self.level_slider.setValue(round(settings.exposure_level * _STEPS))
        self.limit_gain.setChecked(settings.gain_limit is not None)
        if settings.gain_limit is not None:
            self.gain_limit.setValue(settings.gain_limit)
        if settings.window is not None:
            self.window_length.setValue(settings.window)
        curves = settings.curve_mode
        if curves == "locked":
            curves = "lock-frame" if settings.lock_range is None else "lock-range"
        self.curve_mode.setCurrentIndex(_CURVES.index(curves))
        self.color_mode.setCurrentIndex(COLOR_MODES.index(settings.color_mode))
        self.chroma_gain.setValue(settings.chroma_gain)
        del blockers
        self._update_fields()

    def set_level(self, level: float) -> None:
        """Takes a level that was estimated, as if it had been entered."""
        self.level.setValue(level)

    def set_shown_index(self, index: int) -> None:
        """Tells which frame is on the screen: the one that locking takes."""
        self._shown_index = index

    def set_luma_possible(self, possible: bool) -> None:
        """Tells whether the clip has the samples the colour mode luma acts on."""
        self.color_mode.model().item(COLOR_MODES.index("luma")).setEnabled(possible)

    def set_marked(self, marked: tuple[int, int] | None) -> None:
        """Tells the marked range (both included): the one whose median curves locking can take."""
        self._marked = marked
        self._update_fields()

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        self.auto.setText(self.tr("Auto"))
        self.limit_gain.setText(self.tr("limit to"))
        self.card.setText(self.tr("Card…"))
        self.reset_button.setText(self.tr("Reset"))
        self._write_labels()
        self._write_tool_tips()
        self._update_fields()

    def _make_fields(self) -> None:
        self._level_label, self._gain_label, self._color_label = row_label(), row_label(), row_label()
        self._chroma_label, self._curve_label, self._weights_label = row_label(), row_label(), row_label()
        self.level_slider = QSlider(Qt.Orientation.Horizontal)
        self.level_slider.setRange(*(round(bound * _STEPS) for bound in LEVEL_RANGE))
        self.level = QDoubleSpinBox(decimals=2, singleStep=0.01, keyboardTracking=False)
        self.level.setRange(*LEVEL_RANGE)
        self.level.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.level.lineEdit().returnPressed.connect(self.level.clearFocus)
        self.auto = QPushButton()
        self.limit_gain = QCheckBox()
        self.gain_limit = NumberBox(GAIN_LIMIT_RANGE, 1.0, 1)
        self.color_mode = QComboBox()
        self.color_mode.addItems(COLOR_MODES)
        self.chroma_gain = NumberBox(CHROMA_GAIN_RANGE, 0.1, 2)
        self.chroma_gain.setMaximumWidth(110)
        self.curve_mode = QComboBox()
        self.curve_mode.addItems(_CURVES)
        self.window_length = NumberBox(WINDOW_RANGE, 0.5, 1)
        self.window_length.setValue(DEFAULT_WINDOW)
        self.relock = QPushButton()
        self.weights = QComboBox()
        self.weights.addItems(WEIGHTS)
        self.card = QPushButton()
        for field in (self.color_mode, self.curve_mode, self.weights):  # long entries must not widen the panel
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            field.setMinimumContentsLength(8)
        self.level_slider.setMinimumWidth(50)
        self.level.setMaximumWidth(90)
        self.reset_button = QPushButton()

    def _lay_out(self) -> None:
        level, gain, curve, weights = (QHBoxLayout() for _ in range(4))
        for widget in (self.level_slider, self.level, self.auto):
            level.addWidget(widget, 1 if widget is self.level_slider else 0)
        for widget in (self.limit_gain, self.gain_limit):
            gain.addWidget(widget)
        gain.addStretch(1)
        level.setSpacing(8)
        curve.addWidget(self.curve_mode, 1)
        curve.addWidget(self.window_length)
        curve.addWidget(self.relock)
        weights.addWidget(self.weights, 1)
        weights.addWidget(self.card)
        weights.addWidget(self.reset_button)
        self._form = QFormLayout()
        self._form.setVerticalSpacing(8)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.addRow(self._level_label, level)
        self._form.addRow(self._gain_label, gain)
        self._form.addRow(self._color_label, self.color_mode)
        self._form.addRow(self._chroma_label, self.chroma_gain)
        self._form.addRow(self._curve_label, curve)
        self._form.addRow(self._weights_label, weights)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(self._form)
        column.addStretch(1)

    def _connect(self) -> None:
        self.level_slider.valueChanged.connect(self._take_slider)
        self.level.valueChanged.connect(self._take_level)
        self.auto.clicked.connect(self.level_wanted)
        self.reset_button.clicked.connect(self.reset_wanted)
        self.relock.clicked.connect(self._relock)
        self.curve_mode.activated.connect(self._take_curve_mode)
        self.weights.currentTextChanged.connect(self._take_weights)
        self.card.clicked.connect(self._show_card)
        for name, signal in {
            "limit_gain": self.limit_gain.toggled,
            "gain_limit": self.gain_limit.valueChanged,
            "color_mode": self.color_mode.currentIndexChanged,
            "chroma_gain": self.chroma_gain.valueChanged,
            "window": self.window_length.valueChanged,
        }.items():
            signal.connect(lambda _value, name=name: self._tell(name))

    def _take_slider(self, position: int) -> None:
        self.level.setValue(position / _STEPS)

    def _take_level(self, level: float) -> None:
        with QSignalBlocker(self.level_slider):
            self.level_slider.setValue(round(level * _STEPS))
        self._tell("level")

    def _take_curve_mode(self, place: int) -> None:
        curves = _CURVES[place]
        self._lock_frame = self._shown_index if curves == "lock-frame" else None
        if curves != "lock-range":
            self._lock_range = None
        elif self._marked is not None:  # otherwise its marks are gone: it stays
            self._lock_range = (self._marked[0], self._marked[1] + 1)
        self._tell("curve_mode")

    def _relock(self) -> None:
        self._take_curve_mode(self.curve_mode.currentIndex())

    def _take_weights(self, weights: str) -> None:
        bounds = level_bounds(weights)
        with QSignalBlocker(self.level):
            self.level.setValue(min(max(self.level.value(), bounds[0]), bounds[1]))
        self._update_fields()
        self.weights_changed.emit(weights)

    def _show_card(self) -> None:
        show_card(self.window(), self.weights.currentText())

    def _tell(self, field: str) -> None:
        self._update_fields()
        self.settings_changed.emit(self.settings, field)

    def _update_fields(self) -> None:
        """Shows only what has an effect, and which frame is locked to."""
        self.gain_limit.setEnabled(self.limit_gain.isChecked())
        luma = COLOR_MODES[self.color_mode.currentIndex()] == "luma"
        self._form.setRowVisible(self.chroma_gain, luma)
        curves = _CURVES[self.curve_mode.currentIndex()]
        self.window_length.setVisible(curves == "smoothed")
        self.window_length.setSuffix(" s")
        self.relock.setVisible(curves.startswith("lock"))
        self.relock.setText(self.tr("This range") if curves == "lock-range" else self.tr("This frame"))
        marked = self._marked is not None
        self.relock.setEnabled(curves == "lock-frame" or marked)
        self.curve_mode.model().item(_CURVES.index("lock-range")).setEnabled(marked or curves == "lock-range")
        bounds = level_bounds(self.weights.currentText())
        for field in (self.level, self.level_slider):
            field.setEnabled(bounds[0] < bounds[1])
        frame, span = self.tr("Locked to the frame shown"), self.tr("Locked to the median of in to out")
        if curves == "lock-frame":
            frame = self.tr("Locked to frame {index}").format(index=self._lock_frame)
        if curves == "lock-range":
            first, end = self._lock_range
            span = self.tr("Locked to the median of {first} to {last}").format(first=first, last=end - 1)
        self.curve_mode.setItemText(_CURVES.index("lock-frame"), frame)
        self.curve_mode.setItemText(_CURVES.index("lock-range"), span)

    def _write_labels(self) -> None:
        self._level_label.setText(self.tr("Exposure level L"))
        self._gain_label.setText(self.tr("Gain"))
        self._color_label.setText(self.tr("Colour mode"))
        self._chroma_label.setText(self.tr("Chroma gain"))
        self._curve_label.setText(self.tr("Curves"))
        for place, mode in enumerate(COLOR_MODES):
            self.color_mode.setItemText(place, color_mode_text(mode))
        self.curve_mode.setItemText(_CURVES.index("per-frame"), self.tr("Of each frame"))
        self.curve_mode.setItemText(_CURVES.index("smoothed"), self.tr("Smoothed over time"))
        self._weights_label.setText(self.tr("Weights"))
        fields = {
            self._level_label: (self.level_slider, self.level),
            self._gain_label: (self.gain_limit,),
            self._color_label: (self.color_mode,),
            self._chroma_label: (self.chroma_gain,),
            self._curve_label: (self.curve_mode,),
            self._weights_label: (self.weights,),
        }
        for label, named in fields.items():
            for field in named:
                field.setAccessibleName(label.text())
        self.window_length.setAccessibleName(self.tr("Window in seconds"))

    def _write_tool_tips(self) -> None:
        level = self.tr(
            "The mean luminance the network aims at: 0 is black, 1 is white, 0.60 is the method's default. "
            "It changes the curves, never the file."
        )
        self.level_slider.setToolTip(level)
        self.level.setToolTip(level)
        self.auto.setToolTip(
            self.tr(
                "Sets L to the natural exposure the network estimates for this frame. A start, not a truth: look at it."
            )
        )
        gain = self.tr(
            "How steep a curve may be, in output codes for one input code. Noise grows by as much as the picture, so a "
            "limit keeps unlit ground dark instead of spreading two codes over the whole screen. What L then cannot "
            "reach is said on the right."
        )
        self.limit_gain.setToolTip(gain)
        self.gain_limit.setToolTip(gain)
        self.color_mode.setToolTip(
            self.tr(
                "Per channel: R, G and B each through a curve of its own, as in the method's paper. Shared: one curve "
                "for all three, so that greys stay grey. Luma: the brightness samples as they are coded go through one "
                "curve and colour is only scaled; the cleanest for dark compressed video."
            )
        )
        self.chroma_gain.setToolTip(
            self.tr("How much colour differences (Cb, Cr) are strengthened around grey. 1 leaves them as they are.")
        )
        self.curve_mode.setToolTip(
            self.tr(
                "Of each frame: every frame has its own curves. Smoothed: the mean of the curves within a window of "
                "time around the frame, never across a scene cut, so that brightness does not flicker. Locked: all "
                "frames take the curves of one frame, or the median curves of the range from in to out, so that frames "
                "can be compared and a change of light stays visible."
            )
        )
        self.window_length.setToolTip(self.tr("Length of the window in seconds; the frame is in its middle."))
        self.relock.setToolTip(self.tr("Lock to the frame on the screen, or to the range marked now, instead."))
        self.weights.setToolTip(
            self.tr(
                "Which trained network proposes the curves. studio: this program's. paper: the published method as "
                "written, at its exposure level 0.60 only."
            )
        )
        self.card.setToolTip(self.tr("What the weights were trained on, what they reach, and their SHA-256."))
        self.reset_button.setToolTip(self.tr("Back to the defaults."))

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
