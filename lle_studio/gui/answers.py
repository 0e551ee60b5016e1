"""A table of answers: which question was asked, whether it holds, and what was found."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from lle_studio.core.plain import plain
from lle_studio.gui import theme


class AnswersTable(QTableWidget):
    """Three columns, to be read: result, question, finding. Long findings are wrapped."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, mode in enumerate(
            (*2 * (QHeaderView.ResizeMode.ResizeToContents,), QHeaderView.ResizeMode.Stretch)
        ):
            header.setSectionResizeMode(column, mode)

    def show_answers(self, answers: Iterable[tuple[bool, str, str]]) -> None:
        """Shows answers in the place of those that stood there: whether it holds, question, finding."""
        rows = list(answers)
        self.setRowCount(len(rows))
        for row, (passed, question, finding) in enumerate(rows):
            result = QTableWidgetItem(self.tr("✓ holds") if passed else self.tr("✗ fails"))
            result.setForeground(QColor(theme.current().good if passed else theme.current().bad))
            for column, item in enumerate((result, QTableWidgetItem(question), QTableWidgetItem(plain(finding)))):
                self.setItem(row, column, item)
        self.resizeRowsToContents()
