"""The keys of the window: what they are at first, what the examiner made of them, and the dialog to change them."""

from PySide6.QtCore import QEvent, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

KEYS: dict[str, tuple[str, ...]] = {
    "open": ("Ctrl+O",),
    "open_case": ("Ctrl+Shift+O",),
    "remember_recent": (),
    "forget_recent": (),
    "save_case": ("Ctrl+S",),
    "save_case_as": ("Ctrl+Shift+S",),
    "export": ("Ctrl+E",),
    "snapshot": ("Ctrl+Shift+E",),
    "verify": ("Ctrl+Shift+V",),
    "audit": ("Ctrl+Shift+L",),
    "quit": ("Ctrl+Q",),
    "undo": ("Ctrl+Z",),
    "redo": ("Ctrl+Y", "Ctrl+Shift+Z"),
    "reset": ("Ctrl+R",),
    "play": ("K",),
    "play_back": ("J",),
    "play_on": ("L",),
    "slower": ("-",),
    "faster": ("=", "+"),
    "loop": ("Ctrl+L",),
    "back": ("Left", ","),
    "forward": ("Right", "."),
    "back_ten": ("Shift+Left",),
    "forward_ten": ("Shift+Right",),
    "first": ("Home",),
    "last": ("End",),
    "previous_key": ("PgUp",),
    "next_key": ("PgDown",),
    "previous_mark": ("Ctrl+Left",),
    "next_mark": ("Ctrl+Right",),
    "go_to": ("Ctrl+G",),
    "mark_in": ("I",),
    "mark_out": ("O",),
    "clear_range": ("Shift+I",),
    "bookmark": ("B",),
    "side_by_side": ("1",),
    "split": ("2",),
    "single": ("3",),
    "difference": ("4",),
    "zoom_fit": ("F", "Ctrl+0"),
    "zoom_one": ("Ctrl+1",),
    "zoom_in": ("Ctrl+=", "Ctrl++"),
    "zoom_out": ("Ctrl+-",),
    "auto_level": ("A",),
    "hold_curve": ("H",),
    "full_screen": ("F11",),
    "method": ("F1",),
    "shortcuts": ("Ctrl+F1",),
    "selftest": (),
    "log": (),
    "about": (),
}
"""Name of an action -> its keys as they are at first."""


def chosen_keys(name: str) -> list[QKeySequence]:
    """The keys of an action: the examiner's, else those it has at first."""
    stored = QSettings().value(f"shortcuts/{name}")
    if stored is None:
        return [QKeySequence(key) for key in KEYS[name]]
    return [QKeySequence(key) for key in str(stored).split("\n") if key]


def store_keys(name: str, keys: list[QKeySequence]) -> None:
    """Remembers the keys of an action; those it has at first are not stored."""
    texts = [key.toString(QKeySequence.SequenceFormat.PortableText) for key in keys]
    first = [QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText) for key in KEYS[name]]
    if texts == first:
        QSettings().remove(f"shortcuts/{name}")
    else:
        QSettings().setValue(f"shortcuts/{name}", "\n".join(texts))


def keys_text(keys: list[QKeySequence]) -> str:
    """Keys as people read them."""
    return "  /  ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in keys)


class ShortcutsDialog(QDialog):
    """Lists every action with its keys and lets the examiner change them; a key does one thing only.

    Signals:
        keys_changed: name of the action whose keys are others now.
    """

    keys_changed = Signal(str)

    def __init__(self, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        """Makes the dialog.

        Args:
            actions: by their names in ``KEYS``.
            parent: of the dialog.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._actions = actions
        self._names = [name for name in KEYS if name in actions]
        self.table = QTableWidget(len(self._names), 2)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.table.currentCellChanged.connect(self._show_keys)
        self.edit = QKeySequenceEdit(maximumSequenceLength=1)
        self.edit.editingFinished.connect(self._take_key)
        self._edit_label = QLabel()
        self._edit_label.setBuddy(self.edit)
        self.message = QLabel(objectName="hint", wordWrap=True)
        self._note = QLabel(objectName="quiet", wordWrap=True)
        self._back = QPushButton(clicked=self._take_first)
        self._all_back = QPushButton(clicked=self._take_all_first)
        self._close = QPushButton(clicked=self.close)
        for button in (self._back, self._all_back, self._close):
            button.setAutoDefault(False)  # Enter belongs to the key that is being entered
        self._lay_out()
        self.retranslate()
        self.table.selectRow(0)
        self.resize(620, 640)

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.table.setHorizontalHeaderLabels([self.tr("Action"), self.tr("Keys")])
        self.table.setAccessibleName(self.tr("Actions and their keys"))
        self._edit_label.setText(self.tr("New key for the chosen action"))
        self.edit.setAccessibleName(self.tr("New key"))
        self._note.setText(
            self.tr(
                "Hold Space to see the original in place of the result. In a number field the arrow keys move the "
                "cursor; Enter leaves the field."
            )
        )
        self._back.setText(self.tr("Default"))
        self._all_back.setText(self.tr("Defaults for all"))
        self._close.setText(self.tr("Close"))
        self._fill()

    def set_keys(self, name: str, keys: list[QKeySequence]) -> bool:
        """Gives an action other keys; refuses, and says why, where one of them belongs to another action."""
        for key in keys:
            owner = next((other for other in self._names if other != name and key in self._keys_of(other)), None)
            if owner is not None:
                text = self.tr("{key} belongs to “{action}”: give that another key first.")
                self.message.setText(text.format(key=keys_text([key]), action=self._actions[owner].text()))
                return False
        store_keys(name, keys)
        self._actions[name].setShortcuts(keys)
        self.message.clear()
        self.keys_changed.emit(name)
        self._fill()
        return True

    def _keys_of(self, name: str) -> list[QKeySequence]:
        return self._actions[name].shortcuts()

    @property
    def _current(self) -> str:
        return self._names[max(0, self.table.currentRow())]

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self._edit_label)
        row.addWidget(self.edit, 1)
        row.addWidget(self._back)
        buttons = QHBoxLayout()
        buttons.addWidget(self._all_back)
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        column.addWidget(self.message)
        column.addWidget(self._note)
        column.addLayout(buttons)

    def _fill(self) -> None:
        for place, name in enumerate(self._names):
            self.table.setItem(place, 0, QTableWidgetItem(self._actions[name].text()))
            self.table.setItem(place, 1, QTableWidgetItem(keys_text(self._keys_of(name))))

    def _show_keys(self) -> None:
        self.edit.clear()
        self.message.clear()

    def _take_key(self) -> None:
        sequence = self.edit.keySequence()
        if not sequence.isEmpty():
            self.set_keys(self._current, [sequence])
            self.edit.clear()

    def _take_first(self) -> None:
        self.set_keys(self._current, [QKeySequence(key) for key in KEYS[self._current]])

    def _take_all_first(self) -> None:
        for name in self._names:
            store_keys(name, [QKeySequence(key) for key in KEYS[name]])
            self._actions[name].setShortcuts(chosen_keys(name))
            self.keys_changed.emit(name)
        self.message.clear()
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
