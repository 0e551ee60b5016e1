"""The pictures with what is to be known about them: which is which, how it is scaled, whether it is damaged."""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from lle_studio.core.frame import Frame
from lle_studio.gui import theme
from lle_studio.gui.curve_worker import View
from lle_studio.gui.display import fitted_size, pixel_shape, upright_size
from lle_studio.gui.picture_canvas import MODES, PictureCanvas, Region

GAINS = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Gains of the difference."""


class PictureArea(QWidget):
    """Original and enhanced of one and the same frame, in one of four modes.

    Signals:
        bounds_changed, magnified_changed, pixel_pointed, region_drawn: as of `PictureCanvas`.
        difference_gain_changed: gain of the difference that is needed, or None.
        mode_changed: one of ``MODES``.
        scale_changed: how the pictures are scaled, in words.
    """

    bounds_changed = Signal(object)
    magnified_changed = Signal(bool)
    difference_gain_changed = Signal(object)
    pixel_pointed = Signal(object)
    region_drawn = Signal(object)
    mode_changed = Signal(str)
    scale_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = PictureCanvas(self)
        self._captions = (QLabel(objectName="caption"), QLabel(objectName="caption"))
        self.gain = QComboBox(focusPolicy=Qt.FocusPolicy.TabFocus)  # the space bar belongs to the pictures
        self.gain.addItems([f"× {gain:g}" for gain in GAINS])
        self.gain.currentIndexChanged.connect(self._tell_gain)
        self.mode_field = QComboBox(focusPolicy=Qt.FocusPolicy.TabFocus)
        self.mode_field.addItems(MODES)
        self.mode_field.activated.connect(self._choose_mode)
        self._view: View | None = None
        self._idle_message = ""
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._captions[0], 1)
        row.addWidget(self._captions[1], 1)
        row.addWidget(self.gain)
        row.addWidget(self.mode_field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.canvas, 1)
        for signal in ("bounds_changed", "magnified_changed", "pixel_pointed", "region_drawn"):
            getattr(self.canvas, signal).connect(getattr(self, signal))
        self.canvas.zoomed.connect(self._update)
        self.canvas.bounds_changed.connect(self._update)
        self.retranslate()

    @property
    def mode(self) -> str:
        """One of ``MODES``."""
        return self.canvas.mode

    @property
    def message(self) -> str:
        """The message over the original, or in place of both pictures."""
        return self._idle_message if self._view is None else self.canvas.messages.get("original", "")

    def shown_image(self, which: str) -> QImage | None:
        """The image that is painted as ``original``, ``enhanced`` or ``difference``."""
        return self.canvas.shown_image(which)

    def show_view(self, view: View | None) -> None:
        """Shows the pictures of a view, all at once; nothing of an earlier view stays."""
        self._view = view
        self.canvas.show_view(view)
        self._update()

    def set_idle_message(self, message: str) -> None:
        """Sets what is said while no clip is open."""
        self._idle_message = message
        self._update()

    def set_mode(self, mode: str) -> None:
        """Shows the pictures in another of ``MODES``."""
        self.canvas.set_mode(mode)
        with QSignalBlocker(self.mode_field):
            self.mode_field.setCurrentIndex(MODES.index(mode))
        self._tell_gain()
        self._update()
        self.mode_changed.emit(mode)

    def set_zoom(self, zoom: float | None) -> None:
        """Magnifies around the middle; None fits the window."""
        self.canvas.set_zoom(zoom)

    def zoom_in(self) -> None:
        """Magnifies by one step."""
        self.canvas.step_zoom(1)

    def zoom_out(self) -> None:
        """Goes back by one step."""
        self.canvas.step_zoom(-1)

    def hold_original(self, held: bool) -> None:
        """Shows the original in place of the result while held."""
        self.canvas.hold_original(held)
        self._update()

    def set_regions(self, regions: list[Region]) -> None:
        """Outlines regions (x, y, width, height)."""
        self.canvas.set_regions(regions)

    def scale_text(self) -> str:
        """How the picture is scaled for the screen, in words; empty without a picture."""
        if self._view is None or self._view.frame is None:
            return ""
        clip, aspect = self._view.request.clip, self._view.request.aspect
        if self.canvas.zoom is not None:
            text = self.tr("{percent} %, nearest neighbour").format(percent=round(100 * self.canvas.zoom))
        else:
            percent = 100 * fitted_size(clip, self.canvas.bounds, aspect)[1] / upright_size(clip, aspect)[1]
            how = self.tr("averaged over areas") if percent < 100 else self.tr("nearest neighbour")
            text = self.tr("fitted: {percent} %, {how}").format(percent=round(percent), how=how)
        shape = pixel_shape(clip, aspect)
        if shape != 1:
            text += "  ·  " + self.tr("pixels {shape} times as wide as high").format(shape=f"{shape:.3g}")
        if aspect is not None:
            text += " " + self.tr("(chosen)")
        return text

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        self._captions[0].setToolTip(
            self.tr("The frame as it is in the file. Shown smaller or larger only to fit; the file is never changed.")
        )
        self._captions[1].setToolTip(
            self.tr(
                "The same frame after the tables below: every sample is replaced by its entry in the table of its "
                "channel, nothing else."
            )
        )
        words = (self.tr("Side by side"), self.tr("Split"), self.tr("Result alone"), self.tr("Difference"))
        for place, text in enumerate(words):
            self.mode_field.setItemText(place, text)
        self.mode_field.setAccessibleName(self.tr("How the pictures are shown"))
        self.mode_field.setToolTip(
            self.tr(
                "How the pictures are shown. Hold Space to see the original in place of the result. The wheel "
                "magnifies at the mouse, dragging moves the picture, Shift and dragging marks a region."
            )
        )
        self.gain.setAccessibleName(self.tr("Gain of the difference"))
        self.gain.setToolTip(self.tr("The difference is shown times this, so that small ones are seen."))
        self.canvas.setAccessibleName(self.tr("Pictures"))
        self._update()

    def _update(self) -> None:
        view, mode = self._view, self.mode
        self.canvas.idle_message = self._idle_message
        self.gain.setVisible(mode == "difference")
        self._captions[1].setVisible(mode == "side-by-side")
        original, enhanced = self.tr("Original"), self.tr("Enhanced")
        first = {
            "side-by-side": original,
            "split": self.tr("Original (left)  |  Enhanced (right)"),
            "single": enhanced,
            "difference": self.tr("Difference of enhanced and original"),
        }[mode]
        size = self._size_text()
        if self.canvas.shows_original:
            first = enhanced = original
        self._captions[0].setText(first + size + self._warnings())
        self._captions[1].setText(enhanced + size)
        self.canvas.messages = {} if view is None else self._messages(view)
        self.canvas.update()
        self.scale_changed.emit(self.scale_text())

    def _messages(self, view: View) -> dict[str, str]:
        if view.frame is None:
            text = self.tr("Frame {index} cannot be shown.").format(index=view.index)
            return {"original": f"{text}\n{view.frame_problem}", "enhanced": text, "difference": text}
        problem = view.enhancement_problem
        if view.ahead:
            problem = self.tr("Reading frame {index} …").format(index=view.request.index)
        elif not problem and not view.final:
            loaded = view.request.track.estimator.done()
            problem = self.tr("Reading the frames around this one …") if loaded else self.tr("Loading the network …")
        return {"enhanced": problem, "difference": problem}

    def _warnings(self) -> str:
        """That another frame is shown than was asked for, and that it is damaged, as part of a caption."""
        view = self._view
        if view is None or view.frame is None:
            return ""
        texts = (self._ahead(view) if view.ahead else "", self._damage(view.frame))
        return "".join(f'  ·  <span style="color:{theme.current().warning}">{text}</span>' for text in texts if text)

    def _ahead(self, view: View) -> str:
        if view.request.clip.keyframe[view.index]:
            text = self.tr("KEY FRAME {shown} is shown while frame {asked} is read")
        else:
            text = self.tr("FRAME {shown} is shown while frame {asked} is read")
        return text.format(shown=view.index, asked=view.request.index)

    def _damage(self, frame: Frame) -> str:
        if frame.corrupt:
            return self.tr("DAMAGED: the decoder reports errors in this frame")
        if frame.after_damage:
            return self.tr("AFTER DAMAGE: this frame builds on a damaged or missing one")
        return ""

    def _size_text(self) -> str:
        """The size of the picture and how much of it is on the screen, as part of a caption."""
        if self._view is None or self._view.frame is None:
            return ""
        clip, aspect = self._view.request.clip, self._view.request.aspect
        zoom = self.canvas.zoom
        percent = 100 * (zoom or fitted_size(clip, self.canvas.bounds, aspect)[1] / upright_size(clip, aspect)[1])
        return "  ·  " + self.tr("{width} × {height}, shown at {percent} %").format(
            width=clip.width, height=clip.height, percent=round(percent)
        )

    def _choose_mode(self, place: int) -> None:
        self.set_mode(MODES[place])

    def _tell_gain(self) -> None:
        self.difference_gain_changed.emit(GAINS[self.gain.currentIndex()] if self.mode == "difference" else None)

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes."""
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.StyleChange):
            self.retranslate()
        super().changeEvent(event)
