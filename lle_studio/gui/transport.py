"""Moving through a clip, and the line that names the picture on the screen."""

import re

import numpy as np
from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPalette, QValidator
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from lle_studio.gui import theme
from lle_studio.gui.curve_worker import View
from lle_studio.gui.player import SPEEDS
from lle_studio.video.index import ClipIndex

_CLOCK = re.compile(r"(-?)(?:(?:(\d+):)?(\d+):)?(\d+(?:[.,]\d+)?)\s*s?")


def clock_text(seconds: float) -> str:
    """Seconds as h:mm:ss.mmm, with a sign before the clip's zero."""
    thousandths = round(abs(seconds) * 1000)
    hours, rest = divmod(thousandths, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{'−' if seconds < 0 and thousandths else ''}{hours}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def parse_clock(text: str) -> float | None:
    """Seconds from ``h:mm:ss.mmm``, ``mm:ss`` or ``12.5 s``; None where the text is no time."""
    match = _CLOCK.fullmatch(text.strip().replace("−", "-"))
    if match is None:
        return None
    sign, hours, minutes, seconds = match.groups()
    total = int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds.replace(",", "."))
    return -total if sign else total


def speed_text(speed: float) -> str:
    """A speed as players write it: 1/4 ×, 2 ×, with a sign for backwards."""
    size = abs(speed)
    return f"{'−' if speed < 0 else ''}{f'1/{round(1 / size)}' if size < 1 else f'{size:g}'} ×"


class GoToField(QSpinBox):
    """A frame index, or a time, which becomes the index of the frame that is on the screen then."""

    def __init__(self) -> None:
        super().__init__(keyboardTracking=False, focusPolicy=Qt.FocusPolicy.StrongFocus)
        self._times = np.zeros(1)
        self.setMinimumWidth(110)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.lineEdit().returnPressed.connect(self.clearFocus)

    def set_times(self, times: np.ndarray) -> None:
        """Takes the times of the frames in seconds."""
        self._times = times

    def valueFromText(self, text: str) -> int:
        """The index written, or that of the frame shown at the time written."""
        if text.strip().isdecimal():
            return min(int(text), self.maximum())
        seconds = parse_clock(text)
        if seconds is None:
            return self.value()
        place = int(np.searchsorted(self._times, seconds + 1e-6, side="right")) - 1
        return min(max(place, 0), self.maximum())

    def validate(self, text: str, position: int) -> object:
        """Lets digits and clock marks through."""
        if not re.fullmatch(r"[−\-\d:.,s ]*", text):
            return QValidator.State.Invalid, text, position
        whole = text.strip().isdecimal() or parse_clock(text) is not None
        return (QValidator.State.Acceptable if whole else QValidator.State.Intermediate), text, position


class MarkedSlider(QSlider):
    """A slider that shows the marked range and the bookmarks over its groove."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal, focusPolicy=Qt.FocusPolicy.NoFocus, pageStep=25)
        self._range: tuple[int, int] | None = None
        self._bookmarks: list[int] = []
        self.setMinimumHeight(24)

    def set_marks(self, marked: tuple[int, int] | None, bookmarks: list[int]) -> None:
        """Shows the marked range (both included) and the bookmarks."""
        self._range, self._bookmarks = marked, bookmarks
        self.update()

    def _place(self, index: int) -> int:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
        handle = self.style().subControlRect(control, option, part, self).width()
        room = self.width() - handle
        return handle // 2 + QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), index, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the slider, then the marks above and below it."""
        super().paintEvent(event)
        painter = QPainter(self)
        if self._range is not None:
            first, last = (self._place(index) for index in self._range)
            painter.fillRect(first, self.height() - 3, max(2, last - first), 3, theme.current().good)
        for index in self._bookmarks:
            painter.fillRect(self._place(index) - 1, 0, 3, 5, theme.current().warning)


