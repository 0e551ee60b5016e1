"""What the Help menu shows."""

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QFormLayout, QLabel, QWidget

from lle_studio.gui.actions import WindowActions
from lle_studio.gui.message import show_note


def show_shortcuts(parent: QWidget, actions: WindowActions) -> QDialog:
    """Lists every key and what it does."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(QCoreApplication.translate("Help", "Keyboard shortcuts"))
    form = QFormLayout(dialog)
    form.setContentsMargins(24, 20, 24, 20)
    form.setHorizontalSpacing(32)
    form.setVerticalSpacing(8)
    for action in actions.listed:
        keys = "  /  ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())
        form.addRow(QLabel(f"<b>{keys}</b>"), QLabel(action.text()))
    note = QCoreApplication.translate(
        "Help", "In a number field the arrow keys move the cursor; Enter leaves the field."
    )
    form.addRow(QLabel(note, objectName="quiet"))
    dialog.open()
    return dialog


def show_about(parent: QWidget) -> None:
    """Says what the program is and whose method it uses."""
    try:
        release = version("lle-studio")
    except PackageNotFoundError:  # run from a folder that was never installed
        release = ""
    text = QCoreApplication.translate(
        "Help",
        "LLE Studio brightens night footage for examination and explains every pixel of the result: a network proposes "
        "one tone curve per channel and frame, and printed tables of integers decide.\n\n"
        "Method: Lim and Kim, “A study on low-light image enhancement method using deep learning based image "
        "enhancement network”, National Forensic Service, Korea, 2023.\n\n"
        "It works without any network access.",
    )
    show_note(parent, f"LLE Studio {release}".strip() + f"\n\n{text}")
