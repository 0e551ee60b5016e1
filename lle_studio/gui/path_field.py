"""A path the examiner types or chooses."""

from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QWidget

from lle_studio.gui.file_dialogs import choose_file, choose_folder


def row_label() -> QLabel:
    """A label that stands level with the field beside it, however high that is."""
    label = QLabel()
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
    return label


class PathField(QWidget):
    """A path with a button to choose it.

    Signals:
        changed: another path was entered.
    """

    changed = Signal()

    def __init__(self, *, folder: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self.edit = QLineEdit(minimumWidth=420)
        self._browse = QPushButton(clicked=self._choose)
        self.edit.textChanged.connect(self.changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.edit, 1)
        row.addWidget(self._browse)
        self._browse.setText(self.tr("Browse…"))

    @property
    def path(self) -> Path | None:
        """What was entered; None where nothing was."""
        text = self.edit.text().strip()
        return Path(text) if text else None

    def set_path(self, path: Path | None) -> None:
        """Enters a path."""
        self.edit.setText("" if path is None else str(path))

    def _choose(self) -> None:
        if self._folder:
            chosen = choose_folder(self, self.tr("Choose a folder"), self.path)
        else:
            chosen = choose_file(self, self.tr("Choose a file"), self.path)
        if chosen is not None:
            self.set_path(chosen)

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self._browse.setText(self.tr("Browse…"))
        super().changeEvent(event)
