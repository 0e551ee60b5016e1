"""Moving through a clip, and the line that names the picture on the screen."""

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QSpinBox, QToolButton, QVBoxLayout, QWidget

from lle_studio.gui import theme
from lle_studio.gui.curve_worker import View
from lle_studio.video.index import ClipIndex


def clock_text(seconds: float) -> str:
    """Seconds as h:mm:ss.mmm, with a sign before the clip's zero."""
    thousandths = round(abs(seconds) * 1000)
    hours, rest = divmod(thousandths, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{'−' if seconds < 0 and thousandths else ''}{hours}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


class TransportBar(QWidget):
    """Slider, buttons and number show the frame asked for; the status line only ever names the frame that is seen.

    Signals:
        seek_requested: index of the frame to go to.
    """

    seek_requested = Signal(int)

    def __init__(self, actions: list[QAction], parent: QWidget | None = None) -> None:
        """Makes the bar.

        Args:
            actions: become the buttons, in this order.
            parent: of the widget.
        """
        super().__init__(parent)
        self._view: View | None = None
        self._waiting = False
        self._position = 0
        self._skipped = 0
        self._last = 0
        self.slider = QSlider(Qt.Orientation.Horizontal, focusPolicy=Qt.FocusPolicy.NoFocus, pageStep=25)
        self.slider.valueChanged.connect(self.seek_requested)
        self._go_to_label = QLabel(objectName="quiet")
        self.go_to = QSpinBox(keyboardTracking=False, focusPolicy=Qt.FocusPolicy.ClickFocus)
        self.go_to.setMinimumWidth(96)
        self.go_to.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.go_to.valueChanged.connect(self.seek_requested)
        self.go_to.lineEdit().returnPressed.connect(self.go_to.clearFocus)
        self._of_label = QLabel(objectName="quiet")
        self.status = QLabel(objectName="position", textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self.status.setWordWrap(True)  # a narrow window shows it in two lines, never cut
        self.status.setMinimumWidth(280)
        self.activity = QLabel(objectName="quiet")
        row = QHBoxLayout()
        row.setSpacing(4)
        for action in actions:
            button = QToolButton(focusPolicy=Qt.FocusPolicy.NoFocus, iconSize=QSize(20, 20))
            button.setDefaultAction(action)
            row.addWidget(button)
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
        self.set_clip(None)
        self.retranslate()

    def set_clip(self, clip: ClipIndex | None) -> None:
        """Takes the number of frames of another clip and goes to its start."""
        self._last = len(clip) - 1 if clip else 0
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
        self._go_to_label.setText(self.tr("Go to index"))
        self.slider.setToolTip(self.tr("Drag to go through the clip. While you drag, the display may skip frames."))
        self.go_to.setToolTip(self.tr("Frame index: frames are counted from 0 in the order of their timestamps (PTS)."))
        self.status.setToolTip(
            self.tr(
                "Names the picture you see, not the one you asked for: frame index, PTS (the timestamp in the file, "
                "in units of its time base), time, and how it was coded (I: by itself; P, B: from other pictures)."
            )
        )
        self.activity.setToolTip(
            self.tr(
                "Playing keeps the clip's own time; frames the display had no time for are counted here. "
                "Stepping and export never skip."
            )
        )
        self._write()

    def _write(self) -> None:
        self._of_label.setText(self.tr("of 0 … {last}").format(last=self._last))
        self.status.setText(self._status_text())
        view = self._view
        doubtful = view is not None and (view.frame is None or view.frame.corrupt or view.frame.after_damage)
        self.status.setStyleSheet(f"color: {theme.WARNING};" if doubtful else "")
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
