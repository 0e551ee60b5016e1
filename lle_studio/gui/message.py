"""Words for the examiner, in boxes that do not hold up the program."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QPlainTextEdit, QVBoxLayout, QWidget

from lle_studio.core.plain import plain, plain_lines


def show_error(parent: QWidget, sentence: str) -> QMessageBox:
    """Shows what went wrong; returns at once."""
    return _show(parent, QMessageBox.Icon.Warning, sentence)


def show_note(parent: QWidget, text: str) -> QMessageBox:
    """Shows something worth knowing; returns at once."""
    return _show(parent, QMessageBox.Icon.Information, text)


def show_lines(parent: QWidget, title: str, lines: list[str]) -> QDialog:
    """Shows as many lines as there are, to scroll through and to copy; returns at once."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(plain(title))
    text = QPlainTextEdit(plain_lines("\n\n".join(lines)), readOnly=True)
    QVBoxLayout(dialog).addWidget(text)
    dialog.resize(720, 420)
    dialog.open()
    return dialog


def _show(parent: QWidget, icon: QMessageBox.Icon, text: str) -> QMessageBox:
    box = QMessageBox(icon, "LLE Studio", plain_lines(text), QMessageBox.StandardButton.Ok, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box
