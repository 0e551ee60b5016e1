"""The surface the pictures are painted on, in one pane or two, and what the mouse does to them."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from lle_studio.gui import theme
from lle_studio.gui.curve_worker import View
from lle_studio.gui.display import Size, pixel_shape
from lle_studio.gui.placement import Placement

MODES = ("side-by-side", "split", "single", "difference")

_GAP = 6
_GRIP = 7  # pixels on either side of the divider where it can be taken
_MARGIN = 24

Region = tuple[int, int, int, int]


class PictureCanvas(QWidget):
    """Paints original, enhanced or difference of one view; all panes have one zoom and one centre.

    Signals:
        bounds_changed: room for one picture, (width, height) in pixels of the screen.
        magnified_changed: whether every pixel of the pictures is needed.
        pixel_pointed: (x, y) as coded, or None.
        region_drawn: (x, y, width, height) as coded.
        zoomed: the scale is another one.
    """

    bounds_changed = Signal(object)
    magnified_changed = Signal(bool)
    pixel_pointed = Signal(object)
    region_drawn = Signal(object)
    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mode = MODES[0]
        self.messages: dict[str, str] = {}
        """Message over a picture, by which picture it is."""
        self.idle_message = ""
        self._view: View | None = None
        self._regions: list[Region] = []
        self._zoom: float | None = None
        self._centre: tuple[float, float] | None = None
        self._holds_original = False
        self._divider = 0.5
        self._drag = ""
        self._drag_from = QPointF()
        self._drag_to = QPointF()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 140)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def zoom(self) -> float | None:
        """Pixels of the screen for a row of the picture; None: as many as fit."""
        return self._zoom

    @property
    def shows_original(self) -> bool:
        """Whether the original is shown in place of everything else: while it is held, or where it is all there is.

        Of a frame that is shown while another is read there is the original alone.
        """
        ahead = self._view is not None and self._view.ahead
        return self._holds_original or (ahead and self.mode != "side-by-side")

    @property
    def bounds(self) -> Size:
        """Room for one picture in pixels of the screen."""
        ratio = self.devicePixelRatioF()
        pane = self._panes()[0][0]
        return max(1, int(pane.width() * ratio)), max(1, int(pane.height() * ratio))

    def show_view(self, view: View | None) -> None:
        """Paints another view; nothing of an earlier one stays."""
        self._view = view
        self.update()

    def set_mode(self, mode: str) -> None:
        """Paints in another of ``MODES``."""
        self.mode = mode
        self.update()
        self.bounds_changed.emit(self.bounds)

    def set_regions(self, regions: list[Region]) -> None:
        """Outlines regions of the picture."""
        self._regions = regions
        self.update()

    def hold_original(self, held: bool) -> None:
        """Shows the original in place of everything else while held."""
        self._holds_original = held
        self.update()

    def set_zoom(self, zoom: float | None, at: QPointF | None = None) -> None:
        """Magnifies, keeping the sample under a point of the pane where it is; None fits the pane."""
        placement = self.placement()
        if placement is not None:
            placement = placement.zoomed(zoom, at)
            self._centre = placement.middle if zoom is not None else None
        magnified = zoom is not None
        was, self._zoom = self._zoom is not None, zoom
        if magnified != was:
            self.magnified_changed.emit(magnified)
        self.update()
        self.zoomed.emit()

    def step_zoom(self, direction: int, at: QPointF | None = None) -> None:
        """Magnifies by one step (1), or goes back by one (-1)."""
        placement = self.placement()
        if placement is not None:
            self.set_zoom(placement.next_zoom(direction), at)

    def placement(self) -> Placement | None:
        """Where the picture lies in a pane; None without a picture."""
        if self._view is None:
            return None
        request = self._view.request
        pane = self._panes()[0][0]
        return Placement(
            picture=(request.clip.width, request.clip.height),
            pane=(pane.width(), pane.height()),
            aspect=pixel_shape(request.clip, request.aspect),
            rotation=request.clip.rotation,
            zoom=self._zoom,
            centre=self._centre,
            pixel_ratio=self.devicePixelRatioF(),
        )

    def shown_image(self, which: str) -> QImage | None:
        """The image that is painted as ``original``, ``enhanced`` or ``difference``."""
        if self._view is None:
            return None
        pixels = getattr(self._view, f"{which}_pixels") if self._zoom is not None else None
        return pixels or getattr(self._view, f"{which}_image")

    def _panes(self) -> list[tuple[QRect, str]]:
        """Each pane with what it shows."""
        if self.mode == "side-by-side":
            width = (self.width() - _GAP) // 2
            left = QRect(0, 0, max(1, width), self.height())
            right = "original" if self.shows_original else "enhanced"
            return [(left, "original"), (left.translated(width + _GAP, 0), right)]
        which = {"split": "enhanced", "single": "enhanced", "difference": "difference"}[self.mode]
        return [(self.rect(), "original" if self.shows_original else which)]

    def _pane_at(self, point: QPointF) -> QRect | None:
        return next((pane for pane, _ in self._panes() if QRectF(pane).contains(point)), None)

    def _in_pane(self, point: QPointF) -> QPointF:
        """A point of the widget as a point of the pane it lies in (of the first, outside of all)."""
        pane = self._pane_at(point) or self._panes()[0][0]
        return point - QPointF(pane.topLeft())

    def _paint_picture(self, painter: QPainter, pane: QRect, which: str) -> None:
        """Paints one picture into a pane: pixel for pixel as made for it, or magnified without smoothing."""
        image, placement = self.shown_image(which), self.placement()
        if image is None or placement is None:
            return
        painter.save()
        painter.setClipRect(pane, Qt.ClipOperation.IntersectClip)
        painter.translate(pane.topLeft())
        view = self._view
        if self._zoom is None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._fitted_rect(image, pane), image)
        elif image is getattr(view, f"{which}_pixels"):
            transform = placement.transform
            inverse, _ = transform.inverted()
            seen = inverse.mapRect(QRectF(0, 0, pane.width(), pane.height())).toAlignedRect().intersected(image.rect())
            painter.setTransform(transform, True)
            painter.drawImage(QRectF(seen), image, QRectF(seen))
        else:  # until every pixel has come
            painter.drawImage(placement.area, image)
        painter.restore()

    def _fitted_rect(self, image: QImage, pane: QRect) -> QRect:
        """Where a fitted image goes: pixel for pixel as soon as it was made for this size."""
        ratio = self.devicePixelRatioF()
        size = QSize(round(image.width() / ratio), round(image.height() / ratio))
        smaller = abs(size.width() - pane.width()) > 1 and abs(size.height() - pane.height()) > 1
        if smaller or size.width() > pane.width() or size.height() > pane.height():
            size.scale(pane.size(), Qt.AspectRatioMode.KeepAspectRatio)
        rect = QRect(0, 0, size.width(), size.height())
        rect.moveCenter(QRect(0, 0, pane.width(), pane.height()).center())
        return rect

    def _paint_split(self, painter: QPainter) -> None:
        """Paints the original left of the divider, and the divider."""
        place = round(self._divider * self.width())
        painter.save()
        painter.setClipRect(0, 0, place, self.height())
        painter.fillRect(self.rect(), QColor(theme.current().surround))
        self._paint_picture(painter, self.rect(), "original")
        painter.restore()
        painter.setPen(QPen(QColor(theme.current().accent), 2))
        painter.drawLine(place, 0, place, self.height())

    def _paint_regions(self, painter: QPainter, pane: QRect) -> None:
        placement = self.placement()
        if placement is None:
            return
        painter.save()
        painter.setClipRect(pane)
        painter.translate(pane.topLeft())
        painter.setPen(QPen(QColor(theme.current().warning), 1.5))
        for region in self._regions:
            painter.drawRect(placement.transform.mapRect(QRectF(*region)))
        if self._drag == "region":
            painter.setPen(QPen(QColor(theme.current().accent), 1.5, Qt.PenStyle.DashLine))
            painter.drawRect(QRectF(self._in_pane(self._drag_from), self._in_pane(self._drag_to)).normalized())
        painter.restore()

    def _paint_message(self, painter: QPainter, pane: QRect, text: str) -> None:
        room = pane.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        box = painter.boundingRect(room, flags, text).adjusted(-14, -10, 14, 10)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(20, 21, 23, 215))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(QColor("#e4e6e9"))
        painter.drawText(room, flags, text)

    def sizeHint(self) -> QSize:
        """A size that fits most screens."""
        return QSize(1100, 460)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the panes, then what lies over them."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.current().surround))
        for pane, which in self._panes():
            self._paint_picture(painter, pane, which)
        if self.mode == "split" and self._view is not None and not self.shows_original:
            self._paint_split(painter)
        if self.mode == "side-by-side":
            painter.fillRect(self._panes()[0][0].right() + 1, 0, _GAP, self.height(), QColor(theme.current().window))
        for pane, which in self._panes():
            self._paint_regions(painter, pane)
            if text := self.messages.get(which, ""):
                self._paint_message(painter, pane, text)
        if self._view is None and self.idle_message:
            self._paint_message(painter, self.rect(), self.idle_message)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tells the room there is now for one picture."""
        super().resizeEvent(event)
        self.bounds_changed.emit(self.bounds)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Magnifies at the mouse."""
        if event.angleDelta().y():
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1, self._in_pane(event.position()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes the divider, the picture, or begins a region."""
        if event.button() != Qt.MouseButton.LeftButton or self._view is None:
            return
        self._drag_from = self._drag_to = event.position()
        near = abs(event.position().x() - self._divider * self.width()) <= _GRIP
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._drag = "region"
        elif self.mode == "split" and near:
            self._drag = "divider"
        elif self._zoom is not None:
            self._drag = "pan"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Goes on with what the mouse holds; tells the sample under it."""
        point = event.position()
        if self._drag == "divider":
            self._divider = min(max(point.x() / max(1, self.width()), 0.0), 1.0)
        elif self._drag == "pan":
            self._centre = self.placement().panned(point - self._drag_to).middle
        self._drag_to = point
        if self._drag:
            self.update()
        else:
            near = self.mode == "split" and abs(point.x() - self._divider * self.width()) <= _GRIP
            self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.CrossCursor)
        placement = self.placement()
        inside = placement is not None and self._pane_at(point) is not None
        self.pixel_pointed.emit(placement.sample_at(self._in_pane(point)) if inside else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends what the mouse held."""
        placement = self.placement()
        if self._drag == "region" and placement is not None:
            region = placement.region_between(self._in_pane(self._drag_from), self._in_pane(event.position()))
            if region is not None:
                self.region_drawn.emit(region)
        self._drag = ""
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Gives up a region that is being drawn."""
        if event.key() == Qt.Key.Key_Escape and self._drag == "region":
            self._drag = ""
            self.update()
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: object) -> None:
        """No sample is pointed at any more."""
        self.pixel_pointed.emit(None)
        super().leaveEvent(event)
