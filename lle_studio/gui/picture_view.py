"""The two pictures side by side, of one and the same frame, each with what is to be known about it."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from lle_studio.core.frame import Frame
from lle_studio.gui import theme
from lle_studio.gui.curve_worker import View
from lle_studio.gui.display import Size, upright_size

_MARGIN = 24


class PictureView(QWidget):
    """Paints one image in its right shape, or says why there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image: QImage | None = None
        self.message = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_image(self, image: QImage | None, message: str = "") -> None:
        """Shows an image, a message, or a message over an image; always replaces both."""
        self.image = image
        self.message = message
        self.update()

    def _image_rect(self, image: QImage) -> QRect:
        """Where the image goes: pixel for pixel as soon as it was made for this size."""
        ratio = self.devicePixelRatioF()
        size = QSize(round(image.width() / ratio), round(image.height() / ratio))
        room = self.size()
        tall_or_wide = abs(size.width() - room.width()) > 1 and abs(size.height() - room.height()) > 1
        if tall_or_wide or size.width() > room.width() or size.height() > room.height():
            size.scale(room, Qt.AspectRatioMode.KeepAspectRatio)
        rect = QRect(0, 0, size.width(), size.height())
        rect.moveCenter(self.rect().center())
        return rect

    def sizeHint(self) -> QSize:
        """A size two of which fit on most screens."""
        return QSize(640, 400)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the image, then the message over it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.SURROUND))
        if self.image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._image_rect(self.image), self.image)
        if self.message:
            room = self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            box = painter.boundingRect(room, flags, self.message).adjusted(-14, -10, 14, 10)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(20, 21, 23, 215))
            painter.drawRoundedRect(box, 6, 6)
            painter.setPen(QColor(theme.TEXT))
            painter.drawText(room, flags, self.message)


class PicturePair(QWidget):
    """Original and enhanced, always of the same frame and the same size.

    Signals:
        bounds_changed: room for one picture, (width, height) in pixels of the screen.
    """

    bounds_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.original = PictureView(self)
        self.enhanced = PictureView(self)
        self._original_caption = QLabel(objectName="caption")
        self._enhanced_caption = QLabel(objectName="caption")
        self._view: View | None = None
        self._idle_message = ""
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._original_caption, 0, 0)
        grid.addWidget(self._enhanced_caption, 0, 1)
        grid.addWidget(self.original, 1, 0)
        grid.addWidget(self.enhanced, 1, 1)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(1, 1)
        self.retranslate()

    def show_view(self, view: View | None) -> None:
        """Shows the pictures of a view, both at once; nothing of an earlier view stays."""
        self._view = view
        self._update()

    def set_idle_message(self, message: str) -> None:
        """Sets what is said while no clip is open."""
        self._idle_message = message
        self._update()

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        self._original_caption.setToolTip(
            self.tr("The frame as it is in the file. Shown smaller or larger only to fit; the file is never changed.")
        )
        self._enhanced_caption.setToolTip(
            self.tr(
                "The same frame after the tables below: every sample is replaced by its entry in the table of its "
                "channel, nothing else."
            )
        )
        self._update()

    def _update(self) -> None:
        view = self._view
        self._original_caption.setText(self.tr("Original") + self._scale(view and view.original_image))
        self._enhanced_caption.setText(self.tr("Enhanced") + self._scale(view and view.enhanced_image))
        if view is None:
            self.original.show_image(None, self._idle_message)
            self.enhanced.show_image(None)
        elif view.frame is None:
            text = self.tr("Frame {index} cannot be shown.").format(index=view.index)
            self.original.show_image(None, f"{text}\n{view.frame_problem}")
            self.enhanced.show_image(None, text)
        else:
            self.original.show_image(view.original_image)
            problem = view.enhancement_problem or ("" if view.final else self.tr("Loading the network …"))
            self.enhanced.show_image(view.enhanced_image, problem)
            if damage := self._damage(view.frame):
                words = f'  ·  <span style="color:{theme.WARNING}">{damage}</span>'
                self._original_caption.setText(self._original_caption.text() + words)

    def _damage(self, frame: Frame) -> str:
        if frame.corrupt:
            return self.tr("DAMAGED: the decoder reports errors in this frame")
        if frame.after_damage:
            return self.tr("AFTER DAMAGE: this frame builds on a damaged or missing one")
        return ""

    def _scale(self, image: QImage | None) -> str:
        """The size of the picture and how much of it is on the screen, as part of a caption."""
        if image is None or self._view is None:
            return ""
        clip = self._view.request.clip
        percent = round(100 * max(image.width(), image.height()) / max(upright_size(clip)))
        return "  ·  " + self.tr("{width} × {height}, shown at {percent} %").format(
            width=clip.width, height=clip.height, percent=percent
        )

    def _bounds(self) -> Size:
        ratio = self.devicePixelRatioF()
        return max(1, int(self.enhanced.width() * ratio)), max(1, int(self.enhanced.height() * ratio))

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tells the room there is now for one picture."""
        super().resizeEvent(event)
        self.layout().activate()
        self.bounds_changed.emit(self._bounds())
