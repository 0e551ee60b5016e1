"""The tables of the frame on the screen: live curves, what they come to in plain words, and ways to take them along."""

import csv
import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from lle_studio.core.curves import LEVELS
from lle_studio.core.gamma import fit_gamma
from lle_studio.gui import theme
from lle_studio.gui.curve_plot import CHANNELS, CODES, CurvePlot
from lle_studio.gui.curve_worker import View
from lle_studio.gui.file_dialogs import choose_new_file
from lle_studio.gui.message import show_error
from lle_studio.record.cube import cube_text


def table_csv(table: NDArray[np.uint8], domain: str) -> str:
    """Tables as CSV: input code, and the output code of each channel."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("input", *CHANNELS[domain]))
    writer.writerows((code, *row) for code, row in zip(CODES.tolist(), table.T.tolist(), strict=True))
    return text.getvalue()


class CurvesPanel(QFrame):
    """Shows the integers that were applied, and explains them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, objectName="panel")
        self._view: View | None = None
        self._held: tuple[NDArray[np.uint8], str, int] | None = None
        self._code: int | None = None
        self.plot = CurvePlot()
        self.curves, self.identity = self.plot.curves, self.plot.identity
        self.plot.pointed.connect(self._point_at)
        self.legend = QLabel(textFormat=Qt.TextFormat.RichText)
        self.reading = QLabel(objectName="quiet")
        self.reading.setMinimumWidth(60)  # a long line is cut rather than the window widened
        self.words = QLabel(objectName="quiet", wordWrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.held_text = QLabel(objectName="hint")
        self._take = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._take.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._make_menu()
        self.hold_button = QToolButton(checkable=True, clicked=self.toggle_hold)
        self._lay_out()
        self.retranslate()

    def show_view(self, view: View | None) -> None:
        """Shows the tables of a view; none empties the panel."""
        self._view = view
        self.plot.show_tables(view.enhanced if view else None)
        self._write()

    def show_pixel(self, before: tuple[int, ...] | None, after: tuple[int, ...] | None) -> None:
        """Marks the pixel the mouse points at on the curves."""
        self.plot.show_pixel(before, after)

    def toggle_hold(self) -> None:
        """Keeps the tables on the screen for comparison, or drops those that are kept."""
        view = self._view
        if self._held is not None or view is None or view.enhanced is None:
            self.drop_hold()
            return
        self._held = (view.enhanced.table, view.enhanced.domain, view.index)
        self._show_held()

    def drop_hold(self) -> None:
        """Drops the tables kept for comparison."""
        self._held = None
        self._show_held()

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        self.plot.setToolTip(
            self.tr(
                "For each value in the file (input code, 0 to 255) the value it becomes (output code). These integers "
                "are the whole explanation of the picture: they are what is applied, what is logged, and what is "
                "plotted here. The dashed line would change nothing. A curve that never falls never turns dark into "
                "bright. Below: how often each code occurs in the file; on the right: in the result (logarithm of the "
                "counts). Dotted upright lines: from there on codes become black or white."
            )
        )
        self.words.setToolTip(
            self.tr(
                "The gamma and gain that come closest to each table over the samples of this frame, and how far it is "
                "off them: a way to say what it does, not what is applied."
            )
        )
        self.hold_button.setText(self.tr("Hold"))
        self.hold_button.setToolTip(self.tr("Keeps these curves, dotted, for comparison; again drops them."))
        self._take.setText(self.tr("Take along"))
        self._take.setToolTip(self.tr("Copy the tables, or save them or the plot."))
        texts = (
            self.tr("Copy as CSV"),
            self.tr("Copy as .cube"),
            self.tr("Save as CSV…"),
            self.tr("Save as .cube…"),
            self.tr("Save the plot as SVG…"),
            self.tr("Save the plot as PNG…"),
        )
        for action, text in zip(self._take.menu().actions(), texts, strict=True):
            action.setText(text)
        self.plot.setAccessibleName(self.tr("Plot of the tables"))
        quiet = theme.current().quiet
        self.plot.setLabel("bottom", self.tr("input code"), color=quiet)
        self.plot.setLabel("left", self.tr("output code"), color=quiet)
        self._write()
        self._show_held()

    def cube(self) -> str | None:
        """The tables as ``.cube``; None where they act on coded samples, for which no program applies such a file."""
        view = self._view
        if view is None or view.enhanced is None or view.enhanced.domain != "rgb":
            return None
        return cube_text(view.enhanced.table, f"{view.request.clip.path.name} frame {view.index} PTS {view.pts}")

    def save(self, path: Path) -> None:
        """Saves the tables (``.csv``, ``.cube``) or the plot (``.svg``, ``.png``), by the ending of the path."""
        suffix = path.suffix.lower()
        try:
            if suffix == ".csv":
                path.write_text(self._csv(), encoding="ascii", newline="")
            elif suffix == ".cube":
                path.write_text(self.cube() or "", encoding="utf-8", newline="\n")
            else:
                self._draw(path)
        except OSError as error:
            sentence = self.tr("{path} cannot be written ({reason}): choose another place.")
            show_error(self.window(), sentence.format(path=path, reason=error.strerror))

    def _draw(self, path: Path) -> None:
        """Writes the plot as it is on the screen."""
        path.open("wb").close()  # says what is wrong where it cannot be written
        if path.suffix.lower() == ".svg":
            drawing = QSvgGenerator()
            drawing.setFileName(str(path))
            drawing.setSize(self.plot.size())
            drawing.setViewBox(self.plot.rect())
            with QPainter(drawing) as painter:
                self.plot.render(painter)
        else:
            self.plot.grab().save(str(path))

    def _make_menu(self) -> None:
        menu = QMenu(self._take)
        for name in ("copy_csv", "copy_cube", "csv", "cube", "svg", "png"):
            menu.addAction("").setData(name)
        menu.triggered.connect(lambda action: self._take_along(action.data()))
        menu.aboutToShow.connect(self._update_menu)
        self._take.setMenu(menu)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.legend)
        top.addStretch(1)
        top.addWidget(self.hold_button)
        top.addWidget(self._take)
        below = QHBoxLayout()
        below.addWidget(self.words, 1)
        below.addWidget(self.held_text)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 6)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.plot, 1)
        column.addWidget(self.reading)
        column.addLayout(below)

    def _csv(self) -> str:
        view = self._view
        return "" if view is None or view.enhanced is None else table_csv(view.enhanced.table, view.enhanced.domain)

    def _update_menu(self) -> None:
        there = self._view is not None and self._view.enhanced is not None
        for action in self._take.menu().actions():
            action.setEnabled(there and (not action.data().endswith("cube") or self.cube() is not None))

    def _take_along(self, what: str) -> None:
        if what == "copy_csv":
            QGuiApplication.clipboard().setText(self._csv())
        elif what == "copy_cube":
            QGuiApplication.clipboard().setText(self.cube() or "")
        else:
            view = self._view
            name = f"{view.request.clip.path.stem} frame {view.index}.{what}"
            chosen = choose_new_file(self.window(), self.tr("Save"), Path(name), f"*.{what}")
            if chosen is not None:
                named = chosen.name.lower().endswith(f".{what}")
                self.save(chosen if named else chosen.with_name(f"{chosen.name}.{what}"))

    def _point_at(self, code: int | None) -> None:
        self._code = code
        self._write_reading()

    def _write(self) -> None:
        self._write_legend()
        self._write_reading()
        self._write_words()

    def _write_legend(self) -> None:
        """Names the curves by colour; curves that lie on each other share a name and the colour that is seen."""
        names: dict[bytes, str] = {}
        colors: dict[bytes, str] = {}
        enhanced = self._view.enhanced if self._view else None
        domain = enhanced.domain if enhanced else "rgb"
        look = theme.current()
        palette = look.rgb_colors if domain == "rgb" else look.coded_colors
        rows = enhanced.table if enhanced else np.eye(3)
        for name, color, row in zip(CHANNELS[domain], palette, rows, strict=True):
            curve = row.tobytes()
            names[curve] = f"{names[curve]} = {name}" if curve in names else name
            colors[curve] = color
        words = [f'<span style="color:{colors[curve]}">▬ {name}</span>' for curve, name in names.items()]
        unchanged = self.tr("unchanged")
        words.append(f'<span style="color:{look.quiet}">┅ {unchanged}</span>')
        self.legend.setText("&nbsp;&nbsp; ".join(words))

    def _write_reading(self) -> None:
        """Says what becomes of the input code the mouse points at, and how much noise grows there."""
        enhanced = self._view.enhanced if self._view else None
        if self._code is None or enhanced is None:
            self.reading.setText(self.tr("Point at the plot to read a value off."))
            return
        code = self._code
        below, above = max(0, code - 1), min(LEVELS - 1, code + 1)
        parts = []
        for name, row in zip(CHANNELS[enhanced.domain], enhanced.table, strict=True):
            slope = (int(row[above]) - int(row[below])) / (above - below)
            parts.append(f"{name} {row[code]} (× {slope:.1f})")
        text = self.tr("{code} → {values}   noise gain in brackets")
        self.reading.setText(text.format(code=code, values="   ".join(parts)))

    def _write_words(self) -> None:
        view = self._view
        if view is None or view.enhanced is None:
            self.words.clear()
            return
        enhanced, color = view.enhanced, view.request.clip.color
        ends = {} if enhanced.domain == "rgb" else {"black": color.black, "white": color.white}
        text = self.tr("{name}: gamma {gamma}, gain {gain}, residual {residual} codes")
        parts = []
        for name, row, counts in zip(CHANNELS[enhanced.domain], enhanced.table, enhanced.counts, strict=False):
            fit = fit_gamma(row, counts, **ends)
            parts.append(
                text.format(name=name, gamma=f"{fit.gamma:.2f}", gain=f"{fit.gain:.2f}", residual=f"{fit.residual:.1f}")
            )
        self.words.setText("\n".join(parts))

    def _show_held(self) -> None:
        self.hold_button.setChecked(self._held is not None)
        self.plot.hold(self._held[0] if self._held else None)
        self.held_text.setText(self.tr("held: frame {index}").format(index=self._held[2]) if self._held else "")
        self.held_text.setVisible(self._held is not None)

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes, and paints anew when the theme does."""
        if event.type() == QEvent.Type.StyleChange:
            self.plot.paint_colors()
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.StyleChange):
            self.retranslate()
        super().changeEvent(event)
