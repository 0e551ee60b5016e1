"""The examiner's choices: exposure level, gain limit, curve mode and colour mode."""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from lle_studio.core.settings import (
    CHROMA_GAIN_RANGE,
    COLOR_MODES,
    CURVE_MODES,
    GAIN_LIMIT_RANGE,
    LEVEL_RANGE,
    EnhancementSettings,
)
from lle_studio.gui.path_field import row_label
from lle_studio.gui.words import color_mode_text

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
        settings_changed: the `EnhancementSettings` chosen now.
        level_wanted: Auto was pressed.
    """

    settings_changed = Signal(object)
    level_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, objectName="panel")
        self._shown_index = 0
        self._lock_frame: int | None = None
        self._make_fields()
        self._lay_out()
        self.retranslate()
        self.set_settings(EnhancementSettings())
        self._connect()

    @property
    def settings(self) -> EnhancementSettings:
        """What is chosen now."""
        color_mode = COLOR_MODES[self.color_mode.currentIndex()]
        return EnhancementSettings(
            exposure_level=self.level.value(),
            gain_limit=self.gain_limit.value() if self.limit_gain.isChecked() else None,
            curve_mode=CURVE_MODES[self.curve_mode.currentIndex()],
            lock_frame=self._lock_frame,
            color_mode=color_mode,
            chroma_gain=self.chroma_gain.value(),
        )

    def set_settings(self, settings: EnhancementSettings) -> None:
        """Shows settings in the fields, without telling anybody."""
        self._lock_frame = settings.lock_frame
        fields = (self.level, self.level_slider, self.gain_limit, self.limit_gain, self.curve_mode, self.color_mode)
        blockers = [QSignalBlocker(field) for field in (*fields, self.chroma_gain)]
        self.level.setValue(settings.exposure_level)
        self.level_slider.setValue(round(settings.exposure_level * _STEPS))
        self.limit_gain.setChecked(settings.gain_limit is not None)
        if settings.gain_limit is not None:
            self.gain_limit.setValue(settings.gain_limit)
        self.curve_mode.setCurrentIndex(CURVE_MODES.index(settings.curve_mode))
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

    def unlock(self) -> None:
        """Goes back to per-frame curves, because the locked frame belongs to another clip."""
        self.curve_mode.setCurrentIndex(CURVE_MODES.index("per-frame"))

    def reset(self) -> None:
        """Goes back to the defaults."""
        self.set_settings(EnhancementSettings())
        self._tell()

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        self._title.setText(self.tr("Enhancement"))
        self.auto.setText(self.tr("Auto"))
        self.limit_gain.setText(self.tr("limit to"))
        self.relock.setText(self.tr("This frame"))
        self.reset_button.setText(self.tr("Reset"))
        self._write_labels()
        self._write_tool_tips()
        self._update_fields()

    def _make_fields(self) -> None:
        self._title = QLabel(objectName="title")
        self._level_label, self._gain_label, self._color_label = row_label(), row_label(), row_label()
        self._chroma_label, self._curve_label = row_label(), row_label()
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
        self.curve_mode.addItems(CURVE_MODES)
        self.relock = QPushButton()
        self.reset_button = QPushButton()

    def _lay_out(self) -> None:
        level, gain, curve, top = QHBoxLayout(), QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for widget in (self.level_slider, self.level, self.auto):
            level.addWidget(widget, 1 if widget is self.level_slider else 0)
        for widget in (self.limit_gain, self.gain_limit):
            gain.addWidget(widget)
        gain.addStretch(1)
        level.setSpacing(8)
        curve.addWidget(self.curve_mode, 1)
        curve.addWidget(self.relock)
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self.reset_button)
        self._form = QFormLayout()
        self._form.setVerticalSpacing(8)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.addRow(self._level_label, level)
        self._form.addRow(self._gain_label, gain)
        self._form.addRow(self._color_label, self.color_mode)
        self._form.addRow(self._chroma_label, self.chroma_gain)
        self._form.addRow(self._curve_label, curve)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(top)
        column.addLayout(self._form)
        column.addStretch(1)

    def _connect(self) -> None:
        self.level_slider.valueChanged.connect(self._take_slider)
        self.level.valueChanged.connect(self._take_level)
        self.auto.clicked.connect(self.level_wanted)
        self.reset_button.clicked.connect(self.reset)
        self.relock.clicked.connect(self._lock)
        self.curve_mode.currentIndexChanged.connect(self._take_curve_mode)
        for signal in (
            self.limit_gain.toggled,
            self.gain_limit.valueChanged,
            self.color_mode.currentIndexChanged,
            self.chroma_gain.valueChanged,
        ):
            signal.connect(self._tell)

    def _take_slider(self, position: int) -> None:
        self.level.setValue(position / _STEPS)

    def _take_level(self, level: float) -> None:
        with QSignalBlocker(self.level_slider):
            self.level_slider.setValue(round(level * _STEPS))
        self._tell()

    def _take_curve_mode(self, index: int) -> None:
        self._lock_frame = self._shown_index if CURVE_MODES[index] == "locked" else None
        self._tell()

    def _lock(self) -> None:
        self._lock_frame = self._shown_index
        self._tell()

    def _tell(self) -> None:
        self._update_fields()
        self.settings_changed.emit(self.settings)

    def _update_fields(self) -> None:
        """Shows only what has an effect, and which frame is locked to."""
        self.gain_limit.setEnabled(self.limit_gain.isChecked())
        luma = COLOR_MODES[self.color_mode.currentIndex()] == "luma"
        self._form.setRowVisible(self.chroma_gain, luma)
        self.relock.setVisible(self._lock_frame is not None)
        locked = CURVE_MODES.index("locked")
        if self._lock_frame is None:
            self.curve_mode.setItemText(locked, self.tr("Locked to the frame shown"))
        else:
            self.curve_mode.setItemText(locked, self.tr("Locked to frame {index}").format(index=self._lock_frame))

    def _write_labels(self) -> None:
        self._level_label.setText(self.tr("Exposure level L"))
        self._gain_label.setText(self.tr("Gain"))
        self._color_label.setText(self.tr("Colour mode"))
        self._chroma_label.setText(self.tr("Chroma gain"))
        self._curve_label.setText(self.tr("Curves"))
        for place, mode in enumerate(COLOR_MODES):
            self.color_mode.setItemText(place, color_mode_text(mode))
        self.curve_mode.setItemText(CURVE_MODES.index("per-frame"), self.tr("Of each frame"))

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
                "Of each frame: every frame has its own curves. Locked: all frames take the curves of one frame, so "
                "that brightness does not flicker and frames can be compared."
            )
        )
        self.relock.setToolTip(self.tr("Lock to the frame on the screen instead."))
        self.reset_button.setToolTip(self.tr("Back to the defaults."))

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
