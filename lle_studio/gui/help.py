"""What the Help menu shows."""

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from lle_studio.gui.message import show_note
from lle_studio.resources import resource_path


def show_method(parent: QWidget, language: str) -> QDialog:
    """Explains the method and the window, as a text to read beside the work."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(QCoreApplication.translate("Help", "The method and the window"))
    browser = QTextBrowser()
    browser.setMarkdown(resource_path(f"help/{language}.md").read_text(encoding="utf-8"))
    QVBoxLayout(dialog).addWidget(browser)
    dialog.resize(760, 720)
    dialog.show()
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
