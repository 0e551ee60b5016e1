"""The line under the pictures: the pixel under the mouse, before and after, and the scale of what is seen."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from lle_studio.gui.curve_worker import View

Codes = tuple[int, ...]


class PixelLine(QWidget):
    """Reads values from the very planes that are hashed, not from what is scaled for the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: View | None = None
        self._point: tuple[int, int] | None = None
        self.reading = QLabel(textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reading.setMinimumWidth(60)  # a long line is cut rather than the window widened
        self.scale = QLabel(objectName="quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 2, 0)
        row.addWidget(self.reading, 1)
        row.addWidget(self.scale)
        self.retranslate()

    def show_view(self, view: View | None) -> None:
        """Takes another view; the point stays, unless the picture is smaller."""
        self._view = view
        if self._point is not None and view is not None and view.frame is not None:
            x, y = self._point
            _, height, width = view.frame.rgb.shape
            self._point = (x, y) if x < width and y < height else None
        self._write()

    def point_at(self, point: tuple[int, int] | None) -> tuple[Codes | None, Codes | None]:
        """Reads the sample at (x, y) of the picture as coded; none empties the line.

        Returns:
            The codes of the source and of the result in the domain of the tables, or None twice.
        """
        self._point = point
        self._write()
        return self.codes

    @property
    def codes(self) -> tuple[Codes | None, Codes | None]:
        """Codes of the source and of the result at the point, in the domain of the tables."""
        view, point = self._view, self._point
        if view is None or view.enhanced is None or point is None:
            return None, None
        enhanced = view.enhanced
        return self._read(enhanced.source_planes), self._read(enhanced.planes)

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        self.reading.setToolTip(
            self.tr(
                "The sample under the mouse: column and row of the picture as coded, from 0, and its codes in the file "
                "and in the result. Shift and drag to mark a region."
            )
        )
        self.scale.setToolTip(self.tr("How the picture is scaled for the screen. What is exported is never scaled."))
        self._write()

    def _read(self, planes: object) -> Codes:
        """Samples at the point; planes of colour may be smaller than the first."""
        x, y = self._point
        rows, columns = planes[0].shape
        return tuple(int(p[y * p.shape[0] // rows, x * p.shape[1] // columns]) for p in planes)

    def _write(self) -> None:
        view, point = self._view, self._point
        if view is None or view.frame is None:
            self.reading.clear()
            return
        if point is None:
            self.reading.setText(self.tr("Point at the picture to read a pixel."))
            return
        x, y = point
        before = [int(plane[y, x]) for plane in view.frame.rgb]
        parts = [f"x {x}  y {y}"]
        if view.picture is None:
            parts += [f"{name} {code}" for name, code in zip("RGB", before, strict=True)]
        else:
            after = [int(plane[y, x]) for plane in view.picture]
            parts += [f"{name} {a} → {b}" for name, a, b in zip("RGB", before, after, strict=True)]
        if view.enhanced is not None and view.enhanced.domain == "coded":
            source, result = self.codes
            names = ("Y", "Cb", "Cr")[: len(source)]
            parts += [f"{name} {a} → {b}" for name, a, b in zip(names, source, result, strict=True)]
        self.reading.setText("   ·   ".join(parts))

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
