"""Everything that can be done by menu or key, with its words, its icon and its shortcuts."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from lle_studio.core.color import MATRICES, RANGES, ColorInterpretation
from lle_studio.gui.language import LANGUAGES
from lle_studio.gui.words import matrix_text
from lle_studio.resources import resource_path

_STEPS = {"back": -1, "forward": 1, "back_ten": -10, "forward_ten": 10}

_KEYS = {
    "open": ("Ctrl+O",),
    "export": ("Ctrl+E",),
    "verify": ("Ctrl+Shift+V",),
    "quit": ("Ctrl+Q",),
    "first": ("Home",),
    "back_ten": ("Shift+Left",),
    "back": ("Left", ","),
    "play": ("Space",),
    "forward": ("Right", "."),
    "forward_ten": ("Shift+Right",),
    "last": ("End",),
    "shortcuts": ("F1",),
    "log": (),
    "about": (),
}

_ICONS = ("first", "back", "play", "pause", "forward", "last")


def icon(name: str) -> QIcon:
    """An icon from the resources."""
    return QIcon(str(resource_path(f"icons/{name}.svg")))


class WindowActions(QObject):
    """The actions and menus of the main window.

    Signals:
        steps_wanted: frames to go on (negative: back).
        color_chosen: matrix and range to read the clip with; None: as tagged or assumed.
        language_chosen: code of the language.
    """

    steps_wanted = Signal(int)
    color_chosen = Signal(object, object)
    language_chosen = Signal(str)

    def __init__(self, window: QMainWindow, language: str) -> None:
        super().__init__(window)
        self._playing = False
        self._icons = {name: icon(name) for name in _ICONS}
        for name, keys in _KEYS.items():
            action = QAction(window)
            action.setShortcuts([QKeySequence(key) for key in keys])
            if name in self._icons:
                action.setIcon(self._icons[name])
            setattr(self, name, action)
            window.addAction(action)
        for name, frames in _STEPS.items():
            action = getattr(self, name)
            action.setData(frames)
            action.triggered.connect(self._step)
        self.transport = [self.first, self.back, self.play, self.forward, self.last]
        """Actions that have a button."""
        self._matrices = self._make_choices(window, (None, *MATRICES))
        self._ranges = self._make_choices(window, (None, *RANGES))
        self._languages = self._make_choices(window, tuple(LANGUAGES))
        self._check(self._languages, language)
        self._matrices.triggered.connect(self._choose_color)
        self._ranges.triggered.connect(self._choose_color)
        self._languages.triggered.connect(self._choose_language)
        self._make_menus(window)

    @property
    def listed(self) -> list[QAction]:
        """The actions that have a shortcut, for the list of shortcuts."""
        return [getattr(self, name) for name, keys in _KEYS.items() if keys]

    @property
    def chosen_color(self) -> tuple[str | None, str | None]:
        """Matrix and range chosen; None: as tagged or assumed."""
        return self._matrices.checkedAction().data(), self._ranges.checkedAction().data()

    def set_clip_open(self, is_open: bool) -> None:
        """Makes what needs a clip possible or impossible."""
        names = ("export", "first", "back_ten", "back", "play", "forward", "forward_ten", "last")
        for name in names:
            getattr(self, name).setEnabled(is_open)
        self._color_menu.setEnabled(is_open)

    def set_playing(self, playing: bool) -> None:
        """Shows what the play button does next."""
        self._playing = playing
        self.play.setIcon(self._icons["pause" if playing else "play"])
        self._write(self.play, self.tr("Pause") if playing else self.tr("Play"))

    def set_color(self, color: ColorInterpretation) -> None:
        """Shows how the clip that is open is read."""
        self._check(self._matrices, color.matrix if color.matrix_origin == "chosen" else None)
        self._check(self._ranges, color.range if color.range_origin == "chosen" else None)

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        words = {
            "open": self.tr("Open…"),
            "export": self.tr("Export…"),
            "verify": self.tr("Verify package…"),
            "quit": self.tr("Quit"),
            "first": self.tr("First frame"),
            "back_ten": self.tr("Ten frames back"),
            "back": self.tr("One frame back"),
            "forward": self.tr("One frame forward"),
            "forward_ten": self.tr("Ten frames forward"),
            "last": self.tr("Last frame"),
            "shortcuts": self.tr("Keyboard shortcuts"),
            "log": self.tr("Show log"),
            "about": self.tr("About LLE Studio"),
        }
        for name, text in words.items():
            self._write(getattr(self, name), text)
        self.set_playing(self._playing)
        self._file_menu.setTitle(self.tr("File"))
        self._clip_menu.setTitle(self.tr("Clip"))
        self._color_menu.setTitle(self.tr("Colour as coded"))
        self._language_menu.setTitle(self.tr("Language"))
        self._help_menu.setTitle(self.tr("Help"))
        self._matrix_menu.setTitle(self.tr("Matrix"))
        self._range_menu.setTitle(self.tr("Range"))
        as_tagged = self.tr("As the file says, else assumed")
        ranges = {None: as_tagged, "limited": self.tr("Limited (16 to 235)"), "full": self.tr("Full (0 to 255)")}
        for action in self._ranges.actions():
            action.setText(ranges[action.data()])
        for action in self._matrices.actions():
            action.setText(matrix_text(action.data()) if action.data() else as_tagged)
        for action in self._languages.actions():
            action.setText(LANGUAGES[action.data()])

    @staticmethod
    def _write(action: QAction, text: str) -> None:
        keys = ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())
        action.setText(text)
        action.setToolTip(f"{text} ({keys})" if keys else text)

    @staticmethod
    def _make_choices(window: QMainWindow, values: tuple[str | None, ...]) -> QActionGroup:
        group = QActionGroup(window)
        for value in values:
            action = QAction(group, checkable=True)
            action.setData(value)
        group.actions()[0].setChecked(True)
        return group

    @staticmethod
    def _check(group: QActionGroup, value: str | None) -> None:
        for action in group.actions():
            if action.data() == value:
                action.setChecked(True)

    def _make_menus(self, window: QMainWindow) -> None:
        bar = window.menuBar()
        self._file_menu = self._add_menu(bar.addMenu(""), [self.open, None, self.export, self.verify, None, self.quit])
        steps = [self.back, self.forward, self.back_ten, self.forward_ten, self.first, self.last]
        self._clip_menu = self._add_menu(bar.addMenu(""), [self.play, None, *steps, None])
        self._color_menu = self._clip_menu.addMenu("")
        self._matrix_menu = self._add_menu(self._color_menu.addMenu(""), self._matrices.actions())
        self._range_menu = self._add_menu(self._color_menu.addMenu(""), self._ranges.actions())
        self._language_menu = self._add_menu(bar.addMenu(""), self._languages.actions())
        self._help_menu = self._add_menu(bar.addMenu(""), [self.shortcuts, self.log, None, self.about])

    @staticmethod
    def _add_menu(menu: QMenu, actions: list[QAction | None]) -> QMenu:
        for action in actions:
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(action)
        return menu

    def _step(self) -> None:
        self.steps_wanted.emit(self.sender().data())

    def _choose_color(self) -> None:
        self.color_chosen.emit(*self.chosen_color)

    def _choose_language(self, action: QAction) -> None:
        self.language_chosen.emit(action.data())
