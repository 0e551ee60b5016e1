"""Where a picture lies in its pane: from a sample as coded to a point of the screen, and back."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

ZOOMS = (1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0)
"""Pixels of the screen for a row of the picture, beside fitting the pane."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A picture in a pane. Points of the picture are (x, y) in samples as coded, of the pane in its own pixels."""

    picture: tuple[int, int]
    """Width and height in samples."""
    pane: tuple[float, float]
    """Width and height."""
    aspect: float = 1.0
    """Width of a sample over its height."""
    rotation: int = 0
    """Clockwise degrees the picture is turned by to stand upright: 0, 90, 180 or 270."""
    zoom: float | None = None
    """Pixels of the screen for a row of samples; None: as many as fit."""
    centre: tuple[float, float] | None = None
    """Point of the picture in the middle of the pane; None: its own middle."""
    pixel_ratio: float = 1.0
    """Pixels of the screen for a pixel of the pane."""

    @property
    def fit(self) -> float:
        """Pixels of the pane for a row of samples, so that the picture just fits."""
        width, height = self._upright
        return min(self.pane[0] / width, self.pane[1] / height)

    @property
    def scale(self) -> float:
        """Pixels of the pane for a row of samples."""
        return self.fit if self.zoom is None else self.zoom / self.pixel_ratio

    @property
    def middle(self) -> tuple[float, float]:
        """Point of the picture in the middle of the pane: no nearer to an edge than needed to fill the pane."""
        half_x, half_y = self._half_pane
        wanted = self.centre or (self.picture[0] / 2, self.picture[1] / 2)
        return _inside(wanted[0], half_x, self.picture[0]), _inside(wanted[1], half_y, self.picture[1])

    @property
    def transform(self) -> QTransform:
        """From samples to the pane."""
        x, y = self.middle
        transform = QTransform()
        transform.translate(self.pane[0] / 2, self.pane[1] / 2)
        transform.rotate(self.rotation)
        transform.scale(self.scale * self.aspect, self.scale)
        transform.translate(-x, -y)
        return transform

    @property
    def area(self) -> QRectF:
        """The part of the pane the picture covers, or would cover."""
        return self.transform.mapRect(QRectF(0, 0, *self.picture))

    def sample_at(self, point: QPointF) -> tuple[int, int] | None:
        """The sample under a point of the pane; None outside of the picture."""
        found = self._to_picture(point)
        x, y = int(found.x() // 1), int(found.y() // 1)
        return (x, y) if 0 <= x < self.picture[0] and 0 <= y < self.picture[1] else None

    def region_between(self, one: QPointF, other: QPointF) -> tuple[int, int, int, int] | None:
        """The samples (x, y, width, height) in the rectangle between two points; None where there are none."""
        a, b = self._to_picture(one), self._to_picture(other)
        left, right = sorted((_clip(round(a.x()), self.picture[0]), _clip(round(b.x()), self.picture[0])))
        top, bottom = sorted((_clip(round(a.y()), self.picture[1]), _clip(round(b.y()), self.picture[1])))
        return (left, top, right - left, bottom - top) if right > left and bottom > top else None

    def zoomed(self, zoom: float | None, at: QPointF | None = None) -> "Placement":
        """The placement at another zoom, with the sample under a point of the pane kept there."""
        changed = replace(self, zoom=zoom)
        if zoom is None or at is None:
            return changed
        held = self._to_picture(at)
        moved = replace(changed, centre=changed.middle)
        there = moved._to_picture(at)
        x, y = moved.middle
        return replace(changed, centre=(x + held.x() - there.x(), y + held.y() - there.y()))

    def panned(self, by: QPointF) -> "Placement":
        """The placement after the picture was dragged."""
        x, y = self.middle
        inverse, _ = self.transform.inverted()
        moved = inverse.map(QPointF(by.x(), by.y())) - inverse.map(QPointF(0, 0))
        return replace(self, centre=(x - moved.x(), y - moved.y()))

    def next_zoom(self, direction: int) -> float | None:
        """The zoom above (1) or below (-1); fitting stands where its scale belongs in the row."""
        fit = self.fit * self.pixel_ratio
        now = fit if self.zoom is None else self.zoom
        if direction > 0:
            return next((zoom for zoom in ZOOMS if zoom > now * 1.001), self.zoom)
        below = [zoom for zoom in ZOOMS if fit * 1.001 < zoom < now * 0.999]
        return below[-1] if below else None

    @property
    def _turned(self) -> bool:
        return self.rotation in (90, 270)

    @property
    def _upright(self) -> tuple[float, float]:
        width, height = self.picture[0] * self.aspect, float(self.picture[1])
        return (height, width) if self._turned else (width, height)

    @property
    def _half_pane(self) -> tuple[float, float]:
        """Half the pane in samples."""
        width, height = (self.pane[1], self.pane[0]) if self._turned else self.pane
        return width / 2 / (self.scale * self.aspect), height / 2 / self.scale

    def _to_picture(self, point: QPointF) -> QPointF:
        inverse, _ = self.transform.inverted()
        return inverse.map(point)


def _inside(wanted: float, half: float, length: int) -> float:
    return length / 2 if 2 * half >= length else min(max(wanted, half), length - half)


def _clip(value: int, length: int) -> int:
    return min(max(value, 0), length)
