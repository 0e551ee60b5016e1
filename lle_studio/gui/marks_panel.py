"""Marks, notes and the facts of the case. Every change is one step of the document."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from lle_studio.core.region import Region
from lle_studio.gui.curve_worker import View
from lle_studio.gui.document import CaseDocument
from lle_studio.gui.region_panel import RegionPanel
from lle_studio.gui.transport import clock_text
from lle_studio.pipeline.case import Bookmark, Case

_FIELDS = ("examiner", "organization", "case_number", "exhibit")


class MarksPanel(QWidget):
    """The marks of the clip in a table, the region read-out, and the case's own fields.

    Signals:
        seek_requested: index of the frame to go to.
        bookmark_wanted: the frame on the screen should get a bookmark.
        snapshot_wanted: the frame on the screen should be written as a picture.
    """

    seek_requested = Signal(int)
    bookmark_wanted = Signal()
    snapshot_wanted = Signal()

    def __init__(self, document: CaseDocument, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._view: View | None = None
        self._marks: tuple[Bookmark, ...] = ()
        self.range_text = QLabel(wordWrap=True)
        self.table = QTableWidget(0, 4)
        self.region_panel = RegionPanel()
        self.add = QPushButton()
        self.remove = QPushButton(clicked=self._remove)
        self.snapshot = QPushButton()
        self.fields = {name: QLineEdit() for name in _FIELDS}
        self.notes = QPlainTextEdit(tabChangesFocus=True)
        self._labels = {name: QLabel() for name in (*_FIELDS, "notes")}
        self._set_up_table()
        self._lay_out()
        for name, field in self.fields.items():
            field.editingFinished.connect(lambda name=name: self._take_field(name))
        self.notes.textChanged.connect(self._take_notes)
        self.add.clicked.connect(self.bookmark_wanted)
        self.snapshot.clicked.connect(self.snapshot_wanted)
        document.changed.connect(self.show_case)
        self.retranslate()

    @property
    def region(self) -> tuple[int, int, int, int] | None:
        """The region that is read off, as (x, y, width, height)."""
        region = self.region_panel.region
        return None if region is None else (region.x, region.y, region.width, region.height)

    def show_view(self, view: View | None) -> None:
        """Reads the region off another frame."""
        clips = [shown.request.clip if shown else None for shown in (self._view, view)]
        self._view = view
        self.region_panel.show_view(view)
        if clips[0] is not clips[1] and self._document.case is not None:
            self._fill(self._document.case)  # with the times of this clip

    def drop_region(self) -> None:
        """Reads off no region any more; bookmarks keep theirs."""
        self.region_panel.set_region(None)

    def set_region(self, region: tuple[int, int, int, int] | None) -> None:
        """Takes a region drawn on the picture; where the frame has a bookmark, it becomes that bookmark's."""
        drawn = None if region is None else Region(**dict(zip(("x", "y", "width", "height"), region, strict=True)))
        self.region_panel.set_region(drawn)
        case, view = self._document.case, self._view
        if case is None or view is None or not any(mark.index == view.index for mark in case.bookmarks):
            return
        marks = (replace(mark, region=drawn) if mark.index == view.index else mark for mark in case.bookmarks)
        self._document.edit(replace(case, bookmarks=tuple(marks)), self.tr("Region"))

    def show_case(self, case: Case | None) -> None:
        """Shows the marks and fields of a case."""
        if case is None:
            return
        self._marks = case.bookmarks
        self._write_range(case)
        self._fill(case)
        for name, field in self.fields.items():
            if field.text() != getattr(case, name):
                with QSignalBlocker(field):
                    field.setText(getattr(case, name))
        if self.notes.toPlainText() != case.notes:
            with QSignalBlocker(self.notes):
                self.notes.setPlainText(case.notes)

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        headers = (self.tr("Frame"), self.tr("Time"), self.tr("Note"), "▭")
        self.table.setHorizontalHeaderLabels(headers)
        self.table.setAccessibleName(self.tr("Bookmarks"))
        self.table.setToolTip(self.tr("Double click on a frame to go there, on a note to write it."))
        self.add.setText(self.tr("Add"))
        self.add.setToolTip(self.tr("Bookmarks the frame on the screen, with the region that is marked."))
        self.remove.setText(self.tr("Delete"))
        self.remove.setToolTip(self.tr("Deletes the bookmarks chosen in the table."))
        self.snapshot.setText(self.tr("Snapshot…"))
        self.snapshot.setToolTip(self.tr("Writes the frame on the screen as an exact picture."))
        words = {
            "examiner": self.tr("Examiner"),
            "organization": self.tr("Organisation"),
            "case_number": self.tr("Case number"),
            "exhibit": self.tr("Exhibit"),
            "notes": self.tr("Notes"),
        }
        for name, text in words.items():
            self._labels[name].setText(text)
        for name, field in {**self.fields, "notes": self.notes}.items():
            field.setAccessibleName(words[name])
        self.show_case(self._document.case)
        if self._document.case is None:
            self.range_text.setText(self.tr("No range marked (I and O)"))

    def _set_up_table(self) -> None:
        table = self.table
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setMinimumHeight(90)
        header = table.horizontalHeader()
        for column in (0, 1, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        table.cellDoubleClicked.connect(self._go_to)
        table.itemChanged.connect(self._take_note)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.add, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.snapshot)
        form = QFormLayout()
        form.setVerticalSpacing(4)
        for name, field in self.fields.items():
            form.addRow(self._labels[name], field)
        form.addRow(self._labels["notes"], self.notes)
        self.notes.setMinimumHeight(48)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.addWidget(self.range_text)
        column.addWidget(self.table, 2)
        column.addLayout(buttons)
        column.addWidget(self.region_panel)
        column.addLayout(form, 1)

    def _write_range(self, case: Case) -> None:
        if case.mark_in is None and case.mark_out is None:
            self.range_text.setText(self.tr("No range marked (I and O)"))
            return
        first = "…" if case.mark_in is None else str(case.mark_in)
        last = "…" if case.mark_out is None else str(case.mark_out)
        self.range_text.setText(self.tr("Range: frames {first} to {last}").format(first=first, last=last))

    def _fill(self, case: Case) -> None:
        clip = self._view.request.clip if self._view else None
        with QSignalBlocker(self.table):
            self.table.setRowCount(len(case.bookmarks))
            for row, mark in enumerate(case.bookmarks):
                fits = clip is not None and mark.index < len(clip)
                region = mark.region
                cells = (
                    str(mark.index),
                    clock_text(clip.time_of(mark.index)) if fits else "",
                    mark.note,
                    "" if region is None else "▭",
                )
                for column, text in enumerate(cells):
                    item = QTableWidgetItem(text)
                    if column == 3 and region is not None:
                        item.setToolTip(f"x {region.x}  y {region.y}  {region.width} × {region.height}")
                    if column != 2:
                        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                    self.table.setItem(row, column, item)

    def _remove(self) -> None:
        case = self._document.case
        rows = {index.row() for index in self.table.selectionModel().selectedRows()}
        if case is not None and rows:
            marks = tuple(mark for row, mark in enumerate(case.bookmarks) if row not in rows)
            self._document.edit(replace(case, bookmarks=marks), self.tr("Delete bookmarks"))

    def _go_to(self, row: int, column: int) -> None:
        if column != 2 and row < len(self._marks):
            self.region_panel.set_region(self._marks[row].region)
            self.seek_requested.emit(self._marks[row].index)

    def _take_note(self, item: QTableWidgetItem) -> None:
        case = self._document.case
        if case is None or item.column() != 2 or item.row() >= len(case.bookmarks):
            return
        marks = list(case.bookmarks)
        marks[item.row()] = replace(marks[item.row()], note=item.text())
        self._document.edit(replace(case, bookmarks=tuple(marks)), self.tr("Note"))

    def _take_field(self, name: str) -> None:
        case = self._document.case
        if case is not None:
            self._document.edit(replace(case, **{name: self.fields[name].text()}), self._labels[name].text())

    def _take_notes(self) -> None:
        case = self._document.case
        if case is not None:
            self._document.edit(replace(case, notes=self.notes.toPlainText()), self.tr("Notes"), merge="notes")

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
