"""Everything that is known of the file, in plain names, to read and to copy."""

from fractions import Fraction

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from lle_studio.core.plain import plain_lines
from lle_studio.gui.transport import clock_text
from lle_studio.gui.words import matrix_text
from lle_studio.video.index import ClipIndex


class FileInfoPanel(QWidget):
    """A table of facts; the hash comes when it is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clip: ClipIndex | None = None
        self._sha256 = ""
        self._hashed = 0
        self.table = QTableWidget(0, 2)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setWordWrap(True)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.copy_row = QPushButton(clicked=self._copy_row)
        self.copy_all = QPushButton(clicked=self._copy_all)
        QShortcut(QKeySequence.StandardKey.Copy, self.table, self._copy_row, context=Qt.ShortcutContext.WidgetShortcut)
        row = QHBoxLayout()
        row.addWidget(self.copy_row)
        row.addWidget(self.copy_all)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        self.retranslate()

    def show_clip(self, clip: ClipIndex | None) -> None:
        """Shows the facts of another clip."""
        self._clip = clip
        self._sha256 = clip.sha256 if clip else ""
        self._hashed = 0
        self._fill()

    def show_hash(self, sha256: str, thousandths: int) -> None:
        """Shows the hash of the file, or how far hashing has come."""
        self._sha256, self._hashed = sha256, thousandths
        if self.table.rowCount() > 1:
            self.table.item(1, 1).setText(self._hash_text())
            self.table.resizeRowToContents(1)

    def text(self) -> str:
        """All facts, one a line."""
        return "\n".join(self._row_text(row) for row in range(self.table.rowCount()))

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        self.copy_row.setText(self.tr("Copy row"))
        self.copy_all.setText(self.tr("Copy all"))
        self.table.setAccessibleName(self.tr("Facts of the file"))
        self._fill()

    def _fill(self) -> None:
        facts = [] if self._clip is None else [*self._file_facts(self._clip), *self._picture_facts(self._clip)]
        self.table.setRowCount(len(facts))
        for row, (name, value, tip) in enumerate(facts):
            for column, text in enumerate((name, value)):
                item = QTableWidgetItem(plain_lines(text))
                item.setToolTip(tip)
                item.setTextAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
                self.table.setItem(row, column, item)

    def _file_facts(self, clip: ClipIndex) -> list[tuple[str, str, str]]:
        length = clip.time_of(len(clip) - 1) - clip.time_of(0)
        audio = "\n".join(
            self.tr("{codec}, {rate} Hz, {channels} channels").format(
                codec=stream.codec, rate=stream.sample_rate, channels=stream.channels
            )
            for stream in clip.audio
        )
        return [
            (self.tr("File"), str(clip.path), self.tr("It is opened read-only and never changed.")),
            (
                self.tr("SHA-256"),
                self._hash_text(),
                self.tr("Names this very file: any change gives another one."),
            ),
            (self.tr("Size"), self.tr("{count} bytes").format(count=f"{clip.size:,}".replace(",", " ")), ""),
            (self.tr("Container"), clip.format_name, self.tr("How pictures and sound are packed into the file.")),
            (self.tr("Codec"), f"{clip.codec} {clip.profile}".strip(), self.tr("How the pictures are coded.")),
            (
                self.tr("Frames"),
                self.tr("{count}, {keys} of them key frames, longest GOP {gop}").format(
                    count=len(clip), keys=int(clip.keyframe.sum()), gop=int(clip.gop_lengths.max())
                ),
                self.tr("A GOP is a key frame with the frames that are coded from it."),
            ),
            (
                self.tr("Time"),
                self.tr("from {first} to {last}, {length} long").format(
                    first=clock_text(clip.time_of(0)),
                    last=clock_text(clip.time_of(len(clip) - 1)),
                    length=clock_text(length),
                ),
                self.tr("By the timestamps in the file."),
            ),
            (
                self.tr("Rate"),
                self.tr("{rate} frames a second, time base {base} s").format(
                    rate=f"{float(clip.nominal_rate):.3f}", base=clip.time_base
                ),
                self.tr("The rate is nominal; every frame has its own timestamp, in units of the time base."),
            ),
            (
                self.tr("Frames named by"),
                {
                    "pts": self.tr("timestamp (PTS)"),
                    "packet": self.tr("the packet they are coded in"),
                    "order": self.tr("counting from the start"),
                }[clip.identity],
                self.tr("How a decoded picture is recognised as the frame that was asked for."),
            ),
            (
                self.tr("Sound"),
                audio or self.tr("none"),
                self.tr("Sound is not played here, but kept unchanged on export."),
            ),
        ]

    def _picture_facts(self, clip: ClipIndex) -> list[tuple[str, str, str]]:
        color = clip.color
        origins = {"tagged": self.tr("tagged"), "assumed": self.tr("assumed"), "chosen": self.tr("chosen")}
        ranges = {"limited": self.tr("limited (16 to 235)"), "full": self.tr("full (0 to 255)")}
        orders = {"progressive": self.tr("progressive"), "interlaced": self.tr("interlaced")}
        shape = clip.sample_aspect * Fraction(clip.width, clip.height)
        return [
            (self.tr("Picture"), f"{clip.width} × {clip.height}", self.tr("Samples as coded.")),
            (
                self.tr("Shape of a pixel"),
                self.tr("{aspect} (picture {shape} : 1)").format(
                    aspect=f"{clip.sample_aspect.numerator}:{clip.sample_aspect.denominator}",
                    shape=f"{float(shape):.3f}",
                ),
                self.tr("Recorders often leave it out or get it wrong: Clip, Shape of the picture sets it by hand."),
            ),
            (self.tr("Rotation"), f"{clip.rotation}°", self.tr("Clockwise, for display; pixels are never turned.")),
            (self.tr("Pixel format"), clip.pixel_format, self.tr("How samples lie in the decoded picture.")),
            (
                self.tr("Field order"),
                orders.get(clip.field_order, self.tr("unknown")),
                self.tr("Interlaced frames show two moments, line by line; they are not deinterlaced."),
            ),
            (
                self.tr("Colour matrix"),
                f"{matrix_text(color.matrix)} ({origins[color.matrix_origin]})",
                self.tr("Turns Y, Cb, Cr into R, G, B. Assumed where the file does not say: Clip, Colour as coded."),
            ),
            (
                self.tr("Colour range"),
                f"{ranges[color.range]} ({origins[color.range_origin]})",
                self.tr("Which codes are black and white."),
            ),
            (
                self.tr("Primaries, transfer"),
                f"{clip.color_primaries}, {clip.color_transfer}",
                self.tr("Codes of ITU-T H.273; 2 means that the file does not say."),
            ),
        ]

    def _hash_text(self) -> str:
        if self._sha256:
            quarters = (self._sha256[place : place + 16] for place in range(0, len(self._sha256), 16))
            return "\n".join(quarters)  # a narrow panel has no room for it in one line
        return self.tr("hashing, {percent} % …").format(percent=self._hashed // 10)

    def _row_text(self, row: int) -> str:
        value = self.table.item(row, 1).text()
        return f"{self.table.item(row, 0).text()}: {value.replace(chr(10), '' if row == 1 else ', ')}"

    def _copy_row(self) -> None:
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        if rows:
            QGuiApplication.clipboard().setText("\n".join(self._row_text(row) for row in rows))

    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(self.text())

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