class TransportBar(QWidget):
    """Slider, buttons and number show the frame asked for; the status line only ever names the frame that is seen.

    Signals:
        seek_requested: index of the frame to go to.
        speed_wanted: times the clip's own time, forward.
    """

    seek_requested = Signal(int)
    speed_wanted = Signal(float)

    def __init__(self, actions: list[QAction | None], parent: QWidget | None = None) -> None:
        """Makes the bar.

        Args:
            actions: become the buttons, in this order; None leaves a gap.
            parent: of the widget.
        """
        super().__init__(parent)
        self._view: View | None = None
        self._waiting = False
        self._position = 0
        self._skipped = 0
        self._last = 0
        self.slider = MarkedSlider()
        self.slider.valueChanged.connect(self.seek_requested)
        self._go_to_label = QLabel(objectName="quiet")
        self.go_to = GoToField()
        self.go_to.valueChanged.connect(self.seek_requested)
        self._go_to_label.setBuddy(self.go_to)
        self._of_label = QLabel(objectName="quiet")
        self.speed = QComboBox(focusPolicy=Qt.FocusPolicy.TabFocus)  # the space bar belongs to the pictures
        self.speed.addItems([speed_text(speed) for speed in SPEEDS])
        self.speed.activated.connect(self._choose_speed)
        self.status = QLabel(objectName="position", textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self.status.setWordWrap(True)  # a narrow window shows it in two lines, never cut
        self.status.setMinimumWidth(280)
        self.activity = QLabel(objectName="quiet")
        self._lay_out(actions)
        self.set_clip(None)
        self.set_speed(1.0)
        self.retranslate()

    def set_clip(self, clip: ClipIndex | None) -> None:
        """Takes the number of frames of another clip and goes to its start."""
        self._last = len(clip) - 1 if clip else 0
        self.go_to.set_times(clip.pts * float(clip.time_base) if clip else np.zeros(1))
        self.slider.set_marks(None, [])
        for widget in (self.slider, self.go_to):
            with QSignalBlocker(widget):
                widget.setRange(0, self._last)
                widget.setValue(0)
        self.setEnabled(clip is not None)
        self._position = 0
        self._write()

    def set_position(self, index: int) -> None:
        """Moves slider and number to the frame asked for."""
        self._position = index
        for widget in (self.slider, self.go_to):
            with QSignalBlocker(widget):
                widget.setValue(index)

    def set_speed(self, speed: float) -> None:
        """Shows the speed of playing; backwards has the same entry as forwards."""
        self.speed.setCurrentIndex(SPEEDS.index(abs(speed)))

    def show_view(self, view: View | None, *, waiting: bool, skipped: int) -> None:
        """Names the picture that is on the screen.

        Args:
            view: what is on the screen.
            waiting: something else was asked for.
            skipped: frames the display passed over since playing started.
        """
        self._view = view
        self._waiting = waiting
        self._skipped = skipped
        self._write()

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        self._go_to_label.setText(self.tr("Go to"))
        self.slider.setAccessibleName(self.tr("Position in the clip"))
        self.slider.setToolTip(self.tr("Drag to go through the clip. While you drag, the display may skip frames."))
        self.go_to.setAccessibleName(self.tr("Go to frame index or time"))
        self.go_to.setToolTip(
            self.tr(
                "Frame index (frames are counted from 0 in the order of their timestamps), or a time such as 1:02.5: "
                "then the frame that is on the screen at that time."
            )
        )
        self.speed.setAccessibleName(self.tr("Speed of playing"))
        self.speed.setToolTip(
            self.tr("Speed of playing, times the clip's own time. L plays and goes faster, J backwards, K stops.")
        )
        self.status.setToolTip(
            self.tr(
                "Names the picture you see, not the one you asked for: frame index, PTS (the timestamp in the file, "
                "in units of its time base), time, and how it was coded (I: by itself; P, B: from other pictures)."
            )
        )
        self.activity.setToolTip(
            self.tr(
                "Playing keeps the clip's own time; frames the display had no time for are counted here. "
                "Stepping and export never skip. Sound is not played, but kept on export."
            )
        )
        self._write()

    def _lay_out(self, actions: list[QAction | None]) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        for action in actions:
            if action is None:
                row.addSpacing(8)
                continue
            button = QToolButton(focusPolicy=Qt.FocusPolicy.TabFocus, iconSize=QSize(20, 20))
            button.setDefaultAction(action)
            row.addWidget(button)
        row.addWidget(self.speed)
        row.addSpacing(10)
        row.addWidget(self._go_to_label)
        row.addWidget(self.go_to)
        row.addWidget(self._of_label)
        row.addSpacing(18)
        row.addWidget(self.status, 1)
        row.addWidget(self.activity)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(4)
        column.addWidget(self.slider)
        column.addLayout(row)

    def _choose_speed(self, place: int) -> None:
        self.speed_wanted.emit(SPEEDS[place])

    def _write(self) -> None:
        self._of_label.setText(self.tr("of 0 … {last}").format(last=self._last))
        self.status.setText(self._status_text())
        view = self._view
        doubtful = view is not None and (view.frame is None or view.frame.corrupt or view.frame.after_damage)
        role = QPalette.ColorRole.WindowText
        palette = self.palette()
        if doubtful:
            palette.setColor(role, theme.current().warning)
        if self.status.palette().color(role) != palette.color(role):
            self.status.setPalette(palette)
        if self._waiting and self._view is not None and self._view.index != self._position:
            self.activity.setText(self.tr("Reading frame {index} …").format(index=self._position))
        elif self._skipped:
            self.activity.setText(self.tr("Not shown while playing: {count} frames").format(count=self._skipped))
        else:
            self.activity.clear()

    def _status_text(self) -> str:
        view = self._view
        if view is None:
            return self.tr("No picture")
        clip = view.request.clip
        place = self.tr("Frame index {index}  ·  PTS {pts} × {base} s  ·  {time}").format(
            index=view.index, pts=view.pts, base=clip.time_base, time=clock_text(clip.time_of(view.index))
        )
        if view.frame is None:
            return f"{place}  ·  " + self.tr("not decodable")
        parts = [place, self.tr("picture type {letter}").format(letter=view.frame.picture_type)]
        if view.frame.corrupt:
            parts.append(self.tr("DAMAGED"))
        elif view.frame.after_damage:
            parts.append(self.tr("after damage"))
        return "  ·  ".join(parts)

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
